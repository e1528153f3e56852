import type { AlertAnswer } from '@rollcall/shared/api-alert';

import type { Services } from '../services.ts';
import { defined, noteSettings } from './connection-store.ts';
import type { Handlers } from './serve.ts';

type Names = 'alerts' | 'changeAlerts' | 'testAlerts';

/** Who is told when something goes wrong. */
export const alertHandlers: Pick<Handlers, Names> = {
  alerts: ({ services }) => alertAnswer(services),
  async changeAlerts({ body, caller, services }) {
    const change = defined(body);
    await services.alerts.book.change(change);
    // Settings of the agent itself belong to no connection.
    const fields = Object.keys(change).map((name) => `alerts.${name}`);
    await noteSettings(services, { connection: '', by: caller.actor, fields });
    return alertAnswer(services);
  },
  async testAlerts({ services }) {
    const deliveries = await services.alerts.test();
    return { ways: deliveries.map(({ way, problem }) => ({ way, ok: problem === null, problem })) };
  },
};

async function alertAnswer({ alerts }: Services): Promise<AlertAnswer> {
  const hasMailPassword = await alerts.book.hasMailPassword();
  return { ...alerts.book.read(), hasMailPassword, lastSent: alerts.lastSent() };
}
