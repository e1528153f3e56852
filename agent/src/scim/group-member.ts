import type { Connection, PushedGroup, PushedMember } from '@rollcall/shared';

import { del, memberKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** One small record for each account whose place in the group changes; `moves` says who shall be in it. */
export function memberChanges(
  { pushed }: Store,
  { id: group, role, former = [] }: PushedGroup,
  moves: ReadonlyMap<string, boolean>,
  since: string,
): Change[] {
  const present = pushed.members(group);
  return [...moves].flatMap(([account, wanted]): Change[] => {
    const before = present.get(account);
    if ((before?.wanted ?? false) === wanted) return [];
    // Nobody can hold anything by a group that never gave a role.
    if (!wanted && role === null && former.length === 0) return [del('members', memberKey({ group, account }))];
    const member: PushedMember = { group, account, wanted, settled: false, problem: null, since };
    return [put('members', memberKey(member), member)];
  });
}

/** Takes an account out of all pushed groups of a connection. */
export async function leaveGroups(
  { store, now }: { store: Store; now: () => number },
  { id }: Connection,
  account: string,
): Promise<void> {
  const since = new Date(now()).toISOString();
  const changes = store.pushed.of(account).flatMap((member) => {
    const group = store.data.pushed[member.group];
    if (!member.wanted || group?.connection !== id) return [];
    const left = memberChanges(store, group, new Map([[account, false]]), since);
    return [put('pushed', group.id, { ...group, modified: since, version: group.version + 1 }), ...left];
  });
  await store.commit(changes);
}
