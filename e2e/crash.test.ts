import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeCms } from './cms/practice-cms.ts';
import { callerOf, finished } from './practice/practice.ts';
import type { Call } from './practice/practice.ts';
import { startPracticeOrg } from './practice-org/start.ts';

/** An agent as a process of its own, killed with SIGKILL while it creates hundreds of users, and started again. */

const users = 300;
const kills = 4;
const bin = path.join(import.meta.dirname, '..', 'agent', 'src', 'cli', 'bin.ts');

let home: string;
let org: Awaited<ReturnType<typeof startPracticeOrg>>;
let cms: Awaited<ReturnType<typeof startPracticeCms>>;
let agent: { process: ChildProcess; call: Call };

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-crash-'));
  org = await startPracticeOrg({ port: 0 });
  cms = await startPracticeCms({ port: 0, users });
  agent = await serve();
});
afterAll(async () => {
  agent.process.kill('SIGKILL');
  await Promise.all([org.close(), cms.close()]);
  await rm(home, { recursive: true, force: true });
});

describe('sync of all users', () => {
  it('survives being killed again and again: every user once, none twice, and then nothing is left to do', async () => {
    const connection = await connect(agent.call);
    const planned = await run(agent.call, connection, 'plan');
    const { plan } = await agent.call('plan', { id: planned.plan ?? '' });
    const toCreate = plan.counts['create'] ?? 0;
    expect(toCreate).toBeGreaterThan(users / 2);
    const { job } = await agent.call('applyPlan', { id: plan.id }, { digest: plan.digest, approve: true });

    for (let kill = 1; kill <= kills; kill += 1) {
      await untilDone(job, Math.floor((toCreate * kill) / (kills + 1)));
      agent.process.kill('SIGKILL');
      await once(agent.process, 'exit');
      agent = await serve();
    }
    const ended = await finished(agent.call, job);
    expect(ended).toMatchObject({ state: 'done', error: null, failed: 0 });

    const logins = await oktaLogins();
    expect(new Set(logins).size).toBe(logins.length);
    const again = await run(agent.call, connection, 'plan');
    const { plan: second, items } = await agent.call('plan', { id: again.plan ?? '' });
    expect(items).toEqual([]);
    expect(second.unchanged).toBeGreaterThanOrEqual(toCreate);
    const { entries, intact } = await activity();
    expect(intact).toBe(true);
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(entries.length);
  });
});

async function serve(): Promise<typeof agent> {
  const child = spawn(process.execPath, [bin, 'serve', '--json', '--home', home, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ROLLCALL_PASSPHRASE: 'only for this test' },
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  const { api } = z.object({ api: z.string() }).parse(JSON.parse(line));
  const file = z.object({ token: z.string() }).parse(JSON.parse(await readFile(path.join(home, 'agent.json'), 'utf8')));
  return { process: child, call: callerOf({ api, scriptToken: file.token }) };
}

async function connect(call: Call): Promise<string> {
  const { id } = await call('addConnection', {}, {});
  const sign = { user: cms.user, password: cms.password };
  await call('connectSide', { id, side: 'cms' }, { kind: 'drupal', url: cms.url, auth: 'session', values: sign });
  await call(
    'connectSide',
    { id, side: 'okta' },
    { kind: 'okta', url: org.url, auth: 'token', values: { token: org.token } },
  );
  expect(await call('test', { id }, {})).toMatchObject({ ok: true });
  await call('changeConnection', { id }, { mode: 'live' });
  return id;
}

async function run(call: Call, connection: string, mode: 'plan' | 'apply') {
  const { job } = await call('run', {}, { connection, scope: { kind: 'all' }, mode });
  return finished(call, job);
}

async function untilDone(job: string, count: number): Promise<void> {
  for (;;) {
    const { done, ended } = await agent.call('job', { id: job });
    if (done >= count || ended !== null) return;
    await sleep(10);
  }
}

async function oktaLogins(): Promise<string[]> {
  const logins: string[] = [];
  const page = z.array(z.object({ profile: z.object({ login: z.string() }) }));
  let next: string | undefined = `${org.url}/api/v1/users?limit=200&filter=status%20eq%20%22STAGED%22`;
  while (next !== undefined) {
    const answer: Response = await fetch(next, { headers: { authorization: `SSWS ${org.token}` } });
    logins.push(...page.parse(await answer.json()).map((user) => user.profile.login));
    next = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return logins;
}

async function activity() {
  const file = z.object({ port: z.number(), token: z.string() });
  const { port, token } = file.parse(JSON.parse(await readFile(path.join(home, 'agent.json'), 'utf8')));
  const answer = await fetch(`http://127.0.0.1:${port}/v1/activity?type=create&limit=1000&verify=true`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const entry = z.object({ id: z.string() });
  return z.object({ entries: z.array(entry), intact: z.boolean() }).parse(await answer.json());
}
