import { SyncError } from '@rollcall/shared';
import type { Errand, Ticket, TicketResult } from '@rollcall/shared';

/** Brings errands on a site, named by its directory's id, to a paired browser and their results back. */
export interface SessionChannel {
  /** Waits until a browser has done the errand. Throws `timeout`, and `cancelled` when the signal is aborted. */
  ask(site: string, errand: Errand, signal?: AbortSignal): Promise<TicketResult>;
  /** What is to be done now, each given out once; waits for the first one as long as told. */
  claim(site: string, waitMs: number): Promise<Ticket[]>;
  /** Takes results; one whose ticket is unknown, used or too old is ignored. */
  settle(site: string, results: readonly TicketResult[]): void;
  /** Whether anything waits or is under way. */
  busy(site: string): boolean;
}

/** A claimed errand that brings no result for so long is given up, in milliseconds. */
const ticketLife = 60_000;
/** How long an errand of work that has begun waits for the page to be opened again. */
const reopenTime = 5 * 60_000;
/** How long any other waits. */
const firstTime = 20_000;

interface Waiting {
  ticket: Ticket;
  claimed: boolean;
  done: PromiseWithResolvers<TicketResult>;
  timer: NodeJS.Timeout;
}

interface Lane {
  waiting: Map<string, Waiting>;
  /** Called when an errand arrives, so that a waiting claim answers at once. */
  wake: Set<() => void>;
  lastClaim: number;
}

export function createChannel({ now, newId }: { now: () => number; newId: () => string }): SessionChannel {
  const lanes = new Map<string, Lane>();
  const laneOf = (site: string): Lane => {
    const lane = lanes.get(site) ?? { waiting: new Map(), wake: new Set(), lastClaim: 0 };
    lanes.set(site, lane);
    return lane;
  };

  return {
    async ask(site, errand, signal) {
      signal?.throwIfAborted();
      const lane = laneOf(site);
      const ticket: Ticket = { id: newId(), errand, expires: new Date(now() + ticketLife).toISOString() };
      const done = Promise.withResolvers<TicketResult>();
      // Work that has begun waits for its page; who only asks whether it can begin is answered soon.
      const begun = errand.kind !== 'whoAmI' && now() - lane.lastClaim < reopenTime;
      const patience = begun ? reopenTime : firstTime;
      const timer = setTimeout(() => done.reject(pageClosed()), patience).unref();
      const waiting: Waiting = { ticket, claimed: false, done, timer };
      const stop = () => done.reject(new SyncError('cancelled', 'The run was stopped. What was done stays done.'));
      signal?.addEventListener('abort', stop, { once: true });
      lane.waiting.set(ticket.id, waiting);
      for (const wake of lane.wake) wake();
      try {
        return await done.promise;
      } finally {
        clearTimeout(waiting.timer);
        signal?.removeEventListener('abort', stop);
        lane.waiting.delete(ticket.id);
      }
    },

    async claim(site, waitMs) {
      const lane = laneOf(site);
      lane.lastClaim = now();
      const take = () => [...lane.waiting.values()].filter((each) => !each.claimed);
      if (take().length === 0 && waitMs > 0) await nextErrand(lane, waitMs);
      return take().map((each) => {
        each.claimed = true;
        clearTimeout(each.timer);
        each.timer = setTimeout(() => each.done.reject(noAnswer()), ticketLife).unref();
        each.ticket.expires = new Date(now() + ticketLife).toISOString();
        return each.ticket;
      });
    },

    settle(site, results) {
      const lane = laneOf(site);
      lane.lastClaim = now();
      for (const result of results) {
        const waiting = lane.waiting.get(result.ticket);
        if (!waiting?.claimed) continue;
        if (result.status !== 0) waiting.done.resolve(result);
        // An edit may have been sent before the page went away; a question that brought no answer has done nothing.
        else waiting.done.reject(waiting.ticket.errand.kind === 'update' ? noAnswer() : pageClosed());
      }
    },

    busy: (site) => laneOf(site).waiting.size > 0,
  };
}

function nextErrand({ wake }: Lane, waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      wake.delete(end);
      resolve();
    };
    const timer = setTimeout(end, waitMs);
    timer.unref();
    wake.add(end);
  });
}

function pageClosed(): SyncError {
  const text = 'No page of the site is open in a paired browser, and no sign-in is stored.';
  const next = 'Open the People page of the site to go on, or store a CMS sign-in to do this without a browser.';
  return new SyncError('timeout', text, { scope: 'run', retry: 'never', next });
}

/** The page took the errand and said no more: it may have been done. */
function noAnswer(): SyncError {
  const text = 'The page of the site was closed before it had told how the site answered.';
  return new SyncError('timeout', text, {
    scope: 'item',
    retry: 'never',
    next: 'Open the page again, then sync once more.',
  });
}
