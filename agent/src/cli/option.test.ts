import { expect, test } from 'vitest';

import { momentOf, portNumber, wholeNumber } from './option.ts';

const now = Date.parse('2026-03-04T12:00:00.000Z');

test.each([
  ['30m', '2026-03-04T11:30:00.000Z'],
  ['12h', '2026-03-04T00:00:00.000Z'],
  ['1d', '2026-03-03T12:00:00.000Z'],
  ['2w', '2026-02-18T12:00:00.000Z'],
  ['2026-01-31', '2026-01-31T00:00:00.000Z'],
  ['2026-01-31T08:00:00+01:00', '2026-01-31T07:00:00.000Z'],
])('--since %s means %s', (text, time) => {
  expect(momentOf(text, now)).toBe(time);
});

test.each(['yesterday', '1x', '', 'd', '-1d', '2026-02-30', '2026-13-01T08:00:00Z'])(
  '--since "%s" is refused with an example',
  (text) => {
    expect(() => momentOf(text, now)).toThrow('1d');
  },
);

test('numbers that make no sense are refused', () => {
  expect([wholeNumber('7'), portNumber('0'), portNumber('65535')]).toEqual([7, 0, 65535]);
  for (const text of ['0', '-1', '1.5', 'x', '']) expect(() => wholeNumber(text)).toThrow('whole number');
  for (const text of ['65536', '-1', 'x', '']) expect(() => portNumber(text)).toThrow('port');
});
