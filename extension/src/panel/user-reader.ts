import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { UserAnswer } from '@rollcall/shared/api-user';

import type { PageEntry, Reply } from '../messages.ts';
import type { UserPage } from '../pages/page.ts';
import type { Store } from '../people/state.ts';
import type { Send } from '../send.ts';

export interface UserState {
  answer: UserAnswer | null;
  history: PageEntry[];
  /** Both sides are being read now. */
  reading: boolean;
  problem: ProblemAnswer | null;
  /** Differing fields that a person unticked, by Okta's names. */
  leftOut: ReadonlySet<string>;
}

interface ReaderParts {
  page: UserPage;
  store: Store;
  send: Send;
  changed(): void;
}

/** Keeps what is known of one user, beside the badge that the list's own parts keep. */
export class UserReader {
  state: UserState = { answer: null, history: [], reading: false, problem: null, leftOut: new Set() };
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** What was last read, from the agent's store: asks neither side. */
  async read(): Promise<void> {
    const { page, store, send } = this.#parts;
    const { status } = store.get();
    if (status === null || status.connection === null || status.condition !== null) return;
    const where = { basePath: page.basePath, handle: page.handle };
    const [user, history] = await Promise.all([send('user', where), send('history', where)]);
    this.#take(user);
    if (history.ok) this.#set({ history: history.value });
  }

  /** Reads both sides now; writes to neither. */
  async compare(): Promise<void> {
    const { page, send } = this.#parts;
    this.#set({ reading: true, problem: null });
    this.#take(await send('compare', { basePath: page.basePath, handle: page.handle }));
    this.#set({ reading: false });
  }

  async freeze(frozen: boolean): Promise<void> {
    const { page, send } = this.#parts;
    this.#take(await send('freeze', { basePath: page.basePath, handle: page.handle, frozen }));
  }

  openConsole(): void {
    const { page, send } = this.#parts;
    void send('openUser', { basePath: page.basePath, handle: page.handle });
  }

  tick(field: string): void {
    const leftOut = new Set(this.state.leftOut);
    if (!leftOut.delete(field)) leftOut.add(field);
    this.#set({ leftOut });
  }

  #take(reply: Reply<'user'>): void {
    if (!reply.ok) return this.#set({ problem: reply.problem });
    const { store, page } = this.#parts;
    this.#set({ answer: reply.value, problem: null });
    store.set({ statuses: new Map([[page.handle, reply.value.status]]) });
  }

  #set(change: Partial<UserState>): void {
    this.state = { ...this.state, ...change };
    this.#parts.changed();
  }
}
