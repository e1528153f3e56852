import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Keyring } from './keyring.ts';
import { Secret } from './secret.ts';
import { openSecrets, type Secrets, type SecretsOptions } from './secrets.ts';

let home: string;
let notes: string[];

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-'));
  notes = [];
});
afterEach(() => rm(home, { recursive: true, force: true }));

const open = (options: SecretsOptions = {}): Promise<Secrets> =>
  openSecrets(home, { keyring: 'off', note: (text) => notes.push(text), ...options });
const passphrase = (text: string): SecretsOptions => ({ passphrase: new Secret(text) });
const file = (name: string) => path.join(home, name);

/** A keyring in memory; `fail` makes it break as one without a desktop session does. */
function memoryKeyring() {
  const held = new Map<string, string>();
  const state = { fail: false, held };
  const keyring: Keyring = {
    get: (account) => Promise.resolve(held.get(account) ?? null),
    set: (account, text) => Promise.resolve(void held.set(account, text)),
  };
  const options: SecretsOptions = {
    keyring: 'auto',
    openKeyring: () => (state.fail ? Promise.reject(new Error('no D-Bus session')) : Promise.resolve(keyring)),
  };
  return { state, options };
}

async function nothingShows(text: string): Promise<void> {
  for (const name of await readdir(home)) {
    const content = await readFile(file(name), 'utf8');
    expect(content).not.toContain(text);
    expect(content).not.toContain(Buffer.from(text).toString('base64').slice(0, -2));
  }
}

test('a secret prints as [secret] wherever it is put', () => {
  const secret = new Secret('hunter2');
  const told = [
    String(secret),
    JSON.stringify({ secret }),
    inspect({ secret }, { depth: 9 }),
    format('%s %o', secret, secret),
  ];
  for (const text of told) {
    expect(text).toContain('[secret]');
    expect(text).not.toContain('hunter2');
  }
  expect(secret.reveal()).toBe('hunter2');
});

test.each([
  ['a key file', {}],
  ['a passphrase', passphrase('correct horse')],
  ['a keyring', memoryKeyring().options],
])('with %s, a credential is there after a restart and never in a file', async (_name, options) => {
  const secrets = await open(options);
  await secrets.set('okta', '00aBcDeFgHiJkLmNoP');
  await secrets.set('site', new Secret('s3cret-pässword'));
  await secrets.set('site', 's3cret-pässword-2');
  await nothingShows('00aBcDeFgHiJkLmNoP');
  const again = await open(options);
  expect((await again.get('okta'))?.reveal()).toBe('00aBcDeFgHiJkLmNoP');
  expect((await again.get('site'))?.reveal()).toBe('s3cret-pässword-2');
  expect(await again.get('unknown')).toBeNull();
  await again.delete('okta');
  await again.delete('okta');
  expect(await (await open(options)).get('okta')).toBeNull();
});

test('only the owner may read the files, also when they were copied with looser rights', async () => {
  await (await open()).set('okta', 'x');
  const modes = async () =>
    Promise.all(['secrets.json', 'secret.key'].map(async (name) => (await stat(file(name))).mode & 0o777));
  expect(await modes()).toEqual([0o600, 0o600]);
  await rm(file('secret.key.copy'), { force: true });
  await copyFile(file('secret.key'), file('copy'));
  await rm(file('secret.key'));
  await writeFile(file('secret.key'), await readFile(file('copy')), { mode: 0o644 });
  expect((await (await open()).get('okta'))?.reveal()).toBe('x');
  expect(await modes()).toEqual([0o600, 0o600]);
});

test('a wrong passphrase is told at once', async () => {
  await (await open(passphrase('right'))).set('okta', 'x');
  await expect(open(passphrase('wrong'))).rejects.toMatchObject({ code: 'invalid', problem: { field: 'passphrase' } });
  expect((await (await open(passphrase('right'))).get('okta'))?.reveal()).toBe('x');
});

test('a missing passphrase leaves a clear error and room for new credentials', async () => {
  await (await open(passphrase('right'))).set('okta', 'x');
  const without = await open();
  await expect(without.get('okta')).rejects.toMatchObject({ code: 'not_configured' });
  await without.set('site', 'y');
  expect((await without.get('site'))?.reveal()).toBe('y');
});

test('a sealed text can’t be put under another name', async () => {
  const secrets = await open();
  await secrets.set('site', 'of the site');
  await secrets.set('okta', 'of okta');
  const text = await readFile(file('secrets.json'), 'utf8');
  const { entries } = JSON.parse(text);
  await writeFile(file('secrets.json'), JSON.stringify({ ...JSON.parse(text), entries: { okta: entries.site } }));
  await expect((await open()).get('okta')).rejects.toMatchObject({ code: 'not_configured' });
});

test('without a keyring there is a note, once, and the key file is used', async () => {
  const { state, options } = memoryKeyring();
  state.fail = true;
  const secrets = await open(options);
  expect(notes).toEqual([expect.stringContaining('no D-Bus session')]);
  expect(secrets.description).toContain('file');
  await secrets.set('okta', 'x');
  await open(options);
  expect(notes).toHaveLength(1);
});

test('a home that began without a keyring stays readable when one appears', async () => {
  const { state, options } = memoryKeyring();
  state.fail = true;
  await (await open(options)).set('okta', 'x');
  state.fail = false;
  expect((await (await open(options)).get('okta'))?.reveal()).toBe('x');
  state.fail = true;
  expect((await (await open(options)).get('okta'))?.reveal()).toBe('x');
});

test('a keyring that breaks later is told, loses nothing and is used again once it answers', async () => {
  const { state, options } = memoryKeyring();
  await (await open(options)).set('okta', 'x');
  expect(notes).toEqual([]);
  expect(await readdir(home)).toEqual(['secrets.json']);
  state.fail = true;
  const broken = await open(options);
  expect(notes).toEqual([expect.stringContaining('no D-Bus session')]);
  await expect(broken.get('okta')).rejects.toMatchObject({ code: 'not_configured' });
  state.fail = false;
  expect((await (await open(options)).get('okta'))?.reveal()).toBe('x');
});

test('a keyring that forgets what it accepted is not used', async () => {
  const forgetful: Keyring = { get: () => Promise.resolve(null), set: () => Promise.resolve() };
  const secrets = await open({ keyring: 'auto', openKeyring: () => Promise.resolve(forgetful) });
  expect(secrets.description).toContain('file');
});

test('a passphrase given later takes the place of the key file', async () => {
  await (await open()).set('okta', 'x');
  expect((await (await open(passphrase('now protected'))).get('okta'))?.reveal()).toBe('x');
  expect(await readdir(home)).toEqual(['secrets.json']);
  await expect(open(passphrase('wrong'))).rejects.toMatchObject({ code: 'invalid' });
});

test('a lost key file is told and new credentials can be stored', async () => {
  await (await open()).set('okta', 'x');
  await rm(file('secret.key'));
  notes.length = 0;
  const secrets = await open();
  expect(notes).toEqual([expect.stringContaining('lost')]);
  await expect(secrets.get('okta')).rejects.toMatchObject({ code: 'not_configured' });
  await secrets.set('okta', 'y');
  expect((await (await open()).get('okta'))?.reveal()).toBe('y');
});

test('a file that is no secret file is told, and left as it is', async () => {
  await writeFile(file('secrets.json'), '{"version":9}');
  await expect(open()).rejects.toMatchObject({ code: 'invalid' });
  expect(await readFile(file('secrets.json'), 'utf8')).toBe('{"version":9}');
});
