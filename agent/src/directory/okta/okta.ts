import { type Account, type Attrs, type State, SyncError } from '@rollcall/shared';
import type { PasswordPolicy } from '@rollcall/shared/password-policy';
import type {
  Attribute,
  CallOptions,
  Check,
  Directory,
  Draft,
  FindKey,
  Groups,
  ListOptions,
  Moves,
  MovesOptions,
  Page,
  UpdateOptions,
} from '../directory.ts';
import { signsIn } from './authn.ts';
import { toOktaBcrypt } from './bcrypt.ts';
import { capabilities, fields } from './capabilities.ts';
import { checkOrg, type CheckSubject, readIdentity } from './check.ts';
import type { OktaClient } from './client.ts';
import { refuseUnkeepable, withoutEmpty } from './draft.ts';
import { findNamed, findUsers } from './find.ts';
import { createGroups } from './groups.ts';
import { listChanges, listMembers, listUsers } from './listing.ts';
import { readMoves } from './moves.ts';
import { once } from './once.ts';
import { readPasswordPolicy } from './password-policy.ts';
import { userPath } from './path.ts';
import { readBlank, readSchema } from './schema.ts';
import { stepTo } from './transition.ts';
import { type AccountContext, normalise, type OktaUser, oktaUser, toAccount } from './user.ts';

export interface OktaOptions {
  id: string;
  client: OktaClient;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Sends calls without the credential. */
  anonymous: typeof globalThis.fetch;
  /** The org's id as it was pinned; null before the first check. */
  pinned: string | null;
  /** Who the credential is: a service app by its client id, or a token, which is its owner. */
  identify: () => Promise<Pick<CheckSubject, 'scopes' | 'clientId'>>;
}

/** What an account needs from its surroundings; read once, because it hardly ever changes. */
type Surroundings = Pick<AccountContext, 'owner' | 'blank'>;

const groupsPerCreate = 20;
const settleTries = 10;
const settleMs = 500;

/** An Okta org, by its management API. */
export class OktaDirectory implements Directory {
  readonly id: string;
  readonly kind = 'okta';
  readonly capabilities = capabilities;
  readonly fields = fields;
  readonly groups: Groups;
  readonly #options: OktaOptions;
  readonly #client: OktaClient;
  #surroundings = once(() => this.#readSurroundings());
  #mayReadLog = true;

  constructor(options: OktaOptions) {
    this.id = options.id;
    this.#options = options;
    this.#client = options.client;
    const groups = createGroups(options.client);
    this.groups = { ...groups, accountsOf: (group, call) => this.#accountsOf(group, call) };
  }

  async check(options?: CallOptions): Promise<Check> {
    const { client, now, pinned, identify } = this.#options;
    this.#forgetSurroundings();
    return checkOrg({ client, now, pinned, ...(await identify()) }, options);
  }

  async identify(options: CallOptions = {}): Promise<string> {
    return (await readIdentity(this.#client, options)).identity;
  }

  async *list(options: ListOptions = {}): AsyncGenerator<Page> {
    const convert = await this.#converter(options);
    yield* listUsers(this.#client, (user) => convert(user, null), options);
  }

  async get(id: string, options: CallOptions = {}): Promise<Account> {
    const convert = await this.#converter(options);
    const { user, version } = await this.#read(id, options);
    return convert(user, version);
  }

  async find(key: FindKey, options: CallOptions = {}): Promise<Account[]> {
    const convert = await this.#converter(options);
    return (await findUsers(this.#client, key, options)).map((user) => convert(user, null));
  }

  async findNamed(names: readonly string[], options: CallOptions = {}): Promise<Account[]> {
    const convert = await this.#converter(options);
    return (await findNamed(this.#client, names, options)).map((user) => convert(user, null));
  }

  async create(draft: Draft, options: CallOptions = {}): Promise<Account> {
    const { state, groups = [] } = draft;
    if (!capabilities.createStates.includes(state))
      throw new SyncError('unsupported', `Okta can’t create a user who is ${state}.`);
    const profile = withoutEmpty(normalise(draft.attributes));
    refuseUnkeepable(profile);
    const convert = await this.#converter(options);
    const { value } = await this.#client.read(oktaUser, {
      method: 'POST',
      path: '/api/v1/users',
      query: { activate: String(state === 'active') },
      body: {
        profile,
        ...credentialsOf(draft),
        ...(groups.length > 0 && { groupIds: groups.slice(0, groupsPerCreate) }),
      },
      ...options,
    });
    for (const group of groups.slice(groupsPerCreate)) await this.groups.addMember(group, value.id, options);
    // Each read counts against a limit, in a free org the same as creates have.
    if (!isBusy(value)) return convert(value, null);
    // The user is there: a read that fails now must not make it look as if it weren't.
    return this.#settled(value.id, options).catch(() => convert(value, null));
  }

  async update(id: string, attributes: Attrs, options: UpdateOptions = {}): Promise<Account> {
    const profile = normalise(attributes);
    refuseUnkeepable(profile);
    if (Object.keys(profile).length > 0) await this.#change(id, { profile }, options);
    return this.get(id, options);
  }

  async setState(id: string, state: State, options: CallOptions = {}): Promise<Account> {
    const { user } = await this.#read(id, options);
    const step = stepTo(state, user.status);
    if (step === null) return this.get(id, options);
    const path = userPath(id, `/lifecycle/${step.operation}`);
    try {
      await this.#client.send({ method: 'POST', path, query: step.query, ...options });
    } catch (error) {
      const now = await this.#afterRefusal(error, id, options);
      // Somebody else was quicker.
      if (now.state === state) return now;
      throw error;
    }
    return this.#settled(id, options);
  }

  schema(options?: CallOptions): Promise<Attribute[]> {
    this.#forgetSurroundings();
    return readSchema(this.#client, options);
  }

  normalise(attributes: Attrs): Attrs {
    return normalise(attributes);
  }

  /** Deactivates, looks whether it held, then erases: Okta's DELETE does the first to a live user, the second to a deactivated one. */
  async remove(id: string, options: CallOptions = {}): Promise<'erased' | 'onlyBlocked'> {
    const before = await unlessGone(this.#read(id, options));
    if (before === null) return 'erased';
    if (before.user.status !== 'DEPROVISIONED') {
      await this.#client.send({ method: 'DELETE', path: userPath(id), ...options });
      const between = await unlessGone(this.#settled(id, options));
      if (between === null) return 'erased';
      if (between.state !== 'deactivated')
        throw new SyncError('moved', 'Somebody activated the user again while it was being deleted.');
    }
    await unlessGone(this.#client.send({ method: 'DELETE', path: userPath(id), ...options }));
    return (await unlessGone(this.#read(id, options))) === null ? 'erased' : 'onlyBlocked';
  }

  async setPassword(id: string, password: string, options: CallOptions = {}): Promise<void> {
    await this.#change(id, { credentials: { password: { value: password } } }, options);
  }

  passwordPolicy(options?: CallOptions): Promise<PasswordPolicy> {
    return readPasswordPolicy(this.#client, options);
  }

  async hasPassword(id: string, options: CallOptions = {}): Promise<boolean> {
    const { user } = await this.#read(id, options);
    // Okta shows that there is one, never what it is.
    return (user.credentials?.password ?? null) !== null;
  }

  async importHash(id: string, hash: string, options: CallOptions = {}): Promise<void> {
    const { user } = await this.#read(id, options);
    if (user.status !== 'STAGED')
      throw new SyncError('wrong_state', `Okta takes a hash for staged users only; this one is ${user.status}.`, {
        next: 'Send the person a mail to reset the password.',
      });
    await this.#change(id, { credentials: { password: { hash: toOktaBcrypt(hash) } } }, options);
  }

  verifyPassword(login: string, password: string, options: CallOptions = {}): Promise<boolean> {
    const { anonymous, client, now } = this.#options;
    return signsIn({ fetch: anonymous, origin: client.origin, now }, { login, password, ...options });
  }

  async changesSince(
    watermark: string | null,
    options: ListOptions = {},
  ): Promise<{ accounts: Account[]; watermark: string }> {
    const convert = await this.#converter(options);
    const now = this.#options.now();
    return listChanges(this.#client, (user) => convert(user, null), { ...options, watermark, now });
  }

  async movesSince(watermark: string | null, options: MovesOptions): Promise<Moves | null> {
    const convert = await this.#converter(options);
    const asked = { ...options, now: this.#options.now(), mayReadLog: this.#mayReadLog };
    const moves = await readMoves(this.#client, watermark, { ...asked, toAccount: (user) => convert(user, null) });
    if (moves?.told === null) this.#mayReadLog = false;
    return moves;
  }

  async invite(id: string, options: CallOptions = {}): Promise<void> {
    // Okta's own default is no mail, but a link in the answer, which is a secret.
    const query = { sendEmail: 'true' };
    const call = { method: 'POST' as const, path: userPath(id, '/lifecycle/reactivate'), query, ...options };
    await this.#client.send(call).catch((error: unknown) => this.#explain(error, id, options));
  }

  async *#accountsOf(group: string, options: CallOptions = {}): AsyncGenerator<Page> {
    const convert = await this.#converter(options);
    yield* listMembers(this.#client, group, { ...options, toAccount: (user) => convert(user, null) });
  }

  /** Sends a partial update, which leaves alone what it doesn't name. */
  async #change(id: string, body: object, { version, ...options }: UpdateOptions): Promise<void> {
    const headers = version === undefined ? {} : { 'if-match': version };
    const call = { method: 'POST' as const, path: userPath(id), body, headers, ...options };
    await this.#client.send(call).catch((error: unknown) => this.#explain(error, id, options));
  }

  /** Okta answers 404 for what a deactivated user can't do; reading by id tells it from a user who is gone. */
  async #explain(error: unknown, id: string, options: CallOptions): Promise<never> {
    if (!(error instanceof SyncError) || error.code !== 'not_found') throw error;
    const { user } = await this.#read(id, options);
    throw new SyncError('wrong_state', `Okta takes no such change while the user is ${user.status}.`, {
      next: 'Activate the user first, then change it.',
    });
  }

  /** The account as it stands after a refusal that its state may explain; any other error is thrown on. */
  async #afterRefusal(error: unknown, id: string, options: CallOptions): Promise<Account> {
    if (!(error instanceof SyncError) || !['not_found', 'wrong_state'].includes(error.code)) throw error;
    return this.get(id, options);
  }

  async #read(id: string, options: CallOptions): Promise<{ user: OktaUser; version: string | null }> {
    const { value, headers } = await this.#client.read(oktaUser, { path: userPath(id), ...options });
    // A short name would be answered as well.
    if (value.id !== id) throw new SyncError('not_found', 'Okta has no user with this id.');
    return { user: value, version: headers.get('etag') };
  }

  /** The account once Okta has finished what it does in the background; as it stands when that takes long. */
  async #settled(id: string, options: CallOptions): Promise<Account> {
    const convert = await this.#converter(options);
    for (let tries = 1; ; tries++) {
      const { user, version } = await this.#read(id, options);
      if (!isBusy(user) || tries === settleTries) return convert(user, version);
      await this.#options.sleep(settleMs, options.signal);
    }
  }

  async #converter(options: CallOptions): Promise<(user: OktaUser, version: string | null) => Account> {
    if (options.signal?.aborted === true) throw new SyncError('cancelled', 'The run was cancelled.');
    const { owner, blank } = await this.#surroundings();
    const context = { directory: this.id, owner, blank, readAt: new Date(this.#options.now()).toISOString() };
    return (user, version) => toAccount(user, context, version);
  }

  /** An administrator may have added attributes since; a check or a look at the schema is the time to notice. */
  #forgetSurroundings(): void {
    this.#mayReadLog = true;
    this.#surroundings = once(() => this.#readSurroundings());
  }

  /** Without any caller's signal: one cancellation must not spoil what others wait for. */
  async #readSurroundings(): Promise<Surroundings> {
    const [owner, blank] = await Promise.all([this.#readOwner(), readBlank(this.#client)]);
    return { owner, blank };
  }

  async #readOwner(): Promise<string | null> {
    if ((await this.#options.identify()).clientId !== null) return null;
    const { value } = await this.#client.read(oktaUser, { path: '/api/v1/users/me' });
    return value.id;
  }
}

function credentialsOf({ password, passwordHash, passwordHook }: Draft): { credentials?: object } {
  if (passwordHook) return { credentials: { password: { hook: { type: 'default' } } } };
  if (passwordHash !== undefined) return { credentials: { password: { hash: toOktaBcrypt(passwordHash) } } };
  return password === undefined ? {} : { credentials: { password: { value: password } } };
}

/** Okta is still at what it does in the background. */
function isBusy({ transitioningToStatus }: OktaUser): boolean {
  return (transitioningToStatus ?? null) !== null;
}

/** Null when the user is gone. */
async function unlessGone<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return null;
    throw error;
  }
}
