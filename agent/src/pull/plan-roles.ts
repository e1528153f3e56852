import type { Account, AccountRef, DirectoryGroup } from '@rollcall/shared';

import { isOff } from '../engine/compare-state.ts';
import { accountHash, hashOf } from '../engine/hash.ts';
import { mappedNames } from '../engine/map.ts';
import type { Pair } from '../engine/match.ts';
import { draft } from '../engine/plan-items.ts';
import type { DraftItem, PlanContext } from '../engine/plan-items.ts';
import type { Names } from './names.ts';
import { newRoleItem } from './new-roles.ts';
import { pulled } from './pulled.ts';

interface Roles {
  items: DraftItem[];
  /** Name of a role that gives power, which no pull gives or takes; null when there is none. */
  privileged: string | null;
}

/** What the roles of a pair call for: of the managed ones, those that are wanted and no others. Pure. */
export function planRoles(
  pair: Pair,
  { names, wanted, before }: { names: Names; wanted: readonly string[]; before: readonly DraftItem[] },
  context: PlanContext,
): Roles {
  const roles: Roles = { items: [], privileged: null };
  const create = before.find(({ action }) => action === 'create');
  if (!(create || pair.cms) || willBeOff(pair, before)) return roles;
  const held = create ? [] : (pair.cms?.groups ?? []);
  const needs = before.filter(({ action }) => action !== 'update').map(({ id }) => id);
  for (const role of names.managed.values()) {
    const isWanted = wanted.includes(role.id);
    if (isWanted === held.includes(role.id)) continue;
    if (!isWanted && pair.cms && context.isPushed?.(pair.cms.ref, role.id)) continue;
    if (role.privileged && role.writable) roles.privileged ??= role.name;
    if (role.privileged || !role.writable) continue;
    const made = names.fresh.has(role.id) ? [newRoleItem(role)] : [];
    roles.items.push({ ...roleItem(pair, { role, isWanted }, context), needs: [...made, ...needs] });
  }
  return roles;
}

/** Whoever is switched off keeps what they have. */
function willBeOff({ cms }: Pair, before: readonly DraftItem[]): boolean {
  const state = before.find(({ action }) => action === 'activate' || action === 'deactivate');
  if (state) return state.action === 'deactivate';
  return cms !== null && isOff(cms.state);
}

function roleItem(
  pair: Pair,
  { role, isWanted }: { role: DirectoryGroup; isWanted: boolean },
  { connection }: PlanContext,
): DraftItem {
  const { cms, okta } = pair;
  const action = isWanted ? 'grantGroup' : 'revokeGroup';
  const item = draft(action, { cms, okta, pair }, 'cms');
  const hash = (account: Account | null, side: 'cms' | 'okta') =>
    account && accountHash(account, mappedNames(connection, side));
  const target: AccountRef | undefined = cms?.ref ?? okta?.ref;
  return {
    ...item,
    id: hashOf([action, 'pull', target, role.id]).slice(0, 16),
    subject: { ...item.subject, group: role.id },
    before: { group: isWanted ? null : role.name },
    after: { group: isWanted ? role.name : null },
    reason: isWanted ? 'changed' : 'leftGroup',
    expect: hash(cms, 'cms'),
    sourceExpect: hash(okta, 'okta'),
  };
}

/** Ids of the roles that the pull makes of an Okta user. */
export function wantedRoles(okta: Account | null): readonly string[] {
  const roles = okta?.attributes[pulled.roles];
  return Array.isArray(roles) ? roles : [];
}
