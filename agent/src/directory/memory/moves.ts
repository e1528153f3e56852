import type { DirectoryGroup } from '@rollcall/shared';

import type { Moves } from '../directory.ts';
import type { MemoryTable } from './table.ts';

interface Present {
  table: MemoryTable;
  groups: readonly DirectoryGroup[];
}

/** What the table's events tell since a time in ms; `told` is null where who did it may not be read. */
export function movesFrom(
  from: number,
  { table, groups }: Present,
  mayRead: boolean,
): Omit<Moves, 'accounts' | 'watermark'> {
  const told: NonNullable<Moves['told']> = { members: [], accounts: [], groups: [] };
  const moved = new Map<string, boolean>();
  for (const { at, group, account } of table.events) {
    if (at < from) continue;
    if (group !== undefined) moved.set(group, account !== undefined || (moved.get(group) ?? false));
    if (group !== undefined && account !== undefined) told.members.push({ group, account });
    else if (account !== undefined) told.accounts.push(account);
    else if (group !== undefined && !groups.some(({ id }) => id === group)) told.groups.push(group);
  }
  const present = groups.filter(({ id }) => moved.has(id));
  return {
    groups: present.map((group) => ({ group: { ...group }, members: moved.get(group.id) ?? false })),
    told: mayRead ? told : null,
  };
}
