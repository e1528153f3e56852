import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPracticeOrg } from '../practice-org/start.ts';
import type { PullReport } from './pull-people.ts';
import { type BenchRow, ms } from './row.ts';

/** What User Sync Tool took for the same, in seconds of a processor and in MB. */
const tool = { cpu: 14.9, memory: 315 };
const groups = Array.from({ length: 20 }, (_each, index) => `Group ${index + 1}`);

/** The plan of a pull over many members of 20 groups, one in ten of them in two. */
export async function benchPull({ people }: { people: number }): Promise<BenchRow[]> {
  const users = Array.from({ length: people }, (_each, index) => person(index));
  // Nothing of how the org was filled counts as having moved.
  let behind = 3_600_000;
  const org = await startPracticeOrg({ port: 0, seed: { users }, clock: () => Date.now() - behind });
  behind = 0;
  const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-'));
  try {
    const told = users.map(({ profile, groups: within }) => ({
      id: org.org.state.users.byLogin(profile.login)?.id,
      login: profile.login,
      groups: within,
    }));
    const file = path.join(folder, 'people.json');
    await writeFile(file, JSON.stringify(told));
    const child = fork(path.join(import.meta.dirname, 'pull-agent.ts'), [org.url, org.token, file], {
      execArgv: ['--expose-gc'],
    });
    const [message] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(([code]) => Promise.reject(new Error(`the pull ended with ${String(code)}`))),
    ]);
    // Made by our own process a moment ago.
    return rowsOf(message as PullReport, people);
  } finally {
    await org.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsOf({ items, cpuMs, ms: took, overIdle, delta, problem }: PullReport, people: number): BenchRow[] {
  if (problem !== null) throw new Error(problem);
  const megabytes = overIdle / 1024 ** 2;
  const whom = `${people.toLocaleString('en')} members of 20 groups`;
  return [
    {
      id: 'pull',
      goal: `the plan of a pull over ${whom} in less than 5 s of a processor`,
      limit: `the tool’s own, ${tool.cpu} s`,
      measured: `${ms(cpuMs)} for ${items.toLocaleString('en')} items; ${ms(took)} in all`,
      ratio: cpuMs / 1000 / tool.cpu,
      ok: cpuMs < 5000,
    },
    {
      id: 'pull',
      goal: `in less than 100 MB over idle`,
      limit: `the tool’s own, ${tool.memory} MB`,
      measured: `${megabytes.toFixed(0)} MB`,
      ratio: megabytes / tool.memory,
      ok: megabytes < 100,
    },
    {
      id: 'pull',
      goal: 'a look for what moved, where nothing did, with at most 3 calls of Okta',
      measured: delta ? `${delta.calls} calls, ${ms(delta.cpuMs)} of a processor` : 'everybody was read',
      ratio: null,
      ok: delta !== null && delta.calls <= 3,
    },
  ];
}

function person(index: number) {
  const login = `member${index}@harbor.example`;
  const [own = '', other = ''] = [groups[index % 20], groups[(index + 7) % 20]];
  return {
    profile: { login, email: login, firstName: `Given${index}`, lastName: `Family${index}` },
    status: 'ACTIVE' as const,
    groups: index % 10 === 0 ? [own, other] : [own],
  };
}
