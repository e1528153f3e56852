import { SyncError } from '@rollcall/shared';
import type { Link, ResolveOf, Side } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { acceptPresent, release } from './accepted.ts';
import { compareStates, isOff } from './compare-state.ts';
import type { StateChange } from './compare-state.ts';
import { noDifferences } from './compare.ts';
import type { Comparison } from './compare.ts';
import { isoNow } from './deps.ts';
import { inSide, isWritableBack, otherSide, writesTo } from './direction.ts';
import { guardPlan, ruleOf, savePlan, withRule } from './finish-plan.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { accountHash } from './hash.ts';
import { cmsValueOf, identityOf, mapToOkta, mappedNames, sameValue } from './map.ts';
import { nobody } from './match.ts';
import type { Pair } from './match.ts';
import { nothingSeen } from './observe.ts';
import { nothing, tickAside } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';
import { changeStateItem, updateItems } from './plan-items.ts';
import type { Existing } from './plan-items.ts';
import { keepTicked } from './plan-pair.ts';
import { joinPlans } from './plan.ts';
import { contextOf } from './run-undo.ts';
import { settleLink } from './settle.ts';

/**
 * Plans exactly what a person decided about one linked user: the chosen side's values are written to the other. What is
 * to be left is accepted at once, since that writes to neither side. Throws `not_found` where there is no such link.
 */
export async function readAndPlanResolve(asked: PlanRun, scope: ResolveOf): Promise<MadePlan> {
  const { user, take } = scope;
  const run = { ...asked, connection: withRule(asked.connection, ruleOf(scope)) };
  const { deps, connection, sides, live } = run;
  const known = deps.store.links.of(connection.id, { directory: sides.cms.id, id: user });
  if (!known) throw new SyncError('not_found', 'This user is not linked with anybody in Okta.', { scope: 'run' });
  const options = { signal: live.abort.signal };
  const [cms, okta] = await Promise.all([sides.cms.get(known.cms.id, options), sides.okta.get(known.okta.id, options)]);
  await run.book.update(live, { state: 'planning' });
  const link = decided(known, take, { cms, okta, connection, fields: sides.okta.fields });
  const context = contextOf(run);
  const pair: Pair = { ...nobody, cms, okta, link, named: true };
  const mapped = mapToOkta(cms, connection, []);
  const plan = planDecided({ cms, okta, pair, mapped, context }, take);
  const settled = settleLink({ link, cms, okta, connection, places: sides, now: isoNow(deps) });
  await deps.store.commit([put('links', settled.id, settled)]);
  const observed = { ...nothingSeen(deps), cms: [cms], okta: [okta] };
  const draft = {
    planned: joinPlans([{ pair, plan }]),
    observed,
    named: true,
    linked: deps.store.links.count(connection),
  };
  const guarded = await guardPlan(run, draft);
  return { plan: await savePlan(run, { ...draft, ...guarded }), items: guarded.items, sources: new Map() };
}

function namesTaking(take: ResolveOf['take'], wanted: Side | 'leave'): string[] {
  return Object.keys(take).filter((name) => take[name] === wanted);
}

/** What is left is accepted until a side moves. What is taken stays accepted until it is written: a plan changes nothing. */
function decided(link: Link, take: ResolveOf['take'], pair: Parameters<typeof acceptPresent>[2]): Link {
  const left = namesTaking(take, 'leave');
  const untold = Object.keys(take).filter((name) => link.accepted?.[name] === undefined);
  const taken = release(link, untold);
  const accepted = left.length === 0 ? taken : acceptPresent(taken, left, pair);
  // A block that a person leaves as it is counts as known: only the next one is carried over.
  return left.includes('state') ? { ...accepted, baseState: { cms: pair.cms.state, okta: pair.okta.state } } : accepted;
}

function planDecided(existing: Existing, take: ResolveOf['take']): PairPlan {
  const { pair, context } = existing;
  const step = take['state'] === undefined || take['state'] === 'leave' ? null : stateStep(existing, take['state']);
  const stateItem = step && { ...changeStateItem(existing, step), reason: 'asked' as const };
  const comparison = comparisonOf(existing, take);
  const items = [
    ...(stateItem ? [stateItem] : []),
    ...updateItems(existing, comparison, 'okta', stateItem),
    ...updateItems(existing, comparison, 'cms', stateItem),
  ];
  for (const item of items) {
    const side = otherSide(item.side);
    item.sourceExpect = accountHash(existing[side], mappedNames(context.connection, side));
  }
  const { kept, notTicked } = keepTicked(items, context);
  return { ...nothing, items: kept, aside: notTicked.length > 0 ? tickAside(pair, notTicked) : null };
}

function stateStep({ cms, okta, pair, context }: Existing, from: Side): StateChange | null {
  const { connection } = context;
  refuseUnwritten(context.connection, 'state', otherSide(from));
  if (isOff(cms.state) === isOff(okta.state)) return null;
  if (from === 'cms') {
    const towardsOkta = { ...connection, direction: 'cmsToOkta' as const };
    const can = context.okta.capabilities;
    const step = compareStates({
      cms,
      okta,
      link: pair.link,
      connection: towardsOkta,
      can,
      asked: true,
      operations: [],
    });
    return step.kind === 'change' ? step : null;
  }
  return isOff(okta.state)
    ? { kind: 'change', side: 'cms', action: 'deactivate', to: 'deactivated', reason: 'asked' }
    : { kind: 'change', side: 'cms', action: 'activate', to: 'active', reason: 'asked' };
}

/** Exactly the chosen writes, for either side by its own names. */
function comparisonOf({ cms, okta, mapped, context }: Existing, take: ResolveOf['take']): Comparison {
  const { connection } = context;
  const identity = identityOf(context);
  const result = noDifferences();
  for (const name of namesTaking(take, 'cms').filter((each) => each !== 'state')) {
    refuseUnwritten(connection, name, 'okta');
    const value = mapped.values[name] ?? null;
    if (sameValue(name, value, okta.attributes[name], context.okta.fields)) continue;
    (identity.okta.has(name) ? result.writeIdentity : result.write)[name] = value;
  }
  for (const name of namesTaking(take, 'okta').filter((each) => each !== 'state')) {
    refuseUnwritten(connection, name, 'cms');
    const rule = connection.mapping.find(
      (each) => each.okta === name && each.apply === 'always' && isWritableBack(each),
    );
    if (!rule) {
      const text = `${name} is put together from the site’s values, so Okta’s can’t be written back.`;
      throw new SyncError('unsupported', text, {
        scope: 'run',
        field: name,
        next: 'Leave the difference, or take the site’s value.',
      });
    }
    const value = cmsValueOf(rule, okta.attributes) ?? null;
    const toSite = identity.cms.has(rule.cms) ? result.toCms.writeIdentity : result.toCms.write;
    if (!sameValue(rule.cms, value, cms.attributes[rule.cms], context.cms.fields)) toSite[rule.cms] = value;
  }
  return result;
}

function refuseUnwritten(connection: Existing['context']['connection'], field: string, side: Side): void {
  if (writesTo(connection, side)) return;
  const text = `This connection changes nothing ${inSide[side]}, so ${field} can’t be written there.`;
  throw new SyncError('unsupported', text, {
    scope: 'run',
    field,
    next: 'Leave the difference, or set the connection’s direction to both.',
  });
}
