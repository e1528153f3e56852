import { findConnection, noteSettings } from './connection-store.ts';
import { fitListener } from './fit-listener.ts';
import type { Handlers } from './serve.ts';

/** Where a site's own code may tell about changes. */
export const webhookHandlers: Pick<Handlers, 'newWebhook' | 'removeWebhook'> = {
  async newWebhook({ params, caller, services }) {
    const { id } = findConnection(services, params['id']);
    const made = await services.hooks.make(id);
    await fitListener(services);
    await noteSettings(services, { connection: id, by: caller.actor, fields: ['webhook'] });
    const { address } = services.listener;
    return { ...made, url: address === null ? null : `${address}${made.path}` };
  },
  async removeWebhook({ params, caller, services }) {
    const { id } = findConnection(services, params['id']);
    await services.hooks.remove(id);
    await fitListener(services);
    await noteSettings(services, { connection: id, by: caller.actor, fields: ['webhook'] });
    return {};
  },
};
