import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeCms } from './cms/practice-cms.ts';
import type { Fault } from './cms/faults.ts';
import { callerOf, connect, type Call } from './practice/practice.ts';
import { openScim } from './practice/scim.ts';
import { systemCaller } from './practice-org/access/caller.ts';
import { createScimApp } from './practice-org/apps/routes.ts';
import { saveConnection } from './practice-org/scim/connect.ts';
import type { Seed } from './practice-org/seed.ts';
import { startPracticeOrg } from './practice-org/start.ts';

/**
 * Okta pushes many users and groups at once, while one call of a hundred to the site fails, is cut or is slow, and the
 * agent is killed in the middle. `ROLLCALL_SCIM_LOAD=2000x50` is the full size: users, groups.
 */

const [users = 150, groups = 10] = (process.env['ROLLCALL_SCIM_LOAD'] ?? '').match(/\d+/g)?.map(Number) ?? [];
const bin = path.join(import.meta.dirname, '..', 'agent', 'src', 'cli', 'bin.ts');
const patience = 60_000 + users * 600;

let home: string;
let org: Awaited<ReturnType<typeof startPracticeOrg>>;
let cms: Awaited<ReturnType<typeof startPracticeCms>>;
let scimPort: number;
let agent: { process: ChildProcess; call: Call };
let appId: string;
let connection: string;
let bad = 0;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-scim-load-'));
  org = await startPracticeOrg({ port: 0, seed: seed(), scim: { hurry: 60 } });
  cms = await startPracticeCms({ port: 0 });
  scimPort = await freePort();
  agent = await serve();
  const { call } = agent;
  ({ id: connection } = await connect(call, { org, cms, mode: 'live' }));
  const opened = await openScim({ call, connection: { id: connection }, direction: 'oktaToCms' });
  const made = createScimApp(org.org, systemCaller(), { label: 'Site' });
  appId = saveConnection(org, made, opened).id;
  spoil();
}, patience);
afterAll(async () => {
  agent.process.kill('SIGKILL');
  await Promise.all([org.close(), cms.close()]);
  await rm(home, { recursive: true, force: true });
});

describe(`a push of ${users} users and ${groups} groups to a site that fails now and then, by an agent that is killed`, () => {
  it(
    'loses nobody, doubles nobody, and tells why whatever failed did',
    async () => {
      const before = cms.cms.site.users.length;
      await okta('PUT', `/api/v1/apps/${appId}/groups/${org.org.state.groups.everyone()?.id}`);
      for (const { id, type } of org.org.state.groups.after(0))
        if (type === 'OKTA_GROUP')
          await okta('POST', `/api/v1/apps/${appId}/group-push/mappings`, { sourceGroupId: id });

      await expect.poll(() => cms.cms.site.users.length - before, { timeout: patience }).toBeGreaterThan(users / 3);
      agent.process.kill('SIGKILL');
      await once(agent.process, 'exit');
      agent = await serve();
      const reasons = await untilDone();

      expect(bad).toBeGreaterThan(0);
      for (const reason of reasons) expect(reason).toMatch(/(?:failed: Error while|Unable to push group).+: \S/);
      const made = cms.cms.site.users.filter(({ mail }) => mail?.endsWith('@load.example'));
      expect(new Set(made.map(({ mail }) => mail)).size).toBe(users);
      expect(made).toHaveLength(users);
      for (let n = 1; n <= users; n += 1) expect(cms.cms.site.userByMail(mailOf(n))).toMatchObject({ status: true });
      const { Resources } = z
        .object({ Resources: z.array(z.object({ id: z.string() })) })
        .parse(await scim('/Groups?count=1000&excludedAttributes=members'));
      expect(Resources).toHaveLength(groups);
      await expect.poll(rolesAtSite, { timeout: patience, interval: 500 }).toEqual(rolesWanted());
      console.log(`${users} users, ${groups} groups: ${bad} calls of the site spoilt, ${reasons.length} tasks retried`);
    },
    patience * 2,
  );
});

function mailOf(n: number): string {
  return `crew${n}@load.example`;
}

/** Each person is in two groups, so that no group is like another. */
function groupsOf(n: number): string[] {
  return [...new Set([n % groups, (n * 7) % groups])].map((group) => `Crew ${group + 1}`);
}

function seed(): Seed {
  const numbers = Array.from({ length: users }, (_, index) => index + 1);
  return {
    groups: Array.from({ length: groups }, (_, index) => ({ name: `Crew ${index + 1}` })),
    users: numbers.map((n) => ({
      profile: { login: mailOf(n), email: mailOf(n), firstName: 'Crew', lastName: `Number ${n}` },
      groups: groupsOf(n),
    })),
  };
}

/** One call of a hundred goes wrong: answered with a fault, carried out without an answer, or late. */
function spoil(): void {
  const kinds: readonly Partial<Fault>[] = [
    { status: 500 },
    { cut: true },
    { delayMs: 3000 },
    { status: 503, html: true },
  ];
  let calls = 0;
  cms.cms.faults.take = () => {
    calls += 1;
    if (calls % 100 !== 0) return null;
    bad += 1;
    return { match: '* /', times: 1, delayMs: 0, html: false, cut: false, ...kinds[bad % kinds.length] };
  };
}

/** Presses Retry as an administrator would, until nothing is left; answers every reason that was shown. */
async function untilDone(): Promise<string[]> {
  const reasons: string[] = [];
  const until = Date.now() + patience;
  for (;;) {
    await org.provisioner.settled();
    const app = org.org.state.scim.byId(appId);
    if (app === undefined) throw new Error('the app is gone');
    const { due, waiting, failed } = org.provisioner.backlog(app);
    if (due + waiting + failed === 0) return reasons;
    const tasks = org.provisioner.tasks(app);
    if (Date.now() > until) throw new Error(`still open: ${tasks.map(({ summary }) => summary).join('\n')}`);
    for (const { summary, retryAt } of tasks) if (retryAt === null) reasons.push(summary);
    org.provisioner.retry(app);
    await sleep(500);
  }
}

function rolesWanted(): Record<string, number> {
  const wanted: Record<string, number> = {};
  for (let n = 1; n <= users; n += 1) for (const name of groupsOf(n)) wanted[name] = (wanted[name] ?? 0) + 1;
  return wanted;
}

function rolesAtSite(): Record<string, number> {
  const { roles, users: all } = cms.cms.site;
  const pushed = roles.filter(({ label }) => label.startsWith('Crew '));
  return Object.fromEntries(
    pushed.map(({ id, label }) => [label, all.filter(({ roles: held }) => held.includes(id)).length]),
  );
}

async function okta(method: string, place: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${org.url}${place}`, {
    method,
    headers: { authorization: `SSWS ${org.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${place}: ${answer.status} ${await answer.text()}`);
}

async function scim(place: string): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${scimPort}/${connection}/scim/v2${place}`, {
    headers: { authorization: `Bearer ${org.org.state.scim.secretOf(appId)}` },
  });
  return answer.json();
}

async function serve(): Promise<typeof agent> {
  const ports = ['--port', '0', '--scim-port', String(scimPort)];
  const child = spawn(process.execPath, [bin, 'serve', '--json', '--home', home, ...ports], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ROLLCALL_PASSPHRASE: 'only for this test' },
  });
  const [line] = z.tuple([z.string()]).parse(await once(createInterface(child.stdout), 'line'));
  const { api } = z.object({ api: z.string() }).parse(JSON.parse(line));
  const file = z.object({ token: z.string() }).parse(JSON.parse(await readFile(path.join(home, 'agent.json'), 'utf8')));
  return { process: child, call: callerOf({ api, scriptToken: file.token }) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}
