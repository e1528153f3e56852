import { beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../model.ts';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms } from '../practice-cms.ts';
import { TestClient, addAccount, adminOf, clientOf } from '../test-client.ts';

const LIST = '/jsonapi/user/user';
const START = 1_800_000_000;

let practice: PracticeCms;
let admin: TestClient;
let seconds: number;

beforeEach(() => {
  seconds = START;
  practice = createPracticeCms({ password: 'harbor', clock: () => seconds * 1000 });
  admin = adminOf(practice);
});

function userNamed(name: string): User {
  const user = practice.cms.site.userByName(name);
  if (!user) throw new Error(`no user ${name}`);
  return user;
}

function create(client: TestClient, attributes: Record<string, unknown>, more: Record<string, unknown> = {}) {
  return client.api('POST', LIST, { body: { data: { type: 'user--user', attributes, ...more } } });
}

function patch(
  client: TestClient,
  user: User,
  attributes: Record<string, unknown>,
  relationships?: Record<string, unknown>,
) {
  const data = { type: 'user--user', id: user.uuid, attributes, ...(relationships ? { relationships } : {}) };
  return client.api('PATCH', `${LIST}/${user.uuid}`, { body: { data } });
}

function roleItem(id: string) {
  return { type: 'user_role--user_role', id: practice.cms.site.role(id)?.uuid ?? id };
}

describe('create', () => {
  it('answers 201 with Location, the user and its roles, and sends no mail', async () => {
    const roles = { data: [roleItem('content_editor')] };
    const attributes = {
      name: 'ada.byron',
      mail: 'ada@harbor.example',
      pass: 'S3cret',
      status: true,
      field_department: 'Ops',
    };
    const { status, headers, rows } = await create(admin, attributes, { relationships: { roles } });
    expect([status, headers.get('Location')]).toEqual([201, `http://cms.test${LIST}/${rows[0]?.id}`]);
    expect(rows[0]?.attributes).toMatchObject({ name: 'ada.byron', status: true, field_department: 'Ops', init: null });
    expect(rows[0]?.relationships.roles?.data[0]?.meta.drupal_internal__target_id).toBe('content_editor');
    expect(practice.cms.mailbox.list()).toEqual([]);
    const me = await new TestClient(practice).basic('ada.byron', 'S3cret').api('GET', '/jsonapi');
    expect(me.json).toHaveProperty('meta.links.me');
  });

  it('needs only a name, and blocks when status is left out', async () => {
    const { status, rows } = await create(admin, { name: 'bare' });
    expect([status, rows[0]?.attributes.status, rows[0]?.attributes.mail]).toEqual([201, false, null]);
  });

  it('takes a client-chosen UUID once', async () => {
    const id = '11111111-2222-4333-8444-555555555555';
    expect((await create(admin, { name: 'first' }, { id })).rows[0]?.id).toBe(id);
    const again = await create(admin, { name: 'second' }, { id });
    expect([again.status, again.errors[0]?.detail]).toEqual([409, 'Conflict: Entity already exists.']);
  });

  it.each(["d'arc", 'ann lee two', 'user@host.example', 'a_b-c.d+e', '李小龍', 'smile😀'])(
    'allows the name %s',
    async (name) => {
      expect((await create(admin, { name })).status).toBe(201);
    },
  );

  it.each([
    'a%b',
    'a&b',
    'a*b',
    'a"b',
    'a,b',
    'a:b',
    'a/b',
    'a#b',
    'a(b',
    'a!b',
    'a=b',
    'a?b',
    'a[b',
    'a^b',
    'a~b',
    'a`b',
    'a\\b',
    'a<b',
    'a\u00A0b',
    'a\u200Bb',
  ])('refuses the name %j', async (name) => {
    const { status, errors } = await create(admin, { name });
    expect([status, errors[0]?.detail, errors[0]?.pointer]).toEqual([
      422,
      'name: The username contains an illegal character.',
      '/data/attributes/name',
    ]);
  });

  it.each([
    [{ name: ' a' }, 'name: The username cannot begin with a space.', '/data/attributes/name'],
    [{ name: 'a ' }, 'name: The username cannot end with a space.', '/data/attributes/name'],
    [{ name: 'a  b' }, 'name: The username cannot contain multiple spaces in a row.', '/data/attributes/name'],
    [{ name: 'LI.Wei' }, 'name: The username LI.Wei is already taken.', '/data/attributes/name'],
    [
      { name: 'joa\u0303o.conceic\u0327a\u0303o' },
      'name: The username joa\u0303o.conceic\u0327a\u0303o is already taken.',
      '/data/attributes/name',
    ],
    [
      { name: 'x'.repeat(61) },
      `name: The username ${'x'.repeat(61)} is too long: it must be 60 characters or less.`,
      '/data/attributes/name',
    ],
    [
      { name: 'q', mail: 'LI.wei@harbor.example' },
      'mail: The email address LI.wei@harbor.example is already taken.',
      '/data/attributes/mail',
    ],
    [
      { name: 'q', mail: 'bad' },
      'mail.0.value: This value is not a valid email address.',
      '/data/attributes/mail/value',
    ],
    [
      { name: 'q', mail: 'admin@localhost' },
      'mail.0.value: This value is not a valid email address.',
      '/data/attributes/mail/value',
    ],
    [
      { name: 'q', mail: `${'x'.repeat(250)}@a.example` },
      'mail.0.value: Email: the email address can not be longer than 254 characters.',
      '/data/attributes/mail/value',
    ],
    [
      { name: 'q', timezone: 'Mars/Olympus' },
      'timezone.0.value: The value you selected is not a valid choice.',
      '/data/attributes/timezone/value',
    ],
    [
      { name: 'q', preferred_langcode: 'tlh' },
      'preferred_langcode.0.value: The value you selected is not a valid choice.',
      '/data/attributes/preferred_langcode/value',
    ],
    [
      { name: 'q', field_department: 'd'.repeat(256) },
      'field_department.0.value: Department: may not be longer than 255 characters.',
      '/data/attributes/field_department/value',
    ],
    [
      { name: 'q', field_department: ['a', 'b'] },
      'field_department: Department: this field cannot hold more than 1 values.',
      '/data/attributes/field_department',
    ],
    [
      { name: 'q', status: 'false' },
      'status.0.value: This value should be of the correct primitive type.',
      '/data/attributes/status/value',
    ],
  ])('refuses %j with 422', async (attributes, detail, pointer) => {
    const { status, errors } = await create(admin, attributes);
    expect([status, errors]).toEqual([422, [{ status: '422', detail, pointer }]]);
  });

  it('names both faults of a missing name', async () => {
    const { errors } = await create(admin, { mail: 'x@harbor.example' });
    expect(errors.map(({ detail }) => detail)).toEqual([
      'name: You must enter a username.',
      'name: This value should not be null.',
    ]);
  });

  it('takes display_name for nothing, and roles only as a relationship', async () => {
    expect((await create(admin, { name: 'q', display_name: 'Q' })).rows[0]?.attributes.display_name).toBe('q');
    const { status, errors } = await create(admin, { name: 'r', roles: [] });
    expect([status, errors[0]?.detail]).toEqual([
      422,
      'The following relationship fields were provided as attributes: [ roles ]',
    ]);
  });

  it('refuses an unknown field, a taken uid and a wrong role', async () => {
    const unknown = await create(admin, { name: 'q', nope: 1 });
    expect([unknown.status, unknown.errors[0]?.detail]).toEqual([
      422,
      'The attribute nope does not exist on the user--user resource type.',
    ]);
    expect((await create(admin, { name: 'q', drupal_internal__uid: 77 })).status).toBe(403);
    const role = await create(
      admin,
      { name: 'q' },
      { relationships: { roles: { data: [roleItem('content_editor_typo')] } } },
    );
    expect([role.status, role.errors[0]?.detail]).toEqual([
      404,
      'The resource identified by `user_role--user_role:content_editor_typo` (given as a relationship item) could not be found.',
    ]);
    expect(practice.cms.site.userByName('q')).toBeUndefined();
  });

  it.each([
    ['{', 400, 'Syntax error'],
    [{ data: { attributes: { name: 'x' } } }, 400, 'Resource object must include a "type".'],
  ])('answers the body %j with %i', async (body, status, detail) => {
    const answer = await admin.api('POST', LIST, { body });
    expect([answer.status, answer.errors[0]?.detail]).toEqual([status, detail]);
  });

  it('takes only its own media type', async () => {
    const { status, errors } = await admin.api('POST', LIST, {
      body: { data: {} },
      headers: { 'Content-Type': 'application/json' },
    });
    expect([status, errors[0]?.detail]).toEqual([415, 'No route found that matches "Content-Type: application/json"']);
  });

  it('asks for credentials without any, and refuses wrong ones', async () => {
    const none = await create(new TestClient(practice), { name: 'q' });
    expect([none.status, none.errors[0]?.detail]).toEqual([401, 'No authentication credentials provided.']);
    const wrong = await create(new TestClient(practice).basic('admin', 'no'), { name: 'q' });
    expect([wrong.status, wrong.errors[0]?.detail]).toEqual([403, "The 'administer users' permission is required."]);
    expect(wrong.headers.get('WWW-Authenticate')).toBeNull();
  });
});

describe('update', () => {
  it('writes what is sent, leaves the rest, and moves changed', async () => {
    const user = userNamed('li.wei');
    seconds += 100;
    const { status, rows } = await patch(admin, user, {
      mail: 'wei@harbor.example',
      field_team: ['a', 'b'],
      status: 0,
    });
    expect([status, rows[0]?.attributes]).toEqual([
      200,
      expect.objectContaining({
        mail: 'wei@harbor.example',
        field_team: ['a', 'b'],
        status: false,
        name: 'li.wei',
        field_department: 'Engineering',
      }),
    ]);
    expect(user.changed).toBe(START + 100);
  });

  it('empties every field that is sent empty', async () => {
    const maria = userNamed('maria.lindqvist');
    const { rows } = await patch(admin, maria, { field_given_name: null, field_family_name: null });
    expect(rows[0]?.attributes).toMatchObject({ field_given_name: null, field_family_name: null });
  });

  it('does not move changed for the same values', async () => {
    const user = userNamed('li.wei');
    const before = user.changed;
    seconds += 100;
    expect((await patch(admin, user, { name: user.name, status: true, field_team: ['cranes'] })).status).toBe(200);
    expect(user.changed).toBe(before);
  });

  it('ignores an empty password and takes {value}', async () => {
    const user = userNamed('li.wei');
    await patch(admin, user, { pass: { value: 'one' } });
    expect((await patch(admin, user, { pass: '' })).status).toBe(200);
    const me = await new TestClient(practice).basic('li.wei', 'one').api('GET', '/jsonapi');
    expect(me.json).toHaveProperty('meta.links.me');
  });

  it('sets created, access, login and init', async () => {
    const time = '2020-02-03T04:05:06+00:00';
    const { rows } = await patch(admin, userNamed('li.wei'), {
      created: time,
      access: time,
      login: time,
      init: 'old@harbor.example',
    });
    expect(rows[0]?.attributes).toMatchObject({ created: time, access: time, login: time, init: 'old@harbor.example' });
  });

  it('needs the id in the body, and mail once there was one', async () => {
    const user = userNamed('li.wei');
    const answer = await admin.api('PATCH', `${LIST}/${user.uuid}`, {
      body: { data: { type: 'user--user', attributes: {} } },
    });
    expect([answer.status, answer.errors[0]?.detail]).toEqual([
      400,
      expect.stringContaining('does not match the ID in the payload'),
    ]);
    for (const mail of [null, '']) {
      expect((await patch(admin, user, { mail })).errors).toEqual([
        { status: '422', detail: 'mail: Email field is required.', pointer: '/data/attributes/mail' },
      ]);
    }
    expect((await patch(admin, userNamed('quay.terminal.4'), { mail: null })).status).toBe(200);
  });

  it('validates only the fields that are sent', async () => {
    const user = userNamed('li.wei');
    practice.cms.site.save(user, { mail: 'wei@localhost' }, { now: seconds });
    expect((await patch(admin, user, { field_department: 'Quay' })).status).toBe(200);
    expect((await patch(admin, user, { mail: 'wei@otherhost' })).status).toBe(422);
  });

  it.each(['changed', 'drupal_internal__uid'])('refuses %s', async (field) => {
    const { status, errors } = await patch(admin, userNamed('li.wei'), { [field]: 5 });
    expect([status, errors[0]?.detail]).toEqual([
      403,
      `The current user is not allowed to PATCH the selected field (${field}).`,
    ]);
  });

  it('asks an administrator for the own password on own mail and password', async () => {
    const own = userNamed('admin');
    const refused = await patch(admin, own, { mail: 'root@harbor.example' });
    expect([refused.status, refused.errors[0]?.detail]).toEqual([
      422,
      "mail: Your current password is missing or incorrect; it's required to change the Email.",
    ]);
    expect((await patch(admin, own, { mail: 'root@harbor.example', pass: { existing: 'harbor' } })).status).toBe(200);
    expect((await patch(admin, own, { pass: { existing: 'harbor', value: 'new one' } })).status).toBe(200);
    expect((await patch(adminOf(practice), own, { timezone: 'Europe/Oslo' })).status).toBe(403);
  });

  it('lets an account write some of its own fields and nobody else', async () => {
    const own = addAccount(practice, 'sailor', []);
    const sailor = clientOf(practice, 'sailor');
    expect((await patch(sailor, own, { field_department: 'Sea' })).status).toBe(200);
    for (const [field, value] of [
      ['name', 'captain'],
      ['status', false],
    ] as const) {
      const { status, errors } = await patch(sailor, own, { [field]: value });
      expect([status, errors[0]?.detail]).toEqual([
        403,
        `The current user is not allowed to PATCH the selected field (${field}).`,
      ]);
    }
    const { status, errors } = await patch(sailor, userNamed('li.wei'), { field_department: 'Sea' });
    expect([status, errors[0]?.detail]).toEqual([
      403,
      "Users can only update their own account, unless they have the 'administer users' permission.",
    ]);
  });

  it('mails on unblock and not on block, and ends sessions on block', async () => {
    const user = addAccount(practice, 'sailor', []);
    const session = await new TestClient(practice).signIn('sailor', 'pass of sailor');
    await patch(admin, user, { status: false });
    expect(practice.cms.mailbox.list()).toEqual([]);
    expect((await session.api('GET', '/user/login_status?_format=json')).text).toBe('0');
    await patch(admin, user, { status: true });
    expect(practice.cms.mailbox.list()).toMatchObject([{ key: 'status_activated', to: 'sailor@people.example' }]);
    expect((await session.api('GET', '/user/login_status?_format=json')).text).toBe('0');
  });

  it('lets administer users grant every role, to uid 1 too', async () => {
    addAccount(practice, 'manager', ['administer users']);
    const { status } = await patch(
      clientOf(practice, 'manager'),
      userNamed('li.wei'),
      {},
      { roles: { data: [roleItem('administrator')] } },
    );
    expect([status, userNamed('li.wei').roles]).toEqual([200, ['administrator']]);
    expect((await patch(clientOf(practice, 'manager'), userNamed('admin'), { field_department: 'IT' })).status).toBe(
      200,
    );
  });
});

describe('the roles relationship', () => {
  const path = (user: User) => `${LIST}/${user.uuid}/relationships/roles`;

  it('adds, takes away and replaces; the set comes back when it is more than what was sent', async () => {
    const user = userNamed('maria.lindqvist');
    const added = await admin.api('POST', path(user), { body: { data: [roleItem('finance')] } });
    expect([added.status, user.roles]).toEqual([200, ['content_editor', 'finance']]);
    expect(added.json.data).toHaveLength(2);
    const both = { data: [roleItem('finance'), roleItem('content_editor')] };
    expect((await admin.api('POST', path(user), { body: both })).status).toBe(204);
    expect((await admin.api('DELETE', path(user), { body: { data: [roleItem('finance')] } })).status).toBe(204);
    expect(user.roles).toEqual(['content_editor']);
    expect((await admin.api('PATCH', path(user), { body: { data: [] } })).status).toBe(204);
    expect(user.roles).toEqual([]);
    expect((await admin.api('POST', path(user), { body: { data: [roleItem('finance')] } })).status).toBe(204);
    expect(user.roles).toEqual(['finance']);
  });

  it('refuses a role that is not there, and a delete of nothing named', async () => {
    const user = userNamed('maria.lindqvist');
    const unknown = await admin.api('POST', path(user), { body: { data: [roleItem('nowhere')] } });
    expect([unknown.status, unknown.errors[0]?.detail]).toEqual([
      400,
      'The targeted `user_role--user_role` resource with ID `nowhere` does not exist.',
    ]);
    const empty = await admin.api('DELETE', path(user), { headers: { 'Content-Type': 'application/vnd.api+json' } });
    expect([empty.status, user.roles]).toEqual([400, ['content_editor']]);
  });

  it('drops the roles everybody has silently', async () => {
    const user = userNamed('li.wei');
    expect((await admin.api('POST', path(user), { body: { data: [roleItem('authenticated')] } })).status).toBe(204);
    expect(user.roles).toEqual([]);
  });

  it('reads as identifiers', async () => {
    const { json } = await admin.api('GET', path(userNamed('maria.lindqvist')));
    expect(json.data).toEqual([
      { ...roleItem('content_editor'), meta: { drupal_internal__target_id: 'content_editor' } },
    ]);
  });
});

describe('delete', () => {
  it('only blocks by default, as often as it is asked', async () => {
    const user = userNamed('li.wei');
    for (const _ of [1, 2]) expect((await admin.api('DELETE', `${LIST}/${user.uuid}`)).status).toBe(204);
    const { status, rows } = await admin.api('GET', `${LIST}/${user.uuid}`);
    expect([status, rows[0]?.attributes.status]).toEqual([200, false]);
  });

  it.each(['user_cancel_reassign', 'user_cancel_delete'] as const)('erases with %s', async (cancelMethod) => {
    practice.cms.site.configure({ cancelMethod });
    const user = userNamed('li.wei');
    expect((await admin.api('DELETE', `${LIST}/${user.uuid}`)).status).toBe(204);
    expect((await admin.api('GET', `${LIST}/${user.uuid}`)).status).toBe(404);
    expect((await admin.api('DELETE', `${LIST}/${user.uuid}`)).status).toBe(404);
    expect((await create(admin, { name: 'li.wei' })).rows[0]?.attributes.drupal_internal__uid).toBeGreaterThan(
      user.uid,
    );
  });

  it('is refused to others and for the anonymous row', async () => {
    const own = addAccount(practice, 'sailor', []);
    const refused = await clientOf(practice, 'sailor').api('DELETE', `${LIST}/${own.uuid}`);
    expect([refused.status, refused.errors[0]?.detail]).toEqual([403, "The 'cancel account' permission is required."]);
    expect((await admin.api('DELETE', `${LIST}/${practice.cms.site.user(0)?.uuid}`)).status).toBe(403);
  });
});

describe('changed', () => {
  it('is not moved by a login, and JSON:API shows the old login until the next save', async () => {
    const user = addAccount(practice, 'sailor', []);
    const before = user.changed;
    seconds = before + 1000;
    await new TestClient(practice).signIn('sailor', 'pass of sailor');
    const shown = async () => (await admin.api('GET', `${LIST}/${user.uuid}`)).rows[0]?.attributes;
    expect([user.changed, user.login, (await shown())?.login]).toEqual([
      before,
      before + 1000,
      '1970-01-01T00:00:00+00:00',
    ]);
    await patch(admin, user, { field_department: 'Sea' });
    expect((await shown())?.login).not.toBe('1970-01-01T00:00:00+00:00');
  });

  it('is not moved when a role is deleted', async () => {
    const user = userNamed('maria.lindqvist');
    const before = user.changed;
    const role = practice.cms.site.role('content_editor');
    if (role) practice.cms.site.removeRole(role);
    expect([user.roles, user.changed]).toEqual([[], before]);
  });
});

describe('the site settings', () => {
  it('read-only answers every write 405 with the address of the setting, before any access check', async () => {
    practice.cms.site.configure({ readOnly: true });
    for (const client of [admin, new TestClient(practice)]) {
      const { status, errors, headers } = await create(client, { name: 'q' });
      expect([status, headers.get('Allow'), errors[0]?.detail]).toEqual([
        405,
        'GET',
        'JSON:API is configured to accept only read operations. Site administrators can configure this at http://cms.test/admin/config/services/jsonapi.',
      ]);
    }
    expect((await admin.api('GET', LIST)).status).toBe(200);
  });

  it('has no JSON:API at all with the module off', async () => {
    practice.cms.site.configure({ jsonapi: false });
    for (const path of ['/jsonapi', LIST]) expect((await admin.api('GET', path)).status).toBe(404);
  });

  it('does not know PUT', async () => {
    const { status, headers } = await admin.api('PUT', LIST, { body: {} });
    expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});
