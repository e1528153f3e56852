import { describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { checkTiming, lastDue, nextDue } from './due.ts';
import type { Timing } from './due.ts';

const nightly: Timing = { cron: '30 2 * * *', zone: 'Europe/Berlin' };
const after = (timing: Timing, from: string, count = 1): string[] => {
  const found: string[] = [];
  for (let at = Date.parse(from); found.length < count;) {
    at = nextDue(timing, at) ?? Infinity;
    found.push(new Date(at).toISOString());
  }
  return found;
};

describe('due times', () => {
  it('follow the clock of their zone', () => {
    expect(after(nightly, '2026-01-15T09:00:00Z')).toEqual(['2026-01-16T01:30:00.000Z']);
    expect(after(nightly, '2026-07-15T09:00:00Z')).toEqual(['2026-07-16T00:30:00.000Z']);
    expect(after({ ...nightly, zone: 'America/New_York' }, '2026-01-15T09:00:00Z')).toEqual([
      '2026-01-16T07:30:00.000Z',
    ]);
  });

  it('come once where the clock jumps over them, right behind the jump', () => {
    expect(after(nightly, '2026-03-28T12:00:00Z', 2)).toEqual(['2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
  });

  it('come once where the clock shows them twice, and every quarter of an hour stays one', () => {
    expect(after(nightly, '2026-10-24T12:00:00Z', 2)).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
    const quarters = after({ ...nightly, cron: '*/15 * * * *' }, '2026-10-25T00:20:00Z', 9).map((at) => Date.parse(at));
    expect(new Set(quarters.slice(1).map((at, index) => at - (quarters[index] ?? 0)))).toEqual(new Set([15 * 60_000]));
  });

  it('are found backwards, the moment itself included', () => {
    const due = Date.parse('2026-01-16T01:30:00.000Z');
    expect(lastDue(nightly, due)).toBe(due);
    expect(lastDue(nightly, due + 10_250)).toBe(due);
    expect(lastDue(nightly, due - 1)).toBe(due - 24 * 3_600_000);
  });
});

describe('a timing that can’t be', () => {
  it.each([
    ['cron', { ...nightly, cron: '61 * * * *' }],
    ['cron', { ...nightly, cron: '* * * *' }],
    ['cron', { ...nightly, cron: '0 30 2 * * *' }],
    ['cron', { ...nightly, cron: '@daily' }],
    ['cron', { ...nightly, cron: 'whenever it is fine and' }],
    ['cron', { ...nightly, cron: '0 0 30 2 *' }],
    ['zone', { ...nightly, zone: 'Mars/Olympus' }],
    ['zone', { ...nightly, zone: '' }],
  ])('names %s and shows an example: %j', (field, timing) => {
    const thrown = problemOf(() => checkTiming(timing));
    expect(thrown).toMatchObject({ code: 'invalid', field });
    expect(thrown?.next).toContain('30 2 * * *');
  });

  it('and a good one passes', () => {
    expect(() => checkTiming(nightly)).not.toThrow();
    expect(() => checkTiming({ cron: '*/15 8-18 * * mon-fri', zone: 'UTC' })).not.toThrow();
  });
});

function problemOf(work: () => void) {
  try {
    work();
  } catch (error) {
    if (error instanceof SyncError) return error.problem;
  }
  return null;
}
