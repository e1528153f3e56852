import { isDeepStrictEqual } from 'node:util';
import { SyncError } from '@rollcall/shared';
import type { Account, AccountRow, Connection, Link, PlanItem, RowNote, Side } from '@rollcall/shared';

import { accountKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import type { Observed, Sides } from './observe.ts';
import type { PairPlan } from './plan-aside.ts';
import type { Planned } from './plan.ts';
import { rowOf } from './record.ts';
import { settleLink } from './settle.ts';
import { lastSweep, sweepChange } from './sweep.ts';

export interface IndexInput {
  store: Store;
  connection: Connection;
  sides: Sides;
  observed: Observed;
  planned: Planned;
  items: readonly PlanItem[];
  /** Null when there was nothing to plan. */
  plan: string | null;
  now: string;
}

/**
 * What a run has seen, as changes to the store: rows for badges, links brought up to date, and accounts that a complete
 * listing did not show. Only what differs is written, so that a sweep over an unchanged site writes next to nothing.
 * Comes in one small step for each account, mostly an empty one; to be committed before anything else is.
 */
export function* indexChanges(input: IndexInput): Generator<Change[]> {
  const { store, observed, planned } = input;
  const held = heldByAccount(input);
  for (const { pair, plan } of planned.pairs) {
    if (!pair.cms) continue;
    const known = { note: noteOf(pair.cms, plan, held, input), absent: absentAt(pair, input) };
    const row = changedRow(input, 'cms', pair.cms, known);
    yield pair.okta && pair.link ? [...row, ...changedLink(input, pair.link, pair.cms, pair.okta)] : row;
  }
  for (const account of observed.okta) yield changedRow(input, 'okta', account, { note: null, absent: null });
  for (const side of ['cms', 'okta'] as const) {
    if (!observed.observation[side].complete) continue;
    const directory = input.sides[side].id;
    yield* missingRows(input, side);
    const number = (lastSweep(store.data, directory)?.number ?? 0) + 1;
    yield [sweepChange(directory, { at: input.now, count: observed[side].length, number })];
  }
}

function changedRow(
  { store, connection, observed }: IndexInput,
  side: Side,
  account: Account,
  known: { note: RowNote | null; absent: string | null },
): Change[] {
  const key = accountKey(account.ref);
  const before = store.data.accounts[key];
  // A click on this user was quicker, and read it later than this run did.
  if (before && before.seenAt > account.readAt) return [];
  const row: AccountRow = { ...rowOf(account, { store, connection, side }), note: known.note, absentAt: known.absent };
  // The time of a complete listing is kept once for all its rows.
  const same =
    before && observed.observation[side].complete && isDeepStrictEqual({ ...before, seenAt: row.seenAt }, row);
  return same ? [] : [put('accounts', key, row)];
}

function changedLink({ store, connection, sides, now }: IndexInput, link: Link, cms: Account, okta: Account): Change[] {
  // Written since this run began, so what was read then says less.
  if (store.data.links[link.id] !== link) return [];
  const settled = settleLink({ link, cms, okta, connection, places: sides, now });
  return isDeepStrictEqual({ ...settled, syncedAt: link.syncedAt }, link) ? [] : [put('links', link.id, settled)];
}

function* missingRows(input: IndexInput, side: Side): Generator<Change[]> {
  const { store, sides, observed } = input;
  const seen = new Set<string>();
  for (const account of observed[side]) {
    seen.add(account.ref.id);
    yield [];
  }
  for (const [key, row] of store.walk('accounts')) {
    const missed = row.ref.directory === sides[side].id && !seen.has(row.ref.id) && row.missing < 2;
    const missing = row.missing === 0 ? 1 : 2;
    yield missed ? [put('accounts', key, { ...row, missing, missingAt: row.missingAt ?? input.now })] : [];
  }
}

function heldByAccount({ items, plan, now }: IndexInput): Map<string, RowNote> {
  const notes = new Map<string, RowNote>();
  for (const item of items) {
    if (item.verdict.is === 'allow' || !item.subject.cms) continue;
    const { code, text, is } = item.verdict;
    const problem = new SyncError(code, text, { scope: 'item' }).problem;
    notes.set(item.subject.cms.id, { kind: is === 'hold' ? 'held' : 'protected', problem, plan, at: now });
  }
  return notes;
}

const asideNotes = { excluded: 'excluded', protected: 'protected', undecided: 'undecided' } as const;

function noteOf(cms: Account, plan: PairPlan, held: Map<string, RowNote>, input: IndexInput): RowNote | null {
  const waiting = held.get(cms.ref.id);
  if (waiting) return waiting;
  const before = input.store.data.accounts[accountKey(cms.ref)]?.note ?? null;
  const { aside } = plan;
  if (plan.setAside) return before;
  if (aside && aside.code && (aside.why === 'excluded' || aside.why === 'protected' || aside.why === 'undecided')) {
    const problem = new SyncError(aside.code, aside.text, { scope: 'item' }).problem;
    const kind = asideNotes[aside.why];
    // An unchanged reason keeps its date.
    if (before?.kind === kind && before.problem.detail === problem.detail) return before;
    return { kind, problem, plan: null, at: input.now };
  }
  // A failure is remembered for as long as what failed is still to be done.
  return before?.kind === 'failed' && plan.items.length > 0 ? before : null;
}

function absentAt(
  pair: { cms: Account | null; okta: Account | null; link: Link | null },
  input: IndexInput,
): string | null {
  if (pair.okta || pair.link) return null;
  const asked = pair.cms !== null && input.observed.named.has(pair.cms.ref.id);
  return asked ? input.now : (input.store.data.accounts[pair.cms ? accountKey(pair.cms.ref) : '']?.absentAt ?? null);
}
