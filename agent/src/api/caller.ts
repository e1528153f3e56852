import { userInfo } from 'node:os';
import type { Context } from 'hono';
import { SyncError } from '@rollcall/shared';
import type { Actor, Client, ClientRole } from '@rollcall/shared';

import { sameText } from './pairing.ts';
import type { Pairing } from './pairing.ts';

/** Who makes a call to the local API. */
export interface Caller {
  role: ClientRole;
  actor: Actor;
  client: Client | null;
}

const ranks: Record<ClientRole, number> = { viewer: 0, operator: 1, owner: 2 };

/**
 * Who calls, by bearer token: a paired client, or a script on this computer. The script token is refused as soon as an
 * Origin comes with it, so that no browser can use one. Throws `not_paired`, `token_revoked`, `forbidden`.
 */
export function identify(c: Context, need: ClientRole, known: { pairing: Pairing; scriptToken: string }): Caller {
  const caller = callerOf(c, known);
  if (ranks[caller.role] < ranks[need]) {
    throw new SyncError('forbidden', `This needs the ${need} role; this client is ${caller.role}.`, {
      next: 'Ask an owner to do it or to pair this browser as owner.',
    });
  }
  return caller;
}

function callerOf(c: Context, { pairing, scriptToken }: { pairing: Pairing; scriptToken: string }): Caller {
  const token = /^Bearer ([\w-]{20,200})$/.exec(c.req.header('authorization') ?? '')?.[1];
  const origin = c.req.header('origin') ?? null;
  if (token === undefined) throw new SyncError('not_paired', 'No token came with this call.');
  if (sameText(token, scriptToken)) {
    if (origin !== null) throw new SyncError('forbidden', 'A browser may not use the token for scripts.');
    return { role: 'owner', actor: { kind: 'cli', id: 'cli', name: userName() }, client: null };
  }
  const client = pairing.clientOf(token, origin);
  if (c.req.method !== 'GET' && origin === null) {
    throw new SyncError('forbidden', 'A change needs the Origin of the paired extension.');
  }
  return { role: client.role, actor: { kind: 'client', id: client.id, name: client.name }, client };
}

/** The name of the person at this computer; some containers have none. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'somebody';
  }
}
