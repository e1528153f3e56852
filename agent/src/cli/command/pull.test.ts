import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import { settingsOf } from '../../pull/pull.fixture.ts';
import { temporaryHome } from '../../store/fixture.ts';
import { runFake, sampleConnection } from '../fixture.ts';
import { counts, pullAnswers, startedWith } from './pull.fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
});
afterEach(() => remove());

const write = (connector: string) =>
  Promise.all([
    writeFile(
      path.join(folder, 'user-sync-config.yml'),
      `adobe_users: {connectors: {umapi: connector-umapi.yml}}
directory_users:
  connectors: {okta: connector-okta.yml}
  groups:
    - {directory_group: Größe, adobe_groups: [Author]}
limits: {max_adobe_only_users: 200}
`,
    ),
    writeFile(path.join(folder, 'connector-okta.yml'), connector),
  ]);
const sound = 'host: harbor.okta.example\napi_token: the-secret-token\nstring_encoding: utf8\n';

it('imports a configuration: each key with its place and what becomes of it, asking no agent', async () => {
  await write(sound);
  const { exit, out, agent } = await runFake(['pull', 'import', folder], {});
  expect(exit).toBe(0);
  expect(out).toMatch(/connector-okta\.yml:1 +host +used/);
  expect(out).toMatch(/connector-okta\.yml:3 +string_encoding +ignored +Okta answers in UTF-8/);
  expect(out).toContain('It can be used. Nothing was run.');
  expect(out).not.toContain('the-secret-token');
  expect(agent.calls).toEqual([]);
});

it('answers the settings as JSON, without the token', async () => {
  await write(sound);
  const { exit, out, json } = await runFake(['pull', 'import', folder, '--json'], {});
  expect(exit).toBe(0);
  expect(json).toMatchObject({
    ok: true,
    settings: { okta: { url: 'https://harbor.okta.example' }, groups: [{ group: 'Größe' }] },
    problems: [],
    token: null,
  });
  expect(out).not.toContain('the-secret-token');
});

it('ends with 2 for what can’t be used, named by file and line', async () => {
  await write(`${sound}proxy: x\n`);
  const { exit, out } = await runFake(['pull', 'import', folder], {});
  expect([exit, out]).toEqual([2, expect.stringMatching(/connector-okta\.yml:4 +The key "proxy" is not known\./)]);
  const json = await runFake(['pull', 'import', folder, '--json'], {});
  expect(json.json).toMatchObject({ ok: false, settings: null, problems: [{ file: 'connector-okta.yml', line: 4 }] });
});

it('reads files in another encoding when it is told, and knows which there are', async () => {
  await write(sound);
  const read = (label: string) => runFake(['pull', 'import', folder, '--json', '--config-file-encoding', label], {});
  expect((await read('latin1')).json).toMatchObject({ settings: { groups: [{ group: 'GrÃ¶ÃŸe' }] } });
  expect((await read('klingon')).exit).toBe(2);
});

it('pulls with the tool’s options, and ends with its summary', async () => {
  const line = [
    'pull',
    '--connector',
    'okta',
    '--users',
    'group',
    'A, B',
    '--adobe-only-user-action',
    'remove',
    '--process-groups',
    '-t',
  ];
  const { exit, out, agent } = await runFake(line, { answers: pullAnswers() });
  expect(exit).toBe(0);
  expect(startedWith(agent)).toEqual([
    {
      mode: 'plan',
      options: {
        users: { kind: 'groups', groups: ['A', 'B'] },
        targetOnlyUserAction: 'block',
        targetOnlyUserFile: null,
        processGroups: true,
        testMode: true,
      },
    },
  ]);
  expect(out).toContain('---------------------------- Action Summary (TEST MODE) ----------------------------');
  expect(out).toMatch(/ Number of directory users selected for input: 5\n +Number of target users read: 9\n/);
  expect(out).toMatch(/ Number of new target users added: 1\n/);
  expect(out).toMatch(/ Number of target-only users blocked: 1\n/);
});

it('has the tool’s own words when they are wanted', async () => {
  const line = ['pull', '--summary-style', 'adobe', '--target-only-user-action', 'block', '--yes'];
  const { out, agent } = await runFake(line, { answers: pullAnswers() });
  expect(startedWith(agent)).toMatchObject([{ mode: 'apply' }]);
  expect(out).toMatch(/ Number of non-excluded Adobe users with no changes: 6\n/);
  expect(out).toMatch(/ Number of Adobe-only users removed: 1\n/);
});

it('says what a push has pushed, and nothing of users it did not read; and what is to be known of the reading', async () => {
  const last = {
    ...counts,
    strategy: 'push' as const,
    notes: ['The strategy push looks at nobody who is only on the site.'],
  };
  const answers = { ...pullAnswers(), lastPull: () => ({ last }) };
  const { out } = await runFake(['pull', '--yes', '--strategy', 'push'], { answers });
  expect(out).toContain('The strategy push looks at nobody who is only on the site.');
  expect([...out.matchAll(/ (Number of .*): (\d+)/g)].map(([, name, count]) => [name, count])).toEqual([
    ['Number of directory users read', '7'],
    ['Number of directory users selected for input', '5'],
    ['Number of directory users pushed to target', '1'],
    ['Number of target roles created', '0'],
  ]);
});

it('a script that does not say yes gets the plan, and 3', async () => {
  const { exit, agent, json } = await runFake(['pull', '--json'], { answers: pullAnswers() });
  expect([exit, startedWith(agent)]).toEqual([3, [{ mode: 'plan', options: {} }]]);
  expect(json).toMatchObject({ problem: { code: 'needs_approval' }, last: { directoryRead: 7 } });
  const { out } = await runFake(['pull'], { answers: pullAnswers() });
  expect(out).toMatch(/ Number of new target users added: 0\n/);
});

it('writes who is only on the site into a file that no spreadsheet takes for a formula', async () => {
  const file = path.join(folder, 'left.csv');
  await runFake(['pull', '-t', '--target-only-user-action', 'write-file', file], { answers: pullAnswers() });
  expect(await readFile(file, 'utf8')).toBe("uid,username,email,reason\r\n2,'=user2,user2@school.example,gone\r\n");
});

it('saves a configuration for the org that it names, without its token, and for no other', async () => {
  await write(sound);
  const okta = { ...sampleConnection().okta, url: 'https://harbor.okta.example' } as ConnectionAnswer['okta'];
  const saved = await runFake(['pull', 'import', folder, '--save'], { answers: pullAnswers({ okta }) });
  expect(saved.exit).toBe(0);
  const sent = saved.agent.calls.find(({ name }) => name === 'changeConnection');
  expect(sent?.call.body).toMatchObject({ pull: { groups: [{ group: 'Größe' }] } });
  expect(JSON.stringify(sent)).not.toContain('the-secret-token');
  const other = await runFake(['pull', 'import', folder, '--save'], { answers: pullAnswers() });
  expect([other.exit, other.agent.calls.map(({ name }) => name)]).toEqual([2, ['connections']]);
});

const exported = {
  exportPull: () => ({
    files: [
      { name: 'user-sync-config.yml', text: 'a: 1\n' },
      { name: 'connector-okta.yml', text: 'b: 2\n' },
    ],
  }),
  connections: () => ({ connections: [sampleConnection()] }),
};

it('exports the settings into a folder, never over files that are there unless told', async () => {
  const place = path.join(folder, 'new', 'files');
  const first = await runFake(['pull', 'export', place], { answers: exported });
  expect([first.exit, first.out]).toEqual([0, expect.stringContaining('A token is not in them.')]);
  await writeFile(path.join(place, 'connector-okta.yml'), 'mine');
  await rm(path.join(place, 'user-sync-config.yml'));
  const second = await runFake(['pull', 'export', place], { answers: exported });
  expect([second.exit, second.err]).toEqual([
    2,
    expect.stringMatching(/connector-okta\.yml is there already\.[^]*Written was .*config\.yml/),
  ]);
  expect(await readFile(path.join(place, 'connector-okta.yml'), 'utf8')).toBe('mine');
  expect((await runFake(['pull', 'export', place, '--force'], { answers: exported })).exit).toBe(0);
  expect(await readFile(path.join(place, 'connector-okta.yml'), 'utf8')).toBe('b: 2\n');
});

it('says which connection a nickname means, also where it was said before', async () => {
  await write(sound);
  const file = path.join(folder, 'user-sync-config.yml');
  const root = await readFile(file, 'utf8');
  await writeFile(
    file,
    root.replace('umapi: connector-umapi.yml', 'umapi: [a.yml, {press: b.yml}]').replace('Author', '"press::Author"'),
  );
  const okta = { ...sampleConnection().okta, url: 'https://harbor.okta.example' } as ConnectionAnswer['okta'];
  const targets = [{ name: 'press', connection: 'c2' }];
  const answers = (pull: ConnectionAnswer['pull']) => ({
    ...pullAnswers({ okta, pull }),
    connections: () => ({
      connections: [sampleConnection({ okta, pull }), sampleConnection({ id: 'c2', name: 'Press' })],
    }),
  });
  const saveWith = (words: string[], pull: ConnectionAnswer['pull'] = null) =>
    runFake(['--connection', 'c1', 'pull', 'import', folder, '--save', ...words], { answers: answers(pull) });
  const sent = async (ran: ReturnType<typeof saveWith>) =>
    (await ran).agent.calls.filter(({ name }) => name === 'changeConnection').map(({ call }) => call.body);
  expect(await sent(saveWith(['--target', 'press=Press']))).toMatchObject([{ pull: { targets } }]);
  expect(await sent(saveWith([], settingsOf({ targets })))).toMatchObject([{ pull: { targets } }]);
  const unsaid = await saveWith([]);
  expect([unsaid.exit, unsaid.err]).toEqual([2, expect.stringContaining('--target press=CONNECTION')]);
  expect((await saveWith(['--target', 'press'])).exit).toBe(2);
  expect((await saveWith(['--target', 'press=none'])).exit).toBe(2);
});
