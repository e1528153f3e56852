import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Connection, GroupMap, PlanItem, Side } from '@rollcall/shared';

import { writesTo } from './direction.ts';
import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** Random memberships on both sides, by random owners and directions: what must hold whatever happens. */

const roles = ['editor', 'author'];
const side = fc.constantFrom<Side>('cms', 'okta');
const settings = fc
  .record({
    direction: fc.constantFrom<Connection['direction']>('cmsToOkta', 'oktaToCms', 'both', 'both'),
    owners: fc.tuple(side, side),
    onAdopt: fc.constantFrom<Connection['match']['onAdopt']>('linkOnly', 'fillBlanks', 'overwrite'),
  })
  .map(({ direction, owners, onAdopt }) => ({
    direction,
    match: { cms: '@email', okta: 'login', adopt: 'exact' as const, onAdopt },
    groupMaps: roles.map((role, index): GroupMap => {
      return { group: `g-${role}`, role, owner: owners[index] ?? 'cms', namedPrivileged: false };
    }),
  }));
const toggles = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ side, role: fc.nat({ max: 1 }) }) },
    { weight: 1, arbitrary: fc.record({ side, role: fc.constant(null) }) },
  ),
  { maxLength: 5 },
);
type Toggle = { side: Side; role: number | null };

const account = (where: Side) => (where === 'cms' ? 'u1' : 'o1');
const groupOn = (where: Side, map: GroupMap) => (where === 'cms' ? map.role : map.group);

async function isIn(world: World, where: Side, map: GroupMap): Promise<boolean> {
  return (await world[where].groups.members(groupOn(where, map))).includes(account(where));
}

async function memberships(world: World, maps: readonly GroupMap[]): Promise<Record<Side, boolean>[]> {
  const found = maps.map(async (map) => ({ cms: await isIn(world, 'cms', map), okta: await isIn(world, 'okta', map) }));
  return Promise.all(found);
}

async function toggle(world: World, { side: where, role }: Toggle, maps: readonly GroupMap[]): Promise<void> {
  const id = account(where);
  if (role === null) {
    const { state } = await world[where].get(id);
    world[where].moveBehind(id, state === 'active' ? 'deactivated' : 'active');
    return;
  }
  const map = maps[role];
  if (!map) return;
  const groups = world[where].groups;
  if (await isIn(world, where, map)) await groups.removeMember(groupOn(where, map), id);
  else await groups.addMember(groupOn(where, map), id);
}

async function isOn(world: World): Promise<boolean> {
  const states = await Promise.all([world.cms.get('u1'), world.okta.get('o1')]);
  return states.every((each) => each.state === 'active');
}

async function plannedNow(world: World): Promise<PlanItem[]> {
  const planned = await world.run(all, { mode: 'plan' });
  return (await world.plans.read(planned.plan ?? '')).items;
}

async function check(
  world: World,
  { direction, groupMaps }: Pick<Connection, 'direction' | 'groupMaps'>,
  made: Toggle[],
) {
  const before = await memberships(world, groupMaps);
  const wasOn = await isOn(world);
  for (const each of made) await toggle(world, each, groupMaps);
  const edited = await memberships(world, groupMaps);
  for (let run = 0; run < 2; run += 1) expect((await world.run(all)).failed).toBe(0);
  expect(await plannedNow(world)).toEqual([]);
  const after = await memberships(world, groupMaps);
  for (const [index, { owner }] of groupMaps.entries()) {
    const [then, now, rest] = [before[index], edited[index], after[index]];
    const other: Side = owner === 'cms' ? 'okta' : 'cms';
    // The owner's side is never written to.
    expect(rest?.[owner]).toBe(now?.[owner]);
    if (!writesTo({ direction }, other)) expect(rest).toEqual(now);
    const isNews = then && now && then.cms === then.okta && then[owner] !== now[owner] && then[other] === now[other];
    if (isNews && writesTo({ direction }, other) && wasOn && (await isOn(world)))
      expect(rest?.[other]).toBe(now[owner]);
    // What only the other side changed waits for a person.
    const isDrift = then && now && then.cms === then.okta && then[owner] === now[owner] && then[other] !== now[other];
    if (isDrift) expect(rest).toEqual(now);
  }
}

it(
  'any memberships come to rest, follow their owner, and take nothing from anybody else',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.array(toggles, { minLength: 1, maxLength: 3 }), async (change, turns) => {
        const world = await createWorld();
        try {
          for (const role of roles) {
            world.cms.seedGroup({ id: role, name: role });
            world.okta.seedGroup({ id: `g-${role}`, name: `Group ${role}` });
          }
          await world.connect(change);
          const mail = 'ann@harbor.example';
          world.cms.seed([{ id: 'u1', state: 'active', attributes: { name: 'ann', mail } }]);
          const attributes = { login: mail, email: mail, firstName: 'Ann', lastName: 'Berg' };
          world.okta.seed([{ id: 'o1', state: 'active', password: 'Anchor-4-harbor', attributes }]);
          await world.run(all);
          for (const made of turns) await check(world, change, made);
        } finally {
          await world.close();
        }
      }),
      { numRuns: 25 },
    );
  },
);
