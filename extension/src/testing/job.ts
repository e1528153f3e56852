import type { ItemResultAnswer, JobAnswer } from '@rollcall/shared/api-run';

const at = '2026-01-15T10:00:00.000Z';

/** A run that synced two users. */
export function jobAnswerOf(change: Partial<JobAnswer> = {}): JobAnswer {
  return {
    id: 'R-0007',
    connection: 'c1',
    trigger: 'manual',
    mode: 'apply',
    by: { kind: 'client', id: 'x', name: 'Linux (Chromium 156)', cmsUser: 'Ines Okafor' },
    state: 'done',
    plan: 'P-0007',
    at: 0,
    total: 2,
    done: 2,
    failed: 0,
    held: 0,
    skipped: 0,
    created: at,
    started: at,
    beat: at,
    ended: at,
    error: null,
    seq: 4,
    secondsLeft: null,
    results: [],
    ...change,
  };
}

export function resultOf(label: string, change: Partial<ItemResultAnswer> = {}): ItemResultAnswer {
  return {
    item: `item-${label}`,
    outcome: 'done',
    problem: null,
    entry: null,
    label,
    handle: label,
    action: 'update',
    seq: 1,
    ...change,
  };
}
