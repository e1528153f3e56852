import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SyncError, systemActor } from '@rollcall/shared';
import type { Account, Action, Connection, Job, RunRequest, Scope } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { MemoryDirectory } from '../directory/memory/memory.ts';
import type { Seed } from '../directory/memory/memory.ts';
import { oktaShape } from '../directory/memory/shape.ts';
import { createPasswords } from '../secret/passwords.ts';
import type { Passwords } from '../secret/passwords.ts';
import { openSecrets } from '../secret/secrets.ts';
import { openActivity } from '../store/activity.ts';
import type { Activity } from '../store/activity.ts';
import { put } from '../store/data.ts';
import { openPlans } from '../store/plans.ts';
import type { Plans } from '../store/plans.ts';
import { openStore } from '../store/store.ts';
import type { Store } from '../store/store.ts';
import type { Sides } from './observe.ts';
import { createEngine } from './run.ts';
import type { Engine } from './run.ts';
import { connectionOf } from './sample.fixture.ts';

/** A site and an Okta org in memory, with a real store between them. */
export interface World {
  home: string;
  cms: MemoryDirectory;
  okta: MemoryDirectory;
  store: Store;
  activity: Activity;
  plans: Plans;
  engine: Engine;
  passwords: Passwords;
  /** Moves the clock on, in milliseconds. */
  pass(ms: number): void;
  connect(change?: Partial<Connection>): Promise<Connection>;
  addCms(count: number, change?: Partial<Seed>): Account[];
  addOkta(login: string, change?: Partial<Seed>): Account;
  request(scope: Scope, change?: Partial<RunRequest>): RunRequest;
  /** Starts a run and waits for its rest. */
  run(scope: Scope, change?: Partial<RunRequest>): Promise<Job>;
  sync(...logins: string[]): Promise<Job>;
  /** As if the process had died and been started again: only the disk and the directories stay. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export const all: Scope = { kind: 'all' };
export const named = (...ids: string[]): Scope => ({ kind: 'accounts', side: 'cms', ids });

interface WorldOptions {
  lagMs?: number;
  sides?: Sides;
  /** Other sites, by the connection that is for each. */
  sites?: Readonly<Record<string, Directory>>;
}

export async function createWorld(options: WorldOptions = {}): Promise<World> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-engine-'));
  let clock = Date.parse('2026-01-15T09:00:00.000Z');
  let serial = 0;
  const now = () => clock;
  const cms = new MemoryDirectory({ id: 'cms', now });
  const okta = new MemoryDirectory({ id: 'okta', shape: oktaShape, now, lagMs: options.lagMs ?? 0 });
  const secrets = await openSecrets(home, { keyring: 'off', note: () => {} });
  const open = async () => {
    const store = await openStore(home, { now });
    const activity = await openActivity(home, { store, secrets, now });
    const plans = await openPlans(home, { now });
    const passwords = createPasswords(now);
    const engine = createEngine({
      store,
      activity,
      plans,
      passwords,
      sidesOf: async ({ id }) => {
        const sides = options.sides ?? { cms, okta };
        return { ...sides, cms: options.sites?.[id] ?? sides.cms };
      },
      now,
      sleep: async (ms) => {
        clock += ms;
      },
      newId: () => `id-${(serial += 1)}`,
      report: (error) => {
        if (!(error instanceof SyncError)) throw error;
      },
    });
    return { store, activity, plans, passwords, engine };
  };
  const world: World = {
    home,
    cms,
    okta,
    ...(await open()),
    pass(ms) {
      clock += ms;
    },
    async connect(change) {
      const connection = connectionOf(change);
      await world.store.commit([put('connections', connection.id, connection)]);
      return connection;
    },
    addCms(count, change) {
      const seeds = Array.from({ length: count }, (_each, index): Seed => {
        const number = index + 1;
        const attributes = {
          name: `user${number}`,
          mail: `user${number}@harbor.example`,
          field_department: 'Research',
        };
        return { state: 'active', ...change, attributes: { ...attributes, ...change?.attributes } };
      });
      return cms.seed(seeds);
    },
    addOkta(login, change) {
      const attributes = { login, email: login, firstName: 'Given', lastName: 'Family' };
      const [account] = okta.seed([
        { state: 'active', ...change, attributes: { ...attributes, ...change?.attributes } },
      ]);
      if (!account) throw new Error('nothing was seeded');
      return account;
    },
    request: (scope, change) => ({
      connection: 'c1',
      trigger: 'cli',
      by: systemActor,
      scope,
      mode: 'apply',
      operations: [] as Action[],
      deadline: null,
      secretSlot: null,
      desired: null,
      ...change,
    }),
    async run(scope, change) {
      // Two equal requests within five seconds are one click; tests mean two.
      clock += 6_000;
      const job = await world.engine.start(world.request(scope, change));
      return world.engine.finished(job.id);
    },
    sync: (...logins) => world.run(named(...logins)),
    async restart() {
      await world.store.close();
      Object.assign(world, await open());
    },
    async close() {
      await world.engine.stop();
      await world.activity.close();
      await world.store.close();
      await rm(home, { recursive: true, force: true });
    },
  };
  return world;
}
