type Fetch = typeof globalThis.fetch;

/** How long the other systems take to answer. */
export interface AnswerTimes {
  fetch: Fetch;
  /** Mean time to answer of the address's host since this was last asked, in milliseconds; null when nothing was. */
  take(url: string): number | null;
}

/** A fetch that measures each answer up to its headers. */
export function createAnswerTimes(fetch: Fetch, now: () => number): AnswerTimes {
  const hosts = new Map<string, { count: number; ms: number }>();
  return {
    async fetch(input, init) {
      const begun = now();
      try {
        return await fetch(input, init);
      } finally {
        const { host } = new URL(input instanceof Request ? input.url : input);
        const { count, ms } = hosts.get(host) ?? { count: 0, ms: 0 };
        hosts.set(host, { count: count + 1, ms: ms + now() - begun });
      }
    },
    take(url) {
      const { host } = new URL(url);
      const known = hosts.get(host);
      hosts.delete(host);
      return known ? known.ms / known.count : null;
    },
  };
}
