import type { RouteAnswer } from '@rollcall/shared/routes';

import type { PullOptions } from '../pull-model.ts';

/** The runs that planned it: of the connection's own site, and of each other one. */
export type Look = RouteAnswer<'startPull'>;

interface What {
  updated: string;
  options: Partial<PullOptions>;
}

const last = new Map<string, { look: Look; key: string }>();

/** Remembers, while this window is open, what a person has had planned. */
export function remember(connection: string, look: Look, what: What): void {
  last.set(connection, { look, key: JSON.stringify(what) });
}

/** What was planned was written, so that it tells no longer what would change. */
export function forget(connection: string): void {
  last.delete(connection);
}

/** The look at exactly this, with the settings as they are now; null where nobody has looked. */
export function seenLook(connection: string, what: What): Look | null {
  const seen = last.get(connection);
  return seen?.key === JSON.stringify(what) ? seen.look : null;
}
