import { SyncError } from '@rollcall/shared';
import type { Aside, Attrs, Operation, Problem } from '@rollcall/shared';

import type { Comparison } from './compare.ts';
import type { compareStates } from './compare-state.ts';
import type { Pair } from './match.ts';
import type { GroupPlan } from './plan-groups.ts';
import { draft } from './plan-items.ts';
import type { DraftItem } from './plan-items.ts';

/** What is planned for one pair, and what is left alone and why. */
export interface PairPlan {
  items: DraftItem[];
  aside: Aside | null;
  /** Values on which both sides agree now, to be remembered in the link; null when there is no link to keep. */
  agreed: Attrs | null;
  comparison: Comparison | null;
  /** Left out because it failed again and again: its badge goes on telling the failure. */
  setAside?: true;
  /** The connection's scope does not take this user in, so nothing of any kind is written. */
  outside?: true;
}

export const nothing: PairPlan = { items: [], aside: null, agreed: null, comparison: null };

export function excluded(text: string): Problem {
  return new SyncError('unsupported', text, { next: 'Change the connection’s settings if this is not intended.' })
    .problem;
}

/** Nothing is planned for this pair, for the given reason. */
export function leave(pair: Pair, why: Aside['why'], problem: Problem): PairPlan {
  return { ...nothing, aside: { ...asideHead(pair), why, code: problem.code, text: problem.detail } };
}

export function tickAside(pair: Pair, operations: Operation[]): Aside {
  const names = [...new Set(operations)].join(' and ');
  const text = `${names.charAt(0).toUpperCase()}${names.slice(1)} is switched off for this method. Nothing is written.`;
  return { ...asideHead(pair), why: 'notTicked', code: 'unsupported', text };
}

export function asideHead(pair: Pair): Pick<Aside, 'subject' | 'differences'> {
  return { subject: draft('link', { cms: pair.cms, okta: pair.okta, pair }).subject, differences: [] };
}

/** What is left alone in a pair for which something may be planned. */
export function asideOf(input: {
  pair: Pair;
  comparison: Comparison;
  step: ReturnType<typeof compareStates>;
  groups: GroupPlan;
  notTicked: Operation[];
  problem: Problem | null;
  planned: boolean;
}): Aside | null {
  const { pair, comparison, step, groups, notTicked, problem } = input;
  const differences = [...comparison.conflicts, ...comparison.drift, ...groups.drift];
  if (step.kind === 'waits' || step.kind === 'conflict') {
    differences.push({ field: 'state', cms: pair.cms?.state ?? null, okta: pair.okta?.state ?? null });
  }
  const head = { ...asideHead(pair), differences };
  if (notTicked.length > 0) return { ...tickAside(pair, notTicked), differences };
  if (problem && !input.planned) return { ...head, why: 'undecided', code: problem.code, text: problem.detail };
  if (step.kind === 'waits' || step.kind === 'conflict') {
    return { ...head, why: 'differs', code: step.kind === 'conflict' ? 'wrong_state' : null, text: step.text };
  }
  if (comparison.conflicts.length > 0) {
    return { ...head, why: 'differs', code: 'conflict', text: 'Both sides changed; a person must choose.' };
  }
  if (groups.privileged !== null) {
    const text = `${groups.privileged} gives power over users or permissions, so no mapping changes who has it until a person names it.`;
    return { ...head, why: 'differs', code: 'privileged_group', text };
  }
  if (differences.length > 0) return { ...head, why: 'differs', code: null, text: differsText(differences.length) };
  return null;
}

function differsText(count: number): string {
  return count === 1 ? '1 field differs and stays as it is.' : `${count} fields differ and stay as they are.`;
}
