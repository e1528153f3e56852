import { SyncError } from '@rollcall/shared';
import type {
  Account,
  AccountRow,
  Connection,
  Link,
  Method,
  Operation,
  Plan,
  PlanItem,
  RunRequest,
  Scope,
  Side,
  Trigger,
} from '@rollcall/shared';

import { accountKey } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { guardItems, namedLimit } from './guard.ts';
import { marksByItem } from './guarded.ts';
import { hashOf } from './hash.ts';
import { indexChanges } from './index-observation.ts';
import type { JobBook, LiveJob } from './job-book.ts';
import { identityOf } from './map.ts';
import { matchAccounts } from './match.ts';
import { observe } from './observe.ts';
import type { Observed, Sides } from './observe.ts';
import { planPair } from './plan-pair.ts';
import type { PlanContext } from './plan-items.ts';
import { onlyPasswords, passwordsAtHand, withPassword } from './plan-password.ts';
import { joinPlans } from './plan.ts';
import type { Planned } from './plan.ts';
import { lastSweep, watermarkChange, watermarkOf } from './sweep.ts';
import { toldBy, toldDeleted } from './told.ts';
import { createTurns, inTurns } from './turns.ts';

export interface PlanRun {
  deps: EngineDeps;
  book: JobBook;
  live: LiveJob;
  connection: Connection;
  sides: Sides;
}

export interface MadePlan {
  plan: Plan;
  items: PlanItem[];
  sources: Map<string, Account>;
}

/** How long a plan may be applied, in milliseconds. */
const planLife = 24 * 60 * 60 * 1000;
/** Store changes a commit, so that recording a large listing never holds up others for long. */
const chunk = 200;

/**
 * Reads both sides, plans, guards, saves the plan and brings the badges' index up to date. Writes to neither side. A look
 * for changes, made every minute, saves no plan and answers null when there is nothing to do.
 */
export async function readAndPlan(run: PlanRun): Promise<MadePlan | null> {
  const { live, connection } = run;
  const { request } = live.job;
  const { links, elsewhere } = await linksOf(run);
  const observed = await read(run, links);
  refuseUnknown(observed, request.scope);
  await run.book.update(live, { state: 'planning' });

  // Only a person's own words count as naming somebody; an event that mentions an account asks for nothing.
  const asked = request.scope.kind === 'accounts' && isPerson(request.trigger);
  const named = asked && observed.named.size + observed.alone.size <= namedLimit;
  const nobody: ReadonlySet<string> = new Set();
  const context: PlanContext = {
    connection,
    ...run.sides,
    trigger: request.trigger,
    listed: { cms: observed.observation.cms.complete, okta: observed.observation.okta.complete },
    operations: request.operations,
    ticks: ticksOf(connection, request.trigger),
    absenceProven: observed.observation.okta.complete || request.scope.kind !== 'all',
  };
  const rowOf = (account: Account) => run.deps.store.data.accounts[accountKey(account.ref)];
  const passwords = await passwordsAtHand(run.deps, { request, connection, observed, rowOf });
  const pairs: Planned['pairs'] = [];
  const alone = aloneOf(request, asked, observed);
  const matched = { connection, links, ...observed, named: asked ? observed.named : nobody, alone, elsewhere };
  await inTurns(await matchAccounts(matched), (pair) => {
    pairs.push({ pair, plan: withPassword(planPair(pair, context), pair, passwords, context) });
  });
  const joined = joinPlans(pairs);
  const planned = request.only === 'passwords' ? onlyPasswords(joined, passwords) : joined;
  if (request.only === 'passwords') observed.unknown.push(...run.deps.passwords.unclaimed(request.secretSlot ?? ''));
  const { items, brake } = guardItems({
    items: planned.items,
    connection,
    trigger: request.trigger,
    named,
    linked: links.length,
    observed: observed.observation,
    told: toldBy(request),
    identity: identityOf(run.sides),
    guarded: await marksByItem(planned.items, observed, rowsOf(run, 'cms'), {
      by: request.by,
      protect: connection.protect,
    }),
  });
  const idle = request.scope.kind === 'changed' && items.length === 0;
  const plan = idle ? null : await savePlan(run, { planned, observed, items, brake });
  await saveIndex(run, { observed, planned, items, plan });
  if (plan === null) return null;
  return { plan, items, sources: await sourcesOf(observed) };
}

async function sourcesOf({ cms, okta }: Observed): Promise<MadePlan['sources']> {
  const sources: MadePlan['sources'] = new Map();
  for (const accounts of [cms, okta]) {
    await inTurns(accounts, (account) => void sources.set(accountKey(account.ref), account));
  }
  return sources;
}

/** Okta accounts that may be made on the site: whom a person named, or all that a pull is about. */
function aloneOf({ scope, trigger }: RunRequest, asked: boolean, { alone }: Observed): ReadonlySet<string> | 'all' {
  if (trigger === 'pull' || trigger === 'scim') return scope.kind === 'all' ? 'all' : alone;
  return asked ? alone : new Set();
}

/** What a run of this kind may do, by the ticks of its method; without Read it may create and deactivate nothing. */
export function ticksOf(connection: Connection, trigger: Trigger): Operation[] {
  const { on, operations } = connection.methods[methodOf(trigger)];
  if (!on || !operations.includes('read')) return [];
  return operations;
}

function isPerson(trigger: Trigger): boolean {
  return methodOf(trigger) === 'manual';
}

function methodOf(trigger: Trigger): Method {
  switch (trigger) {
    case 'event':
      return 'automatic';
    case 'schedule':
      return 'scheduled';
    case 'scim':
      return 'scim';
    case 'pull':
      return 'pull';
    case 'manual':
    case 'cli':
    case 'resume':
    case 'undo':
      return 'manual';
  }
}

/** What a plan was made with: settings that change what it would contain make it stale. */
export function settingsHash(connection: Connection): string {
  const { scope, match, mapping, methods, newInOkta, onBlock, onCmsDelete, onOktaStop, direction, cms, okta } =
    connection;
  const place = (side: Connection['cms']) => (side ? { id: side.id, url: side.url } : null);
  return hashOf({
    scope,
    match,
    mapping,
    methods,
    newInOkta,
    onBlock,
    onCmsDelete,
    onOktaStop,
    direction,
    cms: place(cms),
    okta: place(okta),
  });
}

async function read(run: PlanRun, links: Link[]): Promise<Observed> {
  const { deps, live, connection, sides, book } = run;
  const { data } = deps.store;
  const lastCount = (side: Side) => lastSweep(data, sides[side].id)?.count ?? null;
  const markOf = (side: Side) => watermarkOf(data, { connection: connection.id, directory: sides[side].id });
  const missed = new Set(toldDeleted(live.job.request));
  await inTurns(links, (link) => {
    if ((rowOfLink(run, link)?.missing ?? 0) >= 1) missed.add(link.cms.id);
  });
  const scope: Scope = live.job.request.scope;
  let shown = 0;
  return observe(scope, {
    sides,
    connection,
    links,
    signal: live.abort.signal,
    now: deps.now,
    missedBefore: missed,
    lastCount: { cms: lastCount('cms'), okta: lastCount('okta') },
    watermark: { cms: markOf('cms'), okta: markOf('okta') },
    progress: (at) => {
      if (deps.now() - shown < 200) return;
      shown = deps.now();
      const total = (lastCount('cms') ?? 0) + (lastCount('okta') ?? 0);
      void book.update(live, { at, total: Math.max(total, at) });
    },
  });
}

function rowOfLink({ deps }: PlanRun, link: Link) {
  return deps.store.data.accounts[accountKey(link.cms)];
}

function* rowsOf({ deps, sides }: PlanRun, side: Side): Generator<AccountRow> {
  for (const [, row] of deps.store.walk('accounts')) if (row.ref.directory === sides[side].id) yield row;
}

/** Links of the present two places: one to a site or an org that the connection has left says nothing about these. */
async function linksOf({ deps, connection, sides }: PlanRun): Promise<{ links: Link[]; elsewhere: Set<string> }> {
  const links: Link[] = [];
  const elsewhere = new Set<string>();
  await inTurns(deps.store.walk('links'), ([, link]) => {
    if (link.connection === connection.id) {
      if (link.cms.directory === sides.cms.id && link.okta.directory === sides.okta.id) links.push(link);
    } else if (link.cms.directory === sides.cms.id) elsewhere.add(link.cms.id);
  });
  return { links, elsewhere };
}

function refuseUnknown({ unknown, named, alone }: Observed, scope: Scope): void {
  if (unknown.length === 0 || named.size + alone.size > 0) return;
  const place = scope.kind === 'accounts' && scope.side === 'okta' ? 'Okta has no user' : 'The site has no account';
  throw new SyncError('not_found', `${place} ${unknown.map((name) => `"${name}"`).join(', ')}.`, {
    scope: 'run',
  });
}

interface Parts {
  planned: Planned;
  observed: Observed;
  items: PlanItem[];
  brake: Plan['brake'];
}

async function savePlan(
  { deps, live, connection }: PlanRun,
  { planned, observed, items, brake }: Parts,
): Promise<Plan> {
  const unknown = observed.unknown.map((name) => ({
    subject: { cms: null, okta: null, group: null, label: name, handle: null },
    why: 'undecided' as const,
    code: 'not_found' as const,
    text: `The site has no account "${name}".`,
    differences: [],
  }));
  const made = isoNow(deps);
  return deps.plans.write(
    {
      id: live.job.id.replace(/^R/, 'P'),
      connection: connection.id,
      trigger: live.job.request.trigger,
      by: live.job.request.by,
      made,
      expires: new Date(deps.now() + planLife).toISOString(),
      settings: settingsHash(connection),
      observed: observed.observation,
      counts: planned.counts,
      unchanged: planned.unchanged,
      undecided: planned.undecided + unknown.length,
      excluded: planned.excluded,
      brake,
      state: 'open',
      approved: null,
    },
    items,
    [...planned.asides, ...unknown],
  );
}

async function saveIndex(
  { deps, live, connection, sides }: PlanRun,
  made: { observed: Observed; planned: Planned; items: PlanItem[]; plan: Plan | null },
): Promise<void> {
  const { observed, planned, items } = made;
  const input = {
    store: deps.store,
    connection,
    sides,
    observed,
    planned,
    items,
    plan: made.plan?.id ?? null,
    now: isoNow(deps),
  };
  const turns = createTurns();
  const changes: Change[] = [];
  for (const step of indexChanges(input)) {
    changes.push(...step);
    if (changes.length < chunk && !turns.due()) continue;
    // In the turn in which they were made, so that they take nothing back that somebody else commits meanwhile.
    await deps.store.commit(changes.splice(0));
    await turns.next();
  }
  // What was only planned is still to be done by the next look that may write.
  for (const side of ['cms', 'okta'] as const) {
    const mark = observed.watermark[side];
    if (mark === null || live.job.request.mode !== 'apply') continue;
    changes.push(watermarkChange({ connection: connection.id, directory: sides[side].id }, mark));
  }
  await deps.store.commit(changes);
}
