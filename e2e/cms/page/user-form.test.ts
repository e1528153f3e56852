import { beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../model.ts';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms } from '../practice-cms.ts';
import { TestClient, addAccount, messagesOf } from '../test-client.ts';
import { parse } from 'node-html-parser';

const CREATE = '/admin/people/create';
const FORM = '#user-register-form';

let practice: PracticeCms;
let admin: TestClient;
let seconds: number;

beforeEach(async () => {
  seconds = 1_800_000_000;
  practice = createPracticeCms({ password: 'harbor', clock: () => seconds * 1000 });
  admin = await new TestClient(practice).signIn('admin', 'harbor');
});

function userNamed(name: string): User {
  const user = practice.cms.site.userByName(name);
  if (!user) throw new Error(`no user ${name}`);
  return user;
}

const NEW = { name: 'ada.byron', mail: 'ada@harbor.example', 'pass[pass1]': 's3cret', 'pass[pass2]': 's3cret' };

describe('the create form', () => {
  it('makes the account, stays there and links to it in the message', async () => {
    const values = { ...NEW, 'roles[finance]': 'finance', 'field_department[0][value]': 'Ops' };
    const response = await admin.submit(CREATE, FORM, values);
    expect([response.status, response.headers.get('Location')]).toEqual([303, CREATE]);
    const user = userNamed('ada.byron');
    expect(user).toMatchObject({
      status: true,
      init: 'ada@harbor.example',
      roles: ['finance'],
      fields: { field_department: ['Ops'] },
    });
    const { root } = await admin.page(CREATE);
    expect(messagesOf(root)).toBe('Status message Created a new user account for ada.byron. No email has been sent.');
    expect(root.querySelector('[data-drupal-messages] a')?.getAttribute('href')).toBe(`/user/${user.uid}`);
    expect(messagesOf((await admin.page(CREATE)).root)).toBe('');
    const me = await new TestClient(practice).basic('ada.byron', 's3cret').api('GET', '/jsonapi');
    expect(me.json).toHaveProperty('meta.links.me');
  });

  it('mails when asked to', async () => {
    await admin.submit(CREATE, FORM, { ...NEW, notify: '1' });
    expect(practice.cms.mailbox.list()).toMatchObject([{ key: 'register_admin_created', to: 'ada@harbor.example' }]);
    expect(messagesOf((await admin.page(CREATE)).root)).toContain(
      'A welcome message with further instructions has been emailed to the new user ada.byron.',
    );
  });

  it.each([
    [{ name: '' }, 'You must enter a username.'],
    [{ name: 'li.wei' }, 'The username li.wei is already taken.'],
    [{ mail: 'bad' }, 'The email address bad is not valid. Use the format user@example.com.'],
    [{ mail: 'li.wei@harbor.example' }, 'The email address li.wei@harbor.example is already taken.'],
    [{ 'pass[pass2]': 'other' }, 'The specified passwords do not match.'],
    [{ 'pass[pass1]': '', 'pass[pass2]': '' }, 'Password field is required.'],
  ])('with %j comes back with the reason and what was typed', async (values, message) => {
    const before = practice.cms.site.users.length;
    const response = await admin.submit(CREATE, FORM, { ...NEW, ...values });
    const root = parse(await response.text());
    expect([response.status, practice.cms.site.users.length]).toEqual([200, before]);
    expect(messagesOf(root)).toContain(message);
    expect(root.querySelector('.messages--error [role=alert]')).not.toBeNull();
    expect(root.querySelector('input[name="name"]')?.getAttribute('value')).toBe({ ...NEW, ...values }.name);
    expect(root.querySelector('input[name="pass[pass1]"]')?.getAttribute('value')).toBeUndefined();
  });
});

describe('the edit form', () => {
  const path = (name: string) => `/user/${userNamed(name).uid}/edit`;

  it('shows what is stored and saves what is changed', async () => {
    const maria = userNamed('maria.lindqvist');
    const response = await admin.submit(path('maria.lindqvist'), '#user-form', {
      mail: 'maria@harbor.example',
      'field_team[2][value]': 'radio',
      'roles[content_editor]': null,
    });
    expect([response.status, response.headers.get('Location')]).toEqual([303, `/user/${maria.uid}/edit`]);
    expect(maria).toMatchObject({
      mail: 'maria@harbor.example',
      roles: [],
      fields: { field_team: ['web', 'press', 'radio'], field_given_name: ['Maria'] },
    });
    expect(messagesOf((await admin.page(path('maria.lindqvist'))).root)).toBe(
      'Status message The changes have been saved.',
    );
  });

  it('goes to a destination on the site, never to another host', async () => {
    const submit = async (destination: string) =>
      (await admin.submit(`${path('li.wei')}?destination=${destination}`, '#user-form', {})).headers.get('Location');
    expect(await submit('/admin/people')).toBe('/admin/people');
    expect(await submit('//evil.example/x')).toBe(path('li.wei'));
    expect(await submit('https://evil.example/x')).toBe(path('li.wei'));
  });

  it('moves changed even when nothing was edited', async () => {
    const user = userNamed('li.wei');
    const { fields, roles, mail } = structuredClone(user);
    seconds += 500;
    await admin.submit(path('li.wei'), '#user-form', {});
    expect(user).toMatchObject({ changed: seconds, fields, roles, mail });
  });

  it('blocks, and needs no password of the other person', async () => {
    await admin.submit(path('li.wei'), '#user-form', { status: '0', 'pass[pass1]': 'n', 'pass[pass2]': 'n' });
    expect(userNamed('li.wei').status).toBe(false);
    expect(practice.cms.mailbox.list()).toEqual([]);
  });

  it('on the own account asks for the current password before mail or password change', async () => {
    const own = await admin.submit('/user/1/edit', '#user-form', { mail: 'root@harbor.example' });
    expect(messagesOf(parse(await own.text()))).toContain(
      "Your current password is missing or incorrect; it's required to change the Email.",
    );
    const values = { mail: 'root@harbor.example', 'pass[pass1]': 'p2', 'pass[pass2]': 'p2', current_pass: 'harbor' };
    expect((await admin.submit('/user/1/edit', '#user-form', values)).status).toBe(303);
    expect(userNamed('admin').mail).toBe('root@harbor.example');
    expect((await admin.page('/admin/people')).status).toBe(200);
  });

  it('keeps status, roles and name from people who may not write them, however the form is sent', async () => {
    const sailor = addAccount(practice, 'sailor', []);
    const client = await new TestClient(practice).signIn('sailor', 'pass of sailor');
    const { root } = await client.page(`/user/${sailor.uid}/edit`);
    for (const name of ['name', 'status', 'roles[administrator]'])
      expect(root.querySelector(`[name="${name}"]`)).toBeNull();
    await client.submit(`/user/${sailor.uid}/edit`, '#user-form', {
      name: 'captain',
      status: '0',
      'roles[administrator]': 'administrator',
    });
    expect(sailor).toMatchObject({ name: 'sailor', status: true, roles: [] });
  });

  it('asks for administer permissions before it shows roles', async () => {
    addAccount(practice, 'manager', ['administer users']);
    const manager = await new TestClient(practice).signIn('manager', 'pass of manager');
    const { root } = await manager.page(path('li.wei'));
    expect(root.querySelector('[name="status"]')).not.toBeNull();
    expect(root.querySelector('[name="roles[finance]"]')).toBeNull();
  });

  it('has no cancel link for uid 1', async () => {
    expect((await admin.page('/user/1/edit')).root.querySelector('#edit-delete')).toBeNull();
  });
});

describe('registration by a visitor', () => {
  it('waits for approval, mails both sides and shows the message to the visitor', async () => {
    const visitor = new TestClient(practice);
    const response = await visitor.submit('/user/register', FORM, {
      name: 'newcomer',
      mail: 'newcomer@people.example',
      status: '1',
      'pass[pass1]': 'x',
      'pass[pass2]': 'x',
    });
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/']);
    expect(userNamed('newcomer')).toMatchObject({ status: false, passwordHash: null });
    expect(practice.cms.mailbox.list().map(({ key }) => key)).toEqual([
      'register_pending_approval',
      'register_pending_approval_admin',
    ]);
    expect(messagesOf((await visitor.page('/')).root)).toContain('pending approval');
  });

  it('needs a mail address', async () => {
    const response = await new TestClient(practice).submit('/user/register', FORM, { name: 'newcomer' });
    expect(messagesOf(parse(await response.text()))).toContain('Email field is required.');
  });

  it('is closed when only administrators may', async () => {
    practice.cms.site.configure({ register: 'admin_only' });
    expect((await new TestClient(practice).page('/user/register')).status).toBe(403);
  });
});

describe('the login form', () => {
  const login = (name: string, pass: string, client = new TestClient(practice)) =>
    client.submit('/user/login', '#user-login-form', { name, pass });

  it('leads to the account, or to the destination', async () => {
    const client = new TestClient(practice);
    const response = await login('admin', 'harbor', client);
    expect([response.status, response.headers.get('Location')]).toEqual([303, '/user/1']);
    expect((await client.page('/admin/people')).status).toBe(200);
    const aimed = await new TestClient(practice).submit('/user/login?destination=/admin/people', '#user-login-form', {
      name: 'admin',
      pass: 'harbor',
    });
    expect(aimed.headers.get('Location')).toBe('/admin/people');
  });

  it('says what is wrong, and closes after five failures', async () => {
    const told = async (name: string, pass: string) => messagesOf(parse(await (await login(name, pass)).text()));
    expect(await told('dmitri.volkov', 'x')).toContain(
      'The username dmitri.volkov has not been activated or is blocked.',
    );
    for (let tries = 0; tries < 5; tries += 1)
      expect(await told('admin', 'x')).toContain('Unrecognized username or password.');
    expect((await login('admin', 'harbor')).status).toBe(403);
  });

  it('ends with the log out link of the page', async () => {
    const { root } = await admin.page('/admin/people');
    const href = root.querySelector('a[href*="/user/logout?token="]')?.getAttribute('href') ?? '';
    expect((await admin.fetch('/user/logout?token=wrong')).headers.get('Location')).toBe('/user/logout/confirm');
    expect((await admin.page('/admin/people')).status).toBe(200);
    await admin.fetch(href);
    expect((await admin.page('/admin/people')).status).toBe(403);
  });
});
