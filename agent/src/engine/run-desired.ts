import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, Desired, MappingRule, Operation } from '@rollcall/shared';

import { accountKey, put } from '../store/data.ts';
import { noDifferences } from './compare.ts';
import { isOff } from './compare-state.ts';
import { isoNow } from './deps.ts';
import { writesTo } from './direction.ts';
import { guardPlan, savePlan } from './finish-plan.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { protectedText } from './guard.ts';
import type { Guardedness } from './guard.ts';
import { accountHash } from './hash.ts';
import { mappedNames, mappedOktaNames, sameValue } from './map.ts';
import { cmsValuesOf } from './map-back.ts';
import { linkedElsewhere, nobody } from './match.ts';
import type { Pair } from './match.ts';
import { nothingSeen } from './observe.ts';
import { nothing } from './plan-aside.ts';
import { changeStateItem, draft, updateItems } from './plan-items.ts';
import type { DraftItem, PlanContext } from './plan-items.ts';
import { keepTicked, planPair } from './plan-pair.ts';
import { joinPlans } from './plan.ts';
import { addRecent, recentOf } from './recent.ts';
import { rowOf } from './record.ts';
import { contextOf } from './run-undo.ts';
import { waitingPlan } from './same-plan.ts';
import { whyOutside } from './scope.ts';

/** The time within which switch-offs count together, in milliseconds. */
const stopWindow = 10 * 60_000;
const everything: Operation[] = ['read', 'create', 'update', 'deactivate', 'delete'];

/**
 * Plans to make one CMS account what Okta wants it to be, all of it or nothing; null when it is so already. Throws what
 * stands in the way, `not_found` for an account that is gone. Over the window of switch-offs the plan waits as braked.
 */
export async function readAndPlanDesired(run: PlanRun, desired: Desired): Promise<MadePlan | null> {
  const { deps, connection, sides, live } = run;
  if (!writesTo(connection, 'cms')) throw refused('This connection changes nothing on the site.');
  const cms = desired.account === null ? null : await sides.cms.get(desired.account, { signal: live.abort.signal });
  if (cms) takeNote(run, cms);
  await run.book.update(live, { state: 'planning' });
  const okta = wantedAccount(run, desired);
  const pair: Pair = { ...nobody, cms, okta };
  const context: PlanContext = { ...contextOf(run), ticks: everything };
  const drafted = cms ? changesTo(cms, { pair, okta, context }, desired) : newAccount(pair, context, desired);
  const items = withPassword(drafted, run, { pair, okta, context }).map(onWord);
  if (items.length === 0) return null;
  const { notTicked } = keepTicked(items, contextOf(run));
  if (notTicked.length > 0) throw refused(`${listed(notTicked)} is switched off for SCIM in Rollcall.`);
  const plan = {
    planned: joinPlans([{ pair, plan: { ...nothing, items } }]),
    named: false,
    linked: run.deps.store.links.count(run.connection),
  };
  const made = { ...plan, observed: { ...nothingSeen(deps), cms: cms ? [cms] : [] } };
  const guarded = await guardPlan(run, made);
  for (const { verdict } of guarded.items) if (verdict.is !== 'allow') throw new SyncError(verdict.code, verdict.text);
  const brake = guarded.brake ?? (await stopBrake(run, guarded));
  const waits = brake !== null || connection.mode === 'report';
  const known = waits ? await waitingPlan(run, guarded.items) : null;
  const saved = known ?? (await savePlan(run, { ...made, ...guarded, brake }));
  return { plan: saved, items: guarded.items, sources: new Map() };
}

function refused(text: string): SyncError {
  return new SyncError('unsupported', `${text} Nothing was changed.`, {
    next: 'Change the connection’s settings in Rollcall if this is not intended.',
  });
}

function listed(operations: readonly Operation[]): string {
  const names = [...new Set(operations)].join(' and ');
  return `${names.charAt(0).toUpperCase()}${names.slice(1)}`;
}

/** Keeps what was just read, and refuses an account that is another connection's or that was frozen. */
function takeNote({ deps, connection }: PlanRun, cms: Account): void {
  const { store } = deps;
  const row = rowOf(cms, { store, connection, side: 'cms' });
  store.note([put('accounts', accountKey(cms.ref), row)]).catch(deps.report);
  const links = store.links.all(cms.ref);
  if (links.some((link) => link.connection !== connection.id)) throw linkedElsewhere();
  if (links.some((link) => link.frozen)) throw refused('This link is frozen.');
}

/** The account as Okta holds it, as far as the request tells: Okta itself is not asked. */
function wantedAccount({ deps, connection, sides }: PlanRun, desired: Desired): Account {
  const { account, attributes } = desired;
  // A new account has nothing that could stay.
  const blank = account === null ? mappedOktaNames(connection).map((name) => [name, null] as const) : [];
  const text = (name: string) => (typeof attributes[name] === 'string' ? attributes[name] : null);
  return {
    ref: { directory: sides.okta.id, id: '' },
    handle: null,
    login: text(sides.okta.fields.login) ?? '',
    email: text(sides.okta.fields.email),
    displayName: text('displayName'),
    state: 'active',
    detail: null,
    attributes: { ...Object.fromEntries(blank), ...attributes },
    groups: null,
    guarded: [],
    createdAt: null,
    changedAt: null,
    readAt: isoNow(deps),
    version: null,
  };
}

interface Wanted {
  pair: Pair;
  okta: Account;
  context: PlanContext;
}

function newAccount(pair: Pair, context: PlanContext, { active }: Desired): DraftItem[] {
  const { items, aside } = planPair(pair, context);
  if (aside)
    throw aside.why === 'excluded' ? refused(aside.text) : new SyncError(aside.code ?? 'undecided', aside.text);
  if (active !== false) return items;
  return items.map((item) =>
    item.action === 'create' ? { ...item, after: { ...item.after, state: 'deactivated' }, effects: [] } : item,
  );
}

function changesTo(cms: Account, { pair, okta, context }: Wanted, { active }: Desired): DraftItem[] {
  refuseOutside(cms, pair, context);
  const target = { cms, okta: null, pair, context };
  const off = isOff(cms.state);
  const stateItem =
    active === true && off
      ? changeStateItem(target, { side: 'cms', action: 'activate', to: 'active', reason: 'returned' })
      : active === false && !off
        ? changeStateItem(target, {
            side: 'cms',
            action: 'deactivate',
            to: 'deactivated',
            reason: 'deactivatedAtSource',
          })
        : null;
  const mapped = { values: {}, rules: new Map(), problem: null };
  const comparison = { ...noDifferences(), toCms: { write: differing(cms, okta, context), writeIdentity: {} } };
  return [
    ...(stateItem ? [stateItem] : []),
    ...updateItems({ cms, okta, pair, mapped, context }, comparison, 'cms', stateItem),
  ];
}

function refuseOutside(cms: Account, pair: Pair, { connection }: PlanContext): void {
  const outside = whyOutside(cms, pair, connection);
  if (!outside) return;
  const { why, problem } = outside;
  if (why === 'excluded') throw refused(problem.detail);
  // Nobody is there to sync it by name, so that way out is not told.
  const mark = cms.guarded.includes('ownAccount') ? 'ownAccount' : 'root';
  const text = why === 'protected' ? protectedText(cms.displayName ?? cms.login, mark) : problem.detail;
  throw new SyncError(problem.code, text);
}

/** Values that Okta may write and that the CMS does not hold, by the CMS's names. */
function differing(cms: Account, okta: Account, { connection, cms: place, okta: oktaPlace }: PlanContext): Attrs {
  const { fields } = place;
  const identity = new Set([fields.login, fields.email]);
  const isTold = (rule: MappingRule) =>
    mappedOktaNames({ ...connection, mapping: [rule] }).every((name) => name in okta.attributes);
  const told = { ...connection, mapping: connection.mapping.filter(isTold) };
  const values = cmsValuesOf(okta, told, { cms: place, okta: oktaPlace });
  const writes = Object.entries(values).filter(([name, value]) => {
    // What was not read is not known to differ, and nobody loses the way to be reached by a value that was left out.
    if (!(name in cms.attributes) || (value === null && identity.has(name))) return false;
    return !sameValue(name, value, cms.attributes[name], fields);
  });
  return Object.fromEntries(writes);
}

/** The items with the password of the request's slot, where there is one. */
function withPassword(items: DraftItem[], { deps, connection, sides, live }: PlanRun, wanted: Wanted): DraftItem[] {
  const slot = live.job.request.secretSlot;
  const { pair, okta } = wanted;
  const { cms } = pair;
  if (slot === null) return items;
  if (!sides.cms.capabilities.setPassword) throw refused('The site takes no passwords from Rollcall.');
  deps.passwords.claim(slot, { ...okta, ref: { ...okta.ref, id: cms?.ref.id ?? '' } });
  if (!cms) return items.map((item) => ({ ...item, secret: 'scim' }));
  const item: DraftItem = {
    ...draft('setPassword', { cms, okta: null, pair }, 'cms'),
    before: {},
    after: {},
    expect: accountHash(cms, mappedNames(connection, 'cms')),
    secret: 'scim',
    undo: 'none',
  };
  return [...items, item];
}

/** An item that follows the request's word alone: there is no account in Okta to read before it is applied. */
function onWord(item: DraftItem): DraftItem {
  return { ...item, subject: { ...item.subject, okta: null }, sourceExpect: null };
}

/** Counts a switch-off in the window, and holds the one that is too many. */
async function stopBrake({ deps, connection, live }: PlanRun, { items }: Guardedness): Promise<Guardedness['brake']> {
  const stops = items.some((item) => item.action === 'deactivate');
  if (!stops || live.job.request.mode !== 'apply' || connection.mode === 'report') return null;
  const stopped = { store: deps.store, key: `scim/stops/${connection.id}`, now: deps.now(), time: stopWindow };
  const { length } = recentOf(stopped);
  const { count: most } = connection.brakes.deactivate;
  if (length >= most) {
    const text = `${most} users were switched off for SCIM within 10 minutes, which is the limit.`;
    const over = {
      name: 'deactivate' as const,
      count: length + 1,
      limit: most,
      sides: ['cms' as const],
    };
    return { code: 'brake', text: `${text} Nothing is written until a person approves this plan.`, over: [over] };
  }
  await addRecent(stopped, 1);
  return null;
}
