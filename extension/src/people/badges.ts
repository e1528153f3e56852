import type { PeoplePage } from '../pages/page.ts';
import type { Send } from '../send.ts';
import { number, t } from '../words.ts';
import { tickedHandles } from './selection.ts';
import type { Store } from './state.ts';

/** Badges older than this are read again when the page is looked at again, in milliseconds. */
const staleAfter = 60_000;
/** What one request may ask for. */
const mostHandles = 300;

export interface BadgesParts {
  page: PeoplePage;
  store: Store;
  send: Send;
  now(): number;
  /** The site is not enabled (any more): take everything off the page. */
  leave(): void;
  /** The badges were read anew. */
  refreshed?(): void;
}

/** Keeps the badges in step with the rows that the page shows: one request a page view. */
export class Badges {
  readonly #parts: BadgesParts;

  constructor(parts: BadgesParts) {
    this.#parts = parts;
  }

  async refresh(): Promise<void> {
    const { page, store, send, leave } = this.#parts;
    const rows = page.rows();
    const handles = [...new Set(rows.map((row) => row.handle))].slice(0, mostHandles);
    store.set({ rows });
    const reply = await send('status', { basePath: page.basePath, handles });
    if (!reply.ok) {
      if (reply.condition === 'notEnabled') leave();
      else store.set({ work: { is: 'failed', problem: reply.problem } });
      return;
    }
    const status = reply.value;
    const shown = t('strip.shown', status.rows.length, [number(status.rows.length)]);
    store.set({
      status,
      statuses: new Map(status.rows.map((row) => [row.handle, row])),
      ...(status.condition === null && store.get().work === null ? { said: shown } : {}),
    });
    this.#parts.refreshed?.();
  }

  /** Rows came, went or were ticked: asks for badges only when other users are shown. */
  rowsChanged(): void {
    const { page, store } = this.#parts;
    const known = new Set(store.get().rows.map((row) => row.handle));
    const rows = page.rows();
    store.set({ rows, selected: tickedHandles(rows) });
    if (rows.some((row) => !known.has(row.handle))) void this.refresh();
  }

  seenAgain(): void {
    const { status, work } = this.#parts.store.get();
    const asOf = status?.asOf ?? null;
    const old = asOf === null || this.#parts.now() - Date.parse(asOf) > staleAfter;
    if (old && work?.is !== 'running') void this.refresh();
  }
}
