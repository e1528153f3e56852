import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Connection, ErrorCode, MappingRule, PullDefaults, PullSettings } from '@rollcall/shared';

import { oktaAccount } from '../engine/sample.fixture.ts';
import { change } from './left.fixture.ts';
import { createPullWorld, settingsOf } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';
import { isInFilter } from './wishes.ts';

/** What the tool's own tests check, and what it was seen to do wrong; each with the right result here. */

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const mail = (login: string) => `${login}@harbor.example`;
const site = async (login: string) => world.onSite(mail(login));
const mails = async () => {
  const all: string[] = [];
  for await (const page of world.cms.list()) all.push(...page.accounts.map(({ email }) => email ?? ''));
  return all.toSorted();
};
const told = async (plan: string | null) => (await world.plans.read(plan ?? '')).asides.map(({ code }) => code);
const { attributes } = settingsOf();

/** Names and country of the Okta user in fields of the site. */
const fields: MappingRule[] = [
  ['field_first_name', 'firstName'],
  ['field_last_name', 'lastName'],
  ['timezone', 'countryCode'],
].map(([cms = '', okta = '']) => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner: 'okta',
  apply: 'always',
  sensitive: false,
}));
const withFields: Partial<Connection> = { mapping: fields };

describe('reading Okta', () => {
  const five = ['ann', 'bea', 'cid', 'dan', 'eve'];
  type Row = { says: string; people: [string, string[], object?][]; settings?: Partial<PullSettings>; made: string[] };
  it.each([
    { says: '1 group × 5 users', people: five.map((login) => [login, ['Staff']]), made: five },
    {
      says: '2 groups × 1 user',
      people: [
        ['ann', ['Staff']],
        ['bea', ['Writers']],
      ],
      made: ['ann', 'bea'],
    },
    { says: 'empty groups', people: [['ann', []]], made: [] },
    {
      says: 'exact-name hit among results',
      people: [
        ['ann', ['Staff']],
        ['bea', ['Staff 2']],
        ['cid', ['staff']],
      ],
      made: ['ann'],
    },
    {
      says: 'extended attribute present, and absent on one user',
      people: [
        ['ann', ['Staff'], { title: 'press' }],
        ['bea', ['Staff']],
      ],
      settings: {
        extendedAttributes: ['title'],
        rules: [
          { when: 'okta.profile.title == ""', set: { email: 'no-title-${email}' }, addRoles: [], removeRoles: [] },
        ],
      },
      made: ['ann', 'no-title-bea'],
    },
    {
      says: 'user with missing profile fields',
      people: [['ann', ['Staff']]],
      settings: { attributes: { ...attributes, firstName: '${displayName}', country: '${title}' } },
      made: ['ann'],
    },
    {
      says: 'attribute missing on one user: nobody else is concerned',
      people: [
        ['ann', ['Staff'], { department: 'Press' }],
        ['bea', ['Staff']],
      ],
      settings: { filter: { cel: 'okta.profile.department.startsWith("P")', text: null } },
      made: ['ann'],
    },
    {
      says: 'hook raises: only that user is left alone',
      people: [
        ['ann', ['Staff'], { department: '7' }],
        ['bea', ['Staff'], { department: 'Press' }],
      ],
      settings: {
        rules: [{ when: 'int(okta.profile.department) > 2', set: {}, addRoles: [], removeRoles: [] }],
      },
      made: ['ann'],
    },
  ] satisfies Row[])('$says', async ({ people, settings, made }: Row) => {
    for (const name of ['Staff 2', 'staff']) world.okta.seedGroup({ id: `00g${name.replace(' ', '')}`, name });
    await world.settle({
      groups: [
        { group: 'Staff', roles: [] },
        { group: 'Writers', roles: [] },
      ],
      ...settings,
    });
    for (const [login, groups, own] of people) {
      world.person(
        login,
        groups.map((name) => name.replace(' ', '')),
        { attributes: { ...own } },
      );
    }
    expect(await world.pull()).toMatchObject({ state: 'done', error: null, failed: 0 });
    expect(await mails()).toEqual(made.map(mail));
  });

  it.each([
    ['HTTP error on group search', 'forbidden'],
    ['HTML 502', 'server_fault'],
    ['429 for 60 s, and for longer than is waited', 'rate_limited'],
    ['an answer that never comes', 'timeout'],
  ] satisfies [string, ErrorCode][])('%s: an error before a plan, and nobody loses anything', async (_says, code) => {
    await world.settle();
    world.person('ann', ['Writers']);
    await world.pull();
    world.okta.failNext('groups', { error: new SyncError(code, 'No.') });
    expect(await world.pull({ targetOnlyUserAction: 'block' })).toMatchObject({ plan: null, error: { code } });
    expect(await site('ann')).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it.each([
    ['LOCKED_OUT', true],
    ['PASSWORD_EXPIRED', true],
    ['RECOVERY', true],
    ['PROVISIONED', true],
    ['SUSPENDED', true],
    ['STAGED', false],
    ['DEPROVISIONED', false],
  ])('%s user', (detail, isIn) => {
    expect(isInFilter(oktaAccount(1, { detail }), [], { settings: settingsOf(), names: { tested: new Map() } })).toBe(
      isIn,
    );
  });

  it('whom the tool’s own filter drops, such as PROVISIONED, is no stray', async () => {
    await world.settle();
    world.person('ann', ['Writers']);
    await world.pull();
    await change(world, { filter: { cel: 'okta.status == "ACTIVE"', text: null } });
    const job = await world.pull({ targetOnlyUserAction: 'block', users: { kind: 'groups', groups: ['Writers'] } });
    expect(job.plan === null ? [] : await world.changes(job)).toEqual([]);
    expect(await site('ann')).toMatchObject({ state: 'active', groups: ['author'] });
  });
});

describe('index: who is matched', () => {
  it.each([
    ['match by e-mail only', { name: 'other', mail: mail('ann') }, 1],
    ['match by username only', { name: mail('ann'), mail: 'other@harbor.example' }, 1],
    ['match by both, in any case', { name: 'ANN@harbor.example', mail: 'ANN@HARBOR.example' }, 1],
    ['match none', { name: 'other', mail: 'other@harbor.example' }, 2],
    ['username without @ keeps', { name: 'ann', mail: 'other@harbor.example' }, 2],
    ['adobeID same mail: an account of any kind with that mail', { name: 'local-ann', mail: mail('ann') }, 1],
  ])('%s', async (_says, own, accounts) => {
    await world.settle();
    world.cms.seed([{ state: 'active', attributes: own }]);
    world.person('ann', ['Writers']);
    await world.pull();
    expect(await mails()).toHaveLength(accounts);
    expect(Object.keys(world.store.data.links)).toHaveLength(1);
  });

  it('e-mail is tried first where two accounts match', async () => {
    await world.settle();
    world.cms.seed([
      { state: 'active', attributes: { name: mail('ann'), mail: 'other@harbor.example' } },
      { state: 'active', attributes: { name: 'other', mail: mail('ann') } },
    ]);
    world.person('ann', ['Writers']);
    await world.pull({ updateUserInfo: false });
    expect((await site('ann'))?.groups).toEqual(['author']);
    expect((await world.onSite('other@harbor.example'))?.groups).toEqual([]);
  });

  it('shared username: neither is made, both are told', async () => {
    await world.settle({ attributes: { ...attributes, username: '${lastName}' } });
    for (const login of ['ann', 'bea']) world.person(login, ['Writers']);
    const { plan } = await world.pull();
    expect(await mails()).toEqual([]);
    expect(await told(plan)).toEqual(['ambiguous', 'ambiguous']);
  });

  it.each([
    ['username = e-mail', null],
    ['a username of its own', '${title}'],
  ])('e-mail change, %s: one account, which waits for a person', async (_says, username) => {
    await world.settle({ attributes: { ...attributes, username } });
    const { ref } = world.person('ann', ['Writers'], { attributes: { title: 'ann-key' } });
    await world.pull();
    await world.okta.update(ref.id, { login: mail('anna'), email: mail('anna') });
    const job = await world.pull({ targetOnlyUserAction: 'block' });
    expect(await world.items(job)).toMatchObject([
      { action: 'update', after: { mail: mail('anna') }, verdict: { is: 'hold' } },
    ]);
    expect(await mails()).toEqual([mail('ann')]);
  });

  it('#818, #362: a hook that changes the e-mail does not break the next match', async () => {
    const set = { email: 'press-${email}' };
    await world.settle({ rules: [{ when: null, set, addRoles: [], removeRoles: [] }] });
    world.person('ann', ['Writers']);
    await world.pull();
    expect(await world.changes(await world.pull({ targetOnlyUserAction: 'block' }))).toEqual([]);
    expect(await mails()).toEqual(['press-ann@harbor.example']);
  });
});

describe('create attributes', () => {
  it.each([
    ['country none', undefined, null, null],
    ['default US', undefined, 'us', 'US'],
    ['own CA', 'ca', null, 'CA'],
    ['own CA over default US', 'CA', 'US', 'CA'],
  ])('%s', async (_says, title, defaultCountry, expected) => {
    await world.settle({ defaultCountry, attributes: { ...attributes, country: '${title}' } }, withFields);
    world.person('ann', ['Writers'], { attributes: title === undefined ? {} : { title } });
    await world.pull();
    expect((await site('ann'))?.attributes['timezone'] ?? null).toBe(expected);
  });

  it.each([
    ['option update', { updateUserInfo: true }, 'Anna'],
    ['option ignore', { updateUserInfo: false }, 'Given'],
  ])('%s', async (_says, options, first) => {
    await world.settle({}, withFields);
    const { ref } = world.person('ann', ['Writers']);
    await world.pull(options);
    await world.okta.update(ref.id, { firstName: 'Anna' });
    await world.pull(options);
    expect((await site('ann'))?.attributes['field_first_name']).toBe(first);
  });
});

describe('attribute difference', () => {
  it.each([
    [
      'three differing → three',
      { firstName: 'A', lastName: 'B', email: 'c@harbor.example' },
      ['field_first_name', 'field_last_name', 'mail'],
    ],
    ['equal → none', {}, []],
    ['in letter case of the name → one', { firstName: 'GIVEN' }, ['field_first_name']],
    ['not listed in update_attributes → none', { firstName: 'A' }, [], ['lastname']],
  ] satisfies [string, object, string[], PullSettings['updateAttributes']?][])(
    '%s',
    async (...[, own, expected, updateAttributes]) => {
      await world.settle(updateAttributes ? { updateAttributes } : {}, withFields);
      const { ref } = world.person('ann', ['Writers']);
      await world.pull();
      await world.okta.update(ref.id, { ...own });
      const items = await world.items(await world.pull({}, 'plan'));
      expect(items.flatMap(({ after }) => Object.keys(after ?? {})).toSorted()).toEqual(expected);
    },
  );
});

describe('groups', () => {
  it('names in lower case, shown as they are', async () => {
    await world.settle({ groups: [{ group: 'Staff', roles: [{ target: null, role: 'rOLE aUTHOR' }] }] });
    world.person('ann', ['Staff']);
    const job = await world.pull();
    expect((await world.items(job)).at(-1)).toMatchObject({ after: { group: 'Role author' } });
    expect((await site('ann'))?.groups).toEqual(['author']);
  });

  it('sync with adds and removes', async () => {
    await world.settle();
    const { ref } = world.person('ann', ['Staff']);
    await world.pull();
    await world.okta.groups.removeMember('00gStaff', ref.id);
    await world.okta.groups.addMember('00gWriters', ref.id);
    expect(await world.changes(await world.pull())).toEqual(['revokeGroup ann@harbor.example member']);
    await world.okta.groups.addMember('00gStaff', ref.id);
    expect(await world.changes(await world.pull())).toEqual(['grantGroup ann@harbor.example member']);
  });

  it('unmapped group left: taking a line out of the mapping takes nobody’s role', async () => {
    await world.settle();
    world.person('ann', ['Staff']);
    await world.pull();
    await change(world, { groups: [{ group: 'Staff', roles: [{ target: null, role: 'author' }] }] });
    expect(await world.changes(await world.pull())).toEqual([]);
    expect((await site('ann'))?.groups?.toSorted()).toEqual(['author', 'member']);
  });
});

describe('excluded target user', () => {
  it.each([
    ['by group', { users: [], roles: ['Role author'] }, {}],
    ['by regex', { users: ['AN+@.*'], roles: [] }, {}],
    ['outside the target users', undefined, { targetUsers: { kind: 'groups', groups: ['other'] } }],
  ] satisfies [string, PullSettings['exclude'] | undefined, Partial<PullDefaults>][])(
    '%s: neither changed nor a stray, and never made a second time',
    async (_says, exclude, options) => {
      await world.settle();
      const { ref } = world.person('ann', ['Writers', 'Staff']);
      await world.pull();
      if (exclude) await change(world, { exclude });
      const all: Partial<PullDefaults> = { targetOnlyUserAction: 'block', ...options };
      await world.okta.groups.removeMember('00gStaff', ref.id);
      expect(await world.changes(await world.pull(all))).toEqual([]);
      await world.okta.groups.removeMember('00gWriters', ref.id);
      world.person('bea', ['Writers']);
      expect(await world.changes(await world.pull(all))).not.toContain('deactivate ann@harbor.example');
      expect(await mails()).toEqual([mail('ann'), mail('bea')]);
    },
  );
});

describe('limits', () => {
  const strays = async (maxTargetOnly: { count: number } | { percent: number }, left: number, of: number) => {
    const exclude = { users: ['chief'], roles: [] };
    await world.settle({ exclude, limits: { maxTargetOnly, groupRemovalsOnly: false } });
    const people = Array.from({ length: of }, (_each, index) => world.person(`user${index}`, ['Writers']));
    await world.pull();
    for (const { ref } of people.slice(0, left)) await world.okta.groups.removeMember('00gWriters', ref.id);
    return world.pull({ targetOnlyUserAction: 'block' });
  };

  it.each([
    ['equal limit passes', { count: 1 }, 1, 3, 'done'],
    ['one over the limit is held', { count: 1 }, 2, 3, 'waiting'],
    ['50 % of 3 passes 1', { percent: 50 }, 1, 3, 'done'],
    ['50 % of 3 holds 2', { percent: 50 }, 2, 3, 'waiting'],
    ['100 % of 2 of 3 passes', { percent: 100 }, 2, 3, 'done'],
    ['0 % holds one', { percent: 0 }, 1, 3, 'waiting'],
  ] as const)('%s', async (...[, limit, left, of, state]) => {
    expect(await strays(limit, left, of)).toMatchObject({ state });
  });

  it('empty directory with limit 200: stops, where the tool deleted all 3', async () => {
    expect(await strays({ count: 200 }, 3, 3)).toMatchObject({ state: 'failed', error: { code: 'shrunken' } });
    for (const index of [0, 1, 2]) expect(await site(`user${index}`)).toMatchObject({ state: 'active' });
  });

  it('#744, #745: what is over the limit holds everything else as well', async () => {
    await strays({ count: 0 }, 1, 3);
    world.person('new', ['Writers']);
    expect(await world.pull({ targetOnlyUserAction: 'block' })).toMatchObject({ state: 'waiting' });
    expect(await site('new')).toBeUndefined();
  });

  it('percent is of the site’s accounts without the excluded ones', async () => {
    world.cms.seed([{ state: 'active', attributes: { name: 'chief', mail: mail('chief') } }]);
    expect(await strays({ percent: 50 }, 2, 3)).toMatchObject({ state: 'waiting' });
  });

  it('group_removals_only with block: who holds a mapped role is blocked, and nobody else', async () => {
    await world.settle({ limits: { maxTargetOnly: { count: 5 }, groupRemovalsOnly: true } });
    const people = ['ann', 'bea', 'cid'].map((login) => world.person(login, ['Writers']));
    await world.pull();
    for (const { ref } of people.slice(0, 2)) await world.okta.groups.removeMember('00gWriters', ref.id);
    await world.cms.groups.removeMember('author', (await site('bea'))?.ref.id ?? '');
    const options: Partial<PullDefaults> = { targetOnlyUserAction: 'block', processGroups: false };
    expect(await world.changes(await world.pull(options))).toEqual(['deactivate ann@harbor.example']);
  });
});

describe('filter makes strays', () => {
  it.each([
    ['--user-filter', { userFilter: 'bea@.*' }],
    ['#148: --users group', { users: { kind: 'groups', groups: ['Staff'] } }],
    ['all_users_filter', {}, { filter: { cel: 'okta.profile.login.startsWith("bea")', text: null } }],
    ['a list of people', { users: { kind: 'list', users: [mail('bea')] } }],
  ] satisfies [string, Partial<PullDefaults>, Partial<PullSettings>?][])(
    '%s: not here, whatever the action',
    async (...[, options, settings]) => {
      await world.settle();
      world.person('ann', ['Writers']);
      world.person('bea', ['Staff']);
      await world.pull();
      await change(world, settings ?? {});
      const job = await world.pull({ targetOnlyUserAction: 'remove-roles', ...options });
      expect(await world.changes(job)).toEqual([]);
      expect(await site('ann')).toMatchObject({ state: 'active', groups: ['author'] });
    },
  );

  it('#507: write-file writes nobody of them, with groups as without', async () => {
    await world.settle();
    const { ref } = world.person('ann', ['Writers']);
    world.person('bea', ['Writers']);
    await world.pull();
    await world.okta.groups.removeMember('00gWriters', ref.id);
    expect(await world.changes(await world.pull({ targetOnlyUserAction: 'write-file' }))).toEqual([]);
  });

  it('who gets no role is not made with exclude-unmapped-users, also without process-groups', async () => {
    await world.settle({
      groups: [
        { group: 'Writers', roles: [{ target: null, role: 'author' }] },
        { group: 'Staff', roles: [] },
      ],
    });
    world.person('ann', ['Writers']);
    world.person('bea', ['Staff']);
    await world.pull({ excludeUnmappedUsers: true, processGroups: false });
    expect(await mails()).toEqual([mail('ann')]);
  });
});
