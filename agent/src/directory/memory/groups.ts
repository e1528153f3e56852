import { type DirectoryGroup, SyncError } from '@rollcall/shared';
import type { CallOptions, Groups } from '../directory.ts';
import type { MemoryCall } from './faults.ts';
import type { MemoryShape } from './shape.ts';
import type { MemoryRecord, MemoryTable } from './table.ts';

type Run = <T>(call: MemoryCall, what: string, options: CallOptions | undefined, work: () => T) => Promise<T>;

export interface MemoryGroups extends Groups {
  /** Adds or replaces a group as it stands, past all checks. */
  seed(group: DirectoryGroup): void;
  /** Makes the account a member of each, or `missing_group`. */
  join(record: MemoryRecord, ids: readonly string[]): void;
}

export function createMemoryGroups(shape: MemoryShape, table: MemoryTable, run: Run): MemoryGroups {
  const groups = new Map<string, DirectoryGroup>();
  const need = (id: string): DirectoryGroup => {
    const group = groups.get(id);
    if (group === undefined) throw new SyncError('missing_group', `${shape.label} has no group ${id}.`);
    return group;
  };
  const writable = (id: string): void => {
    if (!need(id).writable) throw new SyncError('unsupported', `The members of ${need(id).name} can’t be changed.`);
  };
  const refuseTaken = (id: string, name: string): void => {
    const taken = [...groups.values()].some((group) => group.id !== id && group.name === name);
    if (taken) throw new SyncError('conflict', `A group is called ${name} already.`, { field: 'name' });
  };
  const join = (record: MemoryRecord, ids: readonly string[]): void => {
    for (const id of ids) writable(id);
    for (const id of ids) record.groups.add(id);
  };
  let made = 0;
  return {
    list: (options) => run('groups', 'list', options, () => [...groups.values()].map((group) => ({ ...group }))),
    members: (id, options) =>
      run('groups', `members ${id}`, options, () => {
        need(id);
        return [...table.records.values()].filter((record) => record.groups.has(id)).map((record) => record.id);
      }),
    ...(!shape.readsGroups && { of: ofAccount(table, run) }),
    create: (name, options) =>
      run('groups', `create ${name}`, options, () => {
        refuseTaken('', name);
        made += 1;
        const id = `g${made}`;
        const kind = shape.groupKind;
        groups.set(id, { id, name, description: null, kind, writable: true, privileged: false, guarded: [] });
        return { ...need(id) };
      }),
    rename: (id, name, options) =>
      run('groups', `rename ${id}`, options, () => {
        const group = need(id);
        refuseTaken(id, name);
        groups.set(id, { ...group, name });
        return { ...group, name };
      }),
    remove: (id, options) =>
      run('groups', `remove ${id}`, options, () => {
        groups.delete(id);
        for (const record of table.records.values()) record.groups.delete(id);
      }),
    addMember: (id, account, options) =>
      run('groups', `addMember ${id} ${account}`, options, () => join(table.need(account), [id])),
    removeMember: (id, account, options) =>
      run('groups', `removeMember ${id} ${account}`, options, () => {
        writable(id);
        table.records.get(account)?.groups.delete(id);
      }),
    seed: (group) => void groups.set(group.id, group),
    join,
  };
}

function ofAccount(table: MemoryTable, run: Run): NonNullable<Groups['of']> {
  return (account, options) => run('groups', `of ${account}`, options, () => [...table.need(account).groups]);
}
