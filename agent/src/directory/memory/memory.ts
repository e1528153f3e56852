import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, type Attrs, type DirectoryGroup, type Guarded, type State, SyncError } from '@rollcall/shared';
import type { PasswordPolicy } from '@rollcall/shared/password-policy';
import type {
  Attribute,
  CallOptions,
  Capabilities,
  Check,
  Directory,
  Draft,
  Fields,
  FindKey,
  ListOptions,
  Moves,
  MovesOptions,
  Page,
  UpdateOptions,
} from '../directory.ts';
import { type MemoryCall, type MemoryFault, MemoryFaults, refuseAborted } from './faults.ts';
import { createMemoryGroups, type MemoryGroups } from './groups.ts';
import { movesFrom } from './moves.ts';
import { cmsShape, type MemoryShape } from './shape.ts';
import { type MemoryRecord, MemoryTable, toAccount } from './table.ts';
import { normalise, refuseInvalid, refuseWeak } from './validate.ts';

export interface MemoryOptions {
  id: string;
  /** What it behaves like; a CMS when absent. */
  shape?: MemoryShape;
  now?: () => number;
  /** How long a new account stays unseen by `find`, in ms. */
  lagMs?: number;
  /** How long each call takes, in ms. */
  latencyMs?: number;
}

/** An account as a test puts it there: what a draft says, and what only the system itself can decide. */
export interface Seed extends Draft {
  id?: string;
  guarded?: Guarded[];
}

const pageSize = 200;
const overlapMs = 2000;

/** A whole directory in memory: the contract's reference, and both sides of the engine's tests. */
export class MemoryDirectory implements Directory {
  readonly id: string;
  readonly kind: string;
  readonly capabilities: Capabilities;
  readonly fields: Fields;
  readonly groups: MemoryGroups;
  /** Every call made so far, such as `update 3`, in order; what tests put there by `seed` and the like is no call. */
  readonly calls: string[] = [];
  /** Whether `movesSince` tells who joined, left or was deleted. */
  tellsMoves = true;
  readonly #faults = new MemoryFaults();
  readonly #shape: MemoryShape;
  readonly #table: MemoryTable;
  readonly #now: () => number;
  readonly #lagMs: number;
  readonly #latencyMs: number;
  #made = 0;
  #signedInAs: string | null = null;

  constructor(options: MemoryOptions) {
    this.#shape = options.shape ?? cmsShape;
    this.id = options.id;
    this.kind = this.#shape.kind;
    this.capabilities = this.#shape.capabilities;
    this.fields = this.#shape.fields;
    this.#now = options.now ?? Date.now;
    this.#table = new MemoryTable(this.#shape, this.#now);
    this.#lagMs = options.lagMs ?? 0;
    this.#latencyMs = options.latencyMs ?? 0;
    const groups = createMemoryGroups(this.#shape, this.#table, this.#run.bind(this));
    const accountsOf = (group: string, call?: CallOptions) => this.#accountsOf(group, call);
    this.groups = { ...groups, ...(!this.#shape.readsGroups && { accountsOf }) };
  }

  check(options?: CallOptions): Promise<Check> {
    return this.#run('check', '', options, () => {
      const own = this.#signedInAs === null ? null : this.#answer(this.#table.need(this.#signedInAs));
      return {
        account: own && { id: own.ref.id, login: own.login, displayName: own.displayName },
        identity: this.#identity,
        level: 'full' as const,
        permissions: ['everything'],
        notes: [],
        serverTime: new Date(this.#now()).toISOString(),
        skewMs: 0,
      };
    });
  }

  identify(options?: CallOptions): Promise<string> {
    return this.#run('identify', '', options, () => this.#identity);
  }

  async *list(options: ListOptions = {}): AsyncGenerator<Page> {
    const size = options.pageSize ?? pageSize;
    // A Map's iterator stays right while entries come and go, which is the listing's promise.
    const records = this.#table.records.values();
    let page: MemoryRecord[];
    do {
      page = await this.#run('list', '', options, () => take(records, size));
      if (page.length > 0) yield { accounts: page.map((record) => this.#answer(record)), total: null };
    } while (page.length === size);
  }

  get(id: string, options?: CallOptions): Promise<Account> {
    return this.#run('get', id, options, () => this.#answer(this.#table.need(id)));
  }

  find(key: FindKey, options?: CallOptions): Promise<Account[]> {
    return this.#run('find', Object.values(key).join(), options, () => {
      const visible = this.#now() - this.#lagMs;
      const found = this.#table.find(key).filter((record) => record.created <= visible);
      return found.map((record) => this.#answer(record));
    });
  }

  findNamed(names: readonly string[], options?: CallOptions): Promise<Account[]> {
    return this.#run('findNamed', names.join(), options, () => {
      const visible = this.#now() - this.#lagMs;
      const found = names.flatMap((name) => [
        ...this.#table.find({ login: name }),
        ...this.#table.find({ email: name }),
      ]);
      return [...new Set(found)].filter((record) => record.created <= visible).map((record) => this.#answer(record));
    });
  }

  create(draft: Draft, options?: CallOptions): Promise<Account> {
    return this.#run('create', String(draft.attributes[this.fields.login]), options, () => {
      if (!this.capabilities.createStates.includes(draft.state))
        throw new SyncError('unsupported', `No account of ${this.#shape.label} can start ${draft.state}.`);
      if (draft.password !== undefined) refuseWeak(this.#shape, draft.password);
      if ((draft.passwordHash !== undefined || draft.passwordHook) && this.#shape.side === 'cms')
        throw new SyncError('unsupported', `${this.#shape.label} takes passwords only.`);
      return this.#answer(this.#add(draft));
    });
  }

  update(id: string, attributes: Attrs, options?: UpdateOptions): Promise<Account> {
    return this.#run('update', id, options, () => {
      const record = this.#table.need(id);
      if (record.state === 'deactivated' && !this.capabilities.editDeactivated)
        throw new SyncError('wrong_state', 'A deactivated account can’t be changed; activate it first.');
      if (options?.version !== undefined && options.version !== String(record.version))
        throw new SyncError('moved', 'The account was changed by somebody else.');
      this.#write(record, attributes);
      return this.#answer(record);
    });
  }

  setState(id: string, state: State, options?: CallOptions): Promise<Account> {
    return this.#run('setState', `${id} ${state}`, options, () => {
      const record = this.#table.need(id);
      if (record.state !== state) this.#move(record, state);
      return this.#answer(record);
    });
  }

  schema(): Promise<Attribute[]> {
    return Promise.resolve(this.#shape.attributes.map((attribute) => ({ ...attribute })));
  }

  normalise(attributes: Attrs): Attrs {
    return normalise(attributes);
  }

  remove(id: string, options?: CallOptions): Promise<'erased'> {
    return this.#run('remove', id, options, () => {
      this.#table.delete(id);
      return 'erased' as const;
    });
  }

  setPassword(id: string, password: string, options?: CallOptions): Promise<void> {
    return this.#run('setPassword', id, options, () => {
      const record = this.#table.need(id);
      refuseWeak(this.#shape, password);
      record.password = password;
      this.#touch(record);
    });
  }

  passwordPolicy(options?: CallOptions): Promise<PasswordPolicy> {
    return this.#run('passwordPolicy', '', options, () => ({
      name: this.#shape.label,
      rules: [
        { id: 'minLength' as const, count: this.#shape.minPassword, attribute: null },
        { id: 'login' as const, count: null, attribute: null },
      ],
    }));
  }

  hasPassword(id: string, options?: CallOptions): Promise<boolean> {
    return this.#run('hasPassword', id, options, () => this.#table.need(id).password !== null);
  }

  importHash(id: string, hash: string, options?: CallOptions): Promise<void> {
    return this.#run('importHash', id, options, () => {
      const record = this.#table.need(id);
      if (record.state !== 'staged') throw new SyncError('wrong_state', 'Only a staged account takes a hash.');
      record.password = hash;
      this.#touch(record);
    });
  }

  verifyPassword(login: string, password: string, options?: CallOptions): Promise<boolean> {
    return this.#run('verifyPassword', login, options, () =>
      this.#table.find({ login }).some((record) => record.state === 'active' && record.password === password),
    );
  }

  changesSince(watermark: string | null, options?: ListOptions): Promise<{ accounts: Account[]; watermark: string }> {
    return this.#run('changesSince', String(watermark), options, () => {
      const from = watermark === null ? this.#now() : Date.parse(watermark) - overlapMs;
      const changed = [...this.#table.records.values()].filter((record) => record.changed >= from);
      return {
        accounts: changed.map((record) => this.#answer(record)),
        watermark: new Date(this.#now()).toISOString(),
      };
    });
  }

  async movesSince(watermark: string | null, { most, ...options }: MovesOptions): Promise<Moves | null> {
    const { accounts, watermark: next } = await this.changesSince(watermark, options);
    if (accounts.length > most) return null;
    const from = watermark === null ? Number.POSITIVE_INFINITY : Date.parse(watermark) - overlapMs;
    return this.#run('movesSince', String(watermark), options, () => {
      const moves = movesFrom(from, { table: this.#table, groups: this.groups.all() }, this.tellsMoves);
      return { ...moves, accounts: watermark === null ? [] : accounts, watermark: next };
    });
  }

  invite(id: string, options?: CallOptions): Promise<void> {
    return this.#run('invite', id, options, () => {
      const { state, password } = this.#table.need(id);
      const hasBegun = this.#shape.invited !== null && password !== null;
      if (state !== 'active' || hasBegun)
        throw new SyncError('wrong_state', 'Only an account that waits for its activation can be invited again.');
    });
  }

  /** Puts accounts there as they are, without a call; quick for a hundred thousand. */
  seed(seeds: Iterable<Seed>): Account[] {
    return Array.from(seeds, (each) => this.#answer(this.#add(each)));
  }

  /** Changes an account as another administrator would. */
  changeBehind(id: string, attributes: Attrs): void {
    this.#write(this.#table.need(id), attributes);
  }

  /** Sets any state, as another administrator would. */
  moveBehind(id: string, state: State): void {
    const record = this.#table.need(id);
    record.state = state;
    this.#touch(record);
  }

  /** Erases an account as another administrator would. */
  removeBehind(id: string): void {
    this.#table.delete(id);
  }

  seedGroup(group: Partial<DirectoryGroup> & { id: string; name: string }): void {
    const rest = { description: null, kind: this.#shape.groupKind, writable: true, privileged: false, guarded: [] };
    this.groups.seed({ ...rest, ...group });
  }

  get #identity(): string {
    return `memory:${this.id}`;
  }

  /** Makes `check` name this account, and guards it as the system would. */
  signInAs(id: string): void {
    this.#signedInAs = id;
    this.#table.need(id).guarded.push(this.#shape.side === 'okta' ? 'tokenOwner' : 'ownAccount');
  }

  /** Forgets faults that have not happened yet. */
  clearFaults(): void {
    this.#faults.clear();
  }

  failNext(call: MemoryCall, fault: MemoryFault, times = 1): void {
    this.#faults.add(call, fault, times);
  }

  async #run<T>(call: MemoryCall, what: string, options: CallOptions | undefined, work: () => T): Promise<T> {
    refuseAborted(options?.signal);
    this.calls.push(`${call} ${what}`.trim());
    const { error, after = false, delayMs = 0 } = this.#faults.take(call);
    const wait = this.#latencyMs + delayMs;
    if (wait > 0) await sleep(wait, undefined, { signal: options?.signal }).catch(() => undefined);
    refuseAborted(options?.signal);
    if (error === undefined) return work();
    if (after) work();
    throw error;
  }

  async *#accountsOf(group: string, options?: CallOptions): AsyncGenerator<Page> {
    const members = await this.groups.members(group, options);
    for (let at = 0; at < members.length; at += pageSize) {
      const page = members.slice(at, at + pageSize).map((id) => this.#answer(this.#table.need(id)));
      yield { accounts: page, total: null };
    }
  }

  #answer(record: MemoryRecord): Account {
    return toAccount(record, this.#shape, this.id, this.#now());
  }

  #add(seed: Seed): MemoryRecord {
    const attributes = { ...this.#blank(), ...normalise(seed.attributes) };
    refuseInvalid(this.#shape, attributes);
    this.#made += 1;
    const record: MemoryRecord = {
      id: seed.id ?? `${this.id}-${this.#made}`,
      handle: this.#shape.handles ? String(this.#made) : null,
      state: seed.state,
      attributes,
      groups: new Set(),
      guarded: [...(seed.guarded ?? [])],
      password: seed.password ?? seed.passwordHash ?? (seed.passwordHook ? 'hook' : null),
      created: this.#now(),
      changed: this.#now(),
      version: 1,
    };
    this.groups.join(record, seed.groups ?? []);
    this.#table.add(record);
    return record;
  }

  #blank(): Attrs {
    return Object.fromEntries(this.#shape.attributes.map((attribute) => [attribute.name, null]));
  }

  #write(record: MemoryRecord, attributes: Attrs): void {
    const wanted = normalise(attributes);
    if (Object.entries(wanted).every(([name, value]) => name in record.attributes && record.attributes[name] === value))
      return;
    const merged = { ...record.attributes, ...wanted };
    refuseInvalid(this.#shape, merged);
    this.#table.rewrite(record, merged);
    this.#touch(record);
  }

  #move(record: MemoryRecord, state: State): void {
    if (!this.capabilities.states.includes(state))
      throw new SyncError('unsupported', `${this.#shape.label} has no way to ${state}.`);
    const word = this.#answer(record).detail ?? record.state.toUpperCase();
    const barred = state === 'suspended' && !this.capabilities.suspendFrom.includes(word);
    if (barred || !this.#shape.moves[record.state].includes(state))
      throw new SyncError('wrong_state', `There is no way from ${word} to ${state}.`);
    record.state = state;
    this.#touch(record);
  }

  #touch(record: MemoryRecord): void {
    record.changed = this.#now();
    record.version += 1;
  }
}

function take<T>(iterator: Iterator<T>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = iterator.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}
