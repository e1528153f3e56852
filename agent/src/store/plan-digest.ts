import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Plan, PlanItem } from '@rollcall/shared';
import { canonicalText } from './canonical-text.ts';

/** A plan's head before its digest is known. */
export type PlanDraft = Omit<Plan, 'digest'>;

const itemsPerTurn = 200;

/**
 * SHA-256, as hex, over the canonical JSON (RFC 8785) of the plan's facts and items, one a line; approvals and the
 * plan's state stay out, so that approving does not change it.
 */
export async function planDigest(plan: PlanDraft & { digest?: string }, items: Iterable<PlanItem>): Promise<string> {
  const { digest: _digest, state: _state, approved: _approved, ...facts } = plan;
  const hash = createHash('sha256').update(`${canonicalText(facts)}\n`);
  let count = 0;
  for (const item of items) {
    hash.update(`${canonicalText(withoutApproval(item))}\n`);
    count += 1;
    if (count % itemsPerTurn === 0) await nextTurn();
  }
  return hash.digest('hex');
}

function withoutApproval(item: PlanItem): PlanItem {
  if (item.verdict.is === 'allow' || !item.verdict.approved) return item;
  const { approved: _approved, ...verdict } = item.verdict;
  return { ...item, verdict };
}
