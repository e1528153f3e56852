import { SyncError } from '@rollcall/shared';
import type { DirectoryGroup, Entry, Image } from '@rollcall/shared';

import type { CallOptions } from '../directory/directory.ts';
import { groupsOf } from './apply-group.ts';
import type { PlanRun } from './finish-plan.ts';
import { nobody } from './match.ts';
import { asideHead, nothing } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';
import type { DraftItem } from './plan-items.ts';
import { roleItem } from './plan-membership.ts';
import type { Planned } from './plan.ts';

interface Undone {
  entries: readonly Entry[];
  images: ReadonlyMap<string, Image>;
  /** What the undo plans for accounts. */
  items: readonly DraftItem[];
}

/**
 * Plans to delete roles that a pull has made, once those lose them who got them by it. A role stays that others hold, that
 * something else gives, that was renamed, or that gives power by now.
 */
export async function planRolesBack(run: PlanRun, { entries, images, items }: Undone): Promise<Planned['pairs']> {
  const made = entries.filter(({ type, side, steps }) => {
    // Without a call the role was there already.
    return type === 'createGroup' && side === 'cms' && steps.some(({ name }) => name === 'act');
  });
  if (made.length === 0) return [];
  const options = { signal: run.live.abort.signal };
  const roles = await groupsOf(run.sides.cms).list(options);
  const pairs: Planned['pairs'] = [];
  for (const { id, subject } of made) {
    const role = roles.find((each) => each.id === subject.group);
    if (!role) continue;
    const name = images.get(id)?.after?.['group'];
    const losses = items.filter((item) => item.action === 'revokeGroup' && item.subject.group === role.id);
    const why =
      name === role.name
        ? await whyKept(run, role, { losses, options })
        : `${role.name} was renamed since, so the role stays.`;
    pairs.push({ pair: nobody, plan: why === null ? removal(role, losses) : kept(role, why) });
  }
  return pairs;
}

async function whyKept(
  { deps, connection, sides }: PlanRun,
  { id, name, privileged }: DirectoryGroup,
  { losses, options }: { losses: readonly DraftItem[]; options: CallOptions },
): Promise<string | null> {
  if (privileged) return `${name} gives power by now, so the role stays.`;
  const { data, pushed } = deps.store;
  const isMapped = Object.values(data.connections).some(
    ({ cms, groupMaps }) => cms?.id === connection.cms?.id && groupMaps.some((map) => map.role === id),
  );
  if (isMapped || pushed.giving(id).length > 0) return `${name} is given by something else as well, so the role stays.`;
  const losing = new Set(losses.map(({ subject }) => subject.cms?.id));
  const others = (await groupsOf(sides.cms).members(id, options)).filter((holder) => !losing.has(holder));
  return others.length > 0 ? `${name} is held by ${others.length} more, so the role stays.` : null;
}

function removal(role: DirectoryGroup, losses: readonly DraftItem[]): PairPlan {
  const item = roleItem('deleteGroup', role);
  return { ...nothing, items: [{ ...item, reason: 'undo', source: 'cms', needs: losses.map(({ id }) => id) }] };
}

function kept({ id, name }: DirectoryGroup, text: string): PairPlan {
  const { problem } = new SyncError('moved', text);
  const head = asideHead(nobody);
  const subject = { ...head.subject, group: id, label: name };
  return { ...nothing, aside: { ...head, subject, why: 'differs', code: problem.code, text: problem.detail } };
}
