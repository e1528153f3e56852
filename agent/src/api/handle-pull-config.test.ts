import { readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { importAnswer } from '@rollcall/shared/api-pull';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { settingsOf } from '../pull/pull.fixture.ts';
import { createApiWorld } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

let world: ApiWorld;
let id: string;
let host: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect({ direction: 'oktaToCms' });
  const { okta } = await world.call('connection', { id });
  host = URL.parse(okta?.url ?? '')?.host ?? '';
});
afterEach(() => world.close());

const root = (connector = 'connector-okta.yml') => `adobe_users: {connectors: {umapi: connector-umapi.yml}}
directory_users:
  connectors: {okta: ${connector}}
  groups:
    - {directory_group: Writers, adobe_groups: [author]}
limits: {max_adobe_only_users: 200}
`;
const token = '00plantedTokenOfTheFile';
const connector = () => `host: ${host}\napi_token: ${token}\n`;
const importFiles = (files: { name: string; text: string }[]) => world.call('importPull', { id }, { files });

it('files become settings, with what becomes of each key, and nothing is saved', async () => {
  const before = await world.call('connection', { id });
  const { settings, lines, problems } = await importFiles([
    { name: 'connector-okta.yml', text: connector() },
    { name: 'user-sync-config.yml', text: root() },
  ]);
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    okta: { url: `https://${host}`, token: { in: 'file', file: 'connector-okta.yml' } },
    groups: [{ group: 'Writers', roles: [{ target: null, role: 'author' }] }],
  });
  expect(lines).toContainEqual({
    file: 'connector-okta.yml',
    line: 1,
    key: 'host',
    is: 'used',
    why: 'The address of the org.',
  });
  expect(await world.call('connection', { id })).toEqual(before);
});

it.each([
  ['', () => connector()],
  [' that is a list', () => `host: ${host}\napi_token: [${token}]\n`],
  [' that is an alias', () => `host: ${host}\napi_token: *${token}\n`],
  [' with a tag', () => `host: ${host}\napi_token: !${token} x\n`],
  [' with more behind it', () => `host: ${host}\napi_token: "${token}" ${token}\n`],
  [' twice', () => `host: ${host}\napi_token: ${token}\napi_token: ${token}\n`],
  [' as a command', () => `host: ${host}\napi_token: $(${token})\n`],
])('a token%s is neither answered, logged nor kept', async (_what, text) => {
  const answer = await importFiles([
    { name: 'user-sync-config.yml', text: root() },
    { name: 'connector-okta.yml', text: text() },
  ]);
  expect(answer.lines.length).toBeGreaterThan(0);
  const files = (await readdir(world.home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const kept = await Promise.all(files.map((entry) => readFile(path.join(entry.parentPath, entry.name), 'utf8')));
  expect(kept.length).toBeGreaterThan(0);
  for (const place of [JSON.stringify(answer), ...world.log, ...kept]) expect(place).not.toContain(token);
});

it.each([
  ['an absolute name', (file: string) => file],
  ['one above', (file: string) => path.join('..', '..', '..', '..', '..', file)],
])('no file of the computer is opened, also for %s', async (_what, nameOf) => {
  const file = path.join(world.home, 'planted-connector.yml');
  await writeFile(file, connector());
  const { settings, problems } = await importFiles([{ name: 'user-sync-config.yml', text: root(nameOf(file)) }]);
  expect(settings).toBeNull();
  expect(problems).toEqual([
    { file: 'planted-connector.yml', line: 1, text: 'It is not among the files.', next: 'Add it to them.' },
  ]);
});

it('a file from elsewhere is found by its name alone among those that were sent, and folders count', async () => {
  const elsewhere = await importFiles([
    { name: 'user-sync-config.yml', text: root('/etc/user-sync/connector-okta.yml') },
    { name: 'connector-okta.yml', text: connector() },
  ]);
  expect(elsewhere.problems).toEqual([]);
  const folders = await importFiles([
    { name: 'sync\\user-sync-config.yml', text: root('okta/connector.yml') },
    { name: 'sync\\okta\\connector.yml', text: connector() },
    { name: 'old/connector.yml', text: 'host: other.okta.example\napi_token: x\n' },
  ]);
  expect(folders.settings).toMatchObject({ okta: { url: `https://${host}` } });
});

it('another org’s configuration is refused at its line, and so is one without its main file', async () => {
  const other = await importFiles([
    { name: 'user-sync-config.yml', text: root() },
    { name: 'connector-okta.yml', text: 'logger_name: x\nhost: other.okta.example\napi_token: x\n' },
  ]);
  expect(other.settings).toBeNull();
  expect(other.problems).toMatchObject([
    { file: 'connector-okta.yml', line: 2, text: expect.stringMatching(/^The configuration is for https:\/\/other/) },
  ]);
  const none = await importFiles([{ name: 'connector-okta.yml', text: connector() }]);
  expect(none.problems).toMatchObject([{ file: 'user-sync-config.yml', text: 'It is not among the files.' }]);
});

it('the settings leave as files that are read back to the same', async () => {
  expect((await world.send('exportPull', { params: { id } })).status).toBe(409);
  const okta = { ...settingsOf().okta, url: `https://${host}` };
  const pull = settingsOf({ okta, filter: { cel: 'okta.status == "ACTIVE"', text: null } });
  await world.call('changeConnection', { id }, { pull });
  const { files } = await world.call('exportPull', { id });
  expect(files.map(({ name }) => name)).toEqual(['user-sync-config.yml', 'connector-okta.yml', 'extension-config.yml']);
  expect((await importFiles(files)).settings).toEqual(pull);
});

it('what becomes of keys is told in the language that is asked for', async () => {
  const files = [
    { name: 'user-sync-config.yml', text: root() },
    { name: 'connector-okta.yml', text: `${connector()}all_users_filter: 'eval("x")'\nuser_email_format: '{'\n` },
  ];
  const headers = { 'accept-language': 'de' };
  const answer = importAnswer.parse(
    await (await world.send('importPull', { params: { id }, body: { files }, headers })).json(),
  );
  expect(answer.lines.map(({ why }) => why)).toContain('Die Datei des Connectors.');
  expect(answer.problems.map(({ text }) => text)).toEqual([
    'all_users_filter, Zeichen 1: „eval("x")“ hat keine Entsprechung.',
    '„{“ lässt sich nicht füllen.',
  ]);
});
