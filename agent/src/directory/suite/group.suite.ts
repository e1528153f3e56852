import type { Account, DirectoryGroup } from '@rollcall/shared';
import { expect } from 'vitest';
import type { Groups } from '../directory.ts';
import { can, type Case, given, refusal, settled, type World } from './world.ts';

let count = 0;

/** Runs `body` with a group of its own and removes it afterwards. */
const withGroup =
  (body: (world: World, groups: Groups, group: DirectoryGroup) => Promise<void>): Case['run'] =>
  async (world) => {
    const groups = given(world.directory.groups);
    count += 1;
    const group = await groups.create(`Contract ${Date.now().toString(36)} ${count}`);
    try {
      await body(world, groups, group);
    } finally {
      await groups.remove(group.id);
    }
  };

const cases: Case[] = [
  {
    says: 'create answers the group as list shows it: writable, without power, once',
    run: withGroup(async (_world, groups, group) => {
      const shown = await settled(
        async () => (await groups.list()).filter((each) => each.id === group.id),
        (all) => all.length > 0,
      );
      expect(shown).toEqual([group]);
      expect([group.writable, group.privileged]).toEqual([true, false]);
    }),
  },
  {
    says: 'a name that is taken is a conflict',
    run: withGroup(async (world, groups, group) => {
      await refusal(world, groups.create(group.name), 'conflict');
    }),
  },
  {
    says: 'a group is made with the id that was told before, unless that is taken',
    needs: [({ directory }) => (directory.groups?.nextId ? null : 'only the system itself knows the ids')],
    run: withGroup(async (_world, groups, group) => {
      const name = `${group.name}: Réd. 2`;
      const taken = new Set((await groups.list()).map(({ id }) => id));
      const id = given(groups.nextId).call(groups, name, taken);
      expect(taken.has(id)).toBe(false);
      const made = await groups.create(name, { id });
      expect(made.id).toBe(id);
      const other = await groups.create(`${name} too`, { id });
      expect(other.id).not.toBe(id);
      for (const each of [made, other]) await groups.remove(each.id);
    }),
  },
  {
    says: 'rename keeps the id and the members',
    run: withGroup(async (world, groups, group) => {
      const { ref } = await world.make();
      await groups.addMember(group.id, ref.id);
      const renamed = await groups.rename(group.id, `${group.name} new`);
      expect([renamed.id, renamed.name]).toEqual([group.id, `${group.name} new`]);
      expect(await groups.members(group.id)).toEqual([ref.id]);
    }),
  },
  {
    says: 'a member added twice is one membership',
    run: withGroup(async (world, groups, group) => {
      const { ref } = await world.make();
      await groups.addMember(group.id, ref.id);
      await groups.addMember(group.id, ref.id);
      expect(await groups.members(group.id)).toEqual([ref.id]);
    }),
  },
  {
    says: 'members are read as accounts where they can be, each as get answers it',
    run: withGroup(async (world, groups, group) => {
      if (!groups.accountsOf) return;
      const made = [await world.make(), await world.make()];
      for (const { ref } of made) await groups.addMember(group.id, ref.id);
      const read: Account[] = [];
      for await (const page of groups.accountsOf(group.id)) read.push(...page.accounts);
      const seen = ({ ref, login, state, attributes }: Account) => ({ id: ref.id, login, state, attributes });
      const expected = await Promise.all(made.map(({ ref }) => world.directory.get(ref.id)));
      const byId = (one: Account, other: Account) => one.ref.id.localeCompare(other.ref.id);
      expect(read.toSorted(byId).map(seen)).toEqual(expected.toSorted(byId).map(seen));
    }),
  },
  {
    says: 'members come and go without touching each other',
    run: withGroup(async (world, groups, group) => {
      const first = (await world.make()).ref.id;
      const second = (await world.make()).ref.id;
      await Promise.all([groups.addMember(group.id, first), groups.addMember(group.id, second)]);
      expect((await groups.members(group.id)).sort()).toEqual([first, second].sort());
      await groups.removeMember(group.id, first);
      expect(await groups.members(group.id)).toEqual([second]);
    }),
  },
  {
    says: 'an account’s groups are told with it, or by themselves',
    run: withGroup(async (world, groups, group) => {
      const member = await world.make();
      const stranger = await world.make();
      await groups.addMember(group.id, member.ref.id);
      const groupsOf = async (id: string) =>
        (await world.directory.get(id)).groups ?? (await given(groups.of?.bind(groups))(id));
      expect(await groupsOf(member.ref.id)).toContain(group.id);
      expect(await groupsOf(stranger.ref.id)).not.toContain(group.id);
    }),
  },
  {
    says: 'removing a stranger changes nothing',
    run: withGroup(async (world, groups, group) => {
      const member = (await world.make()).ref.id;
      const stranger = (await world.make()).ref.id;
      await groups.addMember(group.id, member);
      await groups.removeMember(group.id, stranger);
      await groups.removeMember(group.id, stranger);
      expect(await groups.members(group.id)).toEqual([member]);
    }),
  },
  {
    says: 'an empty group is empty, a missing one is missing_group',
    run: withGroup(async (world, groups, group) => {
      expect(await groups.members(group.id)).toEqual([]);
      await groups.remove(group.id);
      await refusal(world, groups.members(group.id), 'missing_group');
      await refusal(world, groups.rename(group.id, 'Nobody'), 'missing_group');
      const { ref } = await world.make();
      await refusal(world, groups.addMember(group.id, ref.id), 'missing_group');
    }),
  },
  {
    says: 'adding an account that nobody has is not_found',
    run: withGroup(async (world, groups, group) => {
      await refusal(world, groups.addMember(group.id, world.control.unknownId), 'not_found');
    }),
  },
  {
    says: 'removing a group that is gone changes nothing',
    run: withGroup(async (_world, groups, group) => {
      await groups.remove(group.id);
      await groups.remove(group.id);
    }),
  },
  {
    says: 'a group that the API can’t change refuses members',
    async run(world, skip) {
      const groups = given(world.directory.groups);
      const fixed = (await groups.list()).find((group) => !group.writable);
      if (fixed === undefined) return skip('every group of the system can be changed');
      const { ref } = await world.make();
      await refusal(world, groups.addMember(fixed.id, ref.id), 'unsupported');
    },
  },
  {
    says: 'a draft’s groups are joined on create',
    run: withGroup(async (world, groups, group) => {
      const { ref } = await world.make({ groups: [group.id] });
      expect(await groups.members(group.id)).toEqual([ref.id]);
    }),
  },
];

export const groupCases: Case[] = cases.map((each) => ({ ...each, needs: [can('groups'), ...(each.needs ?? [])] }));
