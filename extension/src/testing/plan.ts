import type { PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';

const at = '2026-01-15T10:00:00.000Z';

/** An item about one person, named for short by `subject`. */
export function planItemOf(
  change: Partial<Omit<PlanItemAnswer, 'subject'>> & { subject?: string } = {},
): PlanItemAnswer {
  const { subject: label = 'ann', ...rest } = change;
  return {
    id: 'item',
    seq: 1,
    action: 'update',
    side: 'okta',
    subject: { cms: { directory: 'd', id: label }, okta: null, group: null, label, handle: label },
    before: {},
    after: {},
    knownAfter: [],
    drift: [],
    reason: 'changed',
    source: 'cms',
    expect: null,
    sourceExpect: null,
    needs: [],
    secret: 'none',
    effects: [],
    undo: 'full',
    verdict: { is: 'allow' },
    ...rest,
  };
}

export function planAnswerOf(items: PlanItemAnswer[], head: Partial<PlanAnswer['plan']> = {}): PlanAnswer {
  const observed = { at, count: 4, complete: true, serverClockSkewMs: 0 };
  return {
    plan: {
      id: 'P-0001',
      connection: 'c1',
      digest: 'digest',
      trigger: 'manual',
      by: { kind: 'client', id: 'client-1', name: 'Linux (Chromium 156)' },
      made: at,
      expires: '2099-01-16T10:00:00.000Z',
      settings: 'settings',
      observed: { cms: observed, okta: observed },
      counts: {},
      unchanged: 0,
      undecided: 0,
      excluded: 0,
      brake: null,
      state: 'open',
      approved: null,
      ...head,
    },
    items,
    asides: [],
    total: items.length,
  };
}
