import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Message {
  type: 'status' | 'warning' | 'error';
  /** Escaped markup. */
  html: string;
}

/** One browser session; it lives in memory only, so a restart signs everybody out. */
export interface Session {
  id: string;
  /** 0 for a visitor who only holds messages. */
  uid: number;
  seed: Buffer;
  messages: Message[];
  /** Accounts ticked on the People page that wait for the confirm page of a bulk cancel. */
  pendingCancel: number[];
}

/** The sessions of the site, by cookie value. */
export class Sessions {
  readonly #open = new Map<string, Session>();

  start(uid: number): Session {
    const session = {
      id: randomBytes(32).toString('base64url'),
      uid,
      seed: randomBytes(32),
      messages: [],
      pendingCancel: [],
    };
    this.#open.set(session.id, session);
    return session;
  }

  find(id: string | undefined): Session | null {
    return (id && this.#open.get(id)) || null;
  }

  end(id: string): void {
    this.#open.delete(id);
  }

  /** Ends every session of an account, except one when its own holder changed the password. */
  endAllOf(uid: number, except?: string): void {
    for (const session of this.#open.values()) {
      if (session.uid === uid && session.id !== except) this.#open.delete(session.id);
    }
  }
}

/** A token bound to the session and a purpose, 43 characters, as Drupal's csrf_token service makes them. */
export function sessionToken(session: Session, purpose: string): string {
  return createHmac('sha256', session.seed).update(purpose).digest('base64url');
}

export function isSessionToken(session: Session, purpose: string, token: string): boolean {
  const expected = Buffer.from(sessionToken(session, purpose));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

export const REQUEST_HEADER_PURPOSE = 'X-CSRF-Token request header';
export const LOGOUT_PURPOSE = 'user/logout';
