import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { api, page, problemOf, scriptSite } from './scripted-site.ts';

/** Genuine answers of Drupal 10.6, kept beside the repository and not in it. */
const folder = new URL('../../../../../shared/fixtures/drupal/10.6/', import.meta.url);
const reason = existsSync(folder) ? null : `no recorded answers of Drupal at ${folder.pathname}`;
if (reason !== null) console.info(`skipped: ${reason}`);

const sample = z.object({
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});

function recorded(file: string): Response {
  const { response } = sample.parse(JSON.parse(readFileSync(new URL(`jsonapi/${file}.json`, folder), 'utf8')));
  const body = response.status === 204 ? null : JSON.stringify(response.body);
  return new Response(body, { status: response.status, headers: response.headers });
}

const id = 'bc2ed605-a48b-4cfb-8ccd-c2ff8ee5061c';

test.skipIf(reason !== null).each([
  ['user-create-422-duplicate', 'conflict', 'name'],
  ['user-create-422-invalid-mail', 'invalid', 'mail'],
  ['user-create-422-name-too-long', 'invalid', 'name'],
  ['role-unknown-404', 'missing_group', null],
  ['user-create-403-bad-password', 'forbidden', null],
  ['read-only-405', 'read_only', null],
  ['create-415', 'server_fault', null],
])('create answered by %s is %s', async (file, code, field) => {
  const scripted = scriptSite();
  scripted.on('POST /jsonapi/user/user', () => recorded(file));
  const taken = code === 'conflict';
  scripted.on('GET /jsonapi/user/user', () => (taken ? recorded('users-last-page') : api({ data: [] })));
  const draft = { state: 'active', attributes: { name: 'dru_user40', mail: 'x@example.test' } } as const;
  expect(await problemOf(scripted.directory().create(draft))).toMatchObject({ code, field });
});

test.skipIf(reason !== null).each([
  ['login-400-bad', 400],
  ['login-400-blocked', 400],
  ['login-403-flood', 403],
])('a sign-in answered by %s is bad_credentials', async (file, status) => {
  const scripted = scriptSite();
  scripted.on('POST /user/login', () => recorded(file));
  expect(await problemOf(scripted.directory().check())).toMatchObject({ code: 'bad_credentials', status });
});

test.skipIf(reason !== null)('the entry tells who is signed in, and that nobody is', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi', () => recorded('entrypoint-bad-password'));
  expect((await problemOf(scripted.directory({ auth: 'basic' }).check())).code).toBe('anonymous');
  scripted.on('GET /jsonapi', () => recorded('entrypoint-authenticated'));
  scripted.on('GET /jsonapi/user/user/e9dd1f46-f1d0-45d7-a5b3-36bee027d5d0', () => recorded('user-get-200'));
  const { account } = await scripted.directory({ auth: 'basic' }).check();
  expect(account?.id).toBe('e9dd1f46-f1d0-45d7-a5b3-36bee027d5d0');
});

test.skipIf(reason !== null)('users are read as they are, and to a stranger the list is partial', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi/field_config/field_config', () => recorded('user-fields'));
  scripted.on('GET /jsonapi/user_role/user_role', () => recorded('roles-list'));
  scripted.on(`GET /jsonapi/user/user/${id}`, () => recorded('user-get-200'));
  const directory = scripted.directory();
  const account = await directory.get(id);
  expect(account).toMatchObject({
    state: 'active',
    handle: '69',
    login: 'dru_sample',
    email: 'dru_sample@example.test',
  });
  expect(account.attributes['field_department']).toBe('Ops');
  expect(account.groups).toEqual(['dru_reviewer']);
  scripted.on('GET /jsonapi/user/user', () => recorded('users-as-anonymous'));
  const first = directory.list()[Symbol.asyncIterator]().next();
  expect((await problemOf(first)).code).toBe('partial_listing');
});

test.skipIf(reason !== null)('roles that are kept from us are not taken for none', async () => {
  const scripted = scriptSite();
  scripted.on('GET /jsonapi/user_role/user_role', () => recorded('roles-list-without-permission'));
  const { permissions, notes } = await scripted.directory().check();
  expect(permissions).toEqual(['administer users']);
  expect(notes.map(({ code }) => code)).toEqual(['forbidden']);
});

test.skipIf(reason !== null).each(['claro', 'olivero', 'stark'])('the role form of %s is filled in', async (theme) => {
  const scripted = scriptSite();
  const html = readFileSync(new URL(`${theme}/role-add.html`, folder), 'utf8');
  scripted.on('GET /admin/people/roles/add', () => page(html));
  scripted.on('POST /admin/people/roles/add', () => page('', 303, { location: '/sub/admin/people/roles' }));
  await problemOf(Promise.resolve(scripted.directory().groups?.create('Okta Sales')));
  const posted = scripted.calls.find(({ method, path }) => method === 'POST' && path.startsWith('/admin'));
  const fields = new URLSearchParams(posted?.body);
  expect([...fields.keys()].toSorted()).toEqual(['form_build_id', 'form_id', 'form_token', 'id', 'label', 'op']);
  expect([fields.get('op'), fields.get('form_id'), fields.get('id')]).toEqual(['Save', 'user_role_form', 'okta_sales']);
});
