import type { AccountRow, Connection, PushedGroup } from '@rollcall/shared';

import type { Store } from '../store/store.ts';
import type { Entry } from './collection.ts';
import { groupEntry } from './group-entry.ts';
import { isGone } from './user-entry.ts';

/** Answers each group's resource as the same object until something about it changes. */
export function createGroupCache(store: Store): (group: PushedGroup, connection: Connection) => Entry {
  const entries = new Map<string, Entry>();
  store.follow({
    account(before, after) {
      const row = after ?? before;
      if (!row || looksSame(before, after)) return;
      for (const { group } of store.pushed.of(row.ref.id)) entries.delete(group);
    },
    pushed: (before, after) => void entries.delete((after ?? before)?.id ?? ''),
    member: (before, after) => void entries.delete((after ?? before)?.group ?? ''),
  });
  return (group, connection) => {
    const kept = entries.get(group.id);
    if (kept) return kept;
    const entry = groupEntry(group, connection, store);
    entries.set(group.id, entry);
    return entry;
  };
}

/** Whether a member of a group is shown as before. */
function looksSame(before: AccountRow | undefined, after: AccountRow | undefined): boolean {
  return (
    before?.displayName === after?.displayName &&
    before?.login === after?.login &&
    before?.scim?.deleted === after?.scim?.deleted &&
    before?.scim?.generation === after?.scim?.generation &&
    (!before || isGone(before)) === (!after || isGone(after))
  );
}
