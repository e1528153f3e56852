import { expect, test } from 'vitest';

import { formatAge, formatCount, formatDuration, formatMoment, formatValue } from './format.ts';

const now = new Date(2026, 10, 21, 16, 20, 5).getTime();
const ago = (ms: number) => new Date(now - ms).toISOString();
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];

test.each([
  [null, 'never'],
  [ago(59 * second), 'just now'],
  [ago(2 * minute), '2 min ago'],
  [ago(59 * minute + 59 * second), '59 min ago'],
  [ago(2 * hour), 'Today, 14:20'],
  [ago(2 * day), '19 Nov, 16:20'],
  [ago(400 * day), '17 Oct 2025, 16:20'],
])('the age of %s is %s', (time, text) => {
  expect(formatAge(time, now)).toBe(text);
});

test('a moment is told to the second', () => {
  expect(formatMoment(ago(0), now)).toBe('Today, 16:20:05');
});

test('counts are grouped and agree with their noun', () => {
  expect([formatCount(0, 'user'), formatCount(1, 'user'), formatCount(4000, 'user')]).toEqual([
    '0 users',
    '1 user',
    '4,000 users',
  ]);
  expect(formatCount(2, 'person', 'people')).toBe('2 people');
});

test.each([
  [0, 'about 1 second'],
  [50.4, 'about 50 seconds'],
  [89, 'about 89 seconds'],
  [90, 'about 2 minutes'],
  [240, 'about 4 minutes'],
  [5400, 'about 2 hours'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

test.each([
  [null, '(empty)'],
  [undefined, '(empty)'],
  ['', '(empty)'],
  [[], '(empty)'],
  [['a', 'b'], 'a, b'],
  [true, 'yes'],
  [0, '0'],
])('the value %j is shown as %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});
