import { SyncError } from '@rollcall/shared';
import type { Account, Action, Operation, Problem } from '@rollcall/shared';

import { compareAttributes } from './compare.ts';
import { compareStates } from './compare-state.ts';
import { accountHash } from './hash.ts';
import { mapToOkta, mappedCmsNames } from './map.ts';
import type { Mapped } from './map.ts';
import type { Pair } from './match.ts';
import { namesAccount } from './named.ts';
import { asideOf, excluded, leave, nothing, tickAside } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';
import { changeStateItem, createItem, deleteItem, linkItem, updateItems } from './plan-items.ts';
import type { DraftItem, Existing, PlanContext } from './plan-items.ts';

/** Plans the Okta side of one pair. Pure: the same pair always gives the same items. */
export function planPair(pair: Pair, context: PlanContext): PairPlan {
  const plan = planBoth(pair, context);
  if (plan.items.length === 0) return plan;
  const source = pair.cms ? accountHash(pair.cms, mappedCmsNames(context.connection)) : null;
  for (const item of plan.items) item.sourceExpect = source;
  return plan;
}

function planBoth(pair: Pair, context: PlanContext): PairPlan {
  if (pair.problem) return leave(pair, 'undecided', pair.problem);
  if (!pair.cms) return planGone(pair, context);
  const outside = whyOutside(pair.cms, pair, context);
  if (outside) return leave(pair, outside.why, outside.problem);
  if (pair.link?.frozen) return leave(pair, 'excluded', excluded('This link is frozen, so nothing is written.'));
  const mapped = mapToOkta(pair.cms, context.connection, context.okta.fields.required);
  if (pair.okta) return planExisting({ cms: pair.cms, okta: pair.okta, pair, mapped, context });
  return planNew(pair.cms, pair, mapped, context);
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
  const comparison = compareAttributes({ mapped, okta, link, unagreed, fields: context.okta.fields });
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
  const willBeOff = stateItem ? stateItem.action === 'deactivate' : okta.state === 'deactivated';
  // Okta answers 404 to a profile update of a deactivated user, so a leaver keeps the values of the last day.
  const editable = context.okta.capabilities.editDeactivated || !willBeOff;
  const updates = editable && !mapped.problem ? updateItems(existing, comparison, stateItem) : [];
  items.push(...(stateItem ? [stateItem] : []), ...updates);
  if (wantsDelete(pair, context)) items.push(deleteItem(existing, 'asked'));

  const linkId = link ? null : items[0]?.id;
  for (const item of items) if (linkId && item.id !== linkId) item.needs.push(linkId);
  const { kept, notTicked } = keepTicked(items, context);
  const aside = asideOf({ pair, comparison, step, notTicked, problem: mapped.problem, planned: kept.length > 0 });
  return { items: kept, aside, agreed: comparison.agreed, comparison };
}

const policy = { linkOnly: 'leave', fillBlanks: 'fillBlanks', overwrite: 'overwrite' } as const;

function planNew(cms: Account, pair: Pair, mapped: Mapped, context: PlanContext): PairPlan {
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
  const { kept, notTicked } = keepTicked([createItem(cms, pair, mapped, context)], context);
  const aside = notTicked.length > 0 ? tickAside(pair, notTicked) : null;
  return { items: kept, aside, agreed: null, comparison: null };
}

/** What can only be asked for a user who is in Okta: creating one in its place would be the opposite. */
const needsOktaUser: ReadonlySet<Action> = new Set(['invite', 'suspend', 'resume', 'deactivate', 'delete']);

function planGone(pair: Pair, context: PlanContext): PairPlan {
  const { okta, link } = pair;
  if (!okta || !link || okta.state === 'deactivated') return nothing;
  if (link.frozen) return leave(pair, 'excluded', excluded('This link is frozen, so nothing is written.'));
  if (isExcluded([okta.login, okta.email, link.cms.id], context)) return leave(pair, 'excluded', excluded(byName));
  const choice = context.connection.onCmsDelete;
  if (choice === 'nothing') {
    return leave(pair, 'excluded', excluded('Deleted on the site; this connection leaves the Okta user as it is.'));
  }
  const base = { cms: null, okta, pair, context };
  const item =
    choice === 'deleteHeld'
      ? deleteItem(base, 'goneAtSource')
      : changeStateItem(base, { action: 'deactivate', to: 'deactivated', reason: 'goneAtSource' });
  const { kept, notTicked } = keepTicked([item], context);
  return {
    items: kept,
    aside: notTicked.length > 0 ? tickAside(pair, notTicked) : null,
    agreed: null,
    comparison: null,
  };
}

function wantsDelete(pair: Pair, context: PlanContext): boolean {
  return pair.named && pair.link !== null && context.operations.includes('delete');
}

const operationOf: Partial<Record<Action, Operation>> = {
  create: 'create',
  update: 'update',
  activate: 'update',
  invite: 'update',
  resume: 'update',
  suspend: 'deactivate',
  deactivate: 'deactivate',
  delete: 'delete',
};

function keepTicked(items: DraftItem[], context: PlanContext): { kept: DraftItem[]; notTicked: Operation[] } {
  const isTicked = (item: DraftItem) => {
    const operation = operationOf[item.action];
    return operation === undefined || context.ticks.includes(operation);
  };
  return {
    kept: items.filter(isTicked),
    notTicked: items.filter((item) => !isTicked(item)).flatMap((item) => operationOf[item.action] ?? []),
  };
}

const byName = 'Left out by name in the connection’s settings.';

function isExcluded(names: (string | null)[], { connection }: PlanContext): boolean {
  return namesAccount(connection.scope.exclude, names);
}

function whyOutside(
  cms: Account,
  pair: Pair,
  context: PlanContext,
): { why: 'excluded' | 'protected'; problem: Problem } | null {
  const { groups, skipProtected } = context.connection.scope;
  if (isExcluded([cms.login, cms.email, cms.handle, cms.ref.id], context)) {
    return { why: 'excluded', problem: excluded(byName) };
  }
  if (groups.length > 0 && !groups.some((group) => cms.groups?.includes(group))) {
    return { why: 'excluded', problem: excluded('Left out: has none of the roles that the connection covers.') };
  }
  // A person may still sync such an account by naming it; what could lock somebody out is refused by the guard.
  if (skipProtected && !pair.named && !pair.link) {
    const reason = cms.guarded.includes('ownAccount') ? ownText : cms.guarded.includes('root') ? rootText : null;
    if (reason) return { why: 'protected', problem: new SyncError('protected', reason).problem };
  }
  return null;
}

const ownText = 'This is the account that Rollcall signs in with; it is left out unless you sync it by name.';
const rootText = 'This is the site’s first account; it is left out unless you sync it by name.';
