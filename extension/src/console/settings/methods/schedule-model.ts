/** When a schedule runs, as a person chooses it; `own` keeps the five fields as they were typed. */
export type Choice =
  | { every: 'quarter' | 'hour' }
  | { every: 'day'; time: string }
  | { every: 'week'; day: number; time: string }
  | { every: 'own'; cron: string };

/** The five fields (crontab(5)) of a choice; a time is `HH:MM`, a day 0 to 6 from Sunday. */
export function cronOf(choice: Choice): string {
  switch (choice.every) {
    case 'quarter':
      return '*/15 * * * *';
    case 'hour':
      return '0 * * * *';
    case 'day':
      return `${fieldsOf(choice.time)} * * *`;
    case 'week':
      return `${fieldsOf(choice.time)} * * ${choice.day}`;
    case 'own':
      return choice.cron.trim();
  }
}

/** The plain choice behind five fields; what no plain choice makes is `own`. */
export function choiceOf(cron: string): Choice {
  const plain = cron.trim().replaceAll(/\s+/g, ' ');
  if (plain === '*/15 * * * *') return { every: 'quarter' };
  if (plain === '0 * * * *') return { every: 'hour' };
  const [, minute = '', hour = '', day = ''] = /^(\d{1,2}) (\d{1,2}) \* \* ([0-6]|\*)$/.exec(plain) ?? [];
  if (minute === '' || Number(minute) > 59 || Number(hour) > 23) return { every: 'own', cron };
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  return day === '*' ? { every: 'day', time } : { every: 'week', day: Number(day), time };
}

/** Minute and hour of `HH:MM`; midnight for what is no time. */
function fieldsOf(time: string): string {
  const [hour = '0', minute = '0'] = /^(\d{1,2}):(\d{2})$/.exec(time)?.slice(1) ?? [];
  return `${Number(minute)} ${Number(hour)}`;
}
