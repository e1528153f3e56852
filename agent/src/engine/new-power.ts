import type { Connection, PlanItem } from '@rollcall/shared';

import type { CallOptions } from '../directory/directory.ts';
import type { Store } from '../store/store.ts';
import { groupsOf } from './apply-group.ts';
import type { Sides } from './observe.ts';

interface Place extends CallOptions {
  connection: Connection;
  sides: Sides;
  store: Store;
}

/**
 * The items of a plan that was saved a while ago, with those refused that would give a group or role which gives power by
 * now and which nobody has named: what it grants was looked at when the plan was made.
 */
export async function withoutNewPower(items: PlanItem[], place: Place): Promise<PlanItem[]> {
  const sides = new Set(items.filter(({ action }) => action === 'grantGroup').map(({ side }) => side));
  const powerful = new Map<string, string>();
  for (const side of sides) {
    const listed = await groupsOf(place.sides[side]).list(place.signal ? { signal: place.signal } : {});
    for (const { id, name, privileged } of listed) if (privileged) powerful.set(`${side}/${id}`, name);
  }
  if (powerful.size === 0) return items;
  return items.map((item) => {
    const name = item.action === 'grantGroup' && powerful.get(`${item.side}/${item.subject.group ?? ''}`);
    if (!name || isNamed(item, place)) return item;
    const text = `${name} gives power over users or permissions by now, and nobody has named it.`;
    return { ...item, verdict: { is: 'refuse', code: 'privileged_group', text } };
  });
}

function isNamed({ side, subject: { group } }: PlanItem, { connection, store }: Place): boolean {
  const mapped = connection.groupMaps.some(
    (map) => map.namedPrivileged && (side === 'cms' ? map.role : map.group) === group,
  );
  return mapped || (side === 'cms' && store.pushed.giving(group ?? '').some(({ namedPrivileged }) => namedPrivileged));
}
