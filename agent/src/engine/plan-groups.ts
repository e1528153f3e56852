import type { Account, Difference, DirectoryGroup, GroupMap, Link, Side } from '@rollcall/shared';

import { isOff } from './compare-state.ts';
import { otherSide } from './direction.ts';
import { accountHash, hashOf } from './hash.ts';
import { mappedNames } from './map.ts';
import type { Pair } from './match.ts';
import { mapsOf } from './observe-groups.ts';
import { draft } from './plan-items.ts';
import type { DraftItem, PlanContext } from './plan-items.ts';

/** What the mapped groups of one pair call for. */
export interface GroupPlan {
  items: DraftItem[];
  /** Memberships that differ and are left as they are, as `role NAME`. */
  drift: Difference[];
  /** Name of a group that would give power nobody has named; null when there is none. */
  privileged: string | null;
}

type Unagreed = 'leave' | 'fillBlanks' | 'overwrite';

/**
 * The memberships of a pair that is there on both sides. The owner's side is followed where its word is new; what was
 * changed on the other side waits, unless a person asks. Whoever is switched off keeps what they have. Pure.
 */
export function planGroups(
  pair: Pair,
  { unagreed, stateItem }: { unagreed: Unagreed; stateItem: DraftItem | null },
  context: PlanContext,
): GroupPlan {
  const { cms, okta, link } = pair;
  const plan: GroupPlan = { items: [], drift: [], privileged: null };
  if (!cms || !okta || willBeOff(cms, okta, stateItem)) return plan;
  for (const map of mapsOf(context.connection)) {
    const difference = membershipOf(map, cms, okta);
    if (!difference || link?.ignored.includes(difference.field)) continue;
    const owned = difference[map.owner] === true;
    if (!owned && map.owner === 'okta' && context.isPushed?.(cms.ref, map.role)) continue;
    const isDue = followsOwner(owned, link?.groups?.[map.group], unagreed, pair);
    const target = targetOf(map, context);
    if (isDue && target && isSettable(map, target)) {
      plan.items.push({ ...groupItem(map, owned, pair, context), needs: stateItem ? [stateItem.id] : [] });
    } else plan.drift.push(difference);
    if (isDue && target?.writable && !isSettable(map, target)) plan.privileged ??= target.name;
  }
  return plan;
}

function willBeOff(cms: Account, okta: Account, stateItem: DraftItem | null): boolean {
  return stateItem ? stateItem.after?.['state'] !== 'active' : isOff(cms.state) || isOff(okta.state);
}

/** The memberships that an account gets which is made from this one. Pure. */
export function groupsForNew(source: Side, pair: Pair, create: DraftItem, context: PlanContext): DraftItem[] {
  const account = pair[source];
  return mapsOf(context.connection)
    .filter((map) => map.owner === source && account?.groups?.includes(idOn(source, map)))
    .filter((map) => {
      const target = targetOf(map, context);
      return target !== undefined && isSettable(map, target);
    })
    .map((map) => ({ ...groupItem(map, true, pair, context), needs: [create.id] }));
}

/** The membership on both sides; null where they agree or one was not read. */
export function membershipOf(map: GroupMap, cms: Account, okta: Account): Difference | null {
  if (cms.groups === null || okta.groups === null) return null;
  const [onCms, inOkta] = [cms.groups.includes(map.role), okta.groups.includes(map.group)];
  return onCms === inOkta ? null : { field: groupField(map), cms: onCms, okta: inOkta };
}

export function groupField({ role }: GroupMap): string {
  return `role ${role}`;
}

function followsOwner(owned: boolean, agreed: boolean | undefined, unagreed: Unagreed, { link, named }: Pair): boolean {
  if (named && link) return true;
  if (agreed === undefined) return unagreed === 'overwrite' || (unagreed === 'fillBlanks' && owned);
  return agreed !== owned;
}

/** Members of groups that Okta's rules or applications fill can't be set, and power is given by nobody but a person. */
function isSettable(map: GroupMap, target: DirectoryGroup): boolean {
  return target.writable && (map.namedPrivileged || !target.privileged);
}

function targetOf(map: GroupMap, { groups }: PlanContext): DirectoryGroup | undefined {
  const side = otherSide(map.owner);
  return groups[side].get(idOn(side, map));
}

function idOn(side: Side, map: GroupMap): string {
  return side === 'okta' ? map.group : map.role;
}

function groupItem(map: GroupMap, owned: boolean, pair: Pair, context: PlanContext): DraftItem {
  const side = otherSide(map.owner);
  const action = owned ? 'grantGroup' : 'revokeGroup';
  const { cms, okta } = pair;
  const item = draft(action, { cms, okta, pair }, side);
  const account = pair[side];
  const name = targetOf(map, context)?.name ?? idOn(side, map);
  return {
    ...item,
    id: hashOf([action, side, cms?.ref ?? okta?.ref, idOn(side, map)]).slice(0, 16),
    subject: { ...item.subject, group: idOn(side, map) },
    before: { group: owned ? null : name },
    after: { group: owned ? name : null },
    reason: owned ? (pair.named ? 'asked' : 'changed') : 'leftGroup',
    expect: account && accountHash(account, mappedNames(context.connection, side)),
  };
}

/** What the link keeps of memberships: those on which both sides agree now, beside those agreed on before. */
export function agreedGroups(link: Link, cms: Account, okta: Account, maps: readonly GroupMap[]): Pick<Link, 'groups'> {
  const { groups: onCms } = cms;
  if (onCms === null || okta.groups === null) return {};
  const agreed = maps.filter((map) => membershipOf(map, cms, okta) === null);
  if (agreed.length === 0) return {};
  const now = agreed.map((map) => [map.group, onCms.includes(map.role)]);
  return { groups: { ...link.groups, ...Object.fromEntries(now) } };
}
