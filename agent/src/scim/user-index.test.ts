import { setImmediate as nextTurn } from 'node:timers/promises';
import { array, assert, asyncProperty, boolean, integer, record } from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { AccountRow, Connection } from '@rollcall/shared';

import { connectionOf } from '../engine/sample.fixture.ts';
import { accountKey, del, put } from '../store/data.ts';
import { sampleRow, temporaryHome } from '../store/fixture.ts';
import { openStore, type Store } from '../store/store.ts';
import { oktaMapping } from './scim.fixture.ts';
import { createUserIndexes } from './user-index.ts';

let store: Store;
let done: () => Promise<void>;
beforeEach(async () => {
  const { home, remove } = await temporaryHome();
  store = await openStore(home);
  done = async () => {
    await store.close();
    await remove();
  };
});
afterEach(() => done());

const connection: Connection = { ...connectionOf(), mapping: oktaMapping };

/** Somebody of the site, made at some time. */
function rowOf(number: number, made = number): AccountRow {
  const row = sampleRow(number, 'cms');
  const createdAt = new Date(Date.UTC(2026, 0, 1) + made * 1000).toISOString();
  const attributes = { name: row.login, mail: row.email, field_first_name: `Person ${number}` };
  return { ...row, known: { createdAt, changedAt: null, attributes } };
}

async function seed(count: number): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const rows = Array.from({ length: Math.min(500, count - from) }, (_each, at) =>
      rowOf(from + at, (from + at) * 7919),
    );
    await store.commit(rows.map((row) => put('accounts', accountKey(row.ref), row)));
  }
}

it('lets others have the event loop while the users of a large site are taken in', async () => {
  await seed(20_000);
  const indexOf = createUserIndexes(store);
  const state = { isFilling: true, turns: 0 };
  const filled = indexOf(connection).finally(() => {
    state.isFilling = false;
  });
  while (state.isFilling) {
    state.turns += 1;
    await nextTurn();
  }
  const index = await filled;
  expect([index.size, state.turns > 10]).toEqual([20_000, true]);
  const order = index.page(0, 20_000).map(({ entry }) => entry.created);
  expect(order).toEqual(order.toSorted());
  expect(await indexOf({ ...connection })).toBe(index);
});

it('shows what the store holds, also of accounts that came, went and changed while it was filled (property)', async () => {
  const change = record({
    number: integer({ min: 0, max: 3100 }),
    gone: boolean(),
    made: integer({ min: 0, max: 50 }),
  });
  await seed(3000);
  await assert(
    asyncProperty(array(change, { maxLength: 30 }), array(change, { maxLength: 10 }), async (during, later) => {
      const filling = createUserIndexes(store)(connection);
      const commit = ({ number, gone, made }: (typeof during)[number]) => {
        const row = rowOf(number, made);
        return store.commit([gone ? del('accounts', accountKey(row.ref)) : put('accounts', accountKey(row.ref), row)]);
      };
      for (const each of during) {
        void commit(each);
        await nextTurn();
      }
      const index = await filling;
      for (const each of later) await commit(each);
      const fresh = await createUserIndexes(store)(connection);
      expect(index.size).toBe(fresh.size);
      expect(index.page(0, 5000).map(({ entry }) => [entry.id, entry.version])).toEqual(
        fresh.page(0, 5000).map(({ entry }) => [entry.id, entry.version]),
      );
      for (const { number } of [...during, ...later]) {
        const { id } = rowOf(number).ref;
        expect(index.get(id)?.row).toBe(fresh.get(id)?.row);
        expect(index.positionOf(id)).toBe(fresh.positionOf(id));
      }
    }),
    { numRuns: 15 },
  );
});
