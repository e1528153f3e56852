import type { Account, AccountRow, Connection, Plan, PlanItem, Scope, Side } from '@rollcall/shared';

import type { EngineDeps } from './deps.ts';
import { isoNow } from './deps.ts';
import { guardItems } from './guard.ts';
import type { Guardedness } from './guard.ts';
import { marksByItem } from './guarded.ts';
import { hashOf } from './hash.ts';
import type { JobBook, LiveJob } from './job-book.ts';
import { identityOf } from './map.ts';
import type { Observed, Sides } from './observe.ts';
import type { Planned } from './plan.ts';
import { toldBy } from './told.ts';

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

/** What was planned from what was read, before the guard has looked at it. */
export interface Draft {
  planned: Planned;
  observed: Observed;
  /** A person named each account, few enough to pass the brakes. */
  named: boolean;
  /** How many accounts of the connection are linked. */
  linked: number;
  /** Whoever counts as gone was asked for by id, so that it needs no complete listing. */
  absenceProven?: boolean;
  /** Every administrator that is known was read just now, so that no older word of any counts. */
  knowsAdministrators?: boolean;
}

/** How long a plan may be applied, in milliseconds. */
const planLife = 24 * 60 * 60 * 1000;

/** What the guard and the brakes say of each planned item. */
export async function guardPlan(
  run: PlanRun,
  { planned, observed, knowsAdministrators, ...draft }: Draft,
): Promise<Guardedness> {
  const { connection } = run;
  const { request } = run.live.job;
  const marks = { by: request.by, protect: connection.protect };
  return guardItems({
    items: planned.items,
    connection,
    trigger: request.trigger,
    ...draft,
    observed: observed.observation,
    told: toldBy(request),
    identity: identityOf(run.sides),
    guarded: await marksByItem(planned.items, observed, knowsAdministrators ? [] : cmsRows(run), marks),
  });
}

function* cmsRows({ deps, sides }: PlanRun): Generator<AccountRow> {
  for (const [, row] of deps.store.walk('accounts')) if (row.ref.directory === sides.cms.id) yield row;
}

/** Saves a guarded plan, to be looked at and applied. */
export async function savePlan(
  { deps, live, connection }: PlanRun,
  { planned, observed, items, brake }: Draft & Guardedness,
): Promise<Plan> {
  const unknown = observed.unknown.map((name) => ({
    subject: { cms: null, okta: null, group: null, label: name, handle: null },
    why: 'undecided' as const,
    code: 'not_found' as const,
    text: `${nobodyWords(live.job.request.scope)} "${name}".`,
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
      ...ruleOf(live.job.request.scope),
      ...pullOf(live.job.request.scope),
      brake,
      state: 'open',
      approved: null,
    },
    items,
    [...planned.asides, ...unknown],
  );
}

/** How it is said that a named account is not there, before its name. */
export function nobodyWords(scope: Scope): string {
  return scope.kind === 'accounts' && scope.side === 'okta' ? 'Okta has no user' : 'The site has no account';
}

/** The owners that a decision makes for everybody once its plan is applied. */
export function ruleOf(scope: Scope): Pick<Plan, 'rule'> {
  if (scope.kind !== 'resolve' || !scope.rule) return {};
  const owners = Object.entries(scope.take).filter((each): each is [string, Side] => each[1] !== 'leave');
  return { rule: Object.fromEntries(owners.filter(([field]) => field !== 'state')) };
}

function pullOf(scope: Scope): Pick<Plan, 'pull' | 'main'> {
  if (scope.kind !== 'pull') return {};
  return { pull: scope.options, ...(scope.main === undefined ? {} : { main: scope.main }) };
}

/** The connection with the owners that a plan's rule names. */
export function withRule(connection: Connection, { rule }: Pick<Plan, 'rule'>): Connection {
  if (!rule) return connection;
  const mapping = connection.mapping.map((each) => ({ ...each, owner: rule[each.okta] ?? each.owner }));
  return { ...connection, mapping };
}

/** What a plan was made with: settings that change what it would contain make it stale. */
export function settingsHash(connection: Connection): string {
  const { scope, protect, match, mapping, methods, newInOkta, onBlock, onCmsDelete, onOktaStop, groupMaps } =
    connection;
  const { direction, cms, okta, pull } = connection;
  const place = (side: Connection['cms']) => (side ? { id: side.id, url: side.url } : null);
  return hashOf({
    scope,
    protect,
    match,
    mapping,
    methods,
    newInOkta,
    onBlock,
    onCmsDelete,
    onOktaStop,
    groupMaps,
    direction,
    pull,
    cms: place(cms),
    okta: place(okta),
  });
}
