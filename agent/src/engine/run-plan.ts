import { SyncError } from '@rollcall/shared';
import type {
  Account,
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

import { accountKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { releaseMoved } from './accepted.ts';
import { isoNow } from './deps.ts';
import { guardPlan, nobodyWords, savePlan } from './finish-plan.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { namedLimit } from './guard.ts';
import { indexChanges } from './index-observation.ts';
import { isPresent } from '../store/index-links.ts';
import { matchAccounts } from './match.ts';
import { isGiven } from './membership.ts';
import { observe } from './observe.ts';
import type { Observed } from './observe.ts';
import { planPair } from './plan-pair.ts';
import type { PlanContext } from './plan-items.ts';
import { onlyPasswords, passwordsAtHand, withPassword } from './plan-password.ts';
import { leftOut } from './quarantine.ts';
import { joinPlans } from './plan.ts';
import type { Planned } from './plan.ts';
import { outsideWhenGone } from './scope.ts';
import { lastSweep, watermarkChange, watermarkOf } from './sweep.ts';
import { deletedRows, takeDeleted, toldDeleted } from './told.ts';
import { createTurns, inTurns } from './turns.ts';

/** Store changes a commit, so that recording a large listing never holds up others for long. */
const chunk = 200;

/**
 * Reads both sides, plans, guards, saves the plan and brings the badges' index up to date. Writes to neither side. A look
 * for changes, made every minute, saves no plan and answers null when there is nothing to do.
 */
export async function readAndPlan(run: PlanRun): Promise<MadePlan | null> {
  const { live, connection } = run;
  const { request } = live.job;
  const { links: known, elsewhere } = await linksOf(run);
  const observed = await read(run, known);
  const deleted = takeDeleted(request, observed);
  refuseUnknown(observed, request.scope);
  await run.book.update(live, { state: 'planning' });
  const links = await releaseLinks(run, known, observed);

  // Only a person's own words count as naming somebody; an event that mentions an account asks for nothing.
  const asked = request.scope.kind === 'accounts' && isPerson(request.trigger);
  const named = asked && observed.named.size + observed.alone.size <= namedLimit;
  const nobody: ReadonlySet<string> = new Set();
  const context: PlanContext = {
    connection,
    ...run.sides,
    trigger: request.trigger,
    groups: observed.groups,
    isPushed: (account, role) => isGiven(run.deps.store, account, role),
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
    const row = pair.cms ? rowOf(pair.cms) : undefined;
    const gone = pair.link && !pair.cms ? rowOfLink(run, pair.link) : undefined;
    const left = leftOut(pair, row, request.trigger) ?? outsideWhenGone(pair, gone, connection);
    pairs.push({ pair, plan: left ?? withPassword(planPair(pair, context), pair, passwords, context) });
  });
  const joined = joinPlans(pairs);
  const planned = request.only === 'passwords' ? onlyPasswords(joined, passwords, context) : joined;
  if (request.only === 'passwords') observed.unknown.push(...run.deps.passwords.unclaimed(request.secretSlot ?? ''));
  const draft = { planned, observed, named, linked: links.length };
  const { items, brake } = await guardPlan(run, draft);
  const idle = request.scope.kind === 'changed' && items.length === 0;
  const plan = idle ? null : await savePlan(run, { ...draft, items, brake });
  // What unsaved settings make of both sides is nothing to remember.
  if (!request.trial) await saveIndex(run, { observed, planned, items, plan });
  if (!request.trial) await run.deps.store.commit(deletedRows(run.deps.store, run.sides.cms.id, deleted));
  if (plan === null) return null;
  return { plan, items, sources: await sourcesOf(observed) };
}

/** Accepted differences count again where a side has moved since. */
async function releaseLinks(
  { deps, live, connection, sides }: PlanRun,
  links: Link[],
  seen: Observed,
): Promise<Link[]> {
  if (!links.some((link) => link.accepted)) return links;
  const cms = new Map(seen.cms.map((account) => [account.ref.id, account]));
  const okta = new Map(seen.okta.map((account) => [account.ref.id, account]));
  const released = links.map((link) => {
    const [left, right] = [cms.get(link.cms.id), okta.get(link.okta.id)];
    if (!link.accepted || !left || !right) return link;
    return releaseMoved(link, { cms: left, okta: right, connection, fields: sides.okta.fields });
  });
  const changed = released.filter((link, index) => link !== links[index]);
  if (!live.job.request.trial) await deps.store.commit(changed.map((link) => put('links', link.id, link)));
  return released;
}

/** What was read of both sides, by `accountKey`. */
export async function sourcesOf({ cms, okta }: Pick<Observed, 'cms' | 'okta'>): Promise<MadePlan['sources']> {
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

/** Links of the present two places: one to a site or an org that the connection has left says nothing about these. */
export async function linksOf({
  deps,
  connection,
  sides,
}: PlanRun): Promise<{ links: Link[]; elsewhere: Set<string> }> {
  const links: Link[] = [];
  const elsewhere = new Set<string>();
  await inTurns(deps.store.walk('links'), ([, link]) => {
    if (isPresent(link, connection)) links.push(link);
    else if (link.connection !== connection.id && link.cms.directory === sides.cms.id) elsewhere.add(link.cms.id);
  });
  return { links, elsewhere };
}

function refuseUnknown({ unknown, named, alone }: Observed, scope: Scope): void {
  if (unknown.length === 0 || named.size + alone.size > 0) return;
  throw new SyncError('not_found', `${nobodyWords(scope)} ${unknown.map((name) => `"${name}"`).join(', ')}.`, {
    scope: 'run',
  });
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
