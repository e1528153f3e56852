import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';

import { agentHandlers } from './api/handle-agent.ts';
import { userHandlers } from './api/handle-user.ts';
import { hashHandlers } from './api/handle-hashes.ts';
import { inboxHandlers } from './api/handle-inbox.ts';
import { leaverHandlers } from './api/handle-leavers.ts';
import { scheduleHandlers } from './api/handle-schedules.ts';
import { scimHandlers } from './api/handle-scim.ts';
import { pullHandlers } from './api/handle-pull.ts';
import { pullTrialHandlers } from './api/handle-pull-trial.ts';
import { pullConfigHandlers } from './api/handle-pull-config.ts';
import { pushedHandlers } from './api/handle-pushed.ts';
import { trafficHandlers } from './api/handle-traffic.ts';
import { sessionHandlers } from './api/handle-session.ts';
import { settingHandlers } from './api/handle-settings.ts';
import { eventHandlers } from './api/handle-events.ts';
import { alertHandlers } from './api/handle-alerts.ts';
import { reportHandlers } from './api/handle-report.ts';
import { clientHandlers } from './api/handle-clients.ts';
import { connectionHandlers } from './api/handle-connections.ts';
import { runHandlers } from './api/handle-runs.ts';
import { statusHandlers } from './api/handle-status.ts';
import { webhookHandlers } from './api/handle-webhooks.ts';
import { longestBody, loopbackGuard, tooLarge } from './api/loopback-guard.ts';
import { serveRoutes } from './api/serve.ts';
import type { Handlers } from './api/serve.ts';
import type { Services } from './services.ts';

const handlers: Handlers = {
  ...clientHandlers,
  ...connectionHandlers,
  ...statusHandlers,
  ...runHandlers,
  ...agentHandlers,
  ...userHandlers,
  ...reportHandlers,
  ...leaverHandlers,
  ...inboxHandlers,
  ...scheduleHandlers,
  ...settingHandlers,
  ...eventHandlers,
  ...webhookHandlers,
  ...scimHandlers,
  ...trafficHandlers,
  ...pushedHandlers,
  ...pullHandlers,
  ...pullTrialHandlers,
  ...pullConfigHandlers,
  ...hashHandlers,
  ...alertHandlers,
  ...sessionHandlers,
};

/** The local API as one Hono app: guard first, then routes. `port` is what the Host header must name. */
export function createApp(services: Services, port: () => number): Hono {
  const app = new Hono();
  app.use(loopbackGuard({ port, isPinned: services.pairing.isPinned }));
  // The guard sees only a length that is told; a body in chunks tells none.
  app.use(bodyLimit({ maxSize: longestBody, onError: tooLarge }));
  serveRoutes(app, handlers, services);
  return app;
}
