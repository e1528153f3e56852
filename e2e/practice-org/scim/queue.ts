/** Jobs by key: each key one at a time, at most so many keys at once, and once more when marked meanwhile. */
export interface Queue {
  /** Has the job of this key run, now or `delayMs` later; a key that waits already keeps the earlier time. */
  mark(key: string, delayMs?: number): void;
  /** The same for a job that failed and is repeated by itself: until then it does not count as due. */
  retry(key: string, delayMs: number): void;
  /** Resolves when nothing runs and nothing is due; what waits for a later time does not count. */
  settled(): Promise<void>;
  /** Keys that run or are due. */
  readonly busy: number;
  /** Starts no more jobs and waits for those under way. */
  close(): Promise<void>;
}

export interface QueueOptions {
  /** Does the work of one key; it must not reject. */
  readonly run: (key: string) => Promise<void>;
  readonly parallel: number;
}

export function createQueue({ run, parallel }: QueueOptions): Queue {
  const due = new Set<string>();
  const running = new Map<string, Promise<void>>();
  const timers = new Map<string, { readonly at: number; readonly timer: NodeJS.Timeout; readonly isDue: boolean }>();
  let idle = Promise.withResolvers<void>();
  let closed = false;

  const countOf = (): number => due.size + running.size + [...timers.values()].filter(({ isDue }) => isDue).length;
  const start = (key: string): void => {
    due.delete(key);
    const job = run(key).finally(() => {
      running.delete(key);
      advance();
    });
    running.set(key, job);
  };
  const advance = (): void => {
    if (!closed)
      for (const key of due) {
        if (running.size >= parallel) break;
        // A key that runs is run again afterwards, never beside itself.
        if (!running.has(key)) start(key);
      }
    if (countOf() === 0) {
      idle.resolve();
      idle = Promise.withResolvers();
    }
  };
  const later = (key: string, delayMs: number, isDue: boolean): void => {
    const at = Date.now() + delayMs;
    const known = timers.get(key);
    if (known !== undefined && known.at <= at) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      timers.delete(key);
      due.add(key);
      advance();
    }, delayMs);
    timers.set(key, { at, timer, isDue });
  };

  return {
    mark: (key, delayMs = 0) => {
      if (closed || due.has(key)) return;
      if (delayMs > 0) {
        later(key, delayMs, true);
        return;
      }
      clearTimeout(timers.get(key)?.timer);
      timers.delete(key);
      due.add(key);
      // What one turn changes in several places is sent once.
      queueMicrotask(advance);
    },
    retry: (key, delayMs) => {
      if (!closed && !due.has(key)) later(key, delayMs, false);
    },
    settled: () => (countOf() === 0 ? Promise.resolve() : idle.promise),
    get busy() {
      return countOf();
    },
    close: async () => {
      closed = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      timers.clear();
      due.clear();
      await Promise.all(running.values());
    },
  };
}
