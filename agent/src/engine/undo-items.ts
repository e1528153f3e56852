import type { Account, Action, Operation, Side, State } from '@rollcall/shared';

import { otherSide, sideName, writesTo } from './direction.ts';
import { accountHash, hashOf } from './hash.ts';
import { mappedNames } from './map.ts';
import type { Pair } from './match.ts';
import { asideHead, excluded, leave, nothing, tickAside } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';
import { changeStateItem, draft } from './plan-items.ts';
import type { DraftItem, PlanContext } from './plan-items.ts';
import { keepTicked } from './plan-pair.ts';
import type { Outlook } from './undo.ts';

/** The plan that brings one account of a pair to where it would stand without what is undone. Pure. */
export function planUndo(pair: Pair, side: Side, outlook: Outlook, context: PlanContext): PairPlan {
  if (pair.link?.frozen) return leave(pair, 'excluded', excluded('This link is frozen, so nothing is written.'));
  const account = pair[side];
  const { kept, notTicked } = account ? keepTicked(itemsOf(pair, side, outlook, context), context) : noItems;
  const allowed = mayWrite(context, side) ? kept : kept.filter((item) => item.action === 'unlink');
  if (allowed.length < kept.length) {
    const text = `This connection no longer writes to ${sideName[side]}, so nothing is taken back there.`;
    return leave(pair, 'excluded', excluded(text));
  }
  for (const item of allowed) item.sourceExpect = hashOfSide(pair, otherSide(side), context);
  if (notTicked.length > 0) return { ...nothing, items: allowed, aside: tickAside(pair, notTicked) };
  return { ...nothing, items: allowed, aside: asideOf(pair, outlook) };
}

/** A pull writes to the site whatever the connection's direction, so what it did is taken back as well. */
function mayWrite({ connection }: PlanContext, side: Side): boolean {
  return writesTo(connection, side) || (side === 'cms' && connection.pull !== null && connection.methods.pull.on);
}

const noItems: { kept: DraftItem[]; notTicked: Operation[] } = { kept: [], notTicked: [] };

function itemsOf(pair: Pair, side: Side, outlook: Outlook, context: PlanContext): DraftItem[] {
  const { values, groups, state, unlink } = outlook;
  const items: DraftItem[] = [];
  const stateItem = state === null ? null : stateChange(pair, side, state, context);
  if (stateItem) items.push(stateItem);
  const names = Object.keys(values);
  if (names.length > 0) {
    const before = pair[side]?.attributes ?? {};
    const wakes = stateItem?.action === 'activate';
    items.push({
      ...undoing('update', pair, side, context),
      id: hashOf(['undo', side, pair[side]?.ref, names.toSorted()]).slice(0, 16),
      before: Object.fromEntries(names.map((name) => [name, before[name] ?? null])),
      after: values,
      needs: wakes ? [stateItem.id] : [],
    });
  }
  items.push(...memberships(pair, side, groups, context));
  if (unlink) items.push({ ...undoing('unlink', pair, side, context), needs: items.map((item) => item.id) });
  return items;
}

/** Memberships to give back or take; power is given back only where the connection names the group. */
function memberships(pair: Pair, side: Side, groups: Outlook['groups'], context: PlanContext): DraftItem[] {
  return [...groups].map(([group, { member, name }]) => {
    const action = member ? 'grantGroup' : 'revokeGroup';
    const item = undoing(action, pair, side, context);
    const label = context.groups[side].get(group)?.name ?? name;
    return {
      ...item,
      id: hashOf(['undo', action, side, pair[side]?.ref, group]).slice(0, 16),
      subject: { ...item.subject, group },
      before: { group: member ? null : label },
      after: { group: member ? label : null },
    };
  });
}

/** The outlook without memberships that can't be set, or that would give a power which nobody has named. */
export function settable(outlook: Outlook, side: Side, { groups, connection }: PlanContext): Outlook {
  const open = new Map(outlook.groups);
  const left = [...outlook.left];
  for (const [id, { member, name }] of outlook.groups) {
    const group = groups[side].get(id);
    const map = connection.groupMaps.find((each) => (side === 'okta' ? each.group : each.role) === id);
    const isPower = member && group?.privileged && !map?.namedPrivileged;
    if (group?.writable && !isPower) continue;
    open.delete(id);
    const why = isPower ? 'gives power and is not named for that' : 'can’t be changed by Rollcall';
    left.push({ code: isPower ? 'privileged_group' : 'unsupported', text: `${group?.name ?? name ?? id} ${why}.` });
  }
  return { ...outlook, groups: open, left };
}

function stateChange(pair: Pair, side: Side, to: State, context: PlanContext): DraftItem {
  const { cms, okta } = pair;
  const action = actionTo(to, pair[side]);
  const step = { side, action, to, reason: 'undo' as const };
  // Who takes back an access switches it off on that side: the other side alone does not switch it on again.
  return { ...changeStateItem({ cms, okta, pair, context }, step), source: side };
}

function actionTo(to: State, present: Account | null): Action {
  if (to === 'deactivated') return 'deactivate';
  if (to === 'suspended') return 'suspend';
  return present?.state === 'suspended' ? 'resume' : 'activate';
}

function undoing(action: Action, pair: Pair, side: Side, context: PlanContext): DraftItem {
  const account = pair[side];
  const known = account && { [context[side].fields.login]: account.login };
  return {
    ...draft(action, { cms: pair.cms, okta: pair.okta, pair }, side),
    before: known,
    after: known,
    reason: 'undo',
    source: side,
    expect: hashOfSide(pair, side, context),
  };
}

function hashOfSide(pair: Pair, side: Side, { connection }: PlanContext): string | null {
  const account = pair[side];
  return account && accountHash(account, mappedNames(connection, side));
}

function asideOf(pair: Pair, { left }: Outlook): PairPlan['aside'] {
  if (left.length === 0) return null;
  const code = left.find((each) => each.code !== null)?.code ?? null;
  const text = [...new Set(left.map((each) => each.text))].join(' ');
  return { ...asideHead(pair), why: 'differs', code, text };
}
