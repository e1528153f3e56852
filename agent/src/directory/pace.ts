import { AsyncLocalStorage } from 'node:async_hooks';
import PQueue from 'p-queue';
import { type LimitNotice, PaceBucket } from './pace-bucket.ts';

type Fetch = typeof globalThis.fetch;

/** How one system limits its callers. */
export interface PacePolicy {
  /** Name of the limit that a call counts against; calls of different names don't wait for each other. */
  bucketOf(method: string, url: URL): string;
  /** What an answer says about that limit; null when it says nothing. */
  read(answer: Response, now: number): LimitNotice | null;
}

export interface PaceOptions {
  policy: PacePolicy;
  /** Share of each limit that may be used, in per cent. */
  share: number;
  /** Calls at once, over all limits. */
  concurrency: number;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

interface Lane {
  bucket: PaceBucket;
  /** Lets calls in one after the other, in the order in which they came. */
  door: PQueue;
}

/**
 * A fetch that waits before it would use more than its share of a limit, so that a refusal doesn't happen in normal
 * work; where one does come (429), all calls of that limit wait until the time it names. Nothing is repeated. A call
 * whose signal is aborted stops waiting.
 */
export function pacedFetch(fetch: Fetch, options: PaceOptions): Fetch {
  const lanes = new Map<string, Lane>();
  const road = new PQueue({ concurrency: options.concurrency });
  return async (input, init) => {
    const request = new URL(input instanceof Request ? input.url : input);
    const lane = laneOf(lanes, options.policy.bucketOf(init?.method ?? 'GET', request), options.share);
    // A queue runs its work on behalf of whoever finished before; a trace must hear of the one who asked.
    const send = AsyncLocalStorage.bind(() => counted(lane.bucket, options, () => fetch(input, init)));
    const drive = (): Promise<Response> => road.add(send);
    const signal = init?.signal ?? undefined;
    const enter = async (): Promise<Response | null> => {
      for (let wait = lane.bucket.waitFrom(options.now()); wait > 0; wait = lane.bucket.waitFrom(options.now()))
        await options.sleep(wait, signal);
      signal?.throwIfAborted();
      lane.bucket.started(options.now());
      // The first call goes alone: its answer tells the limit that the others have to keep.
      return lane.bucket.untried ? drive() : null;
    };
    const first = await lane.door.add(enter, signal && { signal });
    return first ?? drive();
  };
}

function laneOf(lanes: Map<string, Lane>, name: string, share: number): Lane {
  const known = lanes.get(name);
  if (known !== undefined) return known;
  const lane = { bucket: new PaceBucket(share), door: new PQueue({ concurrency: 1 }) };
  lanes.set(name, lane);
  return lane;
}

async function counted(
  bucket: PaceBucket,
  { policy, now }: PaceOptions,
  call: () => Promise<Response>,
): Promise<Response> {
  let notice: LimitNotice | null = null;
  let refused = false;
  try {
    const answer = await call();
    notice = policy.read(answer, now());
    refused = answer.status === 429;
    return answer;
  } finally {
    bucket.ended(notice, refused);
  }
}
