import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const root = path.join(import.meta.dirname, '../..');
/** What Node is started with, as `docs/set-up.md` has it. */
export const nodeOptions = ['--max-semi-space-size=8'];

const bundle = path.join(root, 'agent/dist/rollcall.mjs');

/** Makes the agent's release bundle and answers its path. */
export async function buildAgent(): Promise<string> {
  const child = spawn(process.execPath, [path.join(root, 'agent/build.ts')], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the agent's build ended with ${code}`);
  return bundle;
}

export interface ServingAgent {
  api: string;
  scriptToken: string;
  child: ChildProcess;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

const ready = z.object({ api: z.string() });
const agentFile = z.object({ token: z.string() });

/** Starts the bundle's `serve` over a home, as a release is started. */
export async function serveAgent(file: string, home: string): Promise<ServingAgent> {
  const child = spawn(process.execPath, [...nodeOptions, file, 'serve', '--home', home, '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: home,
  });
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the agent ended with ${code}`))),
  ]);
  const { api } = ready.parse(JSON.parse(String(line)));
  const { token } = agentFile.parse(JSON.parse(await readFile(path.join(home, 'agent.json'), 'utf8')));
  return {
    api,
    scriptToken: token,
    child,
    async kill(signal) {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}
