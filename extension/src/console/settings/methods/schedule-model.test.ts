import { expect, it } from 'vitest';

import { type Choice, choiceOf, cronOf } from './schedule-model.ts';

it.each<[Choice, string]>([
  [{ every: 'quarter' }, '*/15 * * * *'],
  [{ every: 'hour' }, '0 * * * *'],
  [{ every: 'day', time: '02:30' }, '30 2 * * *'],
  [{ every: 'week', day: 1, time: '23:05' }, '5 23 * * 1'],
  [{ every: 'own', cron: '0 9-17 * * 1-5' }, '0 9-17 * * 1-5'],
])('%j is %s, and back', (choice, cron) => {
  expect(cronOf(choice)).toBe(cron);
  expect(choiceOf(cron)).toEqual(choice);
});

it('keeps what it can’t say plainly as it was typed', () => {
  for (const cron of ['61 2 * * *', '0 24 * * *', '0 2 1 * *', '0 2 * * 7', 'nonsense']) {
    expect(choiceOf(cron)).toEqual({ every: 'own', cron });
  }
});
