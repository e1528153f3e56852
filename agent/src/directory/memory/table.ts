import type { Account, Attrs, Guarded, State } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';
import type { FindKey } from '../directory.ts';
import type { MemoryShape } from './shape.ts';

export interface MemoryRecord {
  id: string;
  handle: string | null;
  state: State;
  attributes: Attrs;
  groups: Set<string>;
  guarded: Guarded[];
  password: string | null;
  created: number;
  changed: number;
  version: number;
}

/** Something that moved: a membership where both are named, else a group that changed or an account that was deleted. */
export interface MemoryEvent {
  at: number;
  group?: string;
  account?: string;
}

/** The accounts of a memory directory, in the order in which they were made, with an index on login, mail and handle. */
export class MemoryTable {
  readonly records = new Map<string, MemoryRecord>();
  /** Who joined or left which group, and what was made, renamed or deleted, oldest first. */
  readonly events: MemoryEvent[] = [];
  readonly #shape: MemoryShape;
  readonly #now: () => number;
  readonly #logins = new Map<string, string>();
  readonly #emails = new Map<string, Set<string>>();
  readonly #handles = new Map<string, string>();

  constructor(shape: MemoryShape, now: () => number) {
    this.#shape = shape;
    this.#now = now;
  }

  note(event: Omit<MemoryEvent, 'at'>): void {
    this.events.push({ at: this.#now(), ...event });
  }

  /** The account, or `not_found`. */
  need(id: string): MemoryRecord {
    const record = this.records.get(id);
    if (record === undefined) throw new SyncError('not_found', `${this.#shape.label} has no account ${id}.`);
    return record;
  }

  /** Adds the account, or `conflict`. */
  add(record: MemoryRecord): void {
    this.#refuseTaken(record.id, record.attributes);
    this.records.set(record.id, record);
    if (record.handle !== null) this.#handles.set(record.handle, record.id);
    this.#index(record);
  }

  /** Gives the account these attributes, or `conflict`. */
  rewrite(record: MemoryRecord, attributes: Attrs): void {
    this.#refuseTaken(record.id, attributes);
    this.#unindex(record);
    record.attributes = attributes;
    this.#index(record);
  }

  delete(id: string): void {
    const record = this.records.get(id);
    if (record === undefined) return;
    this.records.delete(id);
    for (const group of record.groups) this.note({ group, account: id });
    this.note({ account: id });
    if (record.handle !== null) this.#handles.delete(record.handle);
    this.#unindex(record);
  }

  find(key: FindKey): MemoryRecord[] {
    return this.#lookUp(key).flatMap((id) => this.records.get(id ?? '') ?? []);
  }

  #lookUp(key: FindKey): (string | undefined)[] {
    if ('login' in key) return [this.#logins.get(this.#key(this.#shape.fields.login, key.login))];
    if ('handle' in key) return [this.#handles.get(key.handle)];
    return [...(this.#emails.get(this.#key(this.#shape.fields.email, key.email)) ?? [])];
  }

  #refuseTaken(id: string, attributes: Attrs): void {
    const { fields, capabilities } = this.#shape;
    const login = this.#key(fields.login, attributes[fields.login]);
    const owner = this.#logins.get(login);
    if (owner !== undefined && owner !== id) throw taken(fields.login);
    if (!capabilities.uniqueEmail || (attributes[fields.email] ?? null) === null) return;
    const holders = this.#emails.get(this.#key(fields.email, attributes[fields.email]));
    if (holders !== undefined && [...holders].some((holder) => holder !== id)) throw taken(fields.email);
  }

  #index(record: MemoryRecord): void {
    const { login, email } = this.#shape.fields;
    this.#logins.set(this.#key(login, record.attributes[login]), record.id);
    if ((record.attributes[email] ?? null) === null) return;
    const key = this.#key(email, record.attributes[email]);
    const holders = this.#emails.get(key);
    if (holders === undefined) this.#emails.set(key, new Set([record.id]));
    else holders.add(record.id);
  }

  #unindex(record: MemoryRecord): void {
    const { login, email } = this.#shape.fields;
    this.#logins.delete(this.#key(login, record.attributes[login]));
    const key = this.#key(email, record.attributes[email]);
    const holders = this.#emails.get(key);
    holders?.delete(record.id);
    if (holders?.size === 0) this.#emails.delete(key);
  }

  #key(field: string, value: unknown): string {
    return this.#shape.fields.ignoreCase.includes(field) ? String(value).toLowerCase() : String(value);
  }
}

function taken(field: string): SyncError {
  return new SyncError('conflict', `Another account has this ${field} already.`, { field });
}

/** The account as the directory answers it: a copy, so that no caller holds the directory's own data. */
export function toAccount(record: MemoryRecord, shape: MemoryShape, directory: string, now: number): Account {
  const { attributes, state } = record;
  const { login, email } = shape.fields;
  const mail = attributes[email];
  const name = attributes['displayName'];
  return {
    ref: { directory, id: record.id },
    handle: record.handle,
    login: String(attributes[login]),
    email: typeof mail === 'string' ? mail : null,
    displayName: typeof name === 'string' ? name : null,
    state,
    detail: state === 'active' && record.password === null ? shape.invited : null,
    attributes: { ...attributes },
    groups: shape.readsGroups ? [...record.groups] : null,
    guarded: [...record.guarded],
    createdAt: new Date(record.created).toISOString(),
    changedAt: new Date(record.changed).toISOString(),
    readAt: new Date(now).toISOString(),
    version: shape.versions ? String(record.version) : null,
  };
}
