import type { Group, User } from '../model.ts';
import type { Org } from '../org.ts';

/** Members with the place a page may end at; `Everyone` holds all users but the deactivated. */
export function* membersOf(org: Org, group: Group, seq: number): Generator<{ seq: number; user: User }> {
  if (group.type === 'BUILT_IN') {
    for (const user of org.state.users.after(seq)) if (user.status !== 'DEPROVISIONED') yield { seq: user.seq, user };
    return;
  }
  for (const member of org.state.groups.membersAfter(group.id, seq)) {
    const user = org.state.users.byId(member.userId);
    if (user !== undefined) yield { seq: member.seq, user };
  }
}

/** How many belong to a group. */
export function memberTotal(org: Org, group: Group): number {
  return group.type === 'BUILT_IN' ? [...membersOf(org, group, 0)].length : org.state.groups.memberCount(group.id);
}
