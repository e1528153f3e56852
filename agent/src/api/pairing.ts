import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from 'node:crypto';
import { SyncError } from '@rollcall/shared';
import type { Client, ClientRole } from '@rollcall/shared';

import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** One-time codes and the clients that were paired with them. Codes live in memory only. */
export interface Pairing {
  /** A new code, which replaces the one before; the browser that is paired with it gets the role, `owner` if none is given. */
  newCode(role?: ClientRole): { code: string; expires: string };
  /** Trades the code for a client and its token, which is shown this once. Throws `not_paired`, `rate_limited`. */
  pair(input: {
    code: string;
    name: string;
    browser: string;
    origin: string;
  }): Promise<{ client: Client; token: string }>;
  /** The client behind a token; throws `not_paired` or `token_revoked`. */
  clientOf(token: string, origin: string | null): Client;
  /** Marks use, at most once a minute. */
  touch(client: Client): Promise<void>;
  /** HMAC over the nonce, keyed with the hash of the client's token: proof that this is the agent it paired with. */
  prove(clientId: string, nonce: string): string | null;
  isPinned(origin: string): boolean;
  revoke(id: string): Promise<void>;
  /** Throws `not_found` for a client that is unknown or revoked. */
  change(id: string, change: { name?: string; role?: ClientRole }): Promise<Client>;
}

// Crockford base32: no I, L, O, U, so that a code can be read aloud.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const codeLife = 5 * 60_000;
const wrongTries = 5;
/** Pairing attempts that are answered in a minute, right or wrong. */
const triesPerMinute = 10;
const clientLimit = 20;

export function createPairing(deps: { store: Store; now: () => number; newId: () => string }): Pairing {
  const { store } = deps;
  const codes = createCodes(deps.now);
  const iso = () => new Date(deps.now()).toISOString();
  const clients = () => Object.values(store.data.clients);

  return {
    newCode: codes.make,
    async pair({ code, name, browser, origin }) {
      const role = codes.take(code);
      const active = clients().filter((client) => client.revoked === null);
      if (active.length >= clientLimit) {
        throw new SyncError('forbidden', `${clientLimit} browsers are paired already.`, {
          next: 'Revoke one with "rollcall clients revoke".',
        });
      }
      const token = randomBytes(32).toString('base64url');
      const client: Client = {
        id: deps.newId(),
        name: `${name} (${browser})`,
        role,
        origin,
        hash: hashToken(token),
        created: iso(),
        lastUsed: null,
        revoked: null,
      };
      await store.commit([put('clients', client.id, client)]);
      return { client, token };
    },
    clientOf(token, origin) {
      const hash = hashToken(token);
      const client = clients().find((each) => sameText(each.hash, hash));
      if (!client) throw new SyncError('not_paired', 'This browser is not paired with the agent.');
      if (client.revoked !== null) throw new SyncError('token_revoked', 'The pairing of this browser was revoked.');
      // Chromium sends no Origin with an extension's GET; when there is one, it must be the one that paired.
      if (origin !== null && origin !== client.origin)
        throw new SyncError('not_paired', 'Another extension holds this pairing.');
      return client;
    },
    async touch(client) {
      if (client.lastUsed !== null && deps.now() - Date.parse(client.lastUsed) < 60_000) return;
      await store.commit([put('clients', client.id, { ...client, lastUsed: iso() })]);
    },
    prove(clientId, nonce) {
      const client = store.data.clients[clientId];
      if (!client || client.revoked !== null) return null;
      return createHmac('sha256', Buffer.from(client.hash, 'hex')).update(nonce).digest('base64url');
    },
    isPinned: (origin) => clients().some((client) => client.revoked === null && client.origin === origin),
    change: (id, change) => changeClient(store, id, change),
    async revoke(id) {
      const client = store.data.clients[id];
      if (!client)
        throw new SyncError('not_found', `There is no client ${id}.`, {
          next: 'Run "rollcall clients list" to see them.',
        });
      if (client.revoked === null) await store.commit([put('clients', id, { ...client, revoked: iso() })]);
    },
  };
}

async function changeClient(store: Store, id: string, change: { name?: string; role?: ClientRole }): Promise<Client> {
  const client = store.data.clients[id];
  if (!client || client.revoked !== null)
    throw new SyncError('not_found', `There is no paired browser ${id}.`, {
      next: 'Run "rollcall clients list" to see them.',
    });
  const changed = { ...client, ...change };
  await store.commit([put('clients', id, changed)]);
  return changed;
}

/** The one open code: at most one at a time, five minutes, one use, burnt by five wrong tries. */
function createCodes(now: () => number): { make: Pairing['newCode']; take(given: string): ClientRole } {
  let open: { code: string; role: ClientRole; until: number; tries: number } | null = null;
  let recent: number[] = [];

  const refuseFlood = (): void => {
    recent = recent.filter((at) => now() - at < 60_000);
    if (recent.length >= triesPerMinute) {
      const retryAt = new Date((recent[0] ?? 0) + 60_000).toISOString();
      throw new SyncError('rate_limited', 'Too many pairing attempts in a minute.', {
        retryAt,
        next: 'Wait a minute, then try again.',
      });
    }
    recent.push(now());
  };

  return {
    make(role = 'owner') {
      const code = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('');
      open = { code, role, until: now() + codeLife, tries: 0 };
      return { code: `${code.slice(0, 4)}-${code.slice(4)}`, expires: new Date(open.until).toISOString() };
    },
    take(given) {
      refuseFlood();
      if (!open || open.until < now()) throw wrongCode('The code has expired or was used.');
      if (!sameText(normalise(given), open.code)) {
        open.tries += 1;
        if (open.tries >= wrongTries) open = null;
        throw wrongCode('This is not the code that the agent shows.');
      }
      const { role } = open;
      open = null;
      return role;
    },
  };
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Compares without telling by its time how much was right. */
export function sameText(left: string, right: string): boolean {
  const [a, b] = [createHash('sha256').update(left).digest(), createHash('sha256').update(right).digest()];
  return timingSafeEqual(a, b);
}

function normalise(code: string): string {
  return code
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
}

function wrongCode(text: string): SyncError {
  return new SyncError('not_paired', text, {
    next: 'Run "rollcall pair" for a new code and enter it within five minutes.',
  });
}
