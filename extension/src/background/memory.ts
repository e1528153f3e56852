import { browser } from 'wxt/browser';
import { z } from 'zod';

import { rowStatus, statusAnswer } from '@rollcall/shared/api';
import type { AgentMemory } from '../agent/client.ts';

/** What the worker must not keep in variables: it may end after 30 idle seconds. Lives until the browser closes. */
const agentMemory = z.object({
  proven: z.object({ address: z.string(), clientId: z.string(), at: z.number() }).nullable(),
  lastGood: z.string().nullable(),
});
const knownStatus = z.object({
  at: z.string(),
  connection: statusAnswer.shape.connection,
  summary: statusAnswer.shape.summary,
  rows: z.array(rowStatus),
});

/** The last answer about a site: what badges show while the agent is off. */
export type KnownStatus = z.infer<typeof knownStatus>;

export async function readAgentMemory(): Promise<AgentMemory> {
  const read = agentMemory.safeParse((await browser.storage.session.get('agent'))['agent']);
  return read.success ? read.data : { proven: null, lastGood: null };
}

export function writeAgentMemory(memory: AgentMemory): Promise<void> {
  return browser.storage.session.set({ agent: memory });
}

export async function readKnown(site: string): Promise<KnownStatus | null> {
  const key = `status ${site}`;
  const read = knownStatus.safeParse((await browser.storage.session.get(key))[key]);
  return read.success ? read.data : null;
}

export function writeKnown(site: string, known: KnownStatus): Promise<void> {
  return browser.storage.session.set({ [`status ${site}`]: known });
}

export async function manualAddress(): Promise<string | null> {
  const read = z.object({ agentAddress: z.string() }).safeParse(await browser.storage.local.get('agentAddress'));
  return read.success ? read.data.agentAddress : null;
}

export async function setManualAddress(address: string | null): Promise<void> {
  if (address === null) await browser.storage.local.remove('agentAddress');
  else await browser.storage.local.set({ agentAddress: address });
}
