import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text as readAll } from 'node:stream/consumers';
import { hash as bcrypt } from 'bcryptjs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startPractice } from './practice/practice.ts';
import type { Practice } from './practice/practice.ts';

/** The site's password hashes brought to the practice org: people go on with the password they have. */

const bin = path.join(import.meta.dirname, '..', 'agent', 'src', 'cli', 'bin.ts');
const password = 'Harbour-Lights-9';

/** More than a limit lets pass in one run. */
const crew = ['crew.one', 'crew.two', 'crew.three', 'crew.four'];

let home: string;
let practice: Practice;
let file: string;
/** As PHP writes it. */
let hash: string;
let written = '';

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-migrate-'));
  practice = await startPractice({ home, ports: { agent: 0 } });
  hash = (await bcrypt(password, 5)).replace(/^\$2\w\$/, '$2y$');
  for (const name of ['nina.new', 'stan.staged', 'alma.active', 'phil.old', ...crew]) addOnSite(name);
  await sync('stan.staged');
  await sync('alma.active');
  const alma = await userOf('alma.active');
  await okta('POST', `/users/${alma?.id}/lifecycle/activate?sendEmail=true`);
  file = path.join(home, 'hashes.csv');
  const nina = practice.cms.cms.site.userByName('nina.new');
  const lines = [
    'uuid,login,mail,hash',
    `${nina?.uuid},,,${hash}`,
    `,stan.staged,,${hash}`,
    `,,alma.active@harbor.example,${hash}`,
    ',phil.old,,$S$EnRyJNrfhlJzUw9nBqZfKm5tNFCxKxPbTX8Us7dOHjMiN7GcNGyt',
    `,nobody.here,,${hash}`,
    ...crew.map((name) => `,${name},,${hash}`),
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
});
afterAll(async () => {
  await practice.close();
  await rm(home, { recursive: true, force: true });
});

function addOnSite(name: string): void {
  const { site } = practice.cms.cms;
  site.insert(site.draft(Date.now(), { name, mail: `${name}@harbor.example`, status: true }));
}
const sync = (name: string) => rollcall('sync', name, '--yes');
async function rollcall(...line: string[]) {
  const env = { ...process.env, ROLLCALL_HOME: path.join(home, 'agent') };
  const child = spawn(process.execPath, [bin, ...line], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [exit]] = await Promise.all([readAll(child.stdout), readAll(child.stderr), once(child, 'exit')]);
  written += out + err;
  return { exit: z.number().parse(exit), out, err };
}
async function okta(method: string, place: string, body?: object) {
  const { url, token } = practice.org;
  const headers = { authorization: `SSWS ${token}`, 'content-type': 'application/json' };
  return fetch(`${url}/api/v1${place}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
}
async function userOf(name: string) {
  const answer = await okta('GET', `/users/${name}@harbor.example`);
  return answer.ok ? z.object({ id: z.string(), status: z.string() }).parse(await answer.json()) : null;
}
async function signIn(name: string, typed: string): Promise<number> {
  return (await okta('POST', '/authn', { username: `${name}@harbor.example`, password: typed })).status;
}

const report = z.object({
  items: z.array(
    z.object({ action: z.string(), secret: z.string(), result: z.object({ outcome: z.string() }).nullable() }),
  ),
  asides: z.array(
    z.object({ subject: z.object({ label: z.string() }), code: z.string().nullable(), text: z.string() }),
  ),
  unusable: z.array(z.object({ line: z.number(), user: z.string(), reason: z.string(), next: z.string() })),
});

it('shows who would get a password and who not, and why, before anything is written', async () => {
  const { exit, out } = await rollcall('migrate-passwords', file);
  expect(exit).toBe(3);
  expect(out).toContain('8 usable hashes: 5 new users with a password, 1 staged user gets theirs');
  expect(out).toMatch(/alma\.active .*this one is PROVISIONED/);
  expect(out).toContain('The site has no account "nobody.here".');
  expect(out).toMatch(/5\s+phil\.old\s+A hash of Drupal 7/);
  expect(out).toContain('5 users would be created in Okta, the limit for one run is 3.');
  expect(out).toContain('--yes');
  expect(await userOf('nina.new')).toBeNull();
});

it('creates and sets exactly those, and their old passwords sign in once they are activated', async () => {
  const { exit, out } = await rollcall('migrate-passwords', file, '--yes', '--json');
  const { items, asides, unusable } = report.parse(JSON.parse(out));
  expect(exit).toBe(4);
  expect(items.map(({ action, secret, result }) => [action, secret, result?.outcome])).toEqual([
    ...Array.from({ length: 5 }, () => ['create', 'imported', 'done']),
    ['setPassword', 'imported', 'done'],
  ]);
  expect(asides.map(({ code }) => code)).toEqual(['wrong_state', 'not_found']);
  expect(unusable).toMatchObject([{ line: 5, user: 'phil.old' }]);
  for (const name of ['nina.new', 'stan.staged', 'crew.four']) {
    const user = await userOf(name);
    expect(user?.status).toBe('STAGED');
    await okta('POST', `/users/${user?.id}/lifecycle/activate?sendEmail=true`);
    expect(await signIn(name, password)).toBe(200);
    expect(await signIn(name, `${password}x`)).toBe(401);
  }
  expect(await signIn('alma.active', password)).toBe(401);
  expect(await userOf('phil.old')).toBeNull();
});

it('keeps no hash: not in a file of the agent, nor in what it prints', async () => {
  const files = await readdir(path.join(home, 'agent'), { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    files.filter((each) => each.isFile()).map((each) => readFile(path.join(each.parentPath, each.name), 'utf8')),
  );
  expect(texts.join('')).toContain('nina.new');
  for (const part of [hash, hash.slice(7, 29), hash.slice(29)]) {
    expect(texts.join('')).not.toContain(part);
    expect(written).not.toContain(part);
  }
});
