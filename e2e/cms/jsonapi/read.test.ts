import { beforeAll, describe, expect, it } from 'vitest';
import { createPracticeCms } from '../practice-cms.ts';
import type { PracticeCms } from '../practice-cms.ts';
import { TestClient, addAccount, adminOf, clientOf } from '../test-client.ts';

const LIST = '/jsonapi/user/user';

let practice: PracticeCms;
let admin: TestClient;

beforeAll(() => {
  practice = createPracticeCms({ users: 100, password: 'harbor' });
  admin = adminOf(practice);
  addAccount(practice, 'nobody', []);
  addAccount(practice, 'viewer', ['access user profiles']);
  addAccount(practice, 'mailer', ['access user profiles', 'view user email addresses']);
  addAccount(practice, 'manager', ['administer users']);
  addAccount(practice, 'rolekeeper', ['administer permissions']);
});

function names(rows: { attributes: Record<string, unknown> }[]): unknown[] {
  return rows.map(({ attributes }) => attributes.name);
}

describe('paging', () => {
  it('starts with the anonymous user, known by its display name only', async () => {
    const { rows } = await admin.api('GET', `${LIST}?page[limit]=5&sort=drupal_internal__uid`);
    expect(rows.map(({ attributes }) => attributes.drupal_internal__uid)).toEqual([undefined, 1, 2, 3, 4]);
    expect(rows[0]).toMatchObject({ attributes: { display_name: 'Anonymous' } });
    expect(rows[0]?.relationships).toEqual({});
  });

  it.each([
    ['page[limit]=100', 50],
    ['', 50],
    ['page[limit]=7', 7],
  ])('with %s answers %i rows', async (query, count) => {
    expect((await admin.api('GET', `${LIST}?${query}`)).rows).toHaveLength(count);
  });

  it('refuses a page of nothing', async () => {
    const { status, errors } = await admin.api('GET', `${LIST}?page[limit]=0`);
    expect([status, errors[0]?.detail]).toEqual([400, 'The page size needs to be a positive integer.']);
  });

  it('walks every user once by offset links and ends without next', async () => {
    const seen = new Set<string>();
    let url: string | undefined = `${LIST}?page[limit]=40&sort=drupal_internal__uid`;
    let pages = 0;
    while (url !== undefined) {
      const { json, rows } = await admin.api('GET', url);
      for (const { id } of rows) seen.add(id);
      pages += 1;
      expect(json.links).toHaveProperty('self.href');
      if (pages > 1) expect(json.links).toHaveProperty('first.href');
      url = nextOf(json.links);
    }
    expect([pages, seen.size]).toEqual([4, practice.cms.site.users.length]);
  });

  it('walks by keyset as the product does', async () => {
    const filter = (last: number) =>
      `${LIST}?page[limit]=50&sort=drupal_internal__uid&filter[k][condition][path]=drupal_internal__uid&filter[k][condition][operator]=%3E&filter[k][condition][value]=${last}`;
    const uids: number[] = [];
    for (let last = 0; ;) {
      const { rows } = await admin.api('GET', filter(last));
      uids.push(...rows.map(({ attributes }) => Number(attributes.drupal_internal__uid)));
      if (rows.length < 50) break;
      last = uids.at(-1) ?? 0;
    }
    expect(uids).toEqual(practice.cms.site.users.slice(1).map(({ uid }) => uid));
  });
});

function nextOf(links: unknown): string | undefined {
  const next: unknown = links && typeof links === 'object' && 'next' in links ? links.next : undefined;
  return next && typeof next === 'object' && 'href' in next ? String(next.href) : undefined;
}

describe('filters as an administrator', () => {
  const maria = () => practice.cms.site.userByName('maria.lindqvist');

  it.each([
    ['filter[name]=maria.lindqvist', ['maria.lindqvist']],
    ['filter[name]=MARIA.Lindqvist', ['maria.lindqvist']],
    ['filter[mail]=taro.yamada@harbor.example', ['山田太郎']],
    ['filter[init]=ann.lee@agency.example', ['ann.lee']],
    ['filter[drupal_internal__uid]=1', ['admin']],
    ['filter[uid]=1', ['admin']],
    ['filter[field_department]=Board', ['Bartholomew Featherstonehaugh-Cholmondeley of the North Quay']],
    ['filter[field_team]=press&sort=name', ['maria.lindqvist', "siobhan.o'brien"]],
    [
      'filter[c][condition][path]=name&filter[c][condition][operator]=STARTS_WITH&filter[c][condition][value]=ann&sort=name',
      ['ann lee', 'ann.lee'],
    ],
    [
      'filter[c][condition][path]=name&filter[c][condition][operator]=CONTAINS&filter[c][condition][value]=O%27Brien',
      ["siobhan.o'brien"],
    ],
    [
      'filter[c][condition][path]=uid&filter[c][condition][operator]=IN&filter[c][condition][value][]=1&filter[c][condition][value][]=2',
      ['admin', 'ingrid.solberg'],
    ],
    ['filter[mail][operator]=IS%20NULL&filter[uid][value]=0&filter[uid][operator]=%3E', ['quay.terminal.4']],
    [
      'filter[any][group][conjunction]=OR&filter[a][condition][path]=name&filter[a][condition][value]=li.wei&filter[a][condition][memberOf]=any&filter[b][condition][path]=name&filter[b][condition][value]=sam.okafor&filter[b][condition][memberOf]=any&sort=name',
      ['li.wei', 'sam.okafor'],
    ],
  ])('%s finds %j', async (query, expected) => {
    const { status, rows } = await admin.api('GET', `${LIST}?${query}`);
    expect([status, names(rows)]).toEqual([200, expected]);
  });

  it('finds by UUID, by role and by status', async () => {
    expect(names((await admin.api('GET', `${LIST}?filter[id]=${maria()?.uuid}`)).rows)).toEqual(['maria.lindqvist']);
    const byRole = await admin.api(
      'GET',
      `${LIST}?filter[roles.meta.drupal_internal__target_id]=administrator&sort=uid`,
    );
    expect(names(byRole.rows)).toEqual(['admin', 'ingrid.solberg', 'kwame.asante']);
    const blocked = await admin.api('GET', `${LIST}?filter[status]=0`);
    expect(names(blocked.rows)).toContain('dmitri.volkov');
    expect(blocked.rows.every(({ attributes }) => attributes.status === false)).toBe(true);
  });

  it('compares times as epoch seconds; an ISO date finds nothing', async () => {
    const user = maria();
    const at = (operator: string, value: string | number) =>
      admin.api(
        'GET',
        `${LIST}?filter[changed][operator]=${operator}&filter[changed][value]=${value}&filter[name]=maria.lindqvist`,
      );
    expect((await at('%3E%3D', user?.changed ?? 0)).rows).toHaveLength(1);
    expect((await at('%3E', user?.changed ?? 0)).rows).toHaveLength(0);
    expect((await at('%3E%3D', '2001-01-01T00:00:00Z')).rows).toHaveLength(0);
  });

  it('sorts by several fields, both ways', async () => {
    const { rows } = await admin.api(
      'GET',
      `${LIST}?sort=-changed,drupal_internal__uid&filter[uid][value]=0&filter[uid][operator]=%3E`,
    );
    const times = rows.map(({ attributes }) => String(attributes.changed));
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it.each([
    ['filter[nope]=1', 400, 'Invalid nested filtering. The field `nope`, given in the path `nope`, does not exist.'],
    ['sort=nope', 400, 'Invalid nested filtering. The field `nope`, given in the path `nope`, does not exist.'],
    [
      'filter[pass]=x',
      403,
      'The current user is not authorized to filter by the `pass` field, given in the path `pass`.',
    ],
    [
      'filter[roles.id]=x',
      400,
      "Filtering on config entities is not supported by Drupal's entity API. You tried to filter on a Role config entity.",
    ],
    [
      'filter[roles.label]=x',
      400,
      "Filtering on config entities is not supported by Drupal's entity API. You tried to filter on a Role config entity.",
    ],
    [
      'filter[c][condition][path]=name&filter[c][condition][operator]=LIKE&filter[c][condition][value]=a',
      400,
      "The 'LIKE' operator is not allowed in a filter parameter.",
    ],
    ['include=nope', 400, '`nope` is not a valid relationship field name. Possible values: roles, user_picture.'],
  ])('%s is %i', async (query, status, detail) => {
    const answer = await admin.api('GET', `${LIST}?${query}`);
    expect([answer.status, answer.errors[0]?.detail]).toEqual([status, detail]);
  });
});

describe('what an account sees', () => {
  const PROFILE = [
    'display_name',
    'drupal_internal__uid',
    'langcode',
    'name',
    'created',
    'changed',
    'default_langcode',
  ];

  it.each([
    ['nobody', 'active', ['display_name']],
    ['nobody', 'blocked', ['display_name']],
    ['viewer', 'blocked', ['display_name']],
    ['viewer', 'active', PROFILE],
    ['mailer', 'active', [...PROFILE, 'mail']],
    [
      'manager',
      'blocked',
      [
        ...PROFILE,
        'mail',
        'status',
        'access',
        'login',
        'init',
        'timezone',
        'preferred_langcode',
        'preferred_admin_langcode',
      ],
    ],
  ])('%s sees of an %s user %j', async (name, state, expected) => {
    const user = practice.cms.site.userByName(state === 'active' ? 'li.wei' : 'dmitri.volkov');
    const { rows } = await clientOf(practice, name).api('GET', `${LIST}/${user?.uuid}`);
    const keys = Object.keys(rows[0]?.attributes ?? {}).filter((key) => !key.startsWith('field_'));
    expect(keys.toSorted()).toEqual(expected.toSorted());
    expect(rows[0]?.relationships.roles !== undefined).toBe(name === 'manager');
  });

  it('lists every row without a filter, and with one only what may be seen', async () => {
    const all = practice.cms.site.users.length;
    const count = async (client: TestClient, query: string) =>
      (await client.api('GET', `${LIST}?page[limit]=50${query}`)).rows.length;
    expect(await count(clientOf(practice, 'nobody'), '')).toBe(Math.min(50, all));
    expect(await count(clientOf(practice, 'nobody'), '&filter[uid][value]=0&filter[uid][operator]=%3E')).toBe(1);
    expect(await count(new TestClient(practice), '&filter[uid][value]=0&filter[uid][operator]=%3E')).toBe(0);
    const active = await clientOf(practice, 'viewer').api('GET', `${LIST}?filter[name]=dmitri.volkov`);
    expect(active.rows).toEqual([]);
  });

  it.each([
    ['nobody', 'mail', 403],
    ['viewer', 'mail', 403],
    ['mailer', 'mail', 200],
    ['mailer', 'status', 403],
    ['mailer', 'login', 403],
    ['mailer', 'init', 403],
    ['manager', 'status', 200],
    ['viewer', 'changed', 200],
  ])('%s filtering by %s is %i', async (name, field, status) => {
    expect((await clientOf(practice, name).api('GET', `${LIST}?filter[${field}]=1`)).status).toBe(status);
  });

  it('answers an anonymous visitor 401 where an account would get 403', async () => {
    const answer = await new TestClient(practice).api('GET', `${LIST}?filter[mail]=x`);
    expect([answer.status, answer.headers.get('WWW-Authenticate')]).toEqual([401, 'Basic realm="Harbor CMS"']);
  });
});

describe('a wrong Basic password', () => {
  it('reads as anonymous with 200, blocked users included', async () => {
    const wrong = new TestClient(practice).basic('admin', 'wrong');
    const { status, rows } = await wrong.api('GET', `${LIST}?page[limit]=50`);
    expect(status).toBe(200);
    expect(rows.every(({ attributes }) => Object.keys(attributes).join() === 'display_name')).toBe(true);
    practice.cms.flood.clear();
  });

  it('shows at the entry point by the missing me link', async () => {
    const right = await admin.api('GET', '/jsonapi');
    const wrong = await new TestClient(practice).basic('admin', 'wrong').api('GET', '/jsonapi');
    expect(right.json).toHaveProperty('meta.links.me.meta.id', practice.cms.site.user(1)?.uuid);
    expect([wrong.status, wrong.json.meta]).toEqual([200, undefined]);
    practice.cms.flood.clear();
  });
});

describe('sparse fields and include', () => {
  it('answers only the fields asked for', async () => {
    const query = 'fields[user--user]=name,mail,status,changed,drupal_internal__uid,roles&filter[uid]=1';
    const [row] = (await admin.api('GET', `${LIST}?${query}`)).rows;
    expect(Object.keys(row?.attributes ?? {}).toSorted()).toEqual([
      'changed',
      'drupal_internal__uid',
      'mail',
      'name',
      'status',
    ]);
    expect(row?.relationships.roles?.data[0]?.meta).toEqual({ drupal_internal__target_id: 'administrator' });
    expect(row?.relationships).not.toHaveProperty('user_picture');
  });

  it('includes roles for an account that may read them, and says what is left out otherwise', async () => {
    const query = `${LIST}?filter[uid]=1&include=roles&fields[user_role--user_role]=drupal_internal__id,label`;
    expect((await admin.api('GET', query)).json.included).toMatchObject([
      { type: 'user_role--user_role', attributes: { drupal_internal__id: 'administrator', label: 'Administrator' } },
    ]);
    const { json } = await clientOf(practice, 'manager').api('GET', query);
    expect(json.included).toBeUndefined();
    expect(JSON.stringify(json.meta)).toContain("The 'administer permissions' permission is required.");
  });
});

describe('roles and fields', () => {
  it('finds a role by its machine name', async () => {
    const { rows } = await admin.api('GET', '/jsonapi/user_role/user_role?filter[drupal_internal__id]=finance');
    expect(rows.map(({ attributes }) => attributes.label)).toEqual(['Finance']);
  });

  it('lists roles by weight to an account with administer permissions', async () => {
    const { rows } = await clientOf(practice, 'rolekeeper').api('GET', '/jsonapi/user_role/user_role?sort=weight');
    expect(rows.slice(0, 4).map(({ attributes }) => attributes.drupal_internal__id)).toEqual([
      'anonymous',
      'authenticated',
      'content_editor',
      'administrator',
    ]);
    expect(rows[3]?.attributes.is_admin).toBe(true);
  });

  it('answers 200 with nothing and omitted entries without the permission', async () => {
    const { status, rows, json } = await clientOf(practice, 'manager').api('GET', '/jsonapi/user_role/user_role');
    expect([status, rows]).toEqual([200, []]);
    expect(json).toHaveProperty('meta.omitted.detail');
  });

  it('cannot make roles', async () => {
    const { status, headers } = await admin.api('POST', '/jsonapi/user_role/user_role', { body: { data: {} } });
    expect([status, headers.get('Allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('lists the user fields with labels to an administrator only', async () => {
    const path = '/jsonapi/field_config/field_config?filter[entity_type]=user';
    const { rows } = await admin.api('GET', path);
    expect(rows.map(({ attributes }) => [attributes.field_name, attributes.label])).toContainEqual([
      'field_department',
      'Department',
    ]);
    const storage = await admin.api(
      'GET',
      '/jsonapi/field_storage_config/field_storage_config?filter[entity_type]=user',
    );
    expect(storage.rows.map(({ attributes }) => [attributes.field_name, attributes.cardinality])).toContainEqual([
      'field_team',
      -1,
    ]);
    const hidden = await clientOf(practice, 'manager').api('GET', path);
    expect([hidden.status, hidden.rows]).toEqual([200, []]);
    expect(hidden.json).toHaveProperty('meta.omitted');
  });
});

describe('an item', () => {
  it('is found by UUID only', async () => {
    const unknown = await admin.api('GET', `${LIST}/00000000-0000-4000-8000-000000000000`);
    expect(unknown.errors[0]?.detail).toBe(
      'The "entity" parameter was not converted for the path "/jsonapi/user/user/{entity}" (route name: "jsonapi.user--user.individual")',
    );
    expect((await admin.api('GET', `${LIST}/1`)).status).toBe(404);
  });

  it('never gives the password back', async () => {
    const { text } = await admin.api('GET', `${LIST}?filter[uid]=1`);
    expect(text).not.toMatch(/pass/);
  });
});
