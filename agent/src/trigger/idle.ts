import type { Connection, Schedule } from '@rollcall/shared';

import { isPull } from './schedule-run.ts';

const names = { automatic: 'Automatic', scheduled: 'Scheduled' } as const;

/** Why a method that acts by itself does nothing for a connection, as a sentence; null when it acts. */
export function whyIdle(connection: Connection, method: keyof typeof names): string | null {
  const { methods, mode } = connection;
  if (!methods[method].on) return `${names[method]} sync is switched off for this connection.`;
  if (!methods[method].operations.includes('read')) return `${names[method]} sync may do nothing: Read is not ticked.`;
  const blocked = whyBlocked(connection);
  if (blocked !== null) return blocked;
  // A schedule in report mode makes its plan, which is what reporting is for.
  if (mode === 'report' && method === 'automatic') return 'The connection only reports.';
  return null;
}

/** Why a schedule does nothing, as a sentence; null when it acts. */
export function whyScheduleIdle(schedule: Pick<Schedule, 'kind'>, connection: Connection): string | null {
  if (!isPull(schedule)) return whyIdle(connection, 'scheduled');
  const { methods, pull } = connection;
  if (pull === null) return 'This connection has no pull settings.';
  if (!methods.pull.on) return 'Pull is switched off for this connection.';
  if (!methods.pull.operations.includes('read')) return 'A pull may do nothing: Read is not ticked.';
  if (pull.defaults.users.kind === 'file' || pull.defaults.targetOnlyUserList !== null) {
    return 'The pull settings name a file, which only the command line reads.';
  }
  return whyBlocked(connection);
}

function whyBlocked({ mode, pausedFor, cms, okta }: Connection): string | null {
  if (cms === null || okta === null) return 'The site and the Okta org are not both connected.';
  if (pausedFor !== null) return `The connection is paused because a sign-in was refused (${pausedFor}).`;
  return mode === 'paused' ? 'The connection is paused.' : null;
}
