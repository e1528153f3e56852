import type { PullOptions } from '../pull-model.ts';

interface Seen {
  /** The run that planned it. */
  job: string;
  key: string;
}

const last = new Map<string, Seen>();

/** Remembers, while this window is open, what a person has had planned. */
export function remember(
  connection: string,
  job: string,
  what: { updated: string; options: Partial<PullOptions> },
): void {
  last.set(connection, { job, key: JSON.stringify(what) });
}

/** The run that planned exactly this, with the settings as they are now; null where nobody has looked. */
export function seenRun(connection: string, what: { updated: string; options: Partial<PullOptions> }): string | null {
  const seen = last.get(connection);
  return seen?.key === JSON.stringify(what) ? seen.job : null;
}
