import { SyncError, toProblem } from '@rollcall/shared';
import type { Problem } from '@rollcall/shared';

import type { Alert } from './alert.ts';
import { mailAlert } from './mail.ts';
import type { AlertBook } from './settings.ts';
import { postAlert } from './webhook.ts';

export type Way = 'webhook' | 'mail';

/** How a message fared on one of its ways. */
export interface Delivery {
  way: Way;
  problem: Problem | null;
}

/** Sends messages by every way that is set, and those that failed a little later again. */
export interface Outbox {
  /** Answers how it fared on each way; empty when none is set. */
  send(alert: Alert): Promise<Delivery[]>;
  /** Sends what failed some minutes ago; to be called now and then. */
  retry(): Promise<void>;
}

export interface OutboxDeps {
  book: AlertBook;
  fetch: typeof globalThis.fetch;
  now: () => number;
  /** Told of each try. */
  onSent: (alert: Alert, deliveries: Delivery[]) => Promise<void>;
}

interface Unsent {
  alert: Alert;
  ways: Way[];
  tries: number;
  notBefore: number;
}

const retryAfter = 5 * 60_000;
const mostTries = 3;
const mostUnsent = 20;

export function createOutbox({ book, fetch, now, onSent }: OutboxDeps): Outbox {
  let unsent: Unsent[] = [];
  const attempt = async (alert: Alert, only: Way[], tries: number): Promise<Delivery[]> => {
    const { webhook, mail } = book.read();
    const works: [Way, (() => Promise<void>) | null][] = [
      ['webhook', webhook === null ? null : () => post(fetch, book, alert)],
      ['mail', mail === null ? null : async () => mailAlert(mail, await book.mailPassword(), alert)],
    ];
    const deliveries = await Promise.all(
      works.flatMap(([way, work]) => (work !== null && only.includes(way) ? [deliver(way, work)] : [])),
    );
    if (deliveries.length === 0) return [];
    await onSent(alert, deliveries);
    const ways = deliveries.filter(({ problem }) => problem !== null).map(({ way }) => way);
    // A test that failed is told at once, and a person tries it again.
    if (ways.length === 0 || tries >= mostTries || alert.kind === 'test') return deliveries;
    unsent = [...unsent, { alert, ways, tries, notBefore: now() + retryAfter }].slice(-mostUnsent);
    return deliveries;
  };
  return {
    send: (alert) => attempt(alert, ['webhook', 'mail'], 1),
    async retry() {
      const due = unsent.filter(({ notBefore }) => now() >= notBefore);
      unsent = unsent.filter((each) => !due.includes(each));
      for (const { alert, ways, tries } of due) await attempt(alert, ways, tries + 1);
    },
  };
}

async function deliver(way: Way, work: () => Promise<void>): Promise<Delivery> {
  try {
    await work();
    return { way, problem: null };
  } catch (error) {
    return { way, problem: toProblem(error) };
  }
}

async function post(fetch: typeof globalThis.fetch, book: AlertBook, alert: Alert): Promise<void> {
  const url = await book.webhook();
  if (url !== null) return postAlert(fetch, url, alert);
  const next = 'Enter the address for alerts again.';
  throw new SyncError('not_configured', 'The address for alerts is gone from the secret store.', { next });
}
