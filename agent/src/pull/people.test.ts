import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullDefaults, PullSettings } from '@rollcall/shared';

import { withRetry } from '../directory/retry.ts';
import { findPeople } from './people.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

const mail = (login: string) => `${login}@harbor.example`;
const listed = (...users: string[]): Partial<PullDefaults> => ({ users: { kind: 'list', users } });
const told = async (plan: string | null) =>
  (await world.plans.read(plan ?? '')).asides.map(({ subject, code, why }) => [subject.label, why, code]);
const logins = async () => {
  const all: string[] = [];
  for await (const page of world.cms.list()) all.push(...page.accounts.map(({ login }) => login));
  return all.toSorted();
};

describe('A14: people who are named', () => {
  const people: [string, string[]][] = [
    ['ann', ['Writers']],
    ['bea', ['Staff']],
    ['cid', []],
  ];
  it.each([
    { says: 'by user name', names: ['ann@harbor.example'], made: ['ann'] },
    { says: 'by mail, whatever the case and the blanks', names: [' ANN.MAIL@harbor.example '], made: ['ann'] },
    {
      says: 'twice are one',
      names: ['ann@harbor.example', 'ANN@harbor.example', 'ann.mail@harbor.example'],
      made: ['ann'],
    },
    { says: 'in no group at all', names: ['cid@harbor.example'], made: ['cid'] },
    { says: 'not by a second mail', names: ['ann@home.example'], made: [] },
    {
      says: 'whom the user filter leaves out',
      names: ['ann@harbor.example'],
      options: { userFilter: 'bea.*' },
      made: [],
    },
    {
      says: 'whom the filter of the settings leaves out',
      names: ['ann@harbor.example', 'bea@harbor.example'],
      settings: { filter: { cel: 'okta.profile.login.startsWith("bea")', text: null } },
      made: ['bea'],
    },
    {
      says: 'whom no group gives a role, where such are not made',
      names: ['ann@harbor.example', 'cid@harbor.example'],
      options: { excludeUnmappedUsers: true },
      made: ['ann'],
    },
  ] satisfies {
    says: string;
    names: string[];
    options?: Partial<PullDefaults>;
    settings?: Partial<PullSettings>;
    made: string[];
  }[])('$says', async ({ names, options, settings, made }) => {
    await world.settle(settings);
    for (const [login, groups] of people) {
      world.person(login, groups, {
        attributes: { email: `${login}.mail@harbor.example`, secondEmail: `${login}@home.example` },
      });
    }
    expect(await world.pull({ ...listed(...names), ...options })).toMatchObject({ state: 'done', failed: 0 });
    expect(await logins()).toEqual(made.map(mail));
  });

  it('get the roles of all their groups, and whoever is not named keeps everything', async () => {
    await world.settle();
    const ann = world.person('ann', ['Writers', 'Staff']);
    const bea = world.person('bea', ['Writers']);
    await world.pull();
    await world.okta.groups.removeMember('00gStaff', ann.ref.id);
    await world.okta.groups.removeMember('00gWriters', bea.ref.id);
    const job = await world.pull({ ...listed(mail('ann')), targetOnlyUserAction: 'block' });
    expect(await world.changes(job)).toEqual(['revokeGroup ann@harbor.example member']);
    expect(await world.onSite(mail('bea'))).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('are looked up with one call, and each asked for the groups; no group is listed', async () => {
    await world.settle();
    for (const login of ['ann', 'bea', 'cid']) world.person(login, ['Writers', 'Staff']);
    world.okta.calls.length = 0;
    await world.pull(listed(mail('ann'), mail('bea'), mail('nobody')), 'plan');
    const asked = world.okta.calls.map((call) =>
      call
        .replace(/ id-.*|(?<=of ).*/, '')
        .split(' ')
        .slice(0, 2)
        .join(' '),
    );
    expect(asked.filter((call) => call.startsWith('findNamed'))).toHaveLength(1);
    expect(asked.filter((call) => call.startsWith('groups of'))).toHaveLength(2);
    expect(asked.filter((call) => /^list|members|^find /.test(call))).toEqual([]);
  });

  it('whom nobody or more than one is called are told each, and all others are pulled', async () => {
    await world.settle();
    world.person('ann', ['Writers']);
    for (const login of ['bea', 'cid'])
      world.person(login, ['Writers'], { attributes: { email: 'both@harbor.example' } });
    const job = await world.pull(listed('none@harbor.example', 'both@harbor.example', mail('ann')));
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(await told(job.plan)).toEqual([
      ['none@harbor.example', 'undecided', 'not_found'],
      ['both@harbor.example', 'undecided', 'ambiguous'],
    ]);
    expect(await logins()).toEqual([mail('ann')]);
  });

  it('stop nothing where Okta has none of them, and the next pull over groups is still compared with the one before', async () => {
    await world.settle();
    const all = Array.from({ length: 12 }, (_each, index) => world.person(`user${index}`, ['Writers']));
    await world.pull();
    expect(await world.pull(listed('none@harbor.example'))).toMatchObject({ state: 'done', error: null });
    for (const { ref } of all.slice(0, 6)) await world.okta.groups.removeMember('00gWriters', ref.id);
    expect(await world.pull({ targetOnlyUserAction: 'block' })).toMatchObject({ error: { code: 'shrunken' } });
  });

  it.each(['sync', 'push', 'delta'] as const)('are pulled by the strategy %s alike', async (strategy) => {
    await world.settle();
    const bea = world.person('bea', ['Writers']);
    await world.pull({ strategy });
    world.person('ann', ['Staff']);
    await world.okta.groups.removeMember('00gWriters', bea.ref.id);
    const job = await world.pull({ ...listed(mail('ann'), mail('none')), strategy, targetOnlyUserAction: 'block' });
    expect(job).toMatchObject({ state: 'done', failed: 0 });
    expect(await logins()).toEqual([mail('ann'), mail('bea')]);
    expect(await told(job.plan)).toEqual([['none@harbor.example', 'undecided', 'not_found']]);
    expect(await world.onSite(mail('bea'))).toMatchObject({ state: 'active', groups: ['author'] });
  });

  it('are asked for one by one where a system knows no other way', async () => {
    for (const login of ['ann', 'bea']) world.addCms(1, { attributes: { name: login, mail: mail(login) } });
    const { findNamed: _none, ...directory } = withRetry(world.cms);
    const place = { directory, side: 'cms' as const, signal: new AbortController().signal };
    const { accounts, unmet } = await findPeople(['ANN', mail('ann'), mail('bea'), 'cid'], place);
    expect(accounts.map(({ login }) => login)).toEqual(['ann', 'bea']);
    expect(unmet).toMatchObject([{ name: 'cid', problem: { code: 'not_found' } }]);
    expect(world.cms.calls.filter((call) => call.startsWith('find'))).toHaveLength(6);
  });

  it('who are off in Okta are blocked as the connection says, and whom an exclusion names stay', async () => {
    await world.settle({ exclude: { users: ['bea@.*'], roles: [] } });
    for (const login of ['ann', 'bea']) world.person(login, ['Writers']);
    await world.pull();
    for (const login of ['ann', 'bea']) {
      const [found] = await world.okta.find({ login: mail(login) });
      await world.okta.setState(found?.ref.id ?? '', 'deactivated');
    }
    const job = await world.pull(listed(mail('ann'), mail('bea')));
    expect(await world.changes(job)).toEqual(['deactivate ann@harbor.example']);
  });
});
