import { openAgent } from './agent.ts';
import type { Agent, AgentOptions } from './agent.ts';
import { drupal } from './directory/drupal/descriptor.ts';
import { okta } from './directory/okta/descriptor.ts';
import { withRetry } from './directory/retry.ts';

/** The directories that this Rollcall knows: the only place that names them together. */
export const kinds = [drupal, okta];

/** An agent over `home` with every directory that there is. */
export function openRollcall(options: Omit<AgentOptions, 'kinds' | 'wrap'>): Promise<Agent> {
  return openAgent({ ...options, kinds, wrap: (directory) => withRetry(directory) });
}

export interface StartedAgent extends Agent {
  api: string;
  port: number;
}

/** Opens, recovers and listens; what `rollcall serve` and practice mode do. */
export async function startAgent(
  options: Omit<AgentOptions, 'kinds' | 'wrap'> & { port?: number },
): Promise<StartedAgent> {
  const agent = await openRollcall(options);
  await agent.recover({ resumeJobs: true });
  const { api, port } = await agent.listen(options.port === undefined ? {} : { port: options.port });
  return Object.assign(agent, { api, port });
}
