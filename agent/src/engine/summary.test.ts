import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AccountRow, Connection, Link, Summary } from '@rollcall/shared';

import { accountKey, del, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { sampleLink, sampleRow, temporaryHome } from '../store/fixture.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import { partOf } from './badge.ts';
import { connectionOf } from './sample.fixture.ts';
import { statusOfRow } from './status.ts';
import { createSummaries } from './summary.ts';
import { sweepChange } from './sweep.ts';

const start = Date.parse('2026-01-15T09:00:00.000Z');
const hour = 60 * 60 * 1000;
const iso = (hours: number) => new Date(start + hours * hour).toISOString();

let home: string;
let remove: () => Promise<void>;
let store: Store;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  store = await openStore(home);
});

afterEach(async () => {
  await store.close();
  await remove();
});

/** The same counts by looking at every account's own badge. */
function counted(connection: Connection, now: number): Omit<Summary, 'readAt'> {
  const parts = { users: 0, linked: 0, notInOkta: 0, needLook: 0, unknown: 0 };
  for (const row of Object.values(store.data.accounts)) {
    if (row.ref.directory !== connection.cms?.id || row.missing === 2) continue;
    parts.users += 1;
    parts[partOf(statusOfRow(row, { store, connection, now, busy: () => null, oktaUrl: () => null }).status)] += 1;
  }
  return parts;
}

const few = fc.nat(3);
const time = fc.integer({ min: -60, max: 10 }).map(iso);
const onSite = fc.record({ number: few, login: few, email: fc.option(few), seenAt: time, absentAt: fc.option(time) });
const siteRow = fc.tuple(onSite, fc.constantFrom<0 | 1 | 2>(0, 0, 1, 2), fc.boolean()).map(([facts, missing, held]) => {
  const { number, login, email, seenAt, absentAt } = facts;
  const problem = { code: 'brake' } as NonNullable<AccountRow['note']>['problem'];
  const row: AccountRow = {
    ...sampleRow(number, 'cms'),
    login: `P${login}@x.example`,
    email: email === null ? null : `p${email}@x.example`,
    seenAt,
    absentAt,
    missing,
    note: held ? { kind: 'held', problem, plan: null, at: seenAt } : null,
  };
  return row;
});
const orgRow = fc.tuple(few, few, fc.constantFrom<0 | 1>(0, 1)).map(([number, login, missing]): AccountRow => ({
  ...sampleRow(number, 'okta'),
  ref: { directory: 'okta', id: `00u${number}` },
  login: `p${login}@x.example`,
  missing,
}));
const linkOf = fc.tuple(few, few, fc.boolean()).map(([number, partner, conflict]): Link => ({
  ...sampleLink(number),
  connection: 'c1',
  cms: sampleRow(number, 'cms').ref,
  okta: { directory: 'okta', id: `00u${partner}` },
  conflict,
}));
const sweep = fc
  .tuple(fc.constantFrom('cms', 'okta'), time)
  .map(([side, at]) => sweepChange(side, { at, count: 1, number: 1 }));
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.oneof(siteRow, orgRow).map((row) => put('accounts', accountKey(row.ref), row)),
  fc.oneof(siteRow, orgRow).map((row) => del('accounts', accountKey(row.ref))),
  linkOf.map((link) => put('links', link.id, link)),
  linkOf.map((link) => del('links', link.id)),
  sweep,
);

test.each([
  ['@email', 'login'],
  ['@login', 'email'],
])('counts what each badge shows, after any changes and at any time, matched by %s and %s', async (cms, okta) => {
  const connection = connectionOf();
  connection.match = { ...connection.match, cms, okta };
  const summaries = createSummaries(store);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 6 }),
      fc.integer({ min: 0, max: 60 }),
      async (commits, later) => {
        for (const changes of commits) {
          await store.commit(changes);
          const { readAt: _readAt, ...parts } = summaries.of(connection, start);
          expect(parts).toEqual(counted(connection, start));
        }
        const now = start + later * hour;
        expect(summaries.of(connection, now)).toMatchObject(counted(connection, now));
      },
    ),
    { numRuns: 150 },
  );
});

test('counts anew by another match rule, and what was there before it was asked', async () => {
  const row: AccountRow = { ...sampleRow(1, 'cms'), login: 'somebody', email: 'one@x.example', seenAt: iso(0) };
  const partner: AccountRow = { ...sampleRow(2, 'okta'), login: 'somebody', email: 'other@x.example' };
  await store.commit([row, partner].map((each) => put('accounts', accountKey(each.ref), each)));
  await store.commit(['cms', 'okta'].map((side) => sweepChange(side, { at: iso(0), count: 1, number: 1 })));
  const connection = connectionOf();
  const summaries = createSummaries(store);
  expect(summaries.of(connection, start)).toEqual({
    users: 1,
    linked: 0,
    notInOkta: 1,
    needLook: 0,
    unknown: 0,
    readAt: iso(0),
  });
  const byLogin = connectionOf({ match: { ...connection.match, cms: '@login' } });
  expect(summaries.of(byLogin, start)).toMatchObject({ notInOkta: 0, needLook: 1 });
  expect(summaries.of(byLogin, start + 25 * hour)).toMatchObject({ users: 1, needLook: 1 });
  expect(summaries.of(connection, start + 25 * hour)).toMatchObject({ users: 1, unknown: 1 });
});
