import { type DirectoryGroup, SyncError } from '@rollcall/shared';
import type { CallOptions, Groups } from '../directory.ts';
import type { MemoryCall } from './faults.ts';
import type { MemoryShape } from './shape.ts';
import type { MemoryRecord, MemoryTable } from './table.ts';

type Run = <T>(call: MemoryCall, what: string, options: CallOptions | undefined, work: () => T) => Promise<T>;

export interface MemoryGroups extends Groups {
  /** Every group, without a call. */
  all(): DirectoryGroup[];
  /** Adds or replaces a group as it stands, past all checks. */
  seed(group: DirectoryGroup): void;
  /** Makes the account a member of each, or `missing_group`. */
  join(record: MemoryRecord, ids: readonly string[]): void;
}

export function createMemoryGroups(shape: MemoryShape, table: MemoryTable, run: Run): MemoryGroups {
  const groups = new Map<string, DirectoryGroup>();
  const need = (id: string): DirectoryGroup => present(groups.get(id), id, shape);
  const writable = (id: string): void => refuseFixed(need(id));
  const refuseTaken = (id: string, name: string): void => refuseKnown([...groups.values()], id, name);
  const join = (record: MemoryRecord, ids: readonly string[]): void => {
    for (const id of ids) writable(id);
    for (const id of ids) enter(table, id, record);
  };
  let made = 0;
  const seed = (group: DirectoryGroup): void => {
    groups.set(group.id, group);
    table.note({ group: group.id });
  };
  return {
    list: (options) => run('groups', 'list', options, () => [...groups.values()].map((group) => ({ ...group }))),
    members: (id, options) =>
      run('groups', `members ${id}`, options, () => {
        need(id);
        return [...table.records.values()].filter((record) => record.groups.has(id)).map((record) => record.id);
      }),
    ...(!shape.readsGroups && { of: ofAccount(table, run) }),
    nextId: (_name, taken) => {
      let number = made + 1;
      while (taken.has(`g${number}`)) number += 1;
      return `g${number}`;
    },
    create: (name, options) =>
      run('groups', `create ${name}`, options, () => {
        refuseTaken('', name);
        const next = `g${(made += 1)}`;
        const id = options?.id !== undefined && !groups.has(options.id) ? options.id : next;
        seed({ id, name, description: null, kind: shape.groupKind, writable: true, privileged: false, guarded: [] });
        return { ...need(id) };
      }),
    rename: (id, name, options) =>
      run('groups', `rename ${id}`, options, () => {
        const group = need(id);
        refuseTaken(id, name);
        seed({ ...group, name });
        return { ...group, name };
      }),
    remove: (id, options) =>
      run('groups', `remove ${id}`, options, () => {
        groups.delete(id);
        table.note({ group: id });
        for (const record of table.records.values()) record.groups.delete(id);
      }),
    addMember: (id, account, options) =>
      run('groups', `addMember ${id} ${account}`, options, () => join(table.need(account), [id])),
    removeMember: (id, account, options) =>
      run('groups', `removeMember ${id} ${account}`, options, () => {
        writable(id);
        leave(table, id, account);
      }),
    all: () => [...groups.values()],
    seed,
    join,
  };
}

function present(group: DirectoryGroup | undefined, id: string, { label }: MemoryShape): DirectoryGroup {
  if (group === undefined) throw new SyncError('missing_group', `${label} has no group ${id}.`);
  return group;
}

function refuseFixed({ name, writable }: DirectoryGroup): void {
  if (!writable) throw new SyncError('unsupported', `The members of ${name} can’t be changed.`);
}

function refuseKnown(groups: readonly DirectoryGroup[], id: string, name: string): void {
  if (!groups.some((group) => group.id !== id && group.name === name)) return;
  throw new SyncError('conflict', `A group is called ${name} already.`, { field: 'name' });
}

function enter(table: MemoryTable, group: string, { id, groups }: MemoryRecord): void {
  if (!groups.has(group)) table.note({ group, account: id });
  groups.add(group);
}

function leave(table: MemoryTable, group: string, account: string): void {
  if (table.records.get(account)?.groups.delete(group)) table.note({ group, account });
}

function ofAccount(table: MemoryTable, run: Run): NonNullable<Groups['of']> {
  return (account, options) => run('groups', `of ${account}`, options, () => [...table.need(account).groups]);
}
