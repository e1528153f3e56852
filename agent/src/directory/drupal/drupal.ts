import { type Account, type Attrs, type State, SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type {
  Attribute,
  CallOptions,
  Capabilities,
  Check,
  Directory,
  DirectoryDeps,
  Draft,
  Fields,
  FindKey,
  ListOptions,
  Page,
  UpdateOptions,
} from '../directory.ts';
import { carriedSignIn, createCarriedSend } from './carried.ts';
import { assertAccountId, toAccount, type Viewpoint } from './account.ts';
import { normaliseAttributes, readAttributes, toPayload } from './attribute.ts';
import { checkSite, identifySite } from './check.ts';
import { createSignIn } from './credential.ts';
import { isWhole, userDocument, userList, type UserList, type UserResource } from './document.ts';
import { permissionsNeeded } from './fault.ts';
import { RoleGroups } from './groups.ts';
import { Kept } from './kept.ts';
import { byChange, byUid, userPages } from './listing.ts';
import { type Condition, type Query, toPath } from './query.ts';
import { administratorsOf, powerfulOf, readRoles, type Role } from './role-list.ts';
import { sendPasswordLink, signsIn } from './session.ts';
import { Site } from './site.ts';
import { createSend } from './transport.ts';
import { assertUsername } from './username.ts';

/** Drupal's sign-in form takes no longer password, though the API would store one. */
const longestPassword = 128;

/** `changed` holds the second in which a request began, so a slow one shows up late by as much as it took. */
const overlapSeconds = 120;

const usersPath = '/jsonapi/user/user';

interface Write {
  method: 'POST' | 'PATCH';
  path: string;
  writes?: string;
  data: { type: string; id?: string; attributes: Record<string, unknown> };
}

const withSignIn: Capabilities = {
  states: ['active', 'deactivated'],
  createStates: ['active', 'deactivated'],
  suspendFrom: [],
  editDeactivated: true,
  uniqueEmail: true,
  remove: true,
  groups: true,
  setPassword: true,
  verifyPassword: true,
  changesSince: true,
  invite: true,
  viaSession: false,
  effects: { activate: ['cmsMail'], deactivate: ['sessionsEnd'] },
};

/** In a person's own session named accounts are read and edited, and nothing else. */
const inSession: Capabilities = {
  ...withSignIn,
  createStates: [],
  remove: false,
  groups: false,
  setPassword: false,
  verifyPassword: false,
  changesSince: false,
  invite: false,
  viaSession: true,
};

/** A Drupal site by its core module JSON:API (Drupal 9 to 11). */
export class DrupalDirectory implements Directory {
  readonly id: string;
  readonly kind = 'drupal';
  readonly capabilities: Capabilities;
  readonly fields: Fields = { login: 'name', email: 'mail', required: ['name'], ignoreCase: ['name', 'mail'] };
  readonly groups: RoleGroups;
  readonly #site: Site;
  readonly #pinned: string | null;
  readonly #roles: Kept<readonly Role[] | null>;
  readonly #attributes: Kept<Attribute[]>;

  constructor({ settings, credential, fetch, now, carry }: DirectoryDeps) {
    const carried = settings.auth === 'browser';
    const door = { url: settings.url, send: carried ? createCarriedSend(carry) : createSend(settings.url, fetch), now };
    const signIn = carried ? carriedSignIn() : createSignIn(settings.auth, door, credential);
    const site = new Site({ ...door, signIn, steady: !carried });
    this.id = settings.id;
    this.capabilities = carried ? inSession : withSignIn;
    this.#site = site;
    this.#pinned = settings.identity;
    this.#roles = new Kept(() => readRoles(site));
    this.#attributes = new Kept(() => readAttributes(site));
    this.groups = new RoleGroups({
      site,
      roles: this.#roles,
      forms: settings.auth === 'session',
      assertAccount: async (id, options) => {
        await this.#read(id, options);
      },
    });
  }

  check({ signal }: CallOptions = {}): Promise<Check> {
    return checkSite({
      site: this.#site,
      pinned: this.#pinned,
      rolesReadable: async () => (await this.#roles.fresh()) !== null,
      signal,
    });
  }

  identify({ signal }: CallOptions = {}): Promise<string> {
    return identifySite({ site: this.#site, pinned: this.#pinned, signal });
  }

  async *list({ pageSize, signal }: ListOptions = {}): AsyncGenerator<Page> {
    await Promise.all([this.#roles.fresh(), this.#attributes.fresh()]);
    const viewpoint = await this.#viewpoint(signal);
    const fields = sparse(viewpoint.attributes);
    for await (const users of userPages(this.#site, byUid(), { limit: pageSize, fields, signal }))
      yield { accounts: users.map((user) => toAccount(user, viewpoint)), total: null };
  }

  async get(id: string, options: CallOptions = {}): Promise<Account> {
    return toAccount(await this.#read(id, options), await this.#viewpoint(options.signal));
  }

  async find(key: FindKey, { signal }: CallOptions = {}): Promise<Account[]> {
    const question = toQuestion(key);
    if (question === null) return [];
    const path = toPath('user/user', question.query);
    const { data } = await this.#site.read({ path, schema: userList, signal, doubtful: isDoubtfulList });
    if (data.length === 0) return [];
    const viewpoint = await this.#viewpoint(signal);
    return data.map((user) => toAccount(this.#whole(user), viewpoint)).filter(question.holds);
  }

  async create(draft: Draft, options: CallOptions = {}): Promise<Account> {
    assertState(draft.state);
    assertUsername(draft.attributes['name']);
    const attributes = { ...(await this.#payload(draft.attributes)), status: draft.state === 'active' };
    const password = draft.password === undefined ? {} : { pass: assertPassword(draft.password) };
    const roles = await this.groups.references(draft.groups ?? [], options.signal);
    const data = {
      type: 'user--user',
      attributes: { ...attributes, ...password },
      ...(roles.length === 0 ? {} : { relationships: { roles: { data: roles } } }),
    };
    return this.#write({ method: 'POST', path: usersPath, data }, options);
  }

  async update(id: string, attributes: Attrs, options: UpdateOptions = {}): Promise<Account> {
    if ('name' in attributes) assertUsername(attributes['name']);
    const payload = await this.#payload(attributes);
    if (Object.keys(payload).length === 0) return this.get(id, options);
    if ('mail' in payload && id === (await this.#site.ownAccount(options.signal))) {
      const own = await this.get(id, options);
      if (own.email !== payload['mail']) throw ownAccount('mail');
      delete payload['mail'];
    }
    return this.#patch(id, payload, options);
  }

  async setState(id: string, state: State, options: CallOptions = {}): Promise<Account> {
    assertState(state);
    const account = await this.get(id, options);
    if (account.state === state) return account;
    return this.#patch(id, { status: state === 'active' }, options);
  }

  schema(): Promise<Attribute[]> {
    return this.#attributes.fresh();
  }

  normalise(attributes: Attrs): Attrs {
    return normaliseAttributes(attributes, this.#attributes.value ?? []);
  }

  /** By the site's own cancel method, which is not readable: what became of the account is seen by reading it again. */
  async remove(id: string, options: CallOptions = {}): Promise<'erased' | 'onlyBlocked'> {
    const { signal } = options;
    try {
      assertAccountId(id);
      await this.#site.call({ method: 'DELETE', path: `${usersPath}/${id}`, schema: z.unknown(), writes: id, signal });
      await this.#read(id, options);
      return 'onlyBlocked';
    } catch (error) {
      if (error instanceof SyncError && error.code === 'not_found') return 'erased';
      throw error;
    }
  }

  async setPassword(id: string, password: string, options: CallOptions = {}): Promise<void> {
    const pass = assertPassword(password);
    if (id === (await this.#site.ownAccount(options.signal))) throw ownAccount('pass');
    await this.#patch(id, { pass }, options);
  }

  /** A wrong password counts: five for a name or fifty for an address lock further tries (`rate_limited`). */
  async verifyPassword(login: string, password: string, { signal }: CallOptions = {}): Promise<boolean> {
    if (login === '' || password === '') return false;
    return signsIn(this.#site, { login, password }, signal);
  }

  /** The mail that core's page “Reset your password” sends, with a link that works once. */
  async invite(id: string, options: CallOptions = {}): Promise<void> {
    const { login, state } = await this.get(id, options);
    if (state !== 'active') throw new SyncError('wrong_state', 'Drupal sends no password link to a blocked account.');
    await sendPasswordLink(this.#site, login, options.signal);
  }

  async changesSince(
    watermark: string | null,
    { pageSize, signal }: ListOptions = {},
  ): Promise<{ accounts: Account[]; watermark: string }> {
    const since = watermark === null ? 0 : toEpoch(watermark) - overlapSeconds;
    const { at } = await this.#site.whoAmI(signal);
    const viewpoint = await this.#viewpoint(signal);
    const fields = sparse(viewpoint.attributes);
    const accounts = new Map<string, Account>();
    for await (const users of userPages(this.#site, byChange(since), { limit: pageSize, fields, signal }))
      for (const user of users) accounts.set(user.id, toAccount(user, viewpoint));
    return { accounts: [...accounts.values()], watermark: new Date(at ?? this.#site.now()).toISOString() };
  }

  async #payload(attributes: Attrs): Promise<ReturnType<typeof toPayload>> {
    return toPayload(attributes, await this.#attributes.get());
  }

  async #patch(id: string, attributes: Record<string, unknown>, options: CallOptions): Promise<Account> {
    assertAccountId(id);
    const data = { type: 'user--user', id, attributes };
    return this.#write({ method: 'PATCH', path: `${usersPath}/${id}`, writes: id, data }, options);
  }

  async #write({ data, ...call }: Write, options: CallOptions): Promise<Account> {
    try {
      const answer = await this.#site.read({ ...call, body: { data }, schema: userDocument, signal: options.signal });
      return toAccount(answer.data, await this.#viewpoint(options.signal));
    } catch (error) {
      if (call.method === 'POST' && error instanceof SyncError && error.code === 'not_found')
        throw await this.#roleGone(error);
      throw await this.#explained(error, data, options);
    }
  }

  /** All that a new account refers to is its roles. */
  async #roleGone(cause: SyncError): Promise<SyncError> {
    await this.#roles.fresh();
    return new SyncError('missing_group', 'A role of the new account is no longer on the site.', {
      cause,
      scope: 'item',
    });
  }

  /** Drupal refuses a taken name and a malformed one alike; only a look at who has it tells them apart. */
  async #explained(error: unknown, { id, attributes }: Write['data'], options: CallOptions): Promise<unknown> {
    if (!(error instanceof SyncError) || error.code !== 'invalid' || error.problem.status !== 422) return error;
    const { field, detail } = error.problem;
    const value = field === null ? null : attributes[field];
    if ((field !== 'name' && field !== 'mail') || typeof value !== 'string') return error;
    // As Drupal looks for it: by the database's own idea of equal, which may leave accents out of account.
    const path = toPath('user/user', { conditions: [{ path: field, value }] });
    const { data } = await this.#site.read({ path, schema: userList, signal: options.signal });
    const others = await this.find(field === 'name' ? { login: value } : { email: value }, options);
    const taken = [...data.map((user) => user.id), ...others.map(({ ref }) => ref.id)].some((other) => other !== id);
    return taken ? new SyncError('conflict', detail, { field, status: 422, cause: error }) : error;
  }

  async #read(id: string, { signal }: CallOptions = {}): Promise<UserResource> {
    assertAccountId(id);
    const path = `${usersPath}/${id}`;
    const { data } = await this.#site.read({ path, schema: userDocument, signal, doubtful: isDoubtfulUser });
    return this.#whole(data);
  }

  async #viewpoint(signal: AbortSignal | undefined): Promise<Viewpoint> {
    const own = await this.#site.ownAccount(signal);
    const [roles, attributes] = await Promise.all([this.#roles.get(), this.#attributes.get()]);
    const readAt = new Date(this.#site.now()).toISOString();
    const [administrators, powerful] = [administratorsOf(roles), powerfulOf(roles)];
    return { directory: this.id, own, administrators, powerful, attributes, readAt };
  }

  #whole(user: UserResource): UserResource {
    if (isWhole(user)) return user;
    throw new SyncError('forbidden', 'Rollcall’s account may not see whether an account is active, nor its mail.', {
      next: permissionsNeeded(this.#site.url, 'administer users'),
    });
  }
}

/** To a stranger a filtered list is empty, and a user has no more than a display name. */
function isDoubtfulList({ data }: UserList): boolean {
  return data.length === 0 || !data.every(isWhole);
}

function isDoubtfulUser({ data }: z.infer<typeof userDocument>): boolean {
  return !isWhole(data);
}

function sparse(attributes: readonly Attribute[]): string[] {
  return [...attributes.map(({ name }) => name), 'status', 'created', 'changed', 'roles'];
}

interface Question {
  query: Query;
  holds: (account: Account) => boolean;
}

/** Whether case counts in a filter is up to the database's collation: SQLite ignores it in names, not in mails. */
function toQuestion(key: FindKey): Question | null {
  if ('handle' in key) {
    const { handle } = key;
    if (!/^[1-9]\d{0,9}$/u.test(handle)) return null;
    return { query: { conditions: [{ path: 'drupal_internal__uid', value: handle }] }, holds: () => true };
  }
  const [path, value] = 'login' in key ? (['name', key.login] as const) : (['mail', key.email] as const);
  if (value.trim() === '') return null;
  const conditions: Condition[] = [
    { path, value, group: 'either' },
    // Compares by LIKE, which ignores case everywhere.
    { path, operator: 'STARTS_WITH', value, group: 'either' },
  ];
  const wanted = value.toLowerCase();
  return {
    query: { conditions, groups: { either: { conjunction: 'OR' } }, sort: path },
    holds: (account) => String(account.attributes[path]).toLowerCase() === wanted,
  };
}

function assertState(state: State): void {
  if (state !== 'active' && state !== 'deactivated')
    throw new SyncError('unsupported', `A Drupal account can’t be ${state}; it is active or blocked.`);
}

function assertPassword(password: string): string {
  if (password === '') throw new SyncError('password_policy', 'The password is empty.', { field: 'pass' });
  if (Array.from(password).length > longestPassword)
    throw new SyncError('password_policy', `Drupal’s sign-in takes ${longestPassword} characters at most.`, {
      field: 'pass',
    });
  return password;
}

function ownAccount(field: string): SyncError {
  return new SyncError('protected', 'Drupal asks for the present password to change this on Rollcall’s own account.', {
    next: 'Change it on the site by hand, then store the new sign-in with "rollcall connect".',
    field,
  });
}

function toEpoch(watermark: string): number {
  const at = Date.parse(watermark);
  if (Number.isNaN(at)) throw new SyncError('invalid', 'The watermark is no time.', { scope: 'run' });
  return Math.floor(at / 1000);
}
