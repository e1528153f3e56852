import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeCms } from './cms/practice-cms.ts';
import { startPracticeOrg } from './practice-org/start.ts';

/** The real command as a process of its own, against the practice org and the practice CMS, with and without an agent. */

const bin = path.join(import.meta.dirname, '..', 'agent', 'src', 'cli', 'bin.ts');
const passphrase = 'only for this test';

let home: string;
let org: Awaited<ReturnType<typeof startPracticeOrg>>;
let cms: Awaited<ReturnType<typeof startPracticeCms>>;
let privateKey: string;
/** Everything that any command wrote. */
let written = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-cli-'));
  org = await startPracticeOrg({ port: 0 });
  cms = await startPracticeCms({ port: 0, users: 20 });
  privateKey = z.object({ d: z.string() }).parse(JSON.parse(await readFile(org.privateKeyFile, 'utf8'))).d;
});
afterAll(async () => {
  await Promise.all([org.close(), cms.close()]);
  await rm(home, { recursive: true, force: true });
});

function start(line: string[]): ChildProcess {
  const env = { ...process.env, ROLLCALL_HOME: home, ROLLCALL_PASSPHRASE: passphrase };
  return spawn(process.execPath, [bin, ...line], { env });
}

async function rollcall(line: string[], input = '') {
  const child = start(line);
  child.stdin?.end(input);
  const [out, err, [exit]] = await Promise.all([
    child.stdout ? readAll(child.stdout) : '',
    child.stderr ? readAll(child.stderr) : '',
    once(child, 'exit'),
  ]);
  written += out + err;
  return { exit: z.number().parse(exit), out, err };
}

/** Runs a command with `--json`; whatever happens, standard output is one document. */
async function json(...line: string[]): Promise<{ exit: number; answer: unknown }> {
  const { exit, out } = await rollcall([...line, '--json']);
  return { exit, answer: JSON.parse(out) };
}

async function serve(): Promise<{ child: ChildProcess; api: string; lines: string[] }> {
  const child = start(['serve', '--port', '0', '--json']);
  const lines: string[] = [];
  const reader = createInterface(child.stdout ?? process.stdin);
  reader.on('line', (line) => lines.push(line));
  await once(reader, 'line');
  return { child, lines, api: z.object({ api: z.string() }).parse(JSON.parse(lines[0] ?? '')).api };
}

async function oktaUser(login: string): Promise<{ status: string; department: unknown } | null> {
  const answer = await fetch(`${org.url}/api/v1/users/${encodeURIComponent(login)}`, {
    headers: { authorization: `SSWS ${org.token}` },
  });
  if (answer.status === 404) return null;
  const user = z.object({ status: z.string(), profile: z.looseObject({}) }).parse(await answer.json());
  return { status: user.status, department: user.profile['department'] };
}

const connectOkta = ['connect', 'okta', '--url'];
const connectCms = () => ['connect', 'drupal', '--url', cms.url, '--user', cms.user];
const ann = 'ann.lee@harbor.example';

describe('setting up', () => {
  it('says what to do while nothing is connected', async () => {
    expect(await json('status')).toMatchObject({ exit: 2, answer: { error: { code: 'not_configured' } } });
  });

  it('takes a token on standard input and a password from a file', async () => {
    expect(await rollcall([...connectOkta, org.url, '--token-stdin'], `${org.token}\n`)).toMatchObject({ exit: 0 });
    const file = path.join(home, '..', `${path.basename(home)}.password`);
    await writeFile(file, `${cms.password}\n`, { mode: 0o600 });
    expect(await rollcall([...connectCms(), '--password-file', file])).toMatchObject({ exit: 0 });
    await rm(file);
    expect((await stat(home)).mode & 0o077).toBe(0);
  });

  it('refuses a secret as an argument', async () => {
    const { exit, err } = await rollcall([...connectOkta, org.url, '--token', 'abc']);
    expect(exit).toBe(2);
    expect(err).toContain('--token-stdin');
  });

  it('tests both sides and lists every attribute of the test user', async () => {
    const { exit, out } = await rollcall(['test', '--user', 'admin@practice.example']);
    expect(exit).toBe(0);
    expect(out).toContain(`Drupal ${cms.url}`);
    expect(out).toContain('administer users');
    expect(out).toMatch(/login +admin@practice\.example/);
    expect(out).toContain('Both sides answer.');
  });

  it('tells a wrong token and a wrong password apart, each with a next step, and goes on once they are right', async () => {
    await rollcall([...connectOkta, org.url, '--token-stdin'], '00wrongwrongwrongwrongwrongwrongwrongwrong');
    expect(await json('test')).toMatchObject({
      exit: 2,
      answer: { problem: { code: 'bad_credentials' }, cms: { ok: true } },
    });
    await rollcall([...connectOkta, org.url, '--client-id', org.clientId, '--private-key', org.privateKeyFile]);
    await rollcall([...connectCms(), '--password-stdin'], 'wrong');
    expect(await json('sync', ann)).toMatchObject({ exit: 2, answer: { error: { next: expect.any(String) } } });
    expect(await json('sync', ann)).toMatchObject({ exit: 3, answer: { error: { code: 'paused' } } });
    await rollcall([...connectCms(), '--password-stdin'], cms.password);
    expect((await rollcall(['test'])).exit).toBe(0);
  });

  it('names the valid values of a setting', async () => {
    const { exit, err } = await rollcall(['connection', 'set', 'mode=alive']);
    expect(exit).toBe(2);
    expect(err).toContain('report, live, paused');
  });
});

describe('syncing without an agent', () => {
  it('only reports at first: the plan is shown and nothing is written', async () => {
    const { exit, out } = await rollcall(['sync', ann]);
    expect(exit).toBe(3);
    expect(out).toContain(`login: ${ann}`);
    expect(out).toContain('mode=live');
    expect(await oktaUser(ann)).toBeNull();
  });

  it('syncs a named user, and the second time there is nothing to do', async () => {
    await rollcall(['connection', 'set', 'mode=live']);
    expect(await json('sync', ann)).toMatchObject({
      exit: 0,
      answer: {
        items: [{ action: 'create', result: { outcome: 'done' } }],
        counts: { done: 1, failed: 0 },
        problem: null,
      },
    });
    expect(await oktaUser(ann)).toEqual({ status: 'STAGED', department: 'Finance' });
    expect(await json('sync', ann)).toMatchObject({ exit: 0, answer: { items: [], counts: { unchanged: 1 } } });
    const { out } = await rollcall(['status', ann]);
    expect(out).toMatch(/Active +Staged/);
  });

  it('tells a user whom the site does not have, and one who lacks a mail', async () => {
    expect(await json('sync', 'nobody')).toMatchObject({ exit: 2, answer: { error: { code: 'not_found' } } });
    expect(await json('sync', 'quay.terminal.4')).toMatchObject({
      exit: 4,
      answer: { asides: [{ why: 'undecided' }] },
    });
  });

  it('gives each failed user with the reason, and exit 4', async () => {
    const fault = { match: 'POST /api/v1/users/*/lifecycle/deactivate', status: 500, times: 100 };
    const faults = `${org.url}/practice/faults`;
    await fetch(faults, {
      method: 'POST',
      body: JSON.stringify(fault),
      headers: { 'content-type': 'application/json' },
    });
    const { exit, out } = await rollcall(['sync', ann, '--deactivate']);
    await fetch(faults, { method: 'DELETE' });
    expect(exit).toBe(4);
    expect(out).toMatch(/0 changes done, 1 failed\./);
    expect(await oktaUser(ann)).toMatchObject({ status: 'STAGED' });
  });
});

describe('syncing everybody', () => {
  let plan: string;

  it('plans, is held by a limit, and applies exactly the approved plan', async () => {
    expect(await json('plan', '--all')).toMatchObject({ exit: 0, answer: { job: { mode: 'plan' } } });
    expect(await json('sync', '--all')).toMatchObject({ exit: 3, answer: { problem: { code: 'brake' } } });
    const held = await json('sync', '--all', '--yes');
    expect(held).toMatchObject({ exit: 3, answer: { problem: { code: 'brake' }, counts: { done: 0 } } });
    plan = z.object({ plan: z.object({ id: z.string() }) }).parse(held.answer).plan.id;
    expect(JSON.stringify(held.answer)).toContain(`rollcall apply ${plan} --yes`);
    const applied = await json('apply', plan, '--yes');
    expect(applied).toMatchObject({ exit: 0, answer: { counts: { failed: 0, held: 0 } } });
    expect(await json('sync', '--all', '--yes')).toMatchObject({ exit: 0, answer: { items: [], problem: null } });
  });

  it('does not apply a plan twice', async () => {
    expect(await json('apply', plan, '--yes')).toMatchObject({ exit: 3, answer: { problem: { code: 'moved' } } });
  });

  it('tells afterwards what happened and to whom', async () => {
    const { out } = await rollcall(['activity', '--user', ann, '--type', 'create']);
    expect(out).toMatch(/Create in Okta +ann lee +Done/);
    expect((await rollcall(['runs'])).out).toContain(plan);
    expect(await json('users', '--status', 'notInOkta')).toMatchObject({ exit: 0, answer: { users: [], total: 0 } });
  });
});

describe('taking back', () => {
  const userOf = async (login: string) => (await oktaUser(login))?.status;

  it('shows what it would do first, deactivates whom the run created, and leaves it to a person then', async () => {
    const { answer } = await json('users', '--status', 'staged', '--limit', '50');
    const { users } = z
      .object({ users: z.array(z.object({ login: z.string(), okta: z.looseObject({ login: z.string() }) })) })
      .parse(answer);
    const user = users.find((each) => each.okta.login !== ann);
    const login = user?.okta.login ?? '';
    const { answer: made } = await json('activity', '--user', login, '--type', 'create');
    const { entries } = z.object({ entries: z.array(z.object({ id: z.string() })) }).parse(made);
    const entry = entries[0]?.id ?? '';
    expect(await json('undo', entry, '--dry-run')).toMatchObject({
      exit: 0,
      answer: { items: [{ action: 'deactivate' }] },
    });
    expect(await userOf(login)).toBe('STAGED');
    expect(await json('undo', entry)).toMatchObject({ exit: 3, answer: { problem: { code: 'needs_approval' } } });
    expect(await json('undo', entry, '--yes')).toMatchObject({ exit: 0, answer: { counts: { done: 1, failed: 0 } } });
    expect(await userOf(login)).toBe('DEPROVISIONED');
    expect(await json('sync', '--all', '--yes')).toMatchObject({ exit: 0, answer: { items: [] } });
    expect(await json('inbox')).toMatchObject({ exit: 0, answer: { counts: { conflict: 1 } } });
    expect(await json('resolve', user?.login ?? '', 'state=cms', '--yes')).toMatchObject({
      answer: { counts: { done: 1 } },
    });
    expect(await userOf(login)).toBe('PROVISIONED');
    expect(await json('inbox')).toMatchObject({ answer: { counts: { conflict: 0 } } });
  });
});

describe('with an agent', () => {
  it('uses the one that runs, which ends when it is asked to', async () => {
    const { child, api, lines } = await serve();
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      api,
      scim: null,
      pairingCode: expect.stringMatching(/^\w{4}-\w{4}$/),
    });
    expect((await rollcall(['doctor'])).out).toContain(`process ${child.pid}`);
    expect(await json('sync', ann)).toMatchObject({ exit: 0, answer: { counts: { unchanged: 1 } } });

    const bearer = `Bearer ${(await rollcall(['api-token'])).out.trim()}`;
    const call = (headers: Record<string, string>) =>
      fetch(`${api}/v1/connections`, { headers: { authorization: bearer, ...headers } });
    expect((await call({})).status).toBe(200);
    expect((await call({ origin: `chrome-extension://${'a'.repeat(32)}` })).status).toBe(403);

    expect(await json('pair')).toMatchObject({ exit: 0, answer: { code: expect.any(String) } });
    expect(await json('serve')).toMatchObject({ exit: 5, answer: { error: { code: 'locked' } } });
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(lines).toHaveLength(1);
    await expect(access(path.join(home, 'agent.json'))).rejects.toThrow('ENOENT');
    expect(await json('pair')).toMatchObject({ exit: 2, answer: { error: { code: 'not_configured' } } });
  });

  it('says that a home is in use when its agent does not answer', async () => {
    const { child } = await serve();
    const file = path.join(home, 'agent.json');
    const text = await readFile(file, 'utf8');
    await rm(file);
    expect(await json('status')).toMatchObject({
      exit: 5,
      answer: { error: { detail: expect.stringContaining(`process ${child.pid}`) } },
    });
    await writeFile(file, text, { mode: 0o600 });
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('works on without an agent that was killed', async () => {
    expect(await json('sync', ann)).toMatchObject({ exit: 0, answer: { counts: { unchanged: 1 } } });
  });

  it('is exit 6 when the other side can’t be reached', async () => {
    await org.close();
    expect(await json('sync', ann)).toMatchObject({ exit: 6, answer: { error: { code: 'unreachable' } } });
  });
});

it('wrote no secret anywhere', () => {
  expect(written.length).toBeGreaterThan(5_000);
  for (const secret of [org.token, cms.password, privateKey, passphrase, '00wrongwrong'])
    expect(written).not.toContain(secret);
});
