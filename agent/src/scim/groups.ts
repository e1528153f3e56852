import { randomUUID } from 'node:crypto';
import type { Connection, Json, PushedGroup } from '@rollcall/shared';

import { writesTo } from '../engine/direction.ts';
import type { Locks } from '../engine/lock.ts';
import { forgetGroup } from '../engine/membership.ts';
import { memberKey, put } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { asScim } from './answer.ts';
import type { Collection, Entry, MemberStep, Writing } from './collection.ts';
import type { Resource } from './filter-match.ts';
import { asObject } from './filter-match.ts';
import { groupAttributes, rowOfMember } from './group-entry.ts';
import type { Converge } from './group-converge.ts';
import { memberChanges } from './group-member.ts';
import { badValue, ScimError } from './scim-error.ts';
import type { UserIndex } from './user-index.ts';

export interface GroupDeps {
  store: Store;
  locks: Locks;
  now: () => number;
  converge: Pick<Converge, 'soon'>;
  /** A group as it is answered. */
  entryOf: (group: PushedGroup, connection: Connection) => Entry;
}

/** How long a write waits for another one on the same group, in milliseconds. */
const lockWait = 10_000;
/** So long an answer waits for roles: what is pushed in small is done when it is answered, in milliseconds. */
const roleWait = 5_000;

/** The group and its connection, as they are when a write is let through. */
interface Place {
  deps: GroupDeps;
  users: UserIndex;
  connection: Connection;
}

/**
 * Groups that one connection's client has pushed. A write is durable when it is answered, one small record for each member
 * that comes or goes; what it makes of roles on the site follows by itself.
 */
export class PushedGroups implements Collection {
  readonly attributes = groupAttributes;
  readonly #place: Place;

  constructor(deps: GroupDeps, users: UserIndex, connection: Connection) {
    this.#place = { deps, users, connection };
  }

  get size(): number {
    return this.#all().length;
  }

  get(id: string): Entry | null {
    const found = find(this.#place, id);
    return found && this.#shown(found);
  }

  all(): Entry[] {
    return this.#all().map((group) => this.#shown(group));
  }

  page(start: number, count: number): Entry[] {
    const groups = this.#all().slice(start, start + count);
    return groups.map((group) => this.#shown(group));
  }

  positionOf(id: string): number {
    return this.#all().findIndex((group) => group.id === id);
  }

  async lookUp(attribute: string, value: string): Promise<Entry[] | null> {
    const { deps, connection } = this.#place;
    if (attribute !== 'displayName' && attribute !== 'externalId' && attribute !== 'id') return null;
    const found =
      attribute === 'displayName'
        ? deps.store.pushed.named(connection.id, value).filter(isKept)
        : this.#all().filter((group) => (attribute === 'id' ? group.id : group.externalId) === value);
    return found.map((group) => this.#shown(group));
  }

  async create(sent: Resource, writing: Writing): Promise<{ entry: Entry; restored: boolean }> {
    refuseWrites(this.#place.connection);
    refuseTaken(this.#place, nameOf(sent), null);
    const group = blank(this.#place);
    const entry = await this.#answer(
      await asScim(() => keep(this.#place, group, wantedOf(this.#place, group, sent))),
      writing,
      false,
    );
    return { entry, restored: false };
  }

  change(id: string, to: (present: Resource) => Resource, writing: Writing): Promise<Entry> {
    return this.#write(id, writing, (present) => {
      const wanted = wantedOf(this.#place, present, to(this.#shown(present).resource));
      refuseTaken(this.#place, wanted.name, id);
      return keep(this.#place, present, wanted);
    });
  }

  changeMembers(id: string, steps: readonly MemberStep[], writing: Writing): Promise<Entry> {
    return this.#write(id, writing, (present) => {
      const { name, externalId } = present;
      return keep(this.#place, present, { name, externalId, ...movedBy(this.#place, steps) });
    });
  }

  async remove(id: string, writing: Writing): Promise<void> {
    await this.#write(id, writing, (present) => removeOne(this.#place, present));
  }

  #all(): PushedGroup[] {
    const { deps, connection } = this.#place;
    return deps.store.pushed.groups(connection.id).filter(isKept);
  }

  #shown(group: PushedGroup): Entry {
    return this.#place.deps.entryOf(group, this.#place.connection);
  }

  /** Does a write alone on its group. */
  async #write(id: string, writing: Writing, work: (present: PushedGroup) => Promise<PushedGroup>): Promise<Entry> {
    const { deps, connection } = this.#place;
    refuseWrites(connection);
    const name = `${connection.id}/group/${need(this.#place, id).id}`;
    const present = need(this.#place, id);
    const group = await asScim(() => deps.locks.hold([name], lockWait, async () => work(need(this.#place, id))));
    return this.#answer(group, writing, present === group);
  }

  /** A push of what is so already asks the site again: that is how an administrator repairs what was changed there. */
  async #answer(group: PushedGroup, { onPlan }: Writing, anew: boolean): Promise<Entry> {
    const { converge, store } = this.#place.deps;
    // What waits for a person waits on as long as nobody asks for anything else.
    const waits = anew && group.plan !== undefined;
    if (!waits) await converge.soon(group.id, { within: roleWait, anew });
    const present = store.data.pushed[group.id] ?? group;
    if (present.plan !== undefined) onPlan?.(present.plan);
    return this.#shown(present);
  }
}

/** What a group shall be. */
interface Wanted {
  name: string;
  externalId: string | null;
  /** By the CMS's id of the account: whether it shall be in the group. Who is not named stays as they are. */
  moves: ReadonlyMap<string, boolean>;
  /** How many were named whom the CMS does not have. */
  ignored: number;
}

/** Roles of people follow what is pushed, so it is taken only where they may be changed. */
function refuseWrites({ mode, direction, methods }: Connection): void {
  const refused = (text: string) => new ScimError(403, null, `${text} Nothing was changed.`);
  if (mode === 'report') throw refused('This connection is report-only.');
  if (!writesTo({ direction }, 'cms')) throw refused('This connection changes nothing on the site.');
  const { on, operations } = methods.scim;
  if (!on || !operations.includes('read') || !operations.includes('update'))
    throw refused('Update is switched off for SCIM in Rollcall.');
}

function isKept({ removed }: PushedGroup): boolean {
  return removed !== true;
}

function find({ deps, connection }: Place, id: string): PushedGroup | null {
  const found = deps.store.data.pushed[id];
  return found && found.connection === connection.id && isKept(found) ? found : null;
}

function need(place: Place, id: string): PushedGroup {
  const found = find(place, id);
  if (found) return found;
  throw new ScimError(404, null, `There is no Group “${id.slice(0, 100)}”.`);
}

function nameOf({ displayName }: Resource): string {
  return typeof displayName === 'string' ? displayName : '';
}

function refuseTaken({ deps, connection }: Place, name: string, but: string | null): void {
  if (name.trim() === '') throw badValue('“displayName” is required.');
  const others = deps.store.pushed.named(connection.id, name).filter((group) => isKept(group) && group.id !== but);
  if (others.length > 0) throw new ScimError(409, 'uniqueness', 'Another group has this displayName.');
}

function blank({ deps, connection }: Place): PushedGroup {
  const now = new Date(deps.now()).toISOString();
  return {
    id: randomUUID(),
    connection: connection.id,
    name: '',
    externalId: null,
    role: null,
    madeRole: false,
    namedPrivileged: false,
    problem: null,
    created: now,
    modified: now,
    version: 0,
  };
}

/** A resource names all members: who is not among them shall go. */
function wantedOf({ deps, users, connection }: Place, { id }: PushedGroup, resource: Resource): Wanted {
  const { externalId, members } = resource;
  const named = (Array.isArray(members) ? members : []).flatMap(idIn);
  const accounts = new Set(named.flatMap((each) => users.get(each)?.row.ref.id ?? []));
  const moves = new Map<string, boolean>();
  for (const member of deps.store.pushed.members(id).values()) {
    // Who was not shown to the client can't be meant to go by being left out.
    const isGone = member.wanted && !accounts.has(member.account) && rowOfMember(member, connection, deps.store);
    if (isGone) moves.set(member.account, false);
  }
  for (const account of accounts) moves.set(account, true);
  return {
    name: nameOf(resource).trim(),
    externalId: typeof externalId === 'string' ? externalId : null,
    moves,
    ignored: named.length - accounts.size,
  };
}

function idIn(member: Json): string[] {
  const id = asObject(member)?.['value'];
  return typeof id === 'string' ? [id] : [];
}

function movedBy({ users }: Place, steps: readonly MemberStep[]): Pick<Wanted, 'moves' | 'ignored'> {
  const moves = new Map<string, boolean>();
  let ignored = 0;
  for (const { op, ids } of steps) {
    for (const id of ids) {
      const found = users.get(id);
      if (found) moves.set(found.row.ref.id, op === 'add');
      else ignored += 1;
    }
  }
  return { moves, ignored };
}

/** Writes what differs; the same group again where nothing does. */
async function keep({ deps }: Place, present: PushedGroup, wanted: Wanted): Promise<PushedGroup> {
  const { name, externalId, moves, ignored } = wanted;
  const now = new Date(deps.now()).toISOString();
  const members = memberChanges(deps.store, present, moves, now);
  const isNamed = name === present.name && externalId === present.externalId;
  if (present.version > 0 && isNamed && members.length === 0) return present;
  const renamed = present.madeRole && name !== present.name ? { renamed: present.renamed ?? present.name } : {};
  const version = present.version + 1;
  const group = { ...present, ...renamed, name, externalId, ignored, modified: now, version };
  await deps.store.commit([put('pushed', group.id, group), ...members]);
  return group;
}

/** The group is gone for the client at once; where its role is to go too, it is kept until that is done. */
async function removeOne({ deps, connection }: Place, group: PushedGroup): Promise<PushedGroup> {
  const { store } = deps;
  const goes = connection.scim.onGroupUnlink === 'deleteIfMade' && group.madeRole && group.role !== null;
  if (!goes) {
    await store.commit(forgetGroup(store, group));
    return group;
  }
  const members = [...store.pushed.members(group.id).values()];
  const left = members.map((each) =>
    put('members', memberKey(each), { ...each, wanted: false, settled: false, problem: null }),
  );
  const removed = { ...group, removed: true, version: group.version + 1 };
  await store.commit([put('pushed', group.id, removed), ...left]);
  return removed;
}
