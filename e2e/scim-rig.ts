import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { startAgent } from '../agent/src/main.ts';
import { openPracticeDrupal, openRealDrupal, type DrupalSite } from './contract/drupal-site.ts';
import { callerOf, connect, type Call } from './practice/practice.ts';
import { connectScimApp } from './practice/scim.ts';
import type { ConnectionChange } from './practice-org/scim/connect.ts';
import { startPracticeOrg } from './practice-org/start.ts';

/** Practice org, agent and a Drupal, with the org as Okta's SCIM client of the agent. */
export interface ScimRig {
  readonly appId: string;
  readonly baseUrl: string;
  readonly token: string;
  readonly org: Awaited<ReturnType<typeof startPracticeOrg>>;
  readonly site: DrupalSite;
  /** Calls the org's management API, as an Okta administrator does. */
  okta(method: string, place: string, body?: unknown): Promise<OktaAnswer>;
  /** Calls the agent's SCIM server, as a test suite of Okta's does. */
  scim(method: string, place: string, options?: ScimOptions): Promise<ScimAnswer>;
  /** Waits until the org has tried everything that is due; throws what failed. */
  settle(): Promise<void>;
  /** The account of a SCIM user as the site holds it: asked of the site, not of the agent's index. */
  account(scimId: string): Promise<{ state: string; email: string | null; groups: string[] } | null>;
  /** The agent's own API, and which connection of it Okta calls. */
  readonly call: Call;
  readonly connection: string;
  /** Waits until roles on the site have followed pushed groups. */
  converged(): Promise<void>;
  /** Names of the roles that the site has. */
  roleNames(): Promise<string[]>;
  close(): Promise<void>;
}

interface OktaAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface ScimOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ScimAnswer extends OktaAnswer {
  readonly ms: number;
}

const bodySchema = z.record(z.string(), z.unknown());

/** Where the suites run: a practice site, and the real Drupal that the environment names, or why that is left out. */
export async function scimSites(): Promise<
  { on: string; skip: boolean; start(change: ConnectionChange): Promise<ScimRig> }[]
> {
  const real = await openRealDrupal(process.env);
  return [
    { on: 'a practice site', skip: false, start: (change) => startScimRig(change) },
    typeof real === 'string'
      ? { on: `a real Drupal (skipped: ${real})`, skip: true, start: (change) => startScimRig(change) }
      : { on: 'a real Drupal', skip: false, start: (change) => startScimRig(change, real) },
  ];
}

/** Starts all of it over a practice site, or over the site that is given; `close` removes the accounts that SCIM made. */
export async function startScimRig(change: ConnectionChange = {}, given?: DrupalSite): Promise<ScimRig> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-scim-'));
  const site = given ?? (await openPracticeDrupal());
  const org = await startPracticeOrg({ port: 0, scim: { hurry: 50 } });
  const agent = await startAgent({ home, keyring: 'off', port: 0 });
  const call = callerOf(agent);
  const connection = await connect(call, { org, cms: site, mode: 'live' });
  const app = await connectScimApp(
    { call, connection, listen: { agent, port: 0 }, org, direction: 'oktaToCms' },
    change,
  );
  const { baseUrl, token } = app;
  const directory = async () => {
    const stored = agent.services.store.data.connections[connection.id];
    const side = stored && (await agent.services.directories.side(stored, 'cms'));
    if (!side) throw new Error('the connection has no site');
    return side;
  };
  const made = (): string[] =>
    [...org.org.state.scim.usersAfter(app.id, 0)].flatMap(({ externalId }) => externalId ?? []);
  const created = new Set<string>();
  return {
    appId: app.id,
    baseUrl,
    token,
    org,
    site,
    okta: (method, place, body) =>
      send(`${org.url}${place}`, { method, body, headers: { authorization: `SSWS ${org.token}` } }),
    scim: async (method, place, { body, headers } = {}) => {
      const begun = performance.now();
      const answer = await send(`${baseUrl}${place}`, {
        method,
        body,
        headers: {
          authorization: `Bearer ${token}`,
          'user-agent': 'OKTA SCIM Integration',
          accept: 'application/scim+json',
          ...headers,
        },
      });
      if (method === 'POST' && answer.status === 201 && place === '/Users') created.add(String(answer.body['id']));
      return { ...answer, ms: performance.now() - begun };
    },
    settle: async () => {
      await org.provisioner.settled();
      for (const id of made()) created.add(id);
      const scimApp = org.org.state.scim.byId(app.id);
      const [task] = scimApp === undefined ? [] : org.provisioner.tasks(scimApp);
      if (task !== undefined) throw new Error(task.summary);
    },
    account: async (scimId) => {
      const cms = await directory();
      return cms.get(scimId).then(
        ({ state, email, groups }) => ({ state, email, groups: groups ?? [] }),
        () => null,
      );
    },
    call,
    connection: connection.id,
    converged: () => agent.services.scim.converge.rest(),
    roleNames: async () => {
      const roles = await (await directory()).groups?.list();
      return (roles ?? []).map(({ name }) => name);
    },
    close: async () => {
      const cms = await directory();
      // A site that was lent is given back without the accounts of the test.
      if (given !== undefined) for (const id of created) await cms.remove?.(id);
      await agent.close();
      await org.close();
      if (given === undefined) await site.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

interface Sent {
  readonly method: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

async function send(address: string, { method, body, headers }: Sent): Promise<OktaAnswer> {
  const answer = await fetch(address, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: text === '' ? {} : bodySchema.parse(JSON.parse(text)) };
}
