import { describe, expect, it } from 'vitest';

import { planItemOf } from '../../../testing/plan.ts';
import { actionRows, filterItems, isHarsh, tickAll } from './plan-list.ts';

const create = planItemOf({ id: 'create', action: 'create' });
const activate = planItemOf({ id: 'activate', action: 'activate', needs: ['create'], effects: ['oktaMail'] });
const off = planItemOf({ id: 'off', action: 'deactivate', subject: 'bo', verdict: { is: 'hold', text: 'limit' } });
const never = planItemOf({
  id: 'never',
  action: 'deactivate',
  subject: 'root',
  verdict: { is: 'refuse', text: 'last' },
});
const items = [create, activate, off, never];

describe('actionRows', () => {
  it('counts by action and side, with what is held and refused, and what takes away first', () => {
    const rows = actionRows([...items, planItemOf({ id: 'cms', action: 'create', side: 'cms' })]);
    expect(rows.map(({ key, items: of, held, refused }) => [key, of.length, held, refused])).toEqual([
      ['deactivate/okta', 2, 1, 1],
      ['create/okta', 1, 0, 0],
      ['activate/okta', 1, 0, 0],
      ['create/cms', 1, 0, 0],
    ]);
    expect(rows[2]?.effects.mailOkta).toBe(1);
  });
});

describe('filterItems', () => {
  it('narrows by action and by verdict', () => {
    expect(filterItems(items, { action: 'deactivate/okta', verdict: 'any' })).toEqual([off, never]);
    expect(filterItems(items, { action: 'any', verdict: 'refuse' })).toEqual([never]);
    expect(filterItems(items, { action: 'create/okta', verdict: 'hold' })).toEqual([]);
  });
});

describe('tickAll', () => {
  it('ticks what an item needs and never what is refused', () => {
    const ticks = tickAll(new Set(), items, { these: [activate, off, never], on: true });
    expect([...ticks].toSorted()).toEqual(['activate', 'create', 'off']);
  });

  it('unticks what needs an item, and leaves the others', () => {
    const all = new Set(['create', 'activate', 'off']);
    expect([...tickAll(all, items, { these: [create], on: false })]).toEqual(['off']);
    expect(all.size).toBe(3);
  });
});

describe('isHarsh', () => {
  it('is so only for what is ticked', () => {
    expect(isHarsh(items, new Set(['create']))).toBe(false);
    expect(isHarsh(items, new Set(['create', 'activate']))).toBe(true);
    expect(isHarsh(items, new Set(['off']))).toBe(true);
  });
});
