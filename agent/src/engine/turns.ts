import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest that work over many accounts holds the event loop, in milliseconds. */
const slice = 2;

/** Tells work over many accounts when to let others have the event loop. */
export interface Turns {
  due(): boolean;
  next(): Promise<void>;
}

export function createTurns(): Turns {
  let until = performance.now() + slice;
  return {
    due: () => performance.now() >= until,
    async next() {
      await nextTurn();
      until = performance.now() + slice;
    },
  };
}

/** Does something with each value, and lets others have the event loop every few milliseconds. */
export async function inTurns<T>(values: Iterable<T>, work: (value: T) => void): Promise<void> {
  const turns = createTurns();
  for (const value of values) {
    work(value);
    if (turns.due()) await turns.next();
  }
}
