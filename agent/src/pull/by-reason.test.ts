import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PullDefaults, PullSettings, TargetOnlyAction } from '@rollcall/shared';

import { pullCountsOf } from '../engine/pull-counts.ts';
import { annThen, change } from './left.fixture.ts';
import type { Happening } from './left.fixture.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

type Reason = keyof PullSettings['byReason'];
const byReason = (own: Partial<PullSettings['byReason']>) => ({
  byReason: { gone: null, leftGroups: null, deactivated: null, ...own },
});
const onSite = () => world.onSite('ann@harbor.example');

describe('an action for each reason', () => {
  type Row = [Happening, Reason, TargetOnlyAction, TargetOnlyAction, string, string[]];
  it.each([
    ['gone', 'gone', 'block', 'preserve', 'deactivated', ['author']],
    ['gone', 'gone', 'exclude', 'block', 'active', ['author']],
    ['gone', 'gone', 'preserve', 'block', 'active', []],
    ['leftGroups', 'leftGroups', 'block', 'exclude', 'deactivated', ['author']],
    ['leftGroups', 'leftGroups', 'remove-roles', 'exclude', 'active', []],
    ['leftGroups', 'leftGroups', 'write-file', 'block', 'active', ['author']],
    ['leftGroups', 'gone', 'block', 'exclude', 'active', ['author']],
    ['deactivated', 'deactivated', 'exclude', 'block', 'active', ['author']],
    ['deactivated', 'deactivated', 'block', 'exclude', 'deactivated', ['author']],
    ['deactivated', 'deactivated', 'remove-roles', 'exclude', 'active', []],
    ['suspended', 'deactivated', 'exclude', 'preserve', 'active', ['author']],
    ['suspended', 'deactivated', 'preserve', 'preserve', 'active', []],
  ] satisfies Row[])('%s, with %s: %s over the action %s', async (...[happens, reason, own, action, state, groups]) => {
    await annThen(world, happens);
    await change(world, byReason({ [reason]: own }));
    const options: Partial<PullDefaults> = { targetOnlyUserAction: action };
    expect(await world.pull(options)).toMatchObject({ state: 'done', failed: 0 });
    expect(await onSite()).toMatchObject({ state, groups });
    expect(await world.changes(await world.pull(options, 'plan'))).toEqual([]);
  });

  it.each(['gone', 'leftGroups', 'deactivated'] as const)(
    'who is filtered out or undecided loses nothing, whatever is set for %s',
    async (reason) => {
      await annThen(world, reason === 'deactivated' ? 'nothing' : reason);
      await change(world, byReason({ gone: 'block', leftGroups: 'block', deactivated: 'block' }));
      const { plan } = await world.pull({ userFilter: 'bea@.*', targetOnlyUserAction: 'block' });
      const { items, asides } = await world.plans.read(plan ?? '');
      expect(items).toEqual([]);
      expect(asides).toMatchObject([{ why: 'excluded', text: expect.stringContaining('Filtered out') }]);
      await change(world, { filter: { cel: 'okta.profile.missing == "x"', text: null } });
      expect(await world.changes(await world.pull({ users: { kind: 'all' } }))).toEqual(
        reason === 'gone' ? ['deactivate ann@harbor.example'] : [],
      );
    },
  );

  it('a narrowed pull leaves also those alone who are switched off in Okta', async () => {
    await annThen(world, 'deactivated');
    expect(await world.changes(await world.pull({ userFilter: 'bea@.*' }))).toEqual([]);
    expect(await world.changes(await world.pull())).toEqual(['deactivate ann@harbor.example']);
  });

  it.each([
    ['narrowed by name', {}, { userFilter: 'bea@.*' }, { gone: 0, filtered: 1 }],
    ['excluded', { exclude: { users: ['ann@.*'], roles: [] } }, {}, { gone: 0, filtered: 0 }],
  ] satisfies [string, Partial<PullSettings>, Partial<PullDefaults>, object][])(
    'who is left alone for being %s is neither counted as gone nor written into a file',
    async (_what, settings, options, counted) => {
      await annThen(world, 'gone');
      await change(world, settings);
      await world.pull({ targetOnlyUserAction: 'write-file', ...options });
      expect(pullCountsOf(world.store.data, 'c1')).toMatchObject({ targetOnly: counted, targetOnlyUsers: [] });
    },
  );

  it('the reasons are counted, and only those whose action writes a file are written', async () => {
    await annThen(world, 'gone');
    const [bea] = await world.okta.find({ login: 'bea@harbor.example' });
    world.person('cid', ['Writers']);
    await world.pull();
    await world.okta.groups.removeMember('00gWriters', bea?.ref.id ?? '');
    await change(world, byReason({ leftGroups: 'write-file' }));
    await world.pull({ targetOnlyUserAction: 'exclude' });
    expect(pullCountsOf(world.store.data, 'c1')).toMatchObject({
      targetOnly: { gone: 1, leftGroups: 1, deactivated: 0, filtered: 0 },
      targetOnlyUsers: [{ login: 'bea@harbor.example', reason: 'leftGroups' }],
    });
  });
});
