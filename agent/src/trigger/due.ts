import { Cron } from 'croner';
import { SyncError } from '@rollcall/shared';
import type { Schedule } from '@rollcall/shared';

/** When something is due: five fields as in crontab(5), in an IANA time zone. */
export type Timing = Pick<Schedule, 'cron' | 'zone'>;

const example = 'An example is "30 2 * * *" (every day at 02:30) with the zone "Europe/Berlin".';

/** Throws `invalid` naming the field when no times can be made of it, or none ever comes. */
export function checkTiming(timing: Timing): void {
  const { cron, zone } = timing;
  if (!isZone(zone)) throw invalid('zone', `"${zone}" is no time zone.`);
  if (cron.trim().split(/\s+/).length !== 5) {
    throw invalid('cron', `"${cron}" has not the five fields minute, hour, day of month, month, day of week.`);
  }
  try {
    if (patternOf(timing).nextRun(new Date('2026-01-01T00:00:00Z')) !== null) return;
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^CronPattern: /, '') : 'not understood';
    throw invalid('cron', `"${cron}" can’t be read: ${why}.`);
  }
  throw invalid('cron', `"${cron}" names a time that never comes.`);
}

/** The first due time after a moment, in milliseconds; null when none comes. */
export function nextDue(timing: Timing, after: number): number | null {
  return patternOf(timing).nextRun(new Date(after))?.getTime() ?? null;
}

/** The latest due time up to a moment, itself included, in milliseconds; null when there was none. */
export function lastDue(timing: Timing, until: number): number | null {
  const second = Math.floor(until / 1000) * 1000;
  // The library takes only what lies before its reference, and counts in seconds.
  const [latest] = patternOf(timing).previousRuns(1, new Date(second + 1));
  return latest?.getTime() ?? null;
}

/** A time that a change of the clock leaves out comes right behind it; one that it repeats comes once. */
function patternOf({ cron, zone }: Timing): Cron {
  return new Cron(cron.trim(), { timezone: zone, mode: '5-part', paused: true });
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

function invalid(field: keyof Timing, text: string): SyncError {
  return new SyncError('invalid', text, { field, scope: 'run', next: `Correct ${field}. ${example}` });
}
