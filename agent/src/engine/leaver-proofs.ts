import type { Entry, EntryType, Side } from '@rollcall/shared';

import type { Activity } from '../store/activity.ts';
import type { OffProof } from './leaver.ts';

/** Whom Rollcall itself switched off or deleted. */
export interface Leavers {
  /** The last switch-off of an account, by side and id; missing where it was switched on or made anew since. */
  proofs: Map<string, OffProof>;
  /** The two accounts of each switched-off user, as the entry named them. */
  pairs: Record<Side, string | null>[];
}

const types: EntryType[] = ['suspend', 'deactivate', 'delete', 'activate', 'resume', 'create'];
const pageSize = 1000;

export function proofKey(side: Side, id: string): string {
  return `${side}/${id}`;
}

/** Reads what the record holds about switching on and off in one connection, newest first, each account's last word. */
export async function readLeavers(activity: Activity, connection: string): Promise<Leavers> {
  const known = new Set<string>();
  const found: Leavers = { proofs: new Map(), pairs: [] };
  for (let after: string | null = ''; after !== null;) {
    const page: Awaited<ReturnType<Activity['query']>> = await activity.query({
      connection,
      types,
      outcome: 'done',
      limit: pageSize,
      ...(after === '' ? {} : { after }),
    });
    for (const entry of page.entries) take(entry, known, found);
    after = page.next;
  }
  return found;
}

function take({ id, at, side = 'okta', type, evidence, by, subject }: Entry, known: Set<string>, found: Leavers): void {
  const account = subject[side];
  if (account === null) return;
  const key = proofKey(side, account);
  if (known.has(key)) return;
  known.add(key);
  if (type !== 'suspend' && type !== 'deactivate' && type !== 'delete') return;
  found.proofs.set(key, { kind: 'entry', id, at, type, evidence, by });
  found.pairs.push({ cms: subject.cms, okta: subject.okta });
}
