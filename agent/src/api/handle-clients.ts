import { SyncError } from '@rollcall/shared';
import { apiVersion } from '@rollcall/shared/api';

import { version } from '../version.ts';
import { isExtension } from './loopback-guard.ts';
import type { Handlers } from './serve.ts';

/** Saying hello, pairing, and the list of paired browsers. */
export const clientHandlers: Pick<Handlers, 'hello' | 'pair' | 'clients' | 'revokeClient' | 'pairingCode'> = {
  hello({ body, services }) {
    const proof = body.clientId && body.nonce ? services.pairing.prove(body.clientId, body.nonce) : null;
    return { product: 'rollcall', api: apiVersion, version, agent: services.agentId, paired: proof !== null, proof };
  },
  async pair({ body, origin, services }) {
    if (origin === null || !isExtension(origin)) {
      throw new SyncError('forbidden', 'Only a browser extension can be paired.', {
        next: 'For scripts, use "rollcall api-token".',
      });
    }
    const { client, token } = await services.pairing.pair({ ...body, origin });
    services.log.info({ client: client.id }, 'paired');
    return { clientId: client.id, token, agent: services.agentId, role: client.role };
  },
  clients({ caller, services }) {
    const clients = Object.values(services.store.data.clients).map(({ hash: _hash, ...client }) => ({
      ...client,
      self: client.id === caller.client?.id,
    }));
    return { clients: clients.toSorted((a, b) => a.created.localeCompare(b.created)) };
  },
  async revokeClient({ params, caller, services }) {
    const self = caller.client?.id;
    const id = params['id'] === 'self' ? self : params['id'];
    if (id === undefined) throw new SyncError('not_found', 'A script has no pairing to revoke.');
    if (id !== self && caller.role !== 'owner') {
      throw new SyncError('forbidden', 'Only an owner may revoke another browser’s pairing.');
    }
    await services.pairing.revoke(id);
    return {};
  },
  pairingCode: ({ services }) => services.pairing.newCode(),
};
