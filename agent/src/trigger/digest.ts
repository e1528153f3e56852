import { SyncError, toProblem } from '@rollcall/shared';
import type { Connection, Plan, Problem } from '@rollcall/shared';
import { time } from '@rollcall/shared/api-basics';
import type { DigestAnswer } from '@rollcall/shared/api-schedule';
import { z } from 'zod';

import type { Sides } from '../engine/observe.ts';
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

const keyOf = (connection: string) => `digest/${connection}`;

export function createDigests(deps: DigestDeps): Digests {
  const { store, engine, now } = deps;
  const notBefore = new Map<string, number>();

  const read = (connection: string): Kept | null => kept.safeParse(store.data.settings[keyOf(connection)]).data ?? null;
  const save = (connection: string, digest: Kept): Promise<void> =>
    store.commit([put('settings', keyOf(connection), digest)]);

  const close = async ({ id, cms }: Connection, { mark }: Kept): Promise<void> => {
    // What a person has decided about must not come back as a change that nobody has looked at.
    const passed = mark !== null && cms ? [watermarkChange({ connection: id, directory: cms.id }, mark)] : [];
    await store.commit([...passed, del('settings', keyOf(id))]);
  };
  const look = async (connection: Connection, digest: Kept): Promise<void> => {
    if (now() < (notBefore.get(connection.id) ?? 0) || engine.running(connection.id) !== null) return;
    notBefore.set(connection.id, now() + retryAfter);
    const { cms } = await deps.sidesOf(connection);
    const mark = digest.mark ?? (await cms.changesSince?.(new Date(now()).toISOString()))?.watermark ?? null;
    const job = await engine.start(automaticRequest(connection.id, { kind: 'all' }, 'plan'));
    await save(connection.id, { ...digest, job: job.id, mark });
  };
  const settle = async (connection: Connection, digest: Kept): Promise<void> => {
    const job = engine.job(digest.job ?? '');
    if (job && job.ended === null) return;
    if (job?.state !== 'done' || job.plan === null) return save(connection.id, { ...digest, job: null });
    const { items } = await deps.plans.read(job.plan);
    if (items.some((item) => item.verdict.is !== 'refuse')) await save(connection.id, { ...digest, plan: job.plan });
    else await close(connection, digest);
  };
  const decide = async (connection: Connection, digest: Kept): Promise<void> => {
    const plan = await headOf(deps.plans, digest.plan ?? '');
    if (plan?.state === 'applied' || plan?.state === 'refused') return close(connection, digest);
    const isGood = plan && Date.parse(plan.expires) > now() && plan.settings === settingsHash(connection);
    if (!isGood) await save(connection.id, { ...digest, job: null, plan: null, mark: null });
  };
  const goOn = (connection: Connection, digest: Kept): Promise<void> => {
    if (digest.plan !== null) return decide(connection, digest);
    return digest.job === null ? look(connection, digest) : settle(connection, digest);
  };

  return {
    async open({ from, to }) {
      for (const connection of Object.values(store.data.connections)) {
        if (whyIdle(connection, 'automatic') !== null) continue;
        // A second absence before anybody has looked belongs to the same digest.
        const begun = read(connection.id)?.from ?? new Date(from).toISOString();
        await save(connection.id, { from: begun, to: new Date(to).toISOString(), job: null, plan: null, mark: null });
      }
    },
    async tick() {
      for (const connection of Object.values(store.data.connections)) {
        const digest = read(connection.id);
        if (digest === null) continue;
        if (!connection.methods.automatic.on) await store.commit([del('settings', keyOf(connection.id))]);
        else if (whyIdle(connection, 'automatic') === null) {
          await goOn(connection, digest).catch((error: unknown) => {
            const problem = toProblem(error);
            if (problem.code !== 'locked') deps.report(problem);
          });
        }
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

async function headOf(plans: Plans, id: string): Promise<Plan | null> {
  try {
    return await plans.head(id);
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null;
    throw error;
  }
}
