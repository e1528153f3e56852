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

interface Rest {
  until: number;
  failures: number;
  text: string | null;
}

export function createSiteRest({ now, answerTime }: SiteRestDeps): SiteRest {
  const rests = new Map<string, Rest>();
  return {
    looked({ id, cms }, outcome) {
      const ms = cms ? answerTime(cms.url) : null;
      const failures = outcome === 'failed' ? (rests.get(id)?.failures ?? 0) + 1 : 0;
      if (ms !== null && ms > slow) {
        const text = `The site takes ${(ms / 1000).toFixed(1)} seconds to answer, so automatic sync leaves it in peace`;
        rests.set(id, { until: now() + slowRest, failures, text });
      } else if (failures > 0) {
        // The first look after a failure comes in its usual turn.
        const rest = failures === 1 ? 0 : Math.min(longestRest, firstRest * 2 ** (failures - 1));
        const text = `${failures} looks for changes in a row failed, so the next one comes later`;
        rests.set(id, { until: now() + rest, failures, text });
      } else rests.delete(id);
    },
    why({ id }) {
      const rest = rests.get(id);
      if (!rest || now() >= rest.until) return null;
      return `${rest.text}, until ${new Date(rest.until).toISOString()}.`;
    },
  };
}
