import { SyncError, toProblem } from '@rollcall/shared';
import type { Connection, Plan, Problem } from '@rollcall/shared';
import { time } from '@rollcall/shared/api-basics';
import type { DigestAnswer } from '@rollcall/shared/api-schedule';
import { z } from 'zod';

import type { Directory } from '../directory/directory.ts';
import type { Sides } from '../engine/observe.ts';
import { isRefusal } from '../engine/pause.ts';
import { settingsHash } from '../engine/finish-plan.ts';
import type { Engine } from '../engine/run.ts';
import { watermarkChange } from '../engine/sweep.ts';
import { del, put } from '../store/data.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import { automaticRequest } from './automatic.ts';
import type { Away } from './beat.ts';
import { whyIdle } from './idle.ts';

export interface DigestDeps {
  store: Store;
  engine: Engine;
  plans: Plans;
  sidesOf: (connection: Connection) => Promise<Sides>;
  now: () => number;
  report: (problem: Problem) => void;
}

/** What gathered on either side in a long absence, as a plan that a person looks at before anything is applied. */
export interface Digests {
  /** Begins one for every connection that syncs by itself. */
  open(away: Away): Promise<void>;
  /** Starts the runs that look, and ends the digests that are applied, rejected or found empty. */
  tick(): Promise<void>;
  /** The digest that waits; null when there is none. */
  of(connection: string): DigestAnswer['digest'];
  /** Why nothing is applied by itself now, as a sentence; null when it may be. */
  holds(connection: string): string | null;
}

const kept = z.object({
  from: time,
  to: time,
  job: z.string().nullable(),
  plan: z.string().nullable(),
  /** Where the looks for changes go on once a person has decided; null until it is known. */
  mark: z.string().nullable(),
});
type Kept = z.infer<typeof kept>;

/** After a run that failed, in milliseconds. */
const retryAfter = 5 * 60_000;

/** Where the digest of a connection is kept among the settings. */
export function digestKey(connection: string): string {
  return `digest/${connection}`;
}

export function createDigests(deps: DigestDeps): Digests {
  const { store } = deps;
  const read = (connection: string) => readDigest(store, connection);
  const notBefore = new Map<string, number>();
  return {
    async open({ from, to }) {
      for (const connection of Object.values(store.data.connections)) {
        if (whyIdle(connection, 'automatic') !== null) continue;
        // A second absence before anybody has looked belongs to the same digest.
        const begun = read(connection.id)?.from ?? new Date(from).toISOString();
        const digest = { from: begun, to: new Date(to).toISOString(), job: null, plan: null, mark: null };
        await saveDigest(store, connection.id, digest);
      }
    },
    async tick() {
      for (const connection of Object.values(store.data.connections)) {
        const digest = read(connection.id);
        if (digest === null) continue;
        if (!connection.methods.automatic.on) await store.commit([del('settings', digestKey(connection.id))]);
        if (whyIdle(connection, 'automatic') !== null) continue;
        await goOn({ deps, connection, digest, notBefore }).catch((error: unknown) => {
          const problem = toProblem(error);
          if (problem.code !== 'locked') deps.report(problem);
        });
      }
    },
    of(connection) {
      const digest = read(connection);
      if (digest === null) return null;
      const { mark: _mark, ...shown } = digest;
      return shown;
    },
    holds(connection) {
      const digest = read(connection);
      if (digest === null) return null;
      const where = digest.plan === null ? 'is being gathered' : `waits as plan ${digest.plan}`;
      return `What changed while Rollcall was away ${where}; until a person has decided, nothing is applied by itself.`;
    },
  };
}

/** The digest of a connection as it is kept; null without one. */
export function readDigest(store: Store, connection: string): Kept | null {
  return kept.safeParse(store.data.settings[digestKey(connection)]).data ?? null;
}

function saveDigest(store: Store, connection: string, digest: Kept): Promise<void> {
  return store.commit([put('settings', digestKey(connection), digest)]);
}

interface Step {
  deps: DigestDeps;
  connection: Connection;
  digest: Kept;
  /** No run that looks is started earlier, by connection. */
  notBefore: Map<string, number>;
}

function goOn(step: Step): Promise<void> {
  if (step.digest.plan !== null) return seeDecision(step, step.digest.plan);
  return step.digest.job === null ? startLook(step) : seeLook(step, step.digest.job);
}

async function startLook({ deps, connection, digest, notBefore }: Step): Promise<void> {
  const { store, engine, now } = deps;
  if (now() < (notBefore.get(connection.id) ?? 0) || engine.running(connection.id) !== null) return;
  notBefore.set(connection.id, now() + retryAfter);
  const { cms } = await deps.sidesOf(connection);
  const mark = digest.mark ?? (await markOf(cms, now()));
  const job = await engine.start(automaticRequest(connection.id, { kind: 'all' }, 'plan'));
  await saveDigest(store, connection.id, { ...digest, job: job.id, mark });
}

/** Where a look for changes would end now; null where the site can't tell. */
async function markOf(cms: Directory, now: number): Promise<string | null> {
  try {
    return (await cms.changesSince?.(new Date(now).toISOString()))?.watermark ?? null;
  } catch (error) {
    // The run that follows meets the same refusal, and pauses the connection for it.
    if (error instanceof SyncError && isRefusal(error.code)) return null;
    throw error;
  }
}

async function seeLook({ deps, connection, digest }: Step, id: string): Promise<void> {
  const job = deps.engine.job(id);
  if (job && job.ended === null) return;
  if (job?.state !== 'done' || job.plan === null) {
    return saveDigest(deps.store, connection.id, { ...digest, job: null });
  }
  const { items } = await deps.plans.read(job.plan);
  if (items.every((item) => item.verdict.is === 'refuse')) return close(deps.store, connection, digest);
  await saveDigest(deps.store, connection.id, { ...digest, plan: job.plan });
}

async function seeDecision({ deps, connection, digest }: Step, id: string): Promise<void> {
  const plan = await headOf(deps.plans, id);
  if (plan?.state === 'applied' || plan?.state === 'refused') return close(deps.store, connection, digest);
  const isGood = plan && Date.parse(plan.expires) > deps.now() && plan.settings === settingsHash(connection);
  if (!isGood) await saveDigest(deps.store, connection.id, { ...digest, job: null, plan: null, mark: null });
}

/** What a person has decided about must not come back as a change that nobody has looked at. */
async function close(store: Store, { id, cms }: Connection, { mark }: Kept): Promise<void> {
  const passed = mark !== null && cms ? [watermarkChange({ connection: id, directory: cms.id }, mark)] : [];
  await store.commit([...passed, del('settings', digestKey(id))]);
}

async function headOf(plans: Plans, id: string): Promise<Plan | null> {
  try {
    return await plans.head(id);
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null;
    throw error;
  }
}
