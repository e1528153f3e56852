import { SyncError } from '@rollcall/shared';
import type { Reply } from './transport.ts';

/** A sign-in that the site accepted, in memory only. */
export interface Opened {
  /** The name that the site answered with, where the way of signing in tells one. */
  readonly login: string | null;
  /** Headers that sign one call; `effect` when it may change something. */
  headers(path: string, effect: boolean): Promise<Record<string, string>>;
  /** Keeps what the answer sets for the next call. */
  keep(path: string, reply: Reply): Promise<void>;
}

/** What to do about a refused credential. */
export const enterAgain =
  'Enter name and password again with "rollcall connect"; Rollcall doesn’t try by itself, because five wrong tries lock the account for six hours.';

/**
 * One sign-in, shared by all callers and kept for the life of the directory. A refused credential is never tried a
 * second time: the refusal is remembered and thrown to everyone, because Drupal locks the account after five tries.
 */
export class SignIn {
  readonly #open: () => Promise<Opened>;
  readonly #renewable: boolean;
  #opening: Promise<Opened> | null = null;
  #current: Opened | null = null;
  #refusal: SyncError | null = null;

  /** `renewable`: signing in again can help where a call is answered as to an anonymous visitor (a session ends). */
  constructor(open: () => Promise<Opened>, renewable: boolean) {
    this.#open = open;
    this.#renewable = renewable;
  }

  opened(): Promise<Opened> {
    if (this.#refusal !== null) return Promise.reject(this.#refusal);
    this.#opening ??= this.#tryOnce();
    return this.#opening;
  }

  /** A new sign-in instead of `dead`; callers that noticed the same death share it. */
  renewed(dead: Opened): Promise<Opened> {
    if (this.#current === dead) {
      if (!this.#renewable) return Promise.reject(this.refuse(anonymous()));
      this.#current = null;
      this.#opening = null;
    }
    return this.opened();
  }

  /** Remembers that the site doesn't take the credential, and answers the error to throw. */
  refuse(error: SyncError): SyncError {
    this.#refusal ??= error;
    return this.#refusal;
  }

  async #tryOnce(): Promise<Opened> {
    try {
      this.#current = await this.#open();
      return this.#current;
    } catch (error) {
      this.#opening = null;
      if (error instanceof SyncError && (error.code === 'bad_credentials' || error.code === 'anonymous'))
        throw this.refuse(error);
      throw error;
    }
  }
}

/** The site answered, but as to somebody who isn't signed in. */
export function anonymous(): SyncError {
  return new SyncError('anonymous', 'The site answered as to an anonymous visitor: name or password is wrong.', {
    next: enterAgain,
  });
}
