import type { AccountRow, Connection, Difference, Link, Plan, Problem } from '@rollcall/shared';
import type { PullWait } from '@rollcall/shared/api-inbox';

import type { Store } from '../store/store.ts';
import { pullWaitsOf } from './pull-waits.ts';
import { isSetAside } from './quarantine.ts';
import { inTurns } from './turns.ts';

export type InboxKind = 'conflict' | 'held' | 'failed' | 'setAside' | 'undecided';

/** One thing about one user that waits for a person. */
export interface InboxItem {
  kind: InboxKind;
  user: { handle: string | null; id: string; label: string; login: string };
  differences: Difference[];
  /** Plan in which the held item waits; null where that plan can't be applied any more. */
  plan: string | null;
  problem: Problem | null;
  at: string;
}

export interface Inbox {
  counts: Record<InboxKind | 'plans', number>;
  /** At most 200 of a kind, newest first. */
  items: InboxItem[];
  /** Those that wait as a whole; of equal runs over everybody only the newest. */
  plans: Plan[];
  /** Pushed groups for which a person has to do something. */
  groups: { id: string; name: string; problem: Problem; at: string }[];
  /** Users of Okta whom the last pull could not decide, by the reason. */
  pull: PullWait[];
}

const mostOfKind = 200;

/** All that waits for a person in a connection, from the store and its saved plans as they stand now. */
export async function readInbox(
  { store, plans }: { store: Store; plans: readonly Plan[] },
  connection: Connection,
): Promise<Inbox> {
  const open = new Map(
    plans.filter(({ state }) => state === 'open' || state === 'approved').map((plan) => [plan.id, plan]),
  );
  const byKind: Record<InboxKind, InboxItem[]> = { conflict: [], held: [], failed: [], setAside: [], undecided: [] };
  const holding = new Set<string>();
  await inTurns(store.walk('accounts'), ([, row]) => {
    if (row.ref.directory !== connection.cms?.id || row.missing === 2) return;
    const link = store.links.of(connection.id, row.ref);
    for (const kind of kindsOf(row, link)) {
      const plan = kind === 'held' && row.note?.plan && open.has(row.note.plan) ? row.note.plan : null;
      if (plan !== null) holding.add(plan);
      byKind[kind].push(itemOf(kind, row, link, plan));
    }
  });
  const overtaken = overtakenOf(store, plans);
  const waitsWhole = (plan: Plan) => plan.brake !== null && !plan.approved && !overtaken.has(plan.id);
  const waiting = [...open.values()].filter((plan) => holding.has(plan.id) || waitsWhole(plan));
  const { conflict, held, failed, setAside, undecided } = byKind;
  return {
    counts: {
      conflict: conflict.length,
      held: held.length,
      failed: failed.length,
      setAside: setAside.length,
      undecided: undecided.length,
      plans: waiting.length,
    },
    items: [conflict, held, failed, setAside, undecided].flatMap((items) =>
      items.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, mostOfKind),
    ),
    plans: waiting,
    groups: stuckGroups(store, connection),
    pull: pullWaitsOf(store.data, connection.id),
  };
}

/** A group that a plan is held for stands among the plans. */
function stuckGroups({ pushed }: Store, { id }: Connection): Inbox['groups'] {
  return pushed
    .groups(id)
    .flatMap(({ id: group, name, problem, plan, modified }) =>
      problem && plan === undefined ? [{ id: group, name, problem, at: modified }] : [],
    );
}

/** Plans over everybody that a newer one, asked for in the same way, has looked at again; `plans` are newest first. */
function overtakenOf({ data }: Store, plans: readonly Plan[]): Set<string> {
  const asked = new Map<string, string>();
  for (const { plan, request } of Object.values(data.jobs)) {
    const { scope } = request;
    if (plan === null || (scope.kind !== 'all' && scope.kind !== 'pull')) continue;
    asked.set(plan, JSON.stringify([scope, request.trigger, request.by.id, request.operations, request.only]));
  }
  const overtaken = new Set<string>();
  const seen = new Set<string>();
  for (const { id, state } of plans) {
    const way = asked.get(id);
    // What is out of date was made with other settings or long ago, and says nothing about the others.
    if (way === undefined || state === 'stale') continue;
    if (seen.has(way)) overtaken.add(id);
    seen.add(way);
  }
  return overtaken;
}

function kindsOf(row: AccountRow, link: Link | undefined): InboxKind[] {
  const kinds: InboxKind[] = link?.conflict && !link.frozen ? ['conflict'] : [];
  if (isSetAside(row, link)) return [...kinds, 'setAside'];
  const kind = row.note?.kind;
  return kind === 'held' || kind === 'failed' || kind === 'undecided' ? [...kinds, kind] : kinds;
}

function itemOf(kind: InboxKind, row: AccountRow, link: Link | undefined, plan: string | null): InboxItem {
  const { handle, ref, login, displayName, note, seenAt } = row;
  const ofNote = kind === 'conflict' ? null : note;
  return {
    kind,
    user: { handle, id: ref.id, label: displayName ?? login, login },
    differences: link?.differences ?? [],
    plan,
    problem: ofNote?.problem ?? null,
    at: ofNote?.at ?? link?.syncedAt ?? seenAt,
  };
}
