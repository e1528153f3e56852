import { SyncError } from '@rollcall/shared';
import type { Account, Action, Guarded, Operation, Side } from '@rollcall/shared';

import { compareAttributes } from './compare.ts';
import { compareStates, isOff } from './compare-state.ts';
import { otherSide, writesTo } from './direction.ts';
import { accountHash } from './hash.ts';
import { mapToOkta, mappedNames } from './map.ts';
import type { Mapped } from './map.ts';
import { mapNewCms, mapToCms } from './map-back.ts';
import type { Pair } from './match.ts';
import { groupsForNew, planGroups } from './plan-groups.ts';
import { asideOf, excluded, leave, nothing, tickAside } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';
import { changeStateItem, createCmsItem, createItem, deleteItem, linkItem, updateItems } from './plan-items.ts';
import type { DraftItem, Existing, PlanContext } from './plan-items.ts';
import { byName, isExcluded, whyOutside, whyOutsideNew } from './scope.ts';

/** Plans both sides of one pair. Pure: the same pair always gives the same items. */
export function planPair(pair: Pair, context: PlanContext): PairPlan {
  const plan = planBoth(pair, context);
  for (const item of plan.items) {
    const side = otherSide(item.side);
    const source = pair[side];
    item.sourceExpect = source && accountHash(source, mappedNames(context.connection, side));
  }
  return plan;
}

function planBoth(pair: Pair, context: PlanContext): PairPlan {
  if (pair.problem) return leave(pair, 'undecided', pair.problem);
  if (!pair.cms) return pair.link ? planGone(pair, context) : planCmsNew(pair, context);
  const outside = whyOutside(pair.cms, pair, context.connection);
  if (outside) return { ...leave(pair, outside.why, outside.problem), outside: true };
  if (pair.link?.frozen) return leave(pair, 'excluded', excluded('This link is frozen, so nothing is written.'));
  const mapped = mapToOkta(pair.cms, context.connection, requiredOf(pair, context));
  if (pair.okta) return planExisting({ cms: pair.cms, okta: pair.okta, pair, mapped, context });
  if (pair.gone.okta && writesTo(context.connection, 'cms')) return planOktaGone(pair.cms, pair, mapped, context);
  return planNew(pair.cms, pair, mapped, context);
}

/** Where Okta's user is there and owns a name itself, the site need not have it. */
function requiredOf(pair: Pair, { connection, okta }: PlanContext): readonly string[] {
  if (!pair.okta || !writesTo(connection, 'cms')) return okta.fields.required;
  const own = new Set(connection.mapping.filter((rule) => rule.owner === 'okta').map((rule) => rule.okta));
  return okta.fields.required.filter((name) => !own.has(name));
}

function planExisting(existing: Existing): PairPlan {
  const { cms, okta, pair, mapped, context } = existing;
  const { connection } = context;
  const link = pair.link;
  if (!link && connection.match.adopt === 'never') {
    const text = `Okta already has ${okta.login}, and this connection never links existing users.`;
    return leave(pair, 'undecided', new SyncError('conflict', text, { field: 'login' }).problem);
  }
  const unagreed = pair.named && link ? 'overwrite' : policy[connection.match.onAdopt];
  const back = mapToCms(cms, okta, connection, context);
  const { fields } = context.okta;
  const { direction } = connection;
  const comparison = compareAttributes({ mapped, okta, link, unagreed, fields, direction, back });
  const step = compareStates({
    cms,
    okta,
    link,
    connection,
    can: context.okta.capabilities,
    asked: pair.named,
    operations: pair.named ? context.operations : [],
  });

  const items: DraftItem[] = [];
  if (!link) items.push(linkItem(existing, comparison));
  const stateItem = step.kind === 'change' ? changeStateItem(existing, step) : null;
  // Okta answers 404 to a profile update of a deactivated user, so a leaver keeps the values of the last day.
  const toOkta = isEditable(existing, 'okta', stateItem) && !mapped.problem;
  items.push(
    ...(stateItem ? [stateItem] : []),
    ...(toOkta ? updateItems(existing, comparison, 'okta', stateItem) : []),
    ...(isEditable(existing, 'cms', stateItem) ? updateItems(existing, comparison, 'cms', stateItem) : []),
  );
  const groups = planGroups(pair, { unagreed, stateItem }, context);
  items.push(...groups.items);
  if (wantsDelete(pair, context)) items.push(deleteItem(existing, 'asked'));

  const linkId = link ? null : items[0]?.id;
  for (const item of items) if (linkId && item.id !== linkId) item.needs.push(linkId);
  const { kept, notTicked } = keepTicked(items, context);
  const problem = mapped.problem ?? back.problem;
  const aside = asideOf({ pair, comparison, step, groups, notTicked, problem, planned: kept.length > 0 });
  return { items: kept, aside, agreed: comparison.agreed, comparison };
}

const neverOff: ReadonlySet<Guarded> = new Set(['root', 'ownAccount', 'tokenOwner']);

function isEditable({ cms, okta, context }: Existing, side: Side, stateItem: DraftItem | null): boolean {
  const { state } = side === 'cms' ? cms : okta;
  // The guard never lets these be switched off, so their profile goes on being kept.
  const staysOn = [...cms.guarded, ...okta.guarded].some((mark) => neverOff.has(mark));
  const willBeOff = stateItem?.side === side ? stateItem.action === 'deactivate' && !staysOn : state === 'deactivated';
  return context[side].capabilities.editDeactivated || !willBeOff;
}

/** An account that Okta no longer has may lose its access on the site, once that is proven. */
function planOktaGone(cms: Account, pair: Pair, mapped: Mapped, context: PlanContext): PairPlan {
  const { connection } = context;
  if (isOff(cms.state)) return leave(pair, 'excluded', excluded('Deleted in Okta and blocked on the site.'));
  if (pair.named && writesTo(connection, 'okta')) return planNew(cms, pair, mapped, context);
  if (connection.onOktaStop === 'nothing') {
    const text = 'Deleted in Okta; this connection leaves the site’s account as it is.';
    return leave(pair, 'excluded', excluded(text));
  }
  if (!context.listed.okta) {
    const text = 'The Okta user is not found any more. A run over all users makes sure before anybody is blocked.';
    return leave(pair, 'undecided', new SyncError('partial_listing', text, { scope: 'item' }).problem);
  }
  const step = { side: 'cms', action: 'deactivate', to: 'deactivated', reason: 'goneAtSource' } as const;
  return onlyItems([changeStateItem({ cms, okta: null, pair, context }, step)], pair, context);
}

/** An Okta user of whom the site has no account. */
function planCmsNew(pair: Pair, context: PlanContext): PairPlan {
  const { okta } = pair;
  const { connection, trigger } = context;
  if (!okta || !writesTo(connection, 'cms')) return nothing;
  const isWanted = pair.named || trigger === 'pull' || trigger === 'scim';
  if (!isWanted) return nothing;
  const outside = whyOutsideNew(okta, connection);
  if (outside) return leave(pair, outside.why, outside.problem);
  if (isOff(okta.state)) {
    const text = 'Switched off in Okta and not on the site, so there is nothing to do.';
    return leave(pair, 'excluded', excluded(text));
  }
  const { values, problem } = mapNewCms(okta, connection, context);
  if (problem) return leave(pair, 'undecided', problem);
  const item = createCmsItem(okta, pair, values, context);
  return onlyItems([item, ...groupsForNew('okta', pair, item, context)], pair, context);
}

function onlyItems(items: DraftItem[], pair: Pair, context: PlanContext): PairPlan {
  const { kept, notTicked } = keepTicked(items, context);
  const aside = notTicked.length > 0 ? tickAside(pair, notTicked) : null;
  return { items: kept, aside, agreed: null, comparison: null };
}

const policy = { linkOnly: 'leave', fillBlanks: 'fillBlanks', overwrite: 'overwrite' } as const;

function planNew(cms: Account, pair: Pair, mapped: Mapped, context: PlanContext): PairPlan {
  if (!writesTo(context.connection, 'okta')) {
    const text = 'Not in Okta, and this connection makes nobody there.';
    return leave(pair, 'excluded', excluded(text));
  }
  const deletedInOkta = pair.gone.okta;
  if (pair.link && !deletedInOkta) {
    const text = 'The linked Okta user was not in the listing; it is looked for again next time.';
    return leave(pair, 'undecided', new SyncError('partial_listing', text, { scope: 'item' }).problem);
  }
  if (deletedInOkta && !pair.named) {
    const text = 'The Okta user was deleted in Okta. Sync this user by name to make a new one.';
    return leave(pair, 'undecided', new SyncError('not_found', text).problem);
  }
  if (cms.state === 'deactivated') {
    return leave(pair, 'excluded', excluded('Blocked on the site and not in Okta, so there is nothing to do.'));
  }
  const asked = pair.named && context.operations.find((operation) => needsOktaUser.has(operation));
  if (asked) {
    const text = `Okta has no user for ${cms.login}, so there is nobody to ${asked}. Nothing is written.`;
    return leave(pair, 'undecided', new SyncError('not_found', text).problem);
  }
  if (mapped.problem) return leave(pair, 'undecided', mapped.problem);
  if (!context.absenceProven) {
    const text = 'Okta’s list was not complete, so this user may be in Okta already.';
    return leave(pair, 'undecided', new SyncError('partial_listing', text, { scope: 'item' }).problem);
  }
  const item = createItem(cms, pair, mapped, context);
  return onlyItems([item, ...groupsForNew('cms', pair, item, context)], pair, context);
}

/** What can only be asked for a user who is in Okta: creating one in its place would be the opposite. */
const needsOktaUser: ReadonlySet<Action> = new Set(['invite', 'suspend', 'resume', 'deactivate', 'delete']);

function planGone(pair: Pair, context: PlanContext): PairPlan {
  const { okta, link } = pair;
  if (!okta || !link || okta.state === 'deactivated') return nothing;
  if (link.frozen) return leave(pair, 'excluded', excluded('This link is frozen, so nothing is written.'));
  if (isExcluded([okta.login, okta.email, link.cms.id], context.connection))
    return leave(pair, 'excluded', excluded(byName));
  if (!writesTo(context.connection, 'okta')) {
    const text = 'Deleted on the site; this connection changes nothing in Okta.';
    return leave(pair, 'excluded', excluded(text));
  }
  const choice = context.connection.onCmsDelete;
  if (choice === 'nothing') {
    return leave(pair, 'excluded', excluded('Deleted on the site; this connection leaves the Okta user as it is.'));
  }
  const base = { cms: null, okta, pair, context };
  const item =
    choice === 'deleteHeld'
      ? deleteItem(base, 'goneAtSource')
      : changeStateItem(base, { side: 'okta', action: 'deactivate', to: 'deactivated', reason: 'goneAtSource' });
  return onlyItems([item], pair, context);
}

function wantsDelete(pair: Pair, context: PlanContext): boolean {
  const { operations, connection } = context;
  return pair.named && pair.link !== null && operations.includes('delete') && writesTo(connection, 'okta');
}

const operationOf: Partial<Record<Action, Operation>> = {
  create: 'create',
  update: 'update',
  grantGroup: 'update',
  revokeGroup: 'update',
  activate: 'update',
  invite: 'update',
  resume: 'update',
  suspend: 'deactivate',
  deactivate: 'deactivate',
  delete: 'delete',
};

/** What the method's ticks allow of the items, and which ticks the others would need. */
export function keepTicked(items: DraftItem[], context: PlanContext): { kept: DraftItem[]; notTicked: Operation[] } {
  const isTicked = (item: DraftItem) => {
    const operation = operationOf[item.action];
    return operation === undefined || context.ticks.includes(operation);
  };
  return {
    kept: items.filter(isTicked),
    notTicked: items.filter((item) => !isTicked(item)).flatMap((item) => operationOf[item.action] ?? []),
  };
}
