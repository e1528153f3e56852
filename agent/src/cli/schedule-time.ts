import { SyncError } from '@rollcall/shared';

/** How a person says when: plain choices, or the five fields themselves. */
export interface Choice {
  every?: string | undefined;
  at?: string | undefined;
  cron?: string | undefined;
}

const days = { day: '*', weekdays: '1-5', week: '1' } as const;

/** The cron expression of a choice. Throws `invalid` naming what is wrong. */
export function cronOf({ every, at, cron }: Choice): string {
  if (cron !== undefined) {
    if (every === undefined && at === undefined) return cron;
    throw wrong('--cron stands alone.', 'Leave out --every and --at, or --cron.');
  }
  if (every === undefined)
    throw wrong('It is not said when.', 'Give --every 15m, hour, 6h, day, weekdays or week; or --cron.');
  if (every === 'day' || every === 'weekdays' || every === 'week') {
    const { hour, minute } = timeOf(at ?? '02:30');
    return `${minute} ${hour} * * ${days[every]}`;
  }
  if (at !== undefined) throw wrong('--at goes with --every day, weekdays or week.', 'Leave it out, or use --cron.');
  return intervalOf(every);
}

/** The times in words: `every 15 minutes`, `every day at 02:30`; the expression itself where it is none of the choices. */
export function cronText(cron: string): string {
  const [minute = '', hour = '', day, month, weekday = ''] = cron.split(/\s+/);
  if (day !== '*' || month !== '*') return cron;
  const step = /^\*\/(\d+)$/;
  if (hour === '*' && weekday === '*') {
    if (minute === '0') return 'every hour';
    return step.test(minute) ? `every ${step.exec(minute)?.[1]} minutes` : cron;
  }
  if (minute === '0' && step.test(hour) && weekday === '*') return `every ${step.exec(hour)?.[1]} hours`;
  const when = { '*': 'every day', '1-5': 'Monday to Friday', '1': 'every Monday' }[weekday];
  if (when === undefined || !/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return cron;
  return `${when} at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
}

function intervalOf(every: string): string {
  const [, count = '1', unit] = /^(\d{1,2})?(m|h|hour)$/.exec(every) ?? [];
  const number = Number(count);
  // Only what divides the hour or the day evenly comes at even intervals.
  if (unit === 'm' && number > 0 && number < 60 && 60 % number === 0)
    return number === 1 ? '* * * * *' : `*/${number} * * * *`;
  if (unit !== undefined && unit !== 'm' && number === 1) return '0 * * * *';
  if (unit === 'h' && number > 0 && number < 24 && 24 % number === 0) return `0 */${number} * * *`;
  throw wrong(
    `"${every}" is no interval.`,
    'Give minutes that divide an hour (5m, 15m, 30m), hour, hours that divide a day (2h, 6h), day, weekdays or week.',
  );
}

function timeOf(at: string): { hour: number; minute: number } {
  const [, hour = '', minute = ''] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(at) ?? [];
  if (hour === '') throw wrong(`"${at}" is no time of the day.`, 'Give it as 02:30.');
  return { hour: Number(hour), minute: Number(minute) };
}

function wrong(text: string, next: string): SyncError {
  return new SyncError('invalid', text, { scope: 'run', next });
}
