import { readFile, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';

const agentFile = z.object({ pid: z.number(), startTime: z.string(), port: z.number(), token: z.string() });

/** Where a running agent listens and the token for programs of the same user; readable by that user only. */
export type AgentFile = z.infer<typeof agentFile>;

export async function writeAgentFile(file: string, { port, token }: { port: number; token: string }): Promise<void> {
  const content: AgentFile = { pid: process.pid, startTime: new Date().toISOString(), port, token };
  await rm(file, { force: true });
  await writeFile(file, `${JSON.stringify(content)}\n`, { mode: 0o600 });
}

export async function removeAgentFile(file: string): Promise<void> {
  const present = await readAgentFile(file);
  if (present?.pid === process.pid) await rm(file, { force: true });
}

/** What the file says; null when there is none or it is not one of ours. */
export async function readAgentFile(file: string): Promise<AgentFile | null> {
  try {
    return agentFile.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}
