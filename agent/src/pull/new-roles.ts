import { distance } from 'fastest-levenshtein';
import type { DirectoryGroup, PlanItem, PullDefaults, PullSettings, Verdict } from '@rollcall/shared';

import { hashOf } from '../engine/hash.ts';
import { nobody } from '../engine/match.ts';
import { nothing } from '../engine/plan-aside.ts';
import { draft } from '../engine/plan-items.ts';
import type { DraftItem, PlanContext } from '../engine/plan-items.ts';
import type { Planned } from '../engine/plan.ts';
import type { Names } from './names.ts';

/** Whether a mapped role that the site lacks is made: as in the tool, only where roles are given and the site is read. */
export function makesRoles({ createRoles }: PullSettings, options: PullDefaults): boolean {
  const { processGroups, strategy, targetOnlyUsers } = options;
  return createRoles && processGroups && strategy !== 'push' && targetOnlyUsers === null;
}

/** Plans each role that the site lacks, once; giving it to somebody needs that. Pure. */
export function planNewRoles({ fresh }: Names, { ticks }: PlanContext): Planned['pairs'] {
  if (!ticks.includes('update')) return [];
  return [...fresh.values()].map((role) => ({ pair: nobody, plan: { ...nothing, items: [newRole(role)] } }));
}

function newRole(role: DirectoryGroup): DraftItem {
  const item = draft('createGroup', { cms: null, okta: null, pair: nobody }, 'cms');
  return {
    ...item,
    id: newRoleItem(role),
    subject: { ...item.subject, group: role.id, label: role.name },
    after: { group: role.name, id: role.id },
    reason: 'new',
    undo: 'partial',
  };
}

/** Id of the item that makes a role. */
export function newRoleItem({ id, name }: DirectoryGroup): string {
  return hashOf(['createGroup', 'pull', id, name]).slice(0, 16);
}

/**
 * Holds a role that would be made under nearly the name of one that is there or is made as well, and whatever waits for it:
 * it may be a slip. Pure.
 */
export function heldForNames(items: readonly PlanItem[], { fresh, present }: Names): PlanItem[] {
  const held = new Map<string, Verdict>();
  const others = [...present];
  for (const role of fresh.values()) {
    const near = others.find(({ name }) => isNear(name, role.name));
    others.push(role);
    if (!near) continue;
    const text = `The role "${role.name}" is called nearly like "${near.name}", so making it waits for a person.`;
    held.set(newRoleItem(role), { is: 'hold', code: 'needs_approval', text });
  }
  if (held.size === 0) return [...items];
  return items.map((item) => {
    const verdict = [item.id, ...item.needs].flatMap((id) => held.get(id) ?? [])[0];
    return verdict && item.verdict.is === 'allow' ? { ...item, verdict } : item;
  });
}

/** Whether the letters are the same, or nearly so in a name that is long enough for a slip; Team 1 and Team 2 are two. */
function isNear(one: string, other: string): boolean {
  if (digitsOf(one) !== digitsOf(other)) return false;
  const [left, right] = [lettersOf(one), lettersOf(other)];
  return distance(left, right) <= Math.min(2, Math.floor(Math.max(left.length, right.length) / 5));
}

function lettersOf(name: string): string {
  return name.toLowerCase().replaceAll(/\P{L}+/gu, '');
}

function digitsOf(name: string): string {
  return name.replaceAll(/\P{N}+/gu, ' ').trim();
}
