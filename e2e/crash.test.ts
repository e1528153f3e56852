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

/** An agent as a process of its own, killed with SIGKILL in the middle of hundreds of changes, and started again. */

const users = 300;
const kills = 4;
const bin = path.join(import.meta.dirname, '..', 'agent', 'src', 'cli', 'bin.ts');

let home: string;
let org: Awaited<ReturnType<typeof startPracticeOrg>>;
let cms: Awaited<ReturnType<typeof startPracticeCms>>;
let agent: { process: ChildProcess; call: Call };
let connection: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-crash-'));
  org = await startPracticeOrg({ port: 0 });
  cms = await startPracticeCms({ port: 0, users });
  agent = await serve();
  connection = await connect(agent.call);
});
afterAll(async () => {
  agent.process.kill('SIGKILL');
  await Promise.all([org.close(), cms.close()]);
  await rm(home, { recursive: true, force: true });
});

describe('sync of all users', () => {
  it('survives being killed again and again: every user once, none twice, and then nothing is left to do', async () => {
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

describe('the roles of a pushed group', () => {
  it('survive it too: what was answered is kept, and everybody in the group has the role in the end', async () => {
    await run(agent.call, connection, 'plan');
    const { connections } = await agent.call('connections');
    const { id, methods } = connections[0] ?? { id: connection };
    const scim = { on: true, operations: ['read' as const, 'update' as const] };
    await agent.call(
      'changeConnection',
      { id },
      { direction: 'both', ...(methods ? { methods: { ...methods, scim } } : {}) },
    );
    const { text } = await agent.call('addToken', { id }, {});
    const push = async (method: string, place: string, body?: object): Promise<unknown> => {
      const { baseUrl } = await agent.call('scimState', { id });
      const headers = { authorization: `Bearer ${text}`, 'content-type': 'application/scim+json' };
      const answer = await fetch(`${baseUrl}${place}`, {
        method,
        headers,
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      expect(answer.status).toBeLessThan(300);
      return answer.json();
    };
    const listed = z.object({ Resources: z.array(z.object({ id: z.string(), userName: z.string() })) });
    const { Resources: people } = listed.parse(await push('GET', '/Users?startIndex=80&count=200'));
    const value = people.map((each) => ({ value: each.id }));
    const displayName = 'Night watch';
    const schemas = ['urn:ietf:params:scim:schemas:core:2.0:Group'];
    // The first kill cuts off the answer.
    void push('POST', '/Groups', { schemas, displayName, members: value }).catch(() => undefined);
    for (let kill = 1; kill <= kills; kill += 1) {
      await untilSettled(id, (people.length * kill) / (kills + 2));
      agent.process.kill('SIGKILL');
      await once(agent.process, 'exit');
      agent = await serve();
    }
    const group = await untilSettled(id, people.length);
    expect(group).toMatchObject({ name: displayName, members: people.length, open: 0, madeRole: true, problem: null });
    const preview = await agent.call(
      'previewPushed',
      { id, group: group?.id ?? '' },
      { role: group?.role?.id ?? null },
    );
    expect(preview.counts).toMatchObject({ gain: 0, have: people.length, extra: 0 });
    const { roles } = await agent.call('pushed', { id });
    expect(roles.filter(({ name }) => name === displayName)).toHaveLength(1);
  }, 120_000);
});

/** The pushed group once so many of its members are as they should be. */
async function untilSettled(id: string, count: number) {
  for (;;) {
    const { groups } = await agent.call('pushed', { id });
    const [group] = groups;
    if ((group?.settled ?? 0) >= count) return group;
    await sleep(20);
  }
}

async function serve(): Promise<typeof agent> {
  const args = [bin, 'serve', '--json', '--home', home, '--port', '0', '--scim-port', '0'];
  const child = spawn(process.execPath, args, {
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

async function run(call: Call, id: string, mode: 'plan' | 'apply') {
  const { job } = await call('run', {}, { connection: id, scope: { kind: 'all' }, mode });
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
