import { rowStatus } from '@rollcall/shared/api';
import { describe, expect, it } from 'vitest';

import { countOf, groups, needLook, present } from './filters.ts';

const everyBadge = rowStatus.shape.status.options;

describe('groups of badges', () => {
  it('hold every badge exactly once, so that figures add up', () => {
    expect(Object.values(groups).flat().toSorted()).toEqual([...everyBadge].toSorted());
  });

  it('are counted from what the agent told', () => {
    const counts = { active: 3, staged: 2, failed: 1 };
    expect(countOf(counts, groups.agree)).toBe(5);
    expect(countOf(counts, needLook)).toBe(1);
    expect(countOf(null, groups.agree)).toBe(0);
  });
});

describe('chips', () => {
  it('show what some user has, what presses most first, and the one that filters now', () => {
    expect(present({ active: 3, failed: 1, held: 0 }, null)).toEqual(['failed', 'active']);
    expect(present({ active: 3 }, 'held')).toEqual(['held', 'active']);
  });

  it('name every badge', () => {
    const all = Object.fromEntries(everyBadge.map((status) => [status, 1]));
    expect(present(all, null).toSorted()).toEqual([...everyBadge].toSorted());
  });
});
