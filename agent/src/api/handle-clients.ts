import { SyncError } from '@rollcall/shared';
import type { Actor, Client } from '@rollcall/shared';
import { apiVersion } from '@rollcall/shared/api';
import type { ClientAnswer } from '@rollcall/shared/api';

import { runEntry } from '../engine/record.ts';
import type { Services } from '../services.ts';
import { version } from '../version.ts';
import type { Caller } from './caller.ts';
import { defined } from './connection-store.ts';
import { isExtension } from './loopback-guard.ts';
import type { Handlers } from './serve.ts';

type Names = 'hello' | 'pair' | 'clients' | 'changeClient' | 'revokeClient' | 'pairingCode';

/** Saying hello, pairing, and the list of paired browsers. */
export const clientHandlers: Pick<Handlers, Names> = {
  hello({ body, services }) {
    const proof = body.clientId && body.nonce ? services.pairing.prove(body.clientId, body.nonce) : null;
    const role = proof === null ? null : (services.store.data.clients[body.clientId ?? '']?.role ?? null);
    const about = { product: 'rollcall' as const, api: apiVersion, version, agent: services.agentId };
    return { ...about, paired: proof !== null, proof, role };
  },
  async pair({ body, origin, services }) {
    if (origin === null || !isExtension(origin)) {
      throw new SyncError('forbidden', 'Only a browser extension can be paired.', {
        next: 'For scripts, use "rollcall api-token".',
      });
    }
    const { client, token } = await services.pairing.pair({ ...body, origin });
    services.log.info({ client: client.id }, 'paired');
    await noteClient(services, { kind: 'client', id: client.id, name: client.name }, ['paired', client.role]);
    return { clientId: client.id, token, agent: services.agentId, role: client.role };
  },
  clients({ caller, services }) {
    const clients = Object.values(services.store.data.clients).map((client) => clientAnswer(client, caller));
    return { clients: clients.toSorted((a, b) => a.created.localeCompare(b.created)) };
  },
  async changeClient({ params, body, caller, services }) {
    const id = params['id'] ?? '';
    if (id === caller.client?.id && body.role !== undefined && body.role !== caller.role) {
      throw new SyncError('wrong_state', 'A browser can’t change its own role.', {
        field: 'role',
        next: 'Let another owner do it, or revoke this browser and pair it again.',
      });
    }
    const change = defined(body);
    const client = await services.pairing.change(id, change);
    await noteClient(services, caller.actor, Object.keys(change));
    return clientAnswer(client, caller);
  },
  async revokeClient({ params, caller, services }) {
    const self = caller.client?.id;
    const id = params['id'] === 'self' ? self : params['id'];
    if (id === undefined) throw new SyncError('not_found', 'A script has no pairing to revoke.');
    if (id !== self && caller.role !== 'owner') {
      throw new SyncError('forbidden', 'Only an owner may revoke another browser’s pairing.');
    }
    await services.pairing.revoke(id);
    await noteClient(services, caller.actor, ['revoked']);
    return {};
  },
  pairingCode: ({ body, services }) => services.pairing.newCode(body.role),
};

function clientAnswer({ hash: _hash, ...client }: Client, caller: Caller): ClientAnswer {
  return { ...client, self: client.id === caller.client?.id };
}

/** Puts into the activity who paired, changed or revoked a browser; that belongs to no connection. */
async function noteClient(services: Services, by: Actor, fields: string[]): Promise<void> {
  const now = new Date(services.now()).toISOString();
  const about = { id: services.newId(), connection: '', job: null, by, now, fields };
  await services.activity.append(runEntry('client', { ...about, outcome: 'done', problem: null }), null);
}
