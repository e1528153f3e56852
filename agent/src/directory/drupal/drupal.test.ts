import { describe, expect, test } from 'vitest';
import {
  api,
  entry,
  json,
  other,
  own,
  page,
  paths,
  problemOf,
  role,
  scriptSite,
  serverNow,
  site,
  stranger,
  user,
} from './scripted-site.ts';
import type { Directory } from '../directory.ts';

const listed = async (directory: Directory, pageSize?: number): Promise<string[]> => {
  const ids: string[] = [];
  const options = pageSize === undefined ? {} : { pageSize };
  for await (const { accounts } of directory.list(options)) ids.push(...accounts.map((account) => account.ref.id));
  return ids;
};

const next = { links: { next: { href: `${site}/jsonapi/user/user?page[offset]=50` } } };
const id = (number: number): string => `${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;

describe('list', () => {
  test('each page begins behind the last user of the former, and no next link is followed', async () => {
    const scripted = scriptSite();
    const pages = [[1, 2], [5, 9], [12]];
    scripted.on('GET /jsonapi/user/user', () => {
      const uids = pages.shift() ?? [];
      return api({ data: uids.map((uid) => user({ id: id(uid), uid })), ...(pages.length > 0 ? next : {}) });
    });
    expect(await listed(scripted.directory(), 2)).toEqual([1, 2, 5, 9, 12].map(id));
    const asked = scripted.calls.map(({ path }) => path).filter((path) => path.startsWith('/jsonapi/user/user?'));
    expect(asked.map((path) => /condition\]\[value\]=(\d+)/u.exec(path)?.[1])).toEqual(['0', '2', '9']);
    for (const path of asked) {
      expect(path).toContain('page[limit]=2');
      expect(path).toContain('[operator]=>');
      expect(path).toContain('sort=drupal_internal__uid');
      expect(path).not.toContain('page[offset]');
    }
    const around = paths(scripted).filter((path) => / \/jsonapi(?:\/user\/user)?$/u.test(path));
    expect([around[0], around.at(-1)]).toEqual(['GET /jsonapi', 'GET /jsonapi']);
  });

  test('no page is larger than JSON:API gives', async () => {
    const scripted = scriptSite();
    await listed(scripted.directory(), 500);
    expect(scripted.calls.some(({ path }) => path.includes('page[limit]=50&'))).toBe(true);
  });

  test.each([
    ['a row as a stranger sees it', { data: [user({ id: id(3), uid: 3 }), stranger(id(4))], ...next }],
    ['rows left out', { data: [user({ id: id(3), uid: 3 })], meta: { omitted: { detail: 'x' } }, ...next }],
    ['an empty page before the end', { data: [], ...next }],
  ])('%s makes it partial', async (_what, answer) => {
    const scripted = scriptSite();
    scripted.on('GET /jsonapi/user/user', () => api(answer));
    expect(await problemOf(listed(scripted.directory()))).toMatchObject({ code: 'partial_listing', scope: 'run' });
  });

  test('a session that dies on the way is opened again and the page read once more', async () => {
    const scripted = scriptSite();
    let alive = true;
    let asked = 0;
    scripted.on('GET /jsonapi', () => entry(alive ? own : null));
    scripted.on('POST /user/login', () => {
      alive = true;
      return json({ csrf_token: 't' }, 200, { 'set-cookie': 'SESSa=x; path=/' });
    });
    scripted.on('GET /jsonapi/user/user', ({ path }) => {
      asked += 1;
      if (asked === 2) alive = false;
      if (!alive) return api({ data: [] });
      const last = Number(/\[value\]=(\d+)/u.exec(path)?.[1]);
      return last === 0
        ? api({ data: [user({ id: id(1), uid: 1 })], ...next })
        : api({ data: [user({ id: id(2), uid: 2 })] });
    });
    expect(await listed(scripted.directory())).toEqual([id(1), id(2)]);
    expect(asked).toBe(3);
  });

  test('a Basic password that is changed on the way leaves no list, and is not tried again', async () => {
    const scripted = scriptSite();
    let valid = true;
    scripted.on('GET /jsonapi', () => entry(valid ? own : null));
    scripted.on('GET /jsonapi/user/user', () => {
      if (valid) {
        valid = false;
        return api({ data: [user({ id: id(1), uid: 1 })], ...next });
      }
      return api({ data: [] });
    });
    const directory = scripted.directory({ auth: 'basic' });
    expect((await problemOf(listed(directory))).code).toBe('anonymous');
    const before = scripted.calls.length;
    expect((await problemOf(directory.check())).code).toBe('anonymous');
    expect(scripted.calls).toHaveLength(before);
  });
});

describe('check', () => {
  test('pins the site by its anonymous user, and refuses another one', async () => {
    const scripted = scriptSite();
    scripted.on('GET /jsonapi/user/user', () => api({ data: [stranger(id(77)), user({ id: own, uid: 1 })] }));
    const { identity } = await scripted.directory().check();
    expect(identity).toBe(id(77));
    expect((await scripted.directory({ identity }).check()).identity).toBe(identity);
    const problem = await problemOf(scripted.directory({ identity: id(78) }).check());
    expect(problem).toMatchObject({ code: 'wrong_site', scope: 'run' });
  });

  test('a site that was pinned while JSON:API was off stays the same when it is on', async () => {
    const scripted = scriptSite();
    scripted.on('GET /jsonapi', () => page('<h1>Not found</h1>', 404));
    const off = await scripted.directory().check();
    expect([off.level, off.account, off.notes[0]?.code]).toEqual(['forms', null, 'unsupported']);
    scripted.on('GET /jsonapi', () => entry(own));
    expect((await scripted.directory({ identity: off.identity }).check()).identity).toBe(off.identity);
  });

  test('tells the other clock, and notes when they are far apart', async () => {
    const scripted = scriptSite();
    const near = await scripted.directory({ now: serverNow - 2000 }).check();
    expect([near.serverTime, near.skewMs, near.notes]).toEqual(['2026-05-04T10:00:00.000Z', 2000, []]);
    const far = await scripted.directory({ now: serverNow + 240_000 }).check();
    expect([far.skewMs, far.notes.map(({ code }) => code)]).toEqual([-240_000, ['clock_skew']]);
  });

  test('the probe for writing sends an empty document, and 405 means read-only', async () => {
    const scripted = scriptSite();
    scripted.on('POST /jsonapi/user/user', () => api({ errors: [{ detail: 'Nur lesen.' }] }, 405));
    const { level, notes } = await scripted.directory().check();
    expect([level, notes.map(({ code }) => code)]).toEqual(['read', ['read_only']]);
    expect(notes[0]?.next).toContain(`${site}/admin/config/services/jsonapi`);
    expect(scripted.calls.find(({ method, path }) => method === 'POST' && path === '/jsonapi/user/user')?.body).toBe(
      '{}',
    );
  });
});

describe('accounts', () => {
  test('a user is read with state, times, roles and what guards it', async () => {
    const scripted = scriptSite();
    scripted.on(`GET /jsonapi/user/user/${other}`, () =>
      api({ data: user({ id: other, uid: 1, status: false, mail: null }, ['administrator', 'editor']) }),
    );
    expect(await scripted.directory().get(other)).toEqual({
      ref: { directory: 'dir-1', id: other },
      handle: '1',
      login: 'user1',
      email: null,
      displayName: 'User 1',
      state: 'deactivated',
      detail: null,
      attributes: {
        name: 'user1',
        mail: null,
        display_name: 'User 1',
        drupal_internal__uid: 1,
        timezone: 'UTC',
        preferred_langcode: 'en',
      },
      groups: ['administrator', 'editor'],
      guarded: ['root', 'administrator'],
      createdAt: '2026-01-02T02:04:05.000Z',
      changedAt: '2026-05-04T09:59:00.000Z',
      readAt: new Date(serverNow).toISOString(),
      version: null,
    });
  });

  test('while roles can’t be read the role called administrator counts as one', async () => {
    const scripted = scriptSite();
    scripted.on('GET /jsonapi/user_role/user_role', () => api({ data: [], meta: { omitted: {} } }));
    scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ data: user({ id: other, uid: 7 }, ['administrator']) }));
    scripted.on('GET /jsonapi/user/user', () =>
      api({ data: [user({ id: other, uid: 7 }, ['administrator', 'boss'])] }),
    );
    const directory = scripted.directory();
    expect((await directory.get(other)).guarded).toEqual(['administrator']);
    const groups = (await directory.groups?.list()) ?? [];
    expect(groups.map((group) => [group.id, group.privileged])).toEqual([
      ['administrator', true],
      ['boss', true],
    ]);
  });

  test('who holds a role with power over users is marked, and anybody with a role while none can be read', async () => {
    const scripted = scriptSite();
    const marksOf = async (...roles: string[]) => {
      scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ data: user({ id: other, uid: 7 }, roles) }));
      return (await scripted.directory().get(other)).guarded;
    };
    scripted.on('GET /jsonapi/user_role/user_role', () =>
      api({
        data: [
          role('editor', { permissions: ['access content'] }),
          role('hr', { permissions: ['administer users'] }),
          role('boss', { is_admin: true }),
        ],
      }),
    );
    expect(await marksOf('editor')).toEqual([]);
    expect(await marksOf('editor', 'hr')).toEqual(['powerful']);
    expect(await marksOf('hr', 'boss')).toEqual(['administrator']);
    scripted.on('GET /jsonapi/user_role/user_role', () => api({ data: [], meta: { omitted: {} } }));
    expect(await marksOf('editor')).toEqual(['powerful']);
    expect(await marksOf()).toEqual([]);
  });

  test('a role with power over users is privileged, the built-in ones are none of ours', async () => {
    const scripted = scriptSite();
    scripted.on('GET /jsonapi/user_role/user_role', () =>
      api({
        data: [
          role('anonymous'),
          role('authenticated'),
          role('editor', { permissions: ['access content'] }),
          role('hr', { permissions: ['administer users'] }),
          role('root', { is_admin: true }),
        ],
      }),
    );
    const groups = (await scripted.directory().groups?.list()) ?? [];
    expect(groups.map((group) => [group.id, group.privileged])).toEqual([
      ['editor', false],
      ['hr', true],
      ['root', true],
    ]);
  });

  test('create sends state and mail always, and roles by UUID', async () => {
    const scripted = scriptSite();
    scripted.on('POST /jsonapi/user/user', () => api({ data: user({ id: other, uid: 9 }) }, 201));
    const attributes = { name: 'user9', mail: 'user9@example.test' };
    await scripted.directory().create({ state: 'deactivated', attributes, groups: ['editor'], password: 'Pw-1' });
    const sent: unknown = JSON.parse(scripted.calls.find(({ path }) => path === '/jsonapi/user/user')?.body ?? '');
    expect(sent).toEqual({
      data: {
        type: 'user--user',
        attributes: { ...attributes, status: false, pass: 'Pw-1' },
        relationships: { roles: { data: [{ type: 'user_role--user_role', id: 'uuid-of-editor' }] } },
      },
    });
  });

  test.each(['name', 'mail'])('a refused %s is a conflict when somebody has it, else invalid', async (field) => {
    const scripted = scriptSite();
    const refusal = { detail: `${field}: Geht nicht.`, source: { pointer: `/data/attributes/${field}` } };
    scripted.on('POST /jsonapi/user/user', () => api({ errors: [refusal] }, 422));
    const draft = { state: 'active', attributes: { name: 'USER9', mail: 'User9@example.test' } } as const;
    scripted.on('GET /jsonapi/user/user', () => api({ data: [] }));
    expect(await problemOf(scripted.directory().create(draft))).toMatchObject({ code: 'invalid', field });
    scripted.on('GET /jsonapi/user/user', () => api({ data: [user({ id: other, uid: 9 })] }));
    expect(await problemOf(scripted.directory().create(draft))).toMatchObject({ code: 'conflict', field, status: 422 });
  });

  test('a name that only the database holds for equal is a conflict as well', async () => {
    const scripted = scriptSite();
    const refusal = { detail: 'name: vergeben.', source: { pointer: '/data/attributes/name' } };
    scripted.on('POST /jsonapi/user/user', () => api({ errors: [refusal] }, 422));
    scripted.on('GET /jsonapi/user/user', () => api({ data: [user({ id: other, uid: 9, name: 'José' })] }));
    const draft = { state: 'active', attributes: { name: 'Jose', mail: 'jose@example.test' } } as const;
    expect((await problemOf(scripted.directory().create(draft))).code).toBe('conflict');
  });

  test('removal tells what became of the account', async () => {
    const scripted = scriptSite();
    const directory = scripted.directory();
    scripted.on(`DELETE /jsonapi/user/user/${other}`, () => new Response(null, { status: 204 }));
    scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ data: user({ id: other, uid: 9, status: false }) }));
    expect(await directory.remove?.(other)).toBe('onlyBlocked');
    scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ errors: [{ detail: 'gone' }] }, 404));
    expect(await directory.remove?.(other)).toBe('erased');
    scripted.on(`DELETE /jsonapi/user/user/${other}`, () => api({ errors: [{ detail: 'gone' }] }, 404));
    expect(await directory.remove?.(other)).toBe('erased');
  });

  test('a state that is there already costs no write', async () => {
    const scripted = scriptSite();
    scripted.on(`GET /jsonapi/user/user/${other}`, () => api({ data: user({ id: other, uid: 9 }) }));
    expect((await scripted.directory().setState(other, 'active')).state).toBe('active');
    expect(paths(scripted).filter((path) => path.startsWith('PATCH'))).toEqual([]);
  });

  test('a password that Drupal’s sign-in can’t take is refused before the call', async () => {
    const scripted = scriptSite();
    for (const password of ['', 'x'.repeat(129)])
      expect((await problemOf(Promise.resolve(scripted.directory().setPassword?.(other, password)))).code).toBe(
        'password_policy',
      );
    expect(scripted.calls).toEqual([]);
  });
});

describe('changesSince', () => {
  test('looks back two minutes, walks by change and number, and goes on from the site’s clock', async () => {
    const scripted = scriptSite();
    const pages = [
      { data: [user({ id: id(4), uid: 4, changed: '2026-05-04T09:58:30+00:00' })], ...next },
      { data: [user({ id: id(4), uid: 4, changed: '2026-05-04T09:59:10+00:00', mail: 'later@example.test' })] },
    ];
    scripted.on('GET /jsonapi/user/user', () => api(pages.shift() ?? { data: [] }));
    const directory = scripted.directory({ now: serverNow - 3_600_000 });
    const changes = await directory.changesSince?.('2026-05-04T10:00:00.900Z');
    expect(changes?.watermark).toBe('2026-05-04T10:00:00.000Z');
    expect(changes?.accounts.map(({ email }) => email)).toEqual(['later@example.test']);
    const asked = scripted.calls.map(({ path }) => path).filter((path) => path.startsWith('/jsonapi/user/user?'));
    expect(asked[0]).toContain(`[value]=${Date.parse('2026-05-04T09:58:00Z') / 1000}`);
    expect(asked[1]).toContain(`[value]=${Date.parse('2026-05-04T09:58:30Z') / 1000}`);
    expect(asked[1]).toContain('[conjunction]=OR');
  });

  test('a watermark that is none is refused', async () => {
    const scripted = scriptSite();
    const problem = await problemOf(Promise.resolve(scripted.directory().changesSince?.('yesterday')));
    expect(problem).toMatchObject({ code: 'invalid', scope: 'run' });
  });
});
