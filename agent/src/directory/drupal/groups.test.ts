import { expect, test } from 'vitest';
import { api, other, own, page, paths, problemOf, role, scriptSite, user } from './scripted-site.ts';

/** Core's role form on a German page, with the search form that themes put before it. */
const form = `<body>
  <form id="search-block-form"><input name="keys"><input type="hidden" name="form_id" value="search_block_form">
    <input type="submit" name="op" value="Suchen"></form>
  <form class="user-role-form" id="user-role-form" method="post">
    <input type="text" name="label" value="Alt &amp; gut"><input type="text" name="id" value="" >
    <input type="text" name="fixed" value="no" disabled="disabled">
    <input type="checkbox" name="ticked" value="1" checked="checked"><input type="checkbox" name="unticked" value="1">
    <select name="style"><option value="a">A</option><option value="b" selected="selected">B</option></select>
    <textarea name="note">so &lt;it&gt; is</textarea>
    <input type="hidden" name="form_build_id" value="form-1"><input type="hidden" name="form_token" value="tok">
    <input type="hidden" name="form_id" value="user_role_form">
    <input type="submit" name="op" value="Speichern"><input type="submit" name="op" value="Löschen">
  </form></body>`;

function site() {
  const scripted = scriptSite();
  const roles = [role('administrator', { is_admin: true }), role('editor')];
  scripted.on('GET /jsonapi/user_role/user_role', () => api({ data: roles }));
  scripted.on('GET /admin/people/roles/add', () => page(form));
  scripted.on('POST /admin/people/roles/add', ({ body }) => {
    const sent = new URLSearchParams(body);
    roles.push(role(sent.get('id') ?? '', { label: sent.get('label') ?? '' }));
    return page('', 303, { location: '/sub/admin/people/roles' });
  });
  return scripted;
}

test('a role is made by the admin’s own form, with the button’s own text', async () => {
  const scripted = site();
  const made = await scripted.directory().groups?.create('Équipe Nord');
  expect(made).toEqual({
    id: 'equipe_nord',
    name: 'Équipe Nord',
    description: null,
    kind: 'role',
    writable: true,
    privileged: false,
    guarded: [],
  });
  const sent = scripted.calls.find(({ method, path }) => method === 'POST' && path.startsWith('/admin'));
  expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual({
    label: 'Équipe Nord',
    id: 'equipe_nord',
    ticked: '1',
    style: 'b',
    note: 'so <it> is',
    form_build_id: 'form-1',
    form_token: 'tok',
    form_id: 'user_role_form',
    op: 'Speichern',
  });
});

test.each([
  ['  Sales  ', 'sales'],
  ['品質管理', 'role_6f2531f5d662'],
  ['Editor!', 'editor_2'],
  ['x'.repeat(64), 'x'.repeat(60)],
])('%j gets a machine name of its own', async (name, id) => {
  const scripted = site();
  expect((await scripted.directory().groups?.create(name))?.id).toBe(id);
});

test('a name that is taken is a conflict before any form is touched', async () => {
  const scripted = site();
  expect((await problemOf(Promise.resolve(scripted.directory().groups?.create('EDITOR')))).code).toBe('conflict');
  expect(paths(scripted).filter((path) => path.includes('/admin'))).toEqual([]);
});

test.each(['authenticated USER', 'Angemeldeter Benutzer', 'Authenticated', 'anonymous', 'Gast'])(
  '%j is a role that accounts have by themselves, in the site’s language or by machine name, and no second is made',
  async (name) => {
    const scripted = site();
    const label = name === 'Angemeldeter Benutzer' ? name : 'Authenticated user';
    const roles = [role('anonymous', { label: 'Gast' }), role('authenticated', { label }), role('editor')];
    scripted.on('GET /jsonapi/user_role/user_role', () => api({ data: roles }));
    const problem = await problemOf(Promise.resolve(scripted.directory().groups?.create(name)));
    expect(problem).toMatchObject({ code: 'invalid', field: 'name' });
    expect(problem.detail).toContain('by themselves');
    const renamed = await problemOf(Promise.resolve(scripted.directory().groups?.rename('editor', name)));
    expect(renamed).toMatchObject({ code: 'invalid', field: 'name' });
    expect(paths(scripted).filter((path) => path.includes('/admin'))).toEqual([]);
  },
);

test.each(['', '   ', 'x'.repeat(65)])('%j is no name for a role', async (name) => {
  expect(await problemOf(Promise.resolve(site().directory().groups?.create(name)))).toMatchObject({
    code: 'invalid',
    field: 'name',
  });
});

test('a form that comes back is told with Drupal’s words, without markup', async () => {
  const scripted = site();
  const refused = form.replace(
    '<body>',
    '<body><div class="form-item--error-message"><strong>Name vergeben.</strong></div>',
  );
  scripted.on('POST /admin/people/roles/add', () => page(refused));
  const problem = await problemOf(Promise.resolve(scripted.directory().groups?.create('Neu')));
  expect(problem.code).toBe('invalid');
  expect(problem.detail).toContain('Drupal says: Name vergeben.');
});

test.each([
  ['a page without the form', () => page('<h1>Hello</h1>'), 'server_fault'],
  ['a refused page', () => page('<h1>Zugriff verweigert</h1>', 403), 'forbidden'],
  ['a page that is gone', () => page('<h1>Nicht gefunden</h1>', 404), 'not_found'],
])('%s', async (_what, answer, code) => {
  const scripted = site();
  scripted.on('GET /admin/people/roles/add', answer);
  expect((await problemOf(Promise.resolve(scripted.directory().groups?.create('Neu')))).code).toBe(code);
});

test('a role that was removed meanwhile is missing_group, an account not_found', async () => {
  const scripted = site();
  const directory = scripted.directory();
  const path = `/jsonapi/user/user/${other}/relationships/roles`;
  scripted.on(`POST ${path}`, () => api({ errors: [{ detail: 'x' }] }, 404));
  scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ data: user({ id: other, uid: 9 }) }));
  const add = (): Promise<unknown> => Promise.resolve(directory.groups?.addMember('editor', other));
  expect((await problemOf(add())).code).toBe('missing_group');
  scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ errors: [{ detail: 'x' }] }, 404));
  expect((await problemOf(add())).code).toBe('not_found');
  const bad = Promise.resolve(directory.groups?.addMember('editor', `../${own}`));
  expect((await problemOf(bad)).code).toBe('not_found');
});

test('a role is joined by its UUID', async () => {
  const scripted = site();
  const path = `/jsonapi/user/user/${other}/relationships/roles`;
  scripted.on(`DELETE ${path}`, () => new Response(null, { status: 204 }));
  await scripted.directory().groups?.removeMember('editor', other);
  expect(JSON.parse(scripted.calls.at(-1)?.body ?? '')).toEqual({
    data: [{ type: 'user_role--user_role', id: 'uuid-of-editor' }],
  });
});
