import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { temporaryHome } from '../../store/fixture.ts';
import { runFake } from '../fixture.ts';

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
