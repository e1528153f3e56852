import type { Clock } from '../model.ts';

/** Remembers ids for a while and says whether one is new: the guard against replayed JWTs. */
export interface SeenOnce {
  /** True the first time within `ms`. */
  isNew(id: string, ms: number): boolean;
}

export function createSeenOnce(clock: Clock): SeenOnce {
  const until = new Map<string, number>();
  let sweepAt = 0;
  return {
    isNew: (id, ms) => {
      const now = clock();
      if (now > sweepAt) {
        for (const [known, end] of until) if (end <= now) until.delete(known);
        sweepAt = now + 60_000;
      }
      if ((until.get(id) ?? 0) > now) return false;
      until.set(id, now + ms);
      return true;
    },
  };
}
