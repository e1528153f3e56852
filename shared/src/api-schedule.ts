import { z } from 'zod';

import { sentence, time } from './api-basics.ts';

/** Messages about runs that start by themselves. */

export const scheduleRequest = z.object({
  /** Five fields: minute, hour, day of month, month, day of week. */
  cron: z.string().max(100),
  /** IANA time zone, such as `Europe/Berlin`. */
  zone: z.string().max(60),
  /** The last two pull with the connection's own pull settings, `pullDelta` with the strategy `delta`. */
  kind: z.enum(['incremental', 'full', 'pull', 'pullDelta']),
  /** `plan` only reports. */
  mode: z.enum(['plan', 'apply']),
  on: z.boolean(),
});
export const scheduleAnswer = scheduleRequest.extend({
  id: z.string(),
  connection: z.string(),
  lastDue: time.nullable(),
  lastJob: z.string().nullable(),
  /** When it runs next; null while it is off or its connection can't run. */
  next: time.nullable(),
  /** Why it does not run although it is on; null when it does. */
  idle: sentence.nullable(),
});
export const schedulesAnswer = z.object({ schedules: z.array(scheduleAnswer) });

/** What happened on either side while the agent was not awake. */
export const digestAnswer = z.object({
  digest: z
    .object({
      from: time,
      to: time,
      /** The run that looked, and its plan when there is something to approve. */
      job: z.string().nullable(),
      plan: z.string().nullable(),
    })
    .nullable(),
});

export type ScheduleRequest = z.infer<typeof scheduleRequest>;
export type ScheduleAnswer = z.infer<typeof scheduleAnswer>;
export type DigestAnswer = z.infer<typeof digestAnswer>;
