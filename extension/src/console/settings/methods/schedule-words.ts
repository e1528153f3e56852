import { t } from '../../../words.ts';
import { choiceOf } from './schedule-model.ts';

/** Names of the days from Sunday, in the reader's language. */
export function dayNames(): string[] {
  const format = new Intl.DateTimeFormat(t('intl'), { weekday: 'long', timeZone: 'UTC' });
  // 4 January 1970 was a Sunday.
  return Array.from({ length: 7 }, (_day, index) => format.format(new Date(Date.UTC(1970, 0, 4 + index))));
}

/** When a schedule runs, as a sentence without its end. */
export function scheduleWords(cron: string): string {
  const choice = choiceOf(cron);
  switch (choice.every) {
    case 'quarter':
      return t('setting.schedule.words.quarter');
    case 'hour':
      return t('setting.schedule.words.hour');
    case 'day':
      return t('setting.schedule.words.day', [choice.time]);
    case 'week':
      return t('setting.schedule.words.week', [dayNames()[choice.day] ?? '', choice.time]);
    case 'own':
      return t('setting.schedule.words.own', [choice.cron]);
  }
}
