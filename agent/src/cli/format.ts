import type { AttributeValue, Time } from '@rollcall/shared';

const numbers = new Intl.NumberFormat('en-US');
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

const minute = 60_000;
const hour = 60 * minute;

/** A whole number with its thousands grouped. */
export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** `1 user`, `4,000 users`. */
export function formatCount(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** How long ago, in words of the screen: `just now`, `2 min ago`, `Today, 14:05`, `21 Nov, 16:20`. */
export function formatAge(time: Time | null, now: number): string {
  if (time === null) return 'never';
  const age = now - Date.parse(time);
  if (age < minute) return 'just now';
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  return formatDay(time, now, clock);
}

/** When exactly, to the second: `Today, 14:05:10`. */
export function formatMoment(time: Time, now: number): string {
  return formatDay(time, now, clockWithSeconds);
}

/** The time of the day: `14:05`. */
export function formatClock(time: Time): string {
  return clock.format(new Date(time));
}

function formatDay(time: Time, now: number, clockFormat: Intl.DateTimeFormat): string {
  const date = new Date(time);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return `Today, ${clockFormat.format(date)}`;
  const day = date.getFullYear() === today.getFullYear() ? dayMonth : dayMonthYear;
  return `${day.format(date)}, ${clockFormat.format(date)}`;
}

/** What is left to wait: `about 50 seconds`, `about 4 minutes`. */
export function formatDuration(seconds: number): string {
  if (seconds < 90) return `about ${formatCount(Math.max(1, Math.round(seconds)), 'second')}`;
  if (seconds < 90 * 60) return `about ${formatCount(Math.round(seconds / 60), 'minute')}`;
  return `about ${formatCount(Math.round(seconds / 3600), 'hour')}`;
}

/** A value of an attribute as one reads it; `(empty)` for one that is known to be empty. */
export function formatValue(value: AttributeValue | undefined): string {
  if (value === null || value === undefined || value === '') return '(empty)';
  if (Array.isArray(value)) return value.length === 0 ? '(empty)' : value.join(', ');
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}
