import type { Services } from '../services.ts';
import type { Caller } from './caller.ts';
import { findConnection, noteSettings } from './connection-store.ts';
import { fitListener } from './fit-listener.ts';
import type { Handlers } from './serve.ts';

type Names = 'webhook' | 'newWebhook' | 'removeWebhook' | 'newPasswordHook' | 'removePasswordHook';

/** Where a site's own code may tell about changes, and where Okta asks about passwords. */
export const webhookHandlers: Pick<Handlers, Names> = {
  webhook({ params, services }) {
    const { id } = findConnection(services, params['id']);
    return { made: services.hooks.made(id) };
  },
  async newWebhook({ params, caller, services }) {
    const { id } = findConnection(services, params['id']);
    const made = await services.hooks.make(id);
    await settle(services, caller, { connection: id, field: 'webhook' });
    return { ...made, url: urlOf(services, made.path) };
  },
  async removeWebhook({ params, caller, services }) {
    const { id } = findConnection(services, params['id']);
    await services.hooks.remove(id);
    await settle(services, caller, { connection: id, field: 'webhook' });
    return {};
  },
  async newPasswordHook({ params, caller, services }) {
    const { id } = findConnection(services, params['id']);
    const made = await services.passwordHook.make(id);
    await settle(services, caller, { connection: id, field: 'passwordHook' });
    return { ...made, url: urlOf(services, made.path) };
  },
  async removePasswordHook({ params, caller, services }) {
    const { id } = findConnection(services, params['id']);
    await services.passwordHook.remove(id);
    await settle(services, caller, { connection: id, field: 'passwordHook' });
    return {};
  },
};

/** Lets the public port follow, and puts into the activity who changed what. */
async function settle(
  services: Services,
  { actor }: Caller,
  { connection, field }: { connection: string; field: string },
): Promise<void> {
  await fitListener(services);
  await noteSettings(services, { connection, by: actor, fields: [field] });
}

function urlOf({ listener }: Services, path: string): string | null {
  return listener.address === null ? null : `${listener.address}${path}`;
}
