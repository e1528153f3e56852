import { toProblem } from '@rollcall/shared';
import type { Connection, Job, Plan, Problem } from '@rollcall/shared';
import { problemSchema, time } from '@rollcall/shared/api-basics';
import type { AlertAnswer } from '@rollcall/shared/api-alert';
import { z } from 'zod';

import type { Secrets } from '../secret/secrets.ts';
import type { Activity } from '../store/activity.ts';
import { put } from '../store/data.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import type { Away } from '../trigger/beat.ts';
import { readDigest } from '../trigger/digest.ts';
import { lastDue } from '../trigger/due.ts';
import { whyIdle } from '../trigger/idle.ts';
import { clearedBy, clearedText, runAlert, troubleOf } from './alert.ts';
import type { Alert, Trouble } from './alert.ts';
import { followStore } from './follow.ts';
import { endingTokens } from '../scim/token-end.ts';
import { createOutbox } from './outbox.ts';
import type { Delivery, Outbox } from './outbox.ts';
import { createAlertBook } from './settings.ts';
import type { AlertBook } from './settings.ts';
import { totalOf, weekOf, weekText } from './weekly.ts';

export interface AlertDeps {
  store: Store;
  secrets: Secrets;
  activity: Activity;
  plans: Plans;
  fetch: typeof globalThis.fetch;
  now: () => number;
  /** IANA zone of the agent's computer, for the weekly summary. */
  zone: string;
  report: (problem: Problem) => void;
}

/** Tells people about what goes wrong while nobody looks, and when it is well again. */
export interface Alerts {
  readonly book: AlertBook;
  lastSent(): AlertAnswer['lastSent'];
  /** Sends a test message now and answers how it fared on each way that is set. */
  test(): Promise<Delivery[]>;
  /** A person has said no to a plan; `left` is how many plans of its connection still wait. */
  rejected(plan: Plan, left: number): void;
  /** To be called now and then: tells of a long absence, sends again what failed, and the weekly summary. */
  tick(away: Away | null): Promise<void>;
  /** Takes no more, and resolves when what is under way is sent. */
  close(): Promise<void>;
}

const kept = z.object({
  /** When each trouble was last told, by connection and kind. */
  open: z.record(z.string(), time),
  /** The weekly summary tells what is newer; null while nobody wants it. */
  week: time.nullable(),
  lastSent: z.object({ at: time, what: z.string(), problem: problemSchema.nullable() }).nullable(),
});
type Kept = z.infer<typeof kept>;

interface Inside {
  deps: AlertDeps;
  book: AlertBook;
  outbox: Outbox;
  read(): Kept;
  save(patch: Partial<Kept>): Promise<void>;
}

const key = 'alert-state';
/** Monday morning, for the past week. */
const weekly = '0 8 * * 1';

export function createAlerts(deps: AlertDeps): Alerts {
  const { store } = deps;
  const book = createAlertBook(deps);
  const read = (): Kept => kept.safeParse(store.data.settings[key]).data ?? { open: {}, week: null, lastSent: null };
  const save = (patch: Partial<Kept>) => store.commit([put('settings', key, { ...read(), ...patch })]);
  const onSent = async ({ kind }: Alert, deliveries: Delivery[]): Promise<void> => {
    const problem = deliveries.find((each) => each.problem !== null)?.problem ?? null;
    if (problem) deps.report(problem);
    await save({ lastSent: { at: isoNow(deps), what: kind, problem } });
  };
  const outbox = createOutbox({ ...deps, book, onSent });
  const inside: Inside = { deps, book, outbox, read, save };
  const listener = {
    ended: (job: Job) => hearRun(inside, job),
    saved: (connection: Connection) => hearConnection(inside, connection),
  };
  const unfollow = followStore(store, listener, deps.report);
  let telling = Promise.resolve();
  return {
    book,
    lastSent: () => read().lastSent,
    test: () => outbox.send({ ...blank('test', deps), sentence: 'This is a test message. Nothing is wrong.' }),
    rejected(plan, left) {
      telling = telling
        .then(() => hearRejected(inside, plan, left))
        .catch((error: unknown) => deps.report(toProblem(error)));
    },
    async tick(away) {
      await outbox.retry();
      if (away !== null) await tellAway(inside, away);
      await tellTokens(inside);
      await tellWeek(inside);
    },
    async close() {
      await unfollow();
      await telling;
    },
  };
}

async function hearRun(inside: Inside, job: Job): Promise<void> {
  const connection = inside.deps.store.data.connections[job.request.connection];
  const trouble = connection ? troubleOf(job) : null;
  if (!connection || trouble === null) return;
  if (trouble === 'fine') await clear(inside, connection, clearedBy(job.request));
  else await raise(inside, trouble, runAlert(trouble, job, connection, isoNow(inside.deps)));
}

async function hearConnection(inside: Inside, connection: Connection): Promise<void> {
  if (connection.pausedFor === null) await clear(inside, connection, ['signIn']);
}

async function hearRejected(inside: Inside, { id, connection }: Plan, left: number): Promise<void> {
  const { store } = inside.deps;
  const present = store.data.connections[connection];
  if (!present) return;
  const over: Trouble[] = left === 0 ? ['waiting', 'brake'] : [];
  if (readDigest(store, connection)?.plan === id) over.push('away');
  await clear(inside, present, over);
}

/** Tells a trouble at once, and again only when it is still there after the quiet interval. */
async function raise({ deps, book, outbox, read, save }: Inside, kind: Trouble, alert: Alert): Promise<void> {
  if (!isOn(book)) return;
  const { open } = read();
  const name = `${alert.connection?.id ?? ''}/${kind}`;
  const told = open[name];
  const quiet = book.read().quietMinutes * 60_000;
  if (told !== undefined && deps.now() - Date.parse(told) < quiet) return;
  await save({ open: { ...open, [name]: isoNow(deps) } });
  await outbox.send(alert);
}

async function clear({ deps, outbox, read, save }: Inside, connection: Connection, kinds: Trouble[]): Promise<void> {
  const { id, name } = connection;
  const { open } = read();
  const over = kinds.filter((kind) => open[`${id}/${kind}`] !== undefined);
  if (over.length === 0) return;
  const names = over.map((kind) => `${id}/${kind}`);
  await save({ open: Object.fromEntries(Object.entries(open).filter(([each]) => !names.includes(each))) });
  await outbox.send({ ...blank('recovered', deps), connection: { id, name }, sentence: clearedText(name, over) });
}

async function tellAway(inside: Inside, { from, to }: Away): Promise<void> {
  const times = [from, to].map((each) => new Date(each).toISOString()).join(' to ');
  for (const connection of Object.values(inside.deps.store.data.connections)) {
    if (whyIdle(connection, 'automatic') !== null) continue;
    const { id, name } = connection;
    const sentence = `Rollcall was away from ${times}. What changed for ${name} is gathered as a plan; until somebody has decided, nothing is applied by itself.`;
    const about = { connection: { id, name }, sentence, next: 'Look at the plan.' };
    await raise(inside, 'away', { ...blank('away', inside.deps), ...about });
  }
}

/** Tells once of a token that ends soon, and again when none does any more. */
async function tellTokens(inside: Inside): Promise<void> {
  const { deps, read } = inside;
  for (const connection of Object.values(deps.store.data.connections)) {
    const { id, name } = connection;
    const [token] = endingTokens(deps.store.data.tokens, id, deps.now());
    const isTold = read().open[`${id}/tokenEnds`] !== undefined;
    if (!token && isTold) await clear(inside, connection, ['tokenEnds']);
    if (!token || isTold) continue;
    const sentence = `Token ${token.id} of ${name} ends on ${token.expires}. From then on Okta’s SCIM calls with it are refused.`;
    const next = 'Make another token and put it into Okta, or renew this one.';
    await raise(inside, 'tokenEnds', { ...blank('tokenEnds', deps), connection: { id, name }, sentence, next });
  }
}

async function tellWeek({ deps, book, outbox, read, save }: Inside): Promise<void> {
  const { week } = read();
  if (!book.read().weekly || !isOn(book)) {
    if (week !== null) await save({ week: null });
    return;
  }
  if (week === null) return save({ week: isoNow(deps) });
  const due = lastDue({ cron: weekly, zone: deps.zone }, deps.now());
  if (due === null || due <= Date.parse(week)) return;
  const weeks = await weekOf(deps, week);
  await save({ week: isoNow(deps) });
  const lines = [...weeks].map(([{ name }, each]) => weekText(name, each));
  const sentence = lines.length === 0 ? 'Nothing is connected yet.' : lines.join('\n');
  await outbox.send({ ...blank('weekly', deps), sentence, counts: totalOf(weeks.values()) });
}

function blank(kind: Alert['kind'], deps: AlertDeps): Alert {
  const at = isoNow(deps);
  return { kind, connection: null, at, sentence: '', next: null, counts: {}, run: null, plan: null };
}

function isOn(book: AlertBook): boolean {
  const { webhook, mail } = book.read();
  return webhook !== null || mail !== null;
}

function isoNow({ now }: Pick<AlertDeps, 'now'>): string {
  return new Date(now()).toISOString();
}
