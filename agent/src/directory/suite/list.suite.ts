import { expect } from 'vitest';
import type { Account } from '@rollcall/shared';
import { type Case, can, given, ids, listed, type Need, refusal } from './world.ts';

const tellsMoves: Need = ({ directory }) => (directory.movesSince ? null : 'the system has no movesSince');

const several = async (make: () => Promise<Account>, count: number): Promise<string[]> => {
  const made: string[] = [];
  for (let index = 0; index < count; index++) made.push((await make()).ref.id);
  return made;
};

export const listCases: Case[] = [
  {
    says: 'shows what create made, each account once over small pages',
    async run({ directory, make }) {
      const made = await several(make, 5);
      const seen = ids(await listed(directory, 2));
      expect(seen).toEqual(expect.arrayContaining(made));
      expect(new Set(seen).size).toBe(seen.length);
    },
  },
  {
    says: 'keeps to the page size',
    async run({ directory, make }) {
      await several(make, 3);
      for await (const page of directory.list({ pageSize: 2 })) expect(page.accounts.length).toBeLessThanOrEqual(2);
    },
  },
  {
    says: 'tells a total that is true, where it tells one',
    async run({ directory, make }) {
      await several(make, 2);
      let seen = 0;
      const totals = new Set<number | null>();
      for await (const page of directory.list({ pageSize: 2 })) {
        seen += page.accounts.length;
        totals.add(page.total);
      }
      expect([...totals].filter((total) => total !== null && total !== seen)).toEqual([]);
    },
  },
  {
    says: 'shows deactivated accounts too',
    async run({ directory, make }) {
      const { ref } = await make();
      await directory.setState(ref.id, 'deactivated');
      const shown = (await listed(directory)).find((each) => each.ref.id === ref.id);
      expect(shown?.state).toBe('deactivated');
    },
  },
  {
    says: 'never loses an old account while others are added',
    async run({ directory, make }) {
      const old = await several(make, 5);
      const seen: string[] = [];
      for await (const page of directory.list({ pageSize: 2 })) {
        if (seen.length < 6) await make();
        seen.push(...ids(page.accounts));
      }
      expect(seen).toEqual(expect.arrayContaining(old));
      expect(new Set(seen).size).toBe(seen.length);
    },
  },
  {
    says: 'never loses an old account while others are removed',
    needs: [can('remove')],
    async run({ directory, make }) {
      const old = await several(make, 6);
      const seen: string[] = [];
      const gone = new Set<string>();
      for await (const page of directory.list({ pageSize: 2 })) {
        seen.push(...ids(page.accounts));
        const victim = old.find((id) => seen.includes(id) && !gone.has(id));
        if (victim === undefined || gone.size === 2) continue;
        await directory.remove?.(victim);
        gone.add(victim);
      }
      expect(gone.size).toBeGreaterThan(0);
      expect(seen).toEqual(expect.arrayContaining(old));
    },
  },
  {
    says: 'never shows an account twice while it changes state',
    async run({ directory, make }) {
      const old = await several(make, 5);
      const seen: string[] = [];
      const switched = new Set<string>();
      for await (const page of directory.list({ pageSize: 2 })) {
        seen.push(...ids(page.accounts));
        const next = old.find((id) => seen.includes(id) && !switched.has(id));
        if (next === undefined || switched.size === 2) continue;
        await directory.setState(next, 'deactivated');
        switched.add(next);
      }
      expect(seen).toEqual(expect.arrayContaining(old));
      expect(new Set(seen).size).toBe(seen.length);
    },
  },
  {
    says: 'goes on behind any page that tells where, and shows nobody twice',
    async run({ directory, make }, skip) {
      const made = await several(make, 5);
      const seen: string[] = [];
      let from: string | undefined;
      for await (const page of directory.list({ pageSize: 2 })) {
        seen.push(...ids(page.accounts));
        if (seen.length < 4 || page.next === undefined) continue;
        from = page.next;
        break;
      }
      if (from === undefined) return skip('the system begins a listing anew');
      for await (const page of directory.list({ pageSize: 2, from })) seen.push(...ids(page.accounts));
      expect(seen).toEqual(expect.arrayContaining(made));
      expect(new Set(seen).size).toBe(seen.length);
    },
  },
  {
    says: 'stops at the next page when aborted',
    async run(world) {
      await several(world.make, 3);
      const stop = new AbortController();
      const walk = async (): Promise<void> => {
        for await (const page of world.directory.list({ pageSize: 1, signal: stop.signal })) {
          expect(page.accounts.length).toBeLessThanOrEqual(1);
          stop.abort();
        }
      };
      await refusal(world, walk(), 'cancelled');
    },
  },
  {
    says: 'does not start when aborted already',
    async run(world) {
      const signal = AbortSignal.abort();
      await refusal(world, world.directory.list({ signal })[Symbol.asyncIterator]().next(), 'cancelled');
      await refusal(world, world.directory.get(world.control.unknownId, { signal }), 'cancelled');
    },
  },
  {
    says: 'changes since a watermark include what changed after it, and move the watermark on',
    needs: [can('changesSince')],
    async run({ directory, make }) {
      const start = await directory.changesSince?.(null);
      const { ref } = await make();
      const next = await directory.changesSince?.(start?.watermark ?? null);
      expect(ids(next?.accounts ?? [])).toContain(ref.id);
      expect(String(next?.watermark) >= String(start?.watermark)).toBe(true);
      const late = await directory.changesSince?.(next?.watermark ?? null);
      expect(String(late?.watermark) >= String(next?.watermark)).toBe(true);
    },
  },
  {
    says: 'moves since a watermark tell who changed, joined, left and was deleted, each with its group',
    needs: [tellsMoves, can('groups'), can('remove')],
    async run({ directory, make }) {
      const groups = given(directory.groups);
      const { id } = await groups.create(`Moves ${Date.now().toString(36)}`);
      try {
        const [joins, leaves, goes, changes] = [await make(), await make(), await make(), await make()];
        for (const { ref } of [leaves, goes]) await groups.addMember(id, ref.id);
        const start = given(await directory.movesSince?.(null, { most: 100 }));
        expect([start.accounts, start.groups]).toEqual([[], []]);
        await groups.addMember(id, joins.ref.id);
        await groups.removeMember(id, leaves.ref.id);
        await directory.remove?.(goes.ref.id);
        await directory.update(changes.ref.id, { [directory.fields.email]: `moved-${changes.login}` });
        await groups.rename(id, `Moved ${Date.now().toString(36)}`);
        const moves = given(await directory.movesSince?.(start.watermark, { most: 100 }));
        expect(ids(moves.accounts)).toContain(changes.ref.id);
        expect(moves.groups.find(({ group }) => group.id === id)).toMatchObject({ members: true });
        const told = given(moves.told);
        const members = told.members.filter(({ group }) => group === id).map(({ account }) => account);
        expect(members).toEqual(expect.arrayContaining([joins.ref.id, leaves.ref.id]));
        expect(told.accounts).toContain(goes.ref.id);
        expect(moves.watermark >= start.watermark).toBe(true);
        expect(await directory.movesSince?.(start.watermark, { most: 0 })).toBeNull();
        await groups.remove(id);
        const late = given(await directory.movesSince?.(moves.watermark, { most: 100 }));
        expect(late.told?.groups).toContain(id);
      } finally {
        await groups.remove(id);
      }
    },
  },
];
