import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startPracticeCms } from './cms/practice-cms.ts';
import { callOrg } from './contract/practice-okta.ts';
import { startPracticeOrg } from './practice-org/start.ts';

/** A pull as a timer runs it in place of the tool: the real command with the tool's own files, against practice org and CMS. */

const bin = path.join(import.meta.dirname, '..', 'agent', 'src', 'cli', 'bin.ts');
const token = '00plantedTokenOfTheFile';

let home: string;
let folder: string;
let org: Awaited<ReturnType<typeof startPracticeOrg>>;
let cms: Awaited<ReturnType<typeof startPracticeCms>>;

async function rollcall(line: string[], input = '') {
  const env = { ...process.env, ROLLCALL_HOME: home, ROLLCALL_PASSPHRASE: 'only for this test' };
  const child = spawn(process.execPath, [bin, ...line], { env });
  child.stdin.end(input);
  const [out, err, [exit]] = await Promise.all([readAll(child.stdout), readAll(child.stderr), once(child, 'exit')]);
  expect(out + err).not.toContain(token);
  return { exit: z.number().parse(exit), out, err };
}
const json = async (...line: string[]) => {
  const { exit, out } = await rollcall([...line, '--json']);
  return { exit, answer: z.looseObject({}).parse(JSON.parse(out)) };
};
const onSite = async (name: string) => {
  const { answer } = await json('users', '--q', name);
  return z.object({ users: z.array(z.looseObject({ login: z.string(), state: z.string() })) }).parse(answer).users;
};

const made = z.object({ id: z.string() });
const people = ['eve', 'fay'];
const mail = (name: string) => `${name}.pulled@harbor.example`;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-pull-cli-'));
  folder = await mkdtemp(path.join(tmpdir(), 'rollcall-user-sync-'));
  org = await startPracticeOrg({ port: 0, seed: { generate: 0 } });
  cms = await startPracticeCms({ port: 0, users: 5 });
  const { id: group } = made.parse(await callOrg(org, 'POST /api/v1/groups', { profile: { name: 'Writers' } }));
  for (const name of people) {
    const profile = { login: mail(name), email: mail(name), firstName: name, lastName: 'Pulled' };
    const { id } = made.parse(await callOrg(org, 'POST /api/v1/users?activate=false', { profile }));
    await callOrg(org, `POST /api/v1/users/${id}/lifecycle/activate?sendEmail=false`);
    if (name === 'eve') await callOrg(org, `PUT /api/v1/groups/${group}/users/${id}`);
  }
  await rollcall(['connect', 'okta', '--url', org.url, '--token-stdin'], org.token);
  await rollcall(['connect', 'drupal', '--url', cms.url, '--user', cms.user, '--password-stdin'], cms.password);
  await rollcall(['test']);
  const ticks = 'methods.pull.operations=read,create,update,deactivate';
  await rollcall(['connection', 'set', 'direction=oktaToCms', 'mode=live', 'methods.pull.on=true', ticks]);
  await writeFile(
    path.join(folder, 'user-sync-config.yml'),
    `adobe_users: {connectors: {umapi: connector-umapi.yml}}
directory_users:
  connectors: {okta: connector-okta.yml}
  groups:
    - {directory_group: Writers, adobe_groups: []}
limits: {max_adobe_only_users: 10}
invocation_defaults: {users: mapped, process_groups: Yes}
`,
  );
  await writeFile(path.join(folder, 'connector-okta.yml'), `host: ${new URL(org.url).host}\napi_token: ${token}\n`);
  await writeFile(
    path.join(folder, 'users.csv'),
    `firstname,lastname,email,country,groups,type,username,domain\nFay,Pulled,${mail('fay')},NO,,federatedID,,\nX,Y,no mail,,,,,\n`,
  );
}, 60_000);
afterAll(async () => {
  await Promise.all([org.close(), cms.close()]);
  for (const each of [home, folder]) await rm(each, { recursive: true, force: true });
});

const root = () => path.join(folder, 'user-sync-config.yml');

describe('the tool’s own files', () => {
  it('are planned with, and neither saved nor applied, in test mode', async () => {
    const { exit, out } = await rollcall(['pull', '-c', root(), '-t', '--log-style', 'adobe']);
    expect([exit, out]).toEqual([0, expect.stringContaining(`INFO processor - Queuing new user with user key: `)]);
    expect((await json('connection', 'show')).answer).toMatchObject({ pull: null });
    expect(await onSite('eve.pulled')).toEqual([]);
  });

  it('are saved and pulled with on a yes, and a second pull finds nothing to do', async () => {
    const first = await json('pull', '-c', root(), '--yes');
    expect(first).toMatchObject({ exit: 0, answer: { problem: null, counts: { failed: 0 }, others: [] } });
    expect(await onSite('eve.pulled')).toMatchObject([{ state: 'active' }]);
    const again = await rollcall(['pull', '-c', root(), '--yes', '--summary-style', 'adobe']);
    expect(again).toMatchObject({ exit: 0, out: expect.stringContaining('nothing to change') });
    expect(again.out).toMatch(/Number of new Adobe users added: 0\n/);
  });

  it('name people in a file; a bad row is told, and the exit code says so', async () => {
    const { exit, out } = await rollcall(['pull', '--yes', '--users', 'file', path.join(folder, 'users.csv')]);
    expect([exit, out]).toEqual([4, expect.stringMatching(/users\.csv:3 +Its mail is none\./)]);
    expect(await onSite('fay.pulled')).toMatchObject([{ state: 'active' }]);
  });

  it('are written again from the settings, without the token, and read back to the same', async () => {
    const place = path.join(home, 'exported');
    expect((await rollcall(['pull', 'export', place])).exit).toBe(0);
    expect(await readFile(path.join(place, 'connector-okta.yml'), 'utf8')).not.toContain(token);
    const { answer } = await json('pull', 'import', place);
    const { answer: connection } = await json('connection', 'show');
    expect(answer).toMatchObject({ ok: true, settings: connection['pull'] });
    expect((await rollcall(['pull', 'export', place])).exit).toBe(2);
  });
});
