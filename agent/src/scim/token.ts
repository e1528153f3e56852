import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import type { Connection, ScimToken } from '@rollcall/shared';

import { addressOf, createAttempts } from '../public/attempts.ts';
import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { ScimError } from './scim-error.ts';

/** How long a use is kept to itself before it is written down, in milliseconds. */
const noteEvery = 60_000;
const bearer = /^Bearer +(\S{1,500})$/i;

/** A new token and what is kept of it; the text is shown this once. */
export function newToken(about: Pick<ScimToken, 'id' | 'connection' | 'label' | 'created' | 'expires'>): {
  text: string;
  kept: ScimToken;
} {
  const text = `rollcall_${randomBytes(32).toString('base64url')}`;
  const rest = { hash: hashOfToken(text).toString('hex'), hint: text.slice(-4), lastUsed: null, seenOkta: false };
  return { text, kept: { ...about, ...rest, state: 'active' } };
}

export function isActive(token: ScimToken, now: number): boolean {
  return token.state === 'active' && !isPast(token, now);
}

/** Whether a token's time is over. */
export function isPast({ expires }: Pick<ScimToken, 'expires'>, now: number): boolean {
  return expires !== null && Date.parse(expires) <= now;
}

export interface GateDeps {
  store: Store;
  now: () => number;
  report: (error: unknown) => void;
}

/**
 * Tells by the bearer token who calls and for which connection; `named` is the connection in the address, null for the
 * only one. Throws a `ScimError` of 401, the same for a token that is unknown, inactive, expired or of another connection,
 * and of 429 after 20 of these within a minute from one address.
 */
export function createGate({ store, now, report }: GateDeps) {
  const attempts = createAttempts(now);
  return (c: Context, named: string | null): { token: ScimToken; connection: Connection } => {
    const [, text = ''] = bearer.exec(c.req.header('authorization') ?? '') ?? [];
    const token = tokenOf(store, text);
    const connection = token && connectionOf(store, token, named);
    // A good token is let in from where wrong ones came as well: behind a proxy all callers have one address.
    if (token && connection && isActive(token, now())) {
      noteUse(c, token, { store, now, report });
      return { token, connection };
    }
    const address = addressOf(c);
    if (attempts.isShut(address)) throw new ScimError(429, null, 'Too many wrong tokens came from here.', 60);
    attempts.wrong(address);
    throw new ScimError(401, null, 'The token is not known here, or no longer good.');
  };
}

function hashOfToken(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Looks at every token, so that the time tells nothing of how near a wrong one came. */
function tokenOf(store: Store, text: string): ScimToken | null {
  const hash = hashOfToken(text);
  let found: ScimToken | null = null;
  for (const token of Object.values(store.data.tokens))
    if (timingSafeEqual(Buffer.from(token.hash, 'hex'), hash)) found = token;
  return found;
}

function connectionOf({ data }: Store, token: ScimToken, named: string | null): Connection | null {
  if (named === null && Object.keys(data.connections).length !== 1) return null;
  if (named !== null && named !== token.connection) return null;
  return data.connections[token.connection] ?? null;
}

function noteUse(c: Context, token: ScimToken, { store, now, report }: GateDeps): void {
  const seenOkta = token.seenOkta || /okta/i.test(c.req.header('user-agent') ?? '');
  const isNoted = token.lastUsed !== null && now() - Date.parse(token.lastUsed) < noteEvery;
  if (isNoted && seenOkta === token.seenOkta) return;
  const used = { ...token, seenOkta, lastUsed: new Date(now()).toISOString() };
  // The answer does not wait for it: a full disk keeps nobody from reading.
  store.commit([put('tokens', token.id, used)]).catch(report);
}
