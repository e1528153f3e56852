import { newId } from '../id.ts';
import type { Group } from '../model.ts';
import type { Org } from '../org.ts';

/** A group as it is born; not yet stored. */
export function newGroup(org: Org, type: Group['type'], profile: Group['profile']): Group {
  const now = org.now();
  return {
    id: newId('00g'),
    seq: org.state.nextSeq(),
    version: 1,
    type,
    created: now,
    lastUpdated: now,
    lastMembershipUpdated: now,
    profile,
  };
}
