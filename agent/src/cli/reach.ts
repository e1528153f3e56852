import path from 'node:path';
import { SyncError } from '@rollcall/shared';

import type { Agent } from '../agent.ts';
import { readAgentFile } from '../agent-file.ts';
import type { AgentFile } from '../agent-file.ts';
import { createClient } from './client.ts';
import type { Client, Send } from './client.ts';

export type LocalAgent = Pick<
  Agent,
  'app' | 'scriptToken' | 'agentId' | 'pairingCode' | 'recover' | 'listen' | 'close'
>;

/** Opens the state under `home` in this process; throws `locked` when another process has it. */
export type OpenAgent = (options: OpenOptions) => Promise<LocalAgent>;

export interface OpenOptions {
  home: string;
  /** What the agent writes on standard error: a command of a moment tells only what is wrong. */
  log: 'info' | 'warn';
}

/** A way to the local API: an agent that runs already, or one opened for this command alone. */
export interface Reach {
  client: Client;
  /** The running agent's address and token; null for one in this process. */
  running: AgentFile | null;
  /** Settles what a crash left behind; to be called before a run is started. */
  beforeRun(): Promise<void>;
  close(): Promise<void>;
}

/** A listening agent answers hello within this time, in milliseconds. */
const helloWait = 5_000;

/** The agent that runs for `home`, else one in this process, which behaves the same. Throws `locked`. */
export async function openReach(home: string, openAgent: OpenAgent): Promise<Reach> {
  return (await findRunning(home)) ?? reachInProcess(await openAgent({ home, log: 'warn' }));
}

/** The agent that runs for `home`; null when none answers. */
export async function findRunning(home: string): Promise<(Reach & { running: AgentFile }) | null> {
  const file = await readAgentFile(path.join(home, 'agent.json'));
  if (!file || !isAlive(file.pid)) return null;
  const client = createClient(sendOver(file));
  try {
    await createClient(sendOver(file, helloWait)).call('hello', { body: {} });
  } catch {
    // Left behind by an agent that was killed; whoever has its process number or port now is not one.
    return null;
  }
  return { client, running: file, beforeRun: () => Promise.resolve(), close: () => Promise.resolve() };
}

/** The running agent; throws `not_configured` when there is none. */
export async function needRunning(home: string): Promise<Reach & { running: AgentFile }> {
  const reach = await findRunning(home);
  if (reach) return reach;
  throw new SyncError('not_configured', `No agent runs for ${home}.`, { next: 'Start one with "rollcall serve".' });
}

function sendOver({ port, token }: AgentFile, timeout?: number): Send {
  return async (address, init) => {
    try {
      return await fetch(`http://127.0.0.1:${port}${address}`, {
        ...init,
        headers: headersOf(token),
        redirect: 'error',
        ...(timeout === undefined ? {} : { signal: AbortSignal.timeout(timeout) }),
      });
    } catch (error) {
      throw new SyncError('unreachable', 'The agent stopped answering.', {
        next: 'Start it again with "rollcall serve"; what was done stays done.',
        cause: error,
      });
    }
  };
}

function reachInProcess(agent: LocalAgent): Reach {
  // The guard wants the port that the agent listens on, and this one does not listen.
  const headers = { ...headersOf(agent.scriptToken), host: '127.0.0.1:0' };
  const send: Send = async (address, init) => agent.app.request(address, { ...init, headers });
  return {
    client: createClient(send),
    running: null,
    beforeRun: () => agent.recover({ resumeJobs: false }),
    close: () => agent.close(),
  };
}

function headersOf(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs as somebody else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
