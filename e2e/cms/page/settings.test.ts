import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'node-html-parser';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms, PracticeCmsOptions } from '../practice-cms.ts';
import { TestClient, addAccount, messagesOf } from '../test-client.ts';

const ADD = '/admin/people/roles/add';
const MANAGE = '/admin/people/roles/manage/okta_crane';

let practice: PracticeCms;
let admin: TestClient;

async function open(options: PracticeCmsOptions = {}): Promise<void> {
  practice = createPracticeCms({ password: 'harbor', ...options });
  admin = await new TestClient(practice).signIn('admin', 'harbor');
}

beforeEach(() => open());

describe('roles through the forms', () => {
  const add = (values: Record<string, string | null>) =>
    admin.submit(ADD, '#user-role-form', { label: 'Okta Crane', id: 'okta_crane', ...values });

  it('are made, renamed and deleted', async () => {
    const made = await add({});
    expect([made.status, made.headers.get('Location')]).toEqual([303, '/admin/people/roles']);
    expect(practice.cms.site.role('okta_crane')).toMatchObject({ label: 'Okta Crane', isAdmin: null, permissions: [] });
    expect((await admin.submit(MANAGE, '#user-role-form', { label: 'Cranes' })).status).toBe(303);
    expect(practice.cms.site.role('okta_crane')?.label).toBe('Cranes');
    const gone = await admin.submit(`${MANAGE}/delete`, '#user-role-delete-form', {});
    expect([gone.status, practice.cms.site.role('okta_crane')]).toEqual([303, undefined]);
  });

  it.each([
    [{ id: 'content_editor' }, 'The machine-readable name is already in use. It must be unique.'],
    [{ id: 'Okta Crane' }, 'The machine-readable name must contain only lowercase letters, numbers, and underscores.'],
    [{ label: '' }, 'Role name field is required.'],
    [{ id: 'x'.repeat(65) }, 'cannot be longer than 64 characters'],
    [{ form_token: 'x' }, 'The form has become outdated.'],
    [{ op: 'Speichern' }, ''],
    [{ form_id: 'user_form' }, ''],
  ])('come back as 200 with %j', async (values, message) => {
    const count = practice.cms.site.roles.length;
    const response = await add(values);
    expect([response.status, practice.cms.site.roles.length]).toEqual([200, count]);
    expect(messagesOf(parse(await response.text()))).toContain(message);
  });

  it('take the button text of the page language, not English', async () => {
    await open({ language: 'de' });
    expect((await add({ op: 'Save' })).status).toBe(200);
    expect(practice.cms.site.role('okta_crane')).toBeUndefined();
    const copied = await add({});
    expect([copied.status, copied.headers.get('Location')]).toEqual([303, '/de/admin/people/roles']);
    expect(practice.cms.site.role('okta_crane')).toBeDefined();
  });

  it('need administer permissions, and keep the two roles of everybody', async () => {
    addAccount(practice, 'manager', ['administer users']);
    const manager = await new TestClient(practice).signIn('manager', 'pass of manager');
    expect((await manager.page(ADD)).status).toBe(403);
    expect((await admin.page('/admin/people/roles/manage/authenticated/delete')).status).toBe(403);
  });

  it('are ordered by weight', async () => {
    await admin.submit('/admin/people/roles', '#user-admin-roles-form', { 'entities[finance][weight]': '-5' });
    expect(practice.cms.site.roles[0]?.id).toBe('finance');
  });
});

describe('settings', () => {
  it('the cancel method decides what a JSON:API delete does', async () => {
    await admin.submit('/admin/config/people/accounts', '#user-admin-settings', {
      user_cancel_method: 'user_cancel_reassign',
    });
    expect(practice.cms.site.settings).toMatchObject({
      cancelMethod: 'user_cancel_reassign',
      mailOnUnblock: true,
      register: 'visitors_admin_approval',
    });
    const uuid = practice.cms.site.userByName('li.wei')?.uuid;
    await admin.api('DELETE', `/jsonapi/user/user/${uuid}`);
    expect((await admin.api('GET', `/jsonapi/user/user/${uuid}`)).status).toBe(404);
  });

  it('the mail on unblock can be switched off', async () => {
    await admin.submit('/admin/config/people/accounts', '#user-admin-settings', {
      user_mail_status_activated_notify: null,
    });
    const user = practice.cms.site.userByName('dmitri.volkov');
    if (user) practice.cms.site.save(user, { status: true }, { now: 1 });
    expect(practice.cms.mailbox.list()).toEqual([]);
  });

  it('JSON:API is switched from read-only to read and write, and back', async () => {
    await open({ readOnly: true });
    const path = '/admin/config/services/jsonapi';
    expect((await admin.page(path)).root.querySelector('input[name="read_only"][checked]')?.getAttribute('value')).toBe(
      'r',
    );
    await admin.submit(path, '#jsonapi-settings', { read_only: 'rw' });
    expect(practice.cms.site.settings.readOnly).toBe(false);
    await admin.submit(path, '#jsonapi-settings', { read_only: 'r' });
    expect(practice.cms.site.settings.readOnly).toBe(true);
  });

  it('JSON:API is installed on the Extend page, and is read-only then', async () => {
    await open({ jsonapi: false });
    expect((await admin.page('/admin/config/services/jsonapi')).status).toBe(404);
    await admin.submit('/admin/modules', '#system-modules', { 'modules[jsonapi][enable]': '1' });
    expect(practice.cms.site.settings).toMatchObject({ jsonapi: true, readOnly: true });
    expect((await admin.api('GET', '/jsonapi')).status).toBe(200);
  });
});

describe('a German site', () => {
  beforeEach(() => open({ language: 'de', basePath: '/sub' }));

  it('links with base path and prefix, answers without the prefix too, and translates words', async () => {
    const { root } = await admin.page('/de/admin/people?user=li.wei');
    const uid = practice.cms.site.userByName('li.wei')?.uid;
    expect(root.querySelector('td.views-field-name a')?.getAttribute('href')).toBe(`/sub/de/user/${uid}`);
    expect(root.querySelector('td.views-field-status')?.text.trim()).toBe('Aktiv');
    expect(root.querySelector('#edit-submit')?.getAttribute('value')).toBe('Auf ausgewählte Elemente anwenden');
    expect((await admin.page('/admin/people')).status).toBe(200);
    expect((await admin.page('/de')).status).toBe(200);
  });

  it('serves JSON:API below the base path, and nothing beside it', async () => {
    expect((await admin.api('GET', '/jsonapi')).json).toHaveProperty(
      'meta.links.me.href',
      expect.stringContaining('/sub/de/jsonapi/user/user/'),
    );
    expect((await practice.app.request('http://cms.test/jsonapi')).status).toBe(404);
    expect((await practice.app.request('http://cms.test/submarine/jsonapi')).status).toBe(404);
  });

  it('keeps its cookie to the sub-folder', async () => {
    const body = JSON.stringify({ name: 'admin', pass: 'harbor' });
    const response = await new TestClient(practice).fetch('/user/login?_format=json', { method: 'POST', body });
    expect(response.headers.get('Set-Cookie')).toContain('; Path=/sub;');
  });
});

describe('a site without a theme', () => {
  it('has only the class names of core, and the second button above the list', async () => {
    await open({ theme: 'plain' });
    const { root } = await admin.page('/admin/people');
    for (const name of ['username', 'page-title', 'form-item__label', 'form-element', 'view']) {
      expect([name, root.querySelector(`.${name}`)]).toEqual([name, null]);
    }
    expect(root.querySelectorAll('td.views-field-name a')).toHaveLength(practice.cms.site.users.length - 1);
    expect(root.querySelector('input#edit-submit--2[name="op"]')).not.toBeNull();
  });
});

describe('other formats', () => {
  it('are not acceptable, as without the REST module', async () => {
    const response = await admin.fetch('/user/4?_format=json');
    expect([response.status, await response.json()]).toEqual([406, { message: 'Not acceptable format: json' }]);
  });
});

describe('late messages', () => {
  it('are not in the page but in its script', async () => {
    await open({ messages: 'late' });
    await admin.submit('/user/4/edit', '#user-form', {});
    const { root } = await admin.page('/user/4/edit');
    expect(root.querySelector('main [data-drupal-messages]')).toBeNull();
    expect(root.querySelector('template#late-messages')?.innerHTML).toContain('The changes have been saved.');
  });
});
