import type { Connection } from '@rollcall/shared';

/** Which sites automatic sync leaves in peace for a while. */
export interface SiteRest {
  /** To be called when a look at the site is over: a slow or failing one brings a rest. */
  looked(connection: Connection, outcome: 'answered' | 'failed'): void;
  /** Why the site is left in peace now, as a sentence; null when it may be asked. */
  why(connection: Connection): string | null;
}

export interface SiteRestDeps {
  now: () => number;
  /** Mean time to answer since it was last asked, in milliseconds; null when nothing was. */
  answerTime: (url: string) => number | null;
}

/** A site that answers slower than this is busy with its visitors, in milliseconds. */
const slow = 2_000;
const slowRest = 5 * 60_000;
/** After each further failure twice as long, in milliseconds. */
const firstRest = 60_000;
const longestRest = 15 * 60_000;

export function createSiteRest({ now, answerTime }: SiteRestDeps): SiteRest {
  /** By address, since two connections may share a site. */
  const busy = new Map<string, { until: number; ms: number }>();
  /** By connection, since either side may be what fails. */
  const failing = new Map<string, { until: number; failures: number }>();
  const noteTime = (url: string): void => {
    const ms = answerTime(url);
    if (ms === null) return;
    if (ms > slow) busy.set(url, { until: now() + slowRest, ms });
    else busy.delete(url);
  };
  return {
    looked({ id, cms }, outcome) {
      if (cms) noteTime(cms.url);
      if (outcome === 'answered') {
        failing.delete(id);
        return;
      }
      const failures = (failing.get(id)?.failures ?? 0) + 1;
      // The first look after a failure comes in its usual turn.
      const rest = failures === 1 ? 0 : Math.min(longestRest, firstRest * 2 ** (failures - 1));
      failing.set(id, { until: now() + rest, failures });
    },
    why({ id, cms }) {
      const slowness = busy.get(cms?.url ?? '');
      if (slowness && now() < slowness.until) {
        const seconds = (slowness.ms / 1000).toFixed(1);
        const text = `The site takes ${seconds} seconds to answer, so automatic sync leaves it in peace`;
        return `${text}, until ${isoOf(slowness.until)}.`;
      }
      const failure = failing.get(id);
      if (!failure || now() >= failure.until) return null;
      const text = `${failure.failures} looks for changes in a row failed, so the next one comes later`;
      return `${text}, at ${isoOf(failure.until)}.`;
    },
  };
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
