import { describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';

import { checkTiming } from '../trigger/due.ts';
import { cronOf, cronText } from './schedule-time.ts';
import type { Choice } from './schedule-time.ts';

describe('a choice of times', () => {
  it.each<[Choice, string, string]>([
    [{ every: '15m' }, '*/15 * * * *', 'every 15 minutes'],
    [{ every: 'hour' }, '0 * * * *', 'every hour'],
    [{ every: '1h' }, '0 * * * *', 'every hour'],
    [{ every: '6h' }, '0 */6 * * *', 'every 6 hours'],
    [{ every: 'day' }, '30 2 * * *', 'every day at 02:30'],
    [{ every: 'day', at: '23:05' }, '5 23 * * *', 'every day at 23:05'],
    [{ every: 'weekdays', at: '7:00' }, '0 7 * * 1-5', 'Monday to Friday at 07:00'],
    [{ every: 'week', at: '00:00' }, '0 0 * * 1', 'every Monday at 00:00'],
    [{ cron: '0 3 1 * *' }, '0 3 1 * *', '0 3 1 * *'],
    [{ cron: '5,35 8-18 * * *' }, '5,35 8-18 * * *', '5,35 8-18 * * *'],
  ])('%j is %s: %s', (choice, cron, text) => {
    expect(cronOf(choice)).toBe(cron);
    expect(cronText(cron)).toBe(text);
    expect(() => checkTiming({ cron, zone: 'UTC' })).not.toThrow();
  });

  it.each<[Choice]>([
    [{}],
    [{ every: '7m' }],
    [{ every: '0m' }],
    [{ every: '5h' }],
    [{ every: 'often' }],
    [{ every: '15m', at: '02:30' }],
    [{ every: 'day', at: '25:00' }],
    [{ every: 'day', cron: '0 3 * * *' }],
    [{ at: '02:30' }],
  ])('%j is refused with what to give instead', (choice) => {
    expect(() => cronOf(choice)).toThrow(SyncError);
  });
});
