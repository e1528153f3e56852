import type { HealthAnswer } from '@rollcall/shared/api';

import type { AgentView, SiteView } from '../messages.ts';

interface State {
  agent: AgentView;
  sites: SiteView[];
  health: HealthAnswer | null;
  browserName: string;
  version: string;
}

/** What a person may paste into a request for help: addresses, versions and states; never a token or a user's name. */
export function describeState({ agent, sites, health, browserName, version }: State): string {
  const pairing = agent.pairing;
  return [
    `Rollcall extension ${version} in ${browserName}`,
    `Agent: ${agent.agent ?? 'not found'} ${agent.version ?? ''} at ${agent.address ?? 'no address'}`.trim(),
    `Address: ${agent.manualAddress ?? 'found by itself'}`,
    `Paired: ${pairing === null ? 'no' : `with ${pairing.agent} as ${pairing.role} since ${pairing.since}`}`,
    `State: ${agent.problem === null ? 'fine' : `${agent.problem.code}: ${agent.problem.detail}`}`,
    ...sites.map((site) => `Site: ${site.origin}${site.permitted ? '' : ' (permission taken back)'}`),
    ...(health?.lines ?? []).map((line) => `${line.ok ? 'ok  ' : 'FAIL'} ${line.id}: ${line.text}`),
  ].join('\n');
}
