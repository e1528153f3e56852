import { randomBytes, randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServerType } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import { agentPorts } from '@rollcall/shared/api';
import { SyncError } from '@rollcall/shared';

import { writeAgentFile, removeAgentFile } from './agent-file.ts';
import { createPairing } from './api/pairing.ts';
import { createSchemas } from './api/schemas.ts';
import { createApp } from './app.ts';
import { createDirectories } from './directories.ts';
import type { Directory, DirectoryDescriptor } from './directory/directory.ts';
import { createEngine } from './engine/run.ts';
import { createSummaries } from './engine/summary.ts';
import { closeServer, portOf, tryListen } from './listen.ts';
import { createLog } from './log.ts';
import { createPasswords } from './secret/passwords.ts';
import { openSecrets } from './secret/secrets.ts';
import type { PublicOptions } from './public/place.ts';
import type { Services } from './services.ts';
import { createChannel } from './session/channel.ts';
import { openActivity } from './store/activity.ts';
import { put } from './store/data.ts';
import { openPlans } from './store/plans.ts';
import { openStore } from './store/store.ts';
import type { Store } from './store/store.ts';
import { createAnswerTimes } from './trigger/answer-times.ts';
import { createAutomation } from './automation.ts';
import { prune } from './trigger/triggers.ts';

export interface AgentOptions {
  home: string;
  /** Kinds of directories that connections may name. */
  kinds: readonly DirectoryDescriptor[];
  /** Put around each directory. */
  wrap: (directory: Directory) => Directory;
  fetch?: typeof globalThis.fetch;
  now?: () => number;
  log?: Logger;
  keyring?: 'auto' | 'off';
}

export interface Listening {
  api: string;
  port: number;
  /** Where other systems call; null while nothing uses it. */
  scim: string | null;
}

/** Rollcall on this computer: state, engine and local API, listening or not. */
export interface Agent {
  readonly app: Hono;
  readonly services: Services;
  readonly agentId: string;
  /** Bearer for programs on this computer; new at each start. */
  readonly scriptToken: string;
  /** A new one-time code for pairing a browser. */
  pairingCode(): { code: string; expires: string };
  /** Settles what a crash left; call before anything else is started. */
  recover(options: { resumeJobs: boolean }): Promise<void>;
  /**
   * Listens on 127.0.0.1 and writes `agent.json` for the CLI; port 0 takes any. The public port opens when it is used.
   * Throws `locked`, and `invalid` and `tls` for a public place that can’t be used.
   */
  listen(options: { port?: number; public?: PublicOptions }): Promise<Listening>;
  /** Lets running items finish, then lets the next writer in. */
  close(): Promise<void>;
}

/** Opens the state under `home`. Throws `locked` when another agent has it, `disk`, `version`. */
export async function openAgent(options: AgentOptions): Promise<Agent> {
  const { home, now = Date.now, log = createLog() } = options;
  const newId = () => randomUUID();
  const store = await openStore(home, { now });
  const secrets = await openSecrets(home, { keyring: options.keyring ?? 'auto' });
  const activity = await openActivity(home, { store, secrets, now });
  const plans = await openPlans(home, { now });
  const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    await delay(ms, undefined, signal ? { signal } : {});
  };
  const session = createChannel({ now, newId });
  const answerTimes = createAnswerTimes(options.fetch ?? globalThis.fetch, now);
  const directories = createDirectories({
    session,
    kinds: options.kinds,
    secrets,
    fetch: answerTimes.fetch,
    now,
    sleep,
    wrap: options.wrap,
  });
  const passwords = createPasswords(now);
  const engine = createEngine({
    store,
    activity,
    plans,
    passwords,
    sidesOf: directories.sidesOf,
    now,
    sleep,
    newId,
    report: (error) => logFault(log, error),
  });
  const sent = { fetch: options.fetch ?? globalThis.fetch, answerTime: answerTimes.take };
  const known = { store, secrets, activity, plans, engine, directories, passwords, now, log, newId, home };
  const services: Services = {
    store,
    activity,
    plans,
    secrets,
    passwords,
    engine,
    summaries: createSummaries(store),
    directories,
    pairing: createPairing({ store, now, newId }),
    ...createAutomation({ ...known, ...sent }),
    session,
    home,
    schemas: createSchemas({ directories, now }),
    log,
    now,
    newId,
    agentId: await agentIdOf(store),
    scriptToken: randomBytes(32).toString('base64url'),
  };
  return createAgent(services, home);
}

function logFault(log: Logger, error: unknown): void {
  log.error({ error: String(error instanceof Error ? (error.stack ?? error) : error) }, 'unexpected fault');
}

function createAgent(services: Services, home: string): Agent {
  let server: ServerType | null = null;
  let port = 0;
  let stopTriggers: (() => Promise<void>) | null = null;
  const app = createApp(services, () => port);
  const file = path.join(home, 'agent.json');
  return {
    app,
    services,
    agentId: services.agentId,
    scriptToken: services.scriptToken,
    pairingCode: () => services.pairing.newCode(),
    async recover(options) {
      await services.engine.recover(options);
      await prune(services);
    },
    async listen(options) {
      await services.listener.serve(options.public ?? {});
      const listening = await listenOn(app, options.port === undefined ? agentPorts : [options.port]);
      server = listening.server;
      port = listening.port;
      await writeAgentFile(file, { port, token: services.scriptToken });
      stopTriggers = services.triggers.start();
      return { api: `http://127.0.0.1:${port}`, port, scim: services.listener.address };
    },
    async close() {
      const over = stopTriggers?.();
      await services.listener.close();
      const rested = services.scim.converge.stop();
      await services.engine.stop();
      await rested;
      await over;
      await services.alerts.close();
      await services.scim.traffic.settled();
      services.passwords.close();
      if (server) await closeServer(server);
      await removeAgentFile(file);
      await services.activity.close();
      await services.store.close();
    },
  };
}

/** The first free one of the ports; all of them taken is `locked` with what to do. */
async function listenOn(app: Hono, ports: readonly number[]): Promise<{ server: ServerType; port: number }> {
  for (const port of ports) {
    const server = await tryListen(app, { port });
    if (server) return { server, port: portOf(server) };
  }
  throw new SyncError('locked', `Port ${ports.join(', ')} is taken by another program.`, {
    next: 'Stop that program, or choose another port with --port.',
  });
}

/** A short id that agent and browser both show, made once for each home. */
async function agentIdOf(store: Store): Promise<string> {
  const known = store.data.settings['agentId'];
  if (typeof known === 'string') return known;
  const id = randomBytes(4).toString('hex').toUpperCase();
  await store.commit([put('settings', 'agentId', `${id.slice(0, 4)}-${id.slice(4)}`)]);
  return `${id.slice(0, 4)}-${id.slice(4)}`;
}
