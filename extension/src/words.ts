import type { PlanItemAnswer } from '@rollcall/shared/api-run';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import { browser } from 'wxt/browser';
import { i18n } from '#i18n';

/** A text by its key, typed with its numbers and plurals. */
export const t: (typeof i18n)['t'] = i18n.t;

type Words = Pick<ProblemAnswer, 'code' | 'title' | 'detail' | 'next'>;

/** Language of the texts, as the locale file names itself; falls back with them where the browser's is not offered. */
export function language(): string {
  return t('language');
}

export function number(value: number): string {
  return new Intl.NumberFormat(t('intl')).format(value);
}

/** A list in words, such as `a, b and c`. */
export function list(parts: string[]): string {
  return new Intl.ListFormat(t('intl'), { type: 'unit' }).format(parts);
}

/** How long ago something was: `just now`, `2 min ago`, `Today, 14:05`, `21 Nov, 16:20`, with the year when it is another. */
export function age(iso: string, now: number = Date.now()): string {
  const then = new Date(iso);
  const minutes = Math.floor((now - then.getTime()) / 60_000);
  if (minutes < 1) return t('time.now');
  return minutes < 60 ? t('time.minutes', [minutes]) : moment(iso, now);
}

/** A point in time: `Today, 14:05`, `21 Nov, 16:20`. */
export function moment(iso: string, now: number = Date.now()): string {
  const then = new Date(iso);
  const today = new Date(now);
  const clock = format(then, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (then.toDateString() === today.toDateString()) return t('time.today', [clock]);
  const year = then.getFullYear() === today.getFullYear() ? {} : { year: 'numeric' as const };
  return `${format(then, { day: 'numeric', month: 'short', ...year })}, ${clock}`;
}

/** A point in time to the second, for logs: `Today, 14:05:02`. */
export function seconds(iso: string, now: number = Date.now()): string {
  return `${moment(iso, now)}:${String(new Date(iso).getSeconds()).padStart(2, '0')}`;
}

/** Time left, in seconds, as people say it, as a sentence. */
export function timeLeft(left: number): string {
  const minutes = Math.round(left / 60);
  return left < 90 ? t('time.secondsLeft', Math.max(1, Math.round(left))) : t('time.minutesLeft', minutes);
}

/** Cause and next step of a problem in the reader's language; a code we have no words for keeps the agent's. */
export function problemWords(problem: Words): { title: string; next: string } {
  return {
    title: lookUp(`problem_${problem.code}_title`) || problem.title,
    next: lookUp(`problem_${problem.code}_next`) || problem.next,
  };
}

/** Name of an attribute: ours where we have one, else the system's own taken apart. */
export function fieldName(name: string): string {
  const spaced = name
    .replaceAll(/[_.]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
  return lookUp(`field_${name}`) || spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** What an entry of the record says happened; a kind we have no words for keeps the agent's own. */
export function pastName(type: string): string {
  return lookUp(`past_${type}`) || type;
}

type Value = NonNullable<PlanItemAnswer['after']>[string] | undefined;

/** A value as a person reads it; an empty one says so. */
export function valueText(field: string, value: Value): string {
  if (value === null || value === undefined || value === '') return t('plan.empty');
  if (field === 'state' && typeof value === 'string') return lookUp(`state_${value}`) || value;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** Everything about a problem that helps somebody else, and nothing that is secret. */
export function problemDetails(problem: ProblemAnswer): string {
  const lines = [
    `Rollcall ${browser.runtime.getManifest().version}`,
    `${problem.code}: ${problem.title}`,
    problem.detail,
    problem.next,
  ];
  if (problem.status !== null) lines.push(`status ${problem.status}`);
  if (problem.requestId !== null) lines.push(`request ${problem.requestId}`);
  if (problem.field !== null) lines.push(`field ${problem.field}`);
  return lines.join('\n');
}

/** Looks a text up by a name made at run time; empty when there is none. */
function lookUp(key: string): string {
  // The generated types name only the predefined messages; an unknown name is answered with an empty text.
  return /^\w+$/.test(key) ? browser.i18n.getMessage(key as '@@ui_locale') : '';
}

/** Ends a text that came from elsewhere as a sentence ends. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function format(date: Date, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(t('intl'), options).format(date);
}
