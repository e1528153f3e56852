import type { Connection } from '@rollcall/shared';

const names = { automatic: 'Automatic', scheduled: 'Scheduled' } as const;

/** Why a method that acts by itself does nothing for a connection, as a sentence; null when it acts. */
export function whyIdle(connection: Connection, method: keyof typeof names): string | null {
  const { methods, mode, pausedFor, cms, okta } = connection;
  if (!methods[method].on) return `${names[method]} sync is switched off for this connection.`;
  if (!methods[method].operations.includes('read')) return `${names[method]} sync may do nothing: Read is not ticked.`;
  if (cms === null || okta === null) return 'The site and the Okta org are not both connected.';
  if (pausedFor !== null) return `The connection is paused because a sign-in was refused (${pausedFor}).`;
  if (mode === 'paused') return 'The connection is paused.';
  // A schedule in report mode makes its plan, which is what reporting is for.
  if (mode === 'report' && method === 'automatic') return 'The connection only reports.';
  return null;
}
