import { expect, it } from 'vitest';

import { dayEdge, spanQuery } from './day.ts';

it('makes of two days the whole of both, in this computer’s zone', () => {
  const { since = '', until = '' } = spanQuery({ since: '2026-01-31', until: '2026-01-31' });
  expect(new Date(since).toDateString()).toBe(new Date(until).toDateString());
  expect(Date.parse(until) - Date.parse(since)).toBe(24 * 60 * 60 * 1000 - 1);
});

it('leaves out an end that is open or no day', () => {
  expect(spanQuery({ since: '', until: 'soon' })).toEqual({});
  expect(dayEdge('2026-13-01', 'start')).toBeNull();
});
