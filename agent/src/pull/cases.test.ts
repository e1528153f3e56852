import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { PullDefaults, PullSettings } from '@rollcall/shared';

import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const site = (login: string, change: { mail?: string; groups?: string[] } = {}) =>
  world.cms.seed([
    {
      state: 'active',
      attributes: { name: login, mail: change.mail ?? `${login}@harbor.example` },
      groups: change.groups ?? [],
    },
  ])[0]!;
const mails = async () => {
  const all: string[] = [];
  for await (const page of world.cms.list()) all.push(...page.accounts.map(({ email }) => email ?? ''));
  return all.toSorted();
};
const asides = async (plan: string | null) => (await world.plans.read(plan ?? '')).asides;

describe('A1, A9, A14: who is selected', () => {
  const cases: {
    says: string;
    people: [string, string[]][];
    settings?: Partial<PullSettings>;
    options?: Partial<PullDefaults>;
    made: string[];
  }[] = [
    { says: 'an empty group makes nobody', people: [], made: [] },
    { says: '1 group × 1 user', people: [['ann', ['Writers']]], made: ['ann'] },
    {
      says: '2 groups × 5 users, one of them in both and read once',
      people: [
        ['ann', ['Writers', 'Staff']],
        ['bea', ['Writers']],
        ['cid', ['Writers']],
        ['dan', ['Staff']],
        ['eve', ['Staff']],
      ],
      made: ['ann', 'bea', 'cid', 'dan', 'eve'],
    },
    {
      says: 'a group with R&D #1 for a name',
      people: [
        ['ann', ['R&D #1']],
        ['bea', ['Staff']],
      ],
      options: { users: { kind: 'groups', groups: ['R&D #1'] } },
      made: ['ann'],
    },
    {
      says: 'a group by its id',
      people: [['ann', ['Staff']]],
      options: { users: { kind: 'groups', groups: ['id:00gStaff'] } },
      made: ['ann'],
    },
    {
      says: 'A14: all of the org',
      people: [
        ['ann', ['Writers']],
        ['bea', []],
      ],
      options: { users: { kind: 'all' } },
      made: ['ann', 'bea'],
    },
    {
      says: 'a filter on the user name',
      people: [
        ['ann', ['Staff']],
        ['bea', ['Staff']],
      ],
      options: { userFilter: 'ANN@.*' },
      made: ['ann'],
    },
    {
      says: 'A15: who would get no role is not made',
      people: [
        ['ann', ['Writers']],
        ['bea', ['ACL-Press']],
      ],
      options: { users: { kind: 'groups', groups: ['Writers', 'ACL-Press'] }, excludeUnmappedUsers: true },
      made: ['ann'],
    },
    {
      says: 'A9: the filter takes out whom it is false for',
      people: [
        ['ann', ['Staff']],
        ['bea', ['Staff']],
      ],
      settings: { filter: { cel: 'okta.profile.login.startsWith("ann")', text: null } },
      made: ['ann'],
    },
    {
      says: 'a filter that nobody can decide makes nobody',
      people: [['ann', ['Staff']]],
      settings: { filter: { cel: 'okta.profile.missing == "x"', text: null } },
      made: [],
    },
  ];
  it.each(cases)('$says', async ({ people, settings, options, made }) => {
    await world.settle(settings);
    for (const [login, groups] of people) world.person(login, groups);
    expect(await world.pull(options)).toMatchObject({ state: 'done', error: null, failed: 0 });
    expect(await mails()).toEqual(made.map((login) => `${login}@harbor.example`));
  });

  it.each([
    ['a group that is not there', { users: { kind: 'groups', groups: ['Nobody'] } }, 'missing_group'],
    ['a group in another case', { users: { kind: 'groups', groups: ['staff'] } }, 'missing_group'],
    ['users from a file', { users: { kind: 'file', file: 'x.csv' } }, 'unsupported'],
    ['a slow pattern', { userFilter: '(a+)+' }, 'invalid'],
  ] satisfies [string, Partial<PullDefaults>, string][])(
    '%s stops the run before a plan',
    async (_what, change, code) => {
      await world.settle();
      world.person('ann', ['Staff']);
      expect(await world.pull(change)).toMatchObject({ state: 'failed', plan: null, error: { code } });
      expect(await mails()).toEqual([]);
    },
  );

  it('A17: a locked-out person stays, a staged one is not made', async () => {
    await world.settle();
    world.person('ann', ['Staff'], { state: 'staged' });
    world.person('bea', ['Staff'], { password: 'Anchor-4-harbor' });
    await world.pull();
    expect(await mails()).toEqual(['bea@harbor.example']);
  });

  it('a group that can’t be read stops the run', async () => {
    await world.settle();
    world.person('ann', ['Staff']);
    world.okta.failNext('groups', { error: new SyncError('server_fault', 'Down.') });
    expect(await world.pull()).toMatchObject({ state: 'failed', plan: null });
  });
});

describe('A2: who is who', () => {
  it.each([
    ['the mail', { mail: 'ANN@harbor.example' }, 'someone'],
    ['the user name', { mail: 'other@harbor.example' }, 'ann@harbor.example'],
  ])('an account is met by %s, and no second one is made', async (_what, change, login) => {
    await world.settle();
    const account = site(login, change);
    world.person('ann', ['Staff']);
    await world.pull({ updateUserInfo: false });
    expect((await mails()).length).toBe(1);
    expect(Object.values(world.store.data.links)).toMatchObject([{ cms: { id: account.ref.id }, origin: 'adopted' }]);
    expect((await world.cms.get(account.ref.id)).groups?.toSorted()).toEqual(['author', 'member']);
  });

  it('two who would share an account are told, and none is made or linked', async () => {
    await world.settle();
    world.person('ann', ['Staff']);
    world.addOkta('ann2@harbor.example', { groups: ['00gStaff'], attributes: { email: 'ann@harbor.example' } });
    const job = await world.pull();
    expect(await mails()).toEqual([]);
    expect(await asides(job.plan)).toMatchObject([{ code: 'ambiguous' }, { code: 'ambiguous' }]);
  });

  it('a new mail is a change of the account that waits for a person, never a second account', async () => {
    await world.settle();
    const { ref } = world.person('ann', ['Staff']);
    await world.pull();
    await world.okta.update(ref.id, { login: 'anna@harbor.example', email: 'anna@harbor.example' });
    const job = await world.pull();
    expect(await world.items(job)).toMatchObject([
      { action: 'update', after: { mail: 'anna@harbor.example' }, verdict: { is: 'hold' } },
    ]);
    expect(await mails()).toEqual(['ann@harbor.example']);
  });

  it('a user name with a comma is a user name', async () => {
    await world.settle({ attributes: { ...attributes, username: '${lastName}, ${firstName}' } });
    world.person('ann', ['Staff']);
    expect(await world.pull()).toMatchObject({ state: 'done', failed: 0 });
    expect((await world.onSite('ann@harbor.example'))?.login).toBe('Family, Given');
  });

  it('A17: without a mail nobody is made, and that is told', async () => {
    await world.settle({ attributes: { ...attributes, email: '${secondEmail}' } });
    world.person('ann', ['Staff']);
    const job = await world.pull();
    expect(await asides(job.plan)).toMatchObject([{ why: 'undecided' }]);
    expect(await mails()).toEqual([]);
  });
});

const attributes = {
  email: '${email}',
  username: null,
  domain: null,
  firstName: '${firstName}',
  lastName: '${lastName}',
  country: null,
};

describe('A1: roles', () => {
  const rolesOf = async (login: string) => (await world.onSite(`${login}@harbor.example`))?.groups?.toSorted();

  it('of groups that were left go, those outside the mapping stay', async () => {
    await world.settle();
    const { ref } = world.person('ann', ['Writers', 'Staff']);
    await world.pull();
    const account = await world.onSite('ann@harbor.example');
    await world.cms.groups.addMember('other', account?.ref.id ?? '');
    await world.okta.groups.removeMember('00gStaff', ref.id);
    await world.pull();
    expect(await rolesOf('ann')).toEqual(['author', 'other']);
  });

  it('are left alone without --process-groups', async () => {
    await world.settle();
    world.person('ann', ['Staff']);
    await world.pull({ processGroups: false });
    expect(await rolesOf('ann')).toEqual([]);
  });

  it('of additional groups: the beginning of a name is replaced, two that come to one role are one', async () => {
    await world.settle({ additionalGroups: [{ source: 'ACL-P', target: 'Role m' }] });
    world.cms.seedGroup({ id: 'press', name: 'Role mress' });
    world.person('ann', ['Staff', 'ACL-Press']);
    await world.pull();
    expect(await rolesOf('ann')).toEqual(['author', 'member', 'press']);
  });

  it('A16: that give power are never given or taken', async () => {
    await world.settle({ groups: [{ group: 'Staff', roles: [{ target: null, role: 'admin' }] }] });
    world.person('ann', ['Staff']);
    const job = await world.pull();
    expect(await rolesOf('ann')).toEqual([]);
    expect(await asides(job.plan)).toMatchObject([{ code: 'privileged_group' }]);
  });

  it('A16: of rules, in their order, over values that they set', async () => {
    const rule = (when: string, change: object) => ({ when, set: {}, addRoles: [], removeRoles: [], ...change });
    await world.settle({
      extendedRoles: [{ target: null, role: 'other' }],
      rules: [
        rule('okta.profile.department == "Press"', { addRoles: ['other'], removeRoles: ['author'] }),
        rule('okta.profile.department == "Press"', { set: { email: 'press-${email}' } }),
      ],
    });
    world.person('ann', ['Staff'], { attributes: { department: 'Press' } });
    world.person('bea', ['Staff'], { attributes: { department: 'Sales' } });
    await world.pull();
    expect((await world.onSite('press-ann@harbor.example'))?.groups?.toSorted()).toEqual(['member', 'other']);
    expect(await rolesOf('bea')).toEqual(['author', 'member']);
  });

  it.each([
    ['that the site does not have', { role: 'gone', target: null }, 'missing_group'],
    ['of a site that is not named', { role: 'author', target: 'site2' }, 'invalid'],
  ])('%s stop the run', async (_what, role, code) => {
    await world.settle({ groups: [{ group: 'Staff', roles: [role] }] });
    world.person('ann', ['Staff']);
    expect(await world.pull()).toMatchObject({ state: 'failed', error: { code } });
  });
});
