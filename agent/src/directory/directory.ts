import type {
  Account,
  Action,
  Attrs,
  DirectoryGroup,
  DirectorySettings,
  Effect,
  Errand,
  Problem,
  State,
  TicketResult,
  Time,
} from '@rollcall/shared';
import type { PasswordPolicy } from '@rollcall/shared/password-policy';

/** A place that holds accounts: an Okta org, a Drupal site, a WordPress site, or memory in tests. */
export interface Directory {
  /** Lock key and link key; stable for the life of the connection. */
  readonly id: string;
  readonly kind: string;
  readonly capabilities: Capabilities;
  readonly fields: Fields;

  /**
   * Who am I, and what may I do. Safe to repeat. Throws with scope `run`: `bad_credentials`, `anonymous`, `forbidden`,
   * `wrong_site`, `unreachable`, `tls`, `clock_skew`.
   */
  check(options?: CallOptions): Promise<Check>;

  /** The org's or site's own mark as `check` tells it, by one read without an effect. Throws as `check` does. */
  identify(options?: CallOptions): Promise<string>;

  /**
   * Every account once, deactivated ones too, in pages. Accounts that are there from start to end are never skipped
   * while others come and go. Finishing without a throw is the proof of completeness; a listing that can't be trusted
   * throws `partial_listing` or `anonymous`. Stops at the next page when aborted (`cancelled`).
   */
  list(options?: ListOptions): AsyncIterable<Page>;

  /** One account by id; `not_found` when there is none (an erased one included). Never stale. */
  get(id: string, options?: CallOptions): Promise<Account>;

  /** All accounts with exactly this value, ignoring case where the system does; empty when none. May lag by seconds. */
  find(key: FindKey, options?: CallOptions): Promise<Account[]>;

  /**
   * Every account whose login or mail is one of these, each once, with few calls; ignores case and may lag as `find` does.
   * Absent where one call asks for no more than one of them.
   */
  findNamed?(names: readonly string[], options?: CallOptions): Promise<Account[]>;

  /**
   * Makes an account and answers it as read back. `conflict` when login (or mail, where unique) is taken, also by a
   * deactivated account; `invalid`, `missing_name`, `unsupported_character` or `password_policy` with the field named.
   * Not safe to repeat blindly: find first.
   */
  create(draft: Draft, options?: CallOptions): Promise<Account>;

  /**
   * Changes only the named attributes and answers the account as read back. Same values again change nothing.
   * `not_found` when there is none, `wrong_state` where a deactivated account can't be edited, `moved` when `version`
   * is given and no longer true.
   */
  update(id: string, attributes: Attrs, options?: UpdateOptions): Promise<Account>;

  /**
   * Brings the account to `state` and answers it as read back. Already there: changes nothing, sends no mail.
   * `wrong_state` when the system has no way from the present state, `unsupported` when it has no such state.
   */
  setState(id: string, state: State, options?: CallOptions): Promise<Account>;

  /** Attributes that can be mapped, custom ones included. */
  schema(options?: CallOptions): Promise<Attribute[]>;

  /** Values as the system would store and answer them (trimmed, null for empty): what verify compares with. */
  normalise(attributes: Attrs): Attrs;

  /** Removes for good where the system can; `onlyBlocked` when it kept the account. Absent: `erased`. */
  remove?(id: string, options?: CallOptions): Promise<'erased' | 'onlyBlocked'>;

  /** Groups or roles; absent where `capabilities.groups` is false. */
  readonly groups?: Groups;

  /** Sets a password; `password_policy` with the failing rule. The secret is never logged or kept. */
  setPassword?(id: string, password: string, options?: CallOptions): Promise<void>;

  /** The rules that a new account's password must meet; throws `forbidden` where the credential may not read them. */
  passwordPolicy?(options?: CallOptions): Promise<PasswordPolicy>;

  /** True when the account has a password, whatever it is. */
  hasPassword?(id: string, options?: CallOptions): Promise<boolean>;

  /** Sets a password by its bcrypt hash; `wrong_state` unless the account is staged. Present where a draft may have one. */
  importHash?(id: string, hash: string, options?: CallOptions): Promise<void>;

  /** True when the password signs in. Counts against the system's own lock-out. */
  verifyPassword?(login: string, password: string, options?: CallOptions): Promise<boolean>;

  /** Accounts changed since the watermark, with overlap, and the next watermark by the server's clock. */
  changesSince?(watermark: string | null, options?: ListOptions): Promise<{ accounts: Account[]; watermark: string }>;

  /**
   * What moved since the watermark, with overlap, and the next watermark by the server's clock; for null nothing but a
   * watermark. Null when more than `most` accounts changed: then reading everybody is the better way.
   */
  movesSince?(watermark: string | null, options: MovesOptions): Promise<Moves | null>;

  /**
   * Sends the system's own mail with which a person begins: an org's activation, a site's link to choose a password. Changes
   * nothing of the account; `not_found`, `wrong_state` for one that may not sign in or has begun already.
   */
  invite?(id: string, options?: CallOptions): Promise<void>;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface ListOptions extends CallOptions {
  pageSize?: number;
  /** Go on behind a page that was shown, by its `next`. */
  from?: string;
}

export interface MovesOptions extends CallOptions {
  most: number;
}

/** What moved in a directory. Whoever is named need not have moved after all: the overlap tells some of it twice. */
export interface Moves {
  /** Accounts whose own values or state changed, as they are now. */
  accounts: Account[];
  /** Groups that were made or renamed, or whose members changed, as they are now. */
  groups: { group: DirectoryGroup; members: boolean }[];
  /** Who joined or left a group, and what was deleted, by ids; null where the credential may not read who did. */
  told: { members: { group: string; account: string }[]; accounts: string[]; groups: string[] } | null;
  watermark: string;
}

export interface UpdateOptions extends CallOptions {
  version?: string;
}

export interface Page {
  accounts: Account[];
  /** How many accounts the listing will show, where the system tells. */
  total: number | null;
  /** Where the listing goes on behind this page; missing on the last, and where it can only be begun anew. */
  next?: string;
}

export type FindKey = { login: string } | { email: string } | { handle: string };

/** What a new account is made from. `attributes` uses the directory's own names, login and mail included. */
export interface Draft {
  attributes: Attrs;
  state: State;
  password?: string;
  /** In place of a password: its bcrypt hash as crypt(3) writes it, only for a directory with `importHash`. */
  passwordHash?: string;
  /** In place of a password: at the first sign-in the directory's import hook asks; only for one with `importHash`. */
  passwordHook?: true;
  groups?: string[];
}

export interface Fields {
  /** Attribute that holds the sign-in name. */
  login: string;
  email: string;
  /** Attributes that a create can't do without. */
  required: readonly string[];
  /** Attributes in which upper and lower case don't tell two values apart. */
  ignoreCase: readonly string[];
}

export interface Capabilities {
  /** States that `setState` can reach. */
  states: readonly State[];
  /** States that a new account may start in. */
  createStates: readonly State[];
  /** Words (`Account.detail`, else `state` in capitals) from which `suspended` can be reached; empty without that state. */
  suspendFrom: readonly string[];
  /** False where a deactivated account refuses changes until it is activated again. */
  editDeactivated: boolean;
  uniqueEmail: boolean;
  remove: boolean;
  groups: boolean;
  setPassword: boolean;
  verifyPassword: boolean;
  changesSince: boolean;
  invite: boolean;
  viaSession: boolean;
  /** What else happens with an action, told before it is confirmed. */
  effects: Partial<Record<Action, readonly Effect[]>>;
}

export interface Check {
  /** The account that Rollcall is signed in as. */
  account: { id: string; login: string; displayName: string | null } | null;
  /** The org's or site's own mark, to be pinned. */
  identity: string;
  level: 'full' | 'read' | 'forms';
  /** What the credential may do, in the system's own words. */
  permissions: string[];
  /** Shortcomings that don't stop a check, each with cause and next step. */
  notes: Problem[];
  serverTime: Time | null;
  skewMs: number;
}

export interface Attribute {
  name: string;
  title: string;
  type: 'string' | 'number' | 'boolean' | 'strings';
  required: boolean;
  writable: boolean;
  custom: boolean;
  maxLength: number | null;
}

/** Groups or roles of a directory. Adding a member twice and removing a stranger change nothing. */
export interface Groups {
  list(options?: CallOptions): Promise<DirectoryGroup[]>;
  /** Account ids, complete, or `missing_group`. */
  members(group: string, options?: CallOptions): Promise<string[]>;
  /** Accounts in pages, each once and complete, or `missing_group`. Absent where only ids can be read. */
  accountsOf?(group: string, options?: ListOptions): AsyncIterable<Page>;
  /** Ids of one account's groups, complete; `not_found`. Absent where an account is read with its groups. */
  of?(account: string, options?: CallOptions): Promise<string[]>;
  /** The id that a group made now under this name gets, besides those that are taken. Absent where only the system knows. */
  nextId?(name: string, taken: ReadonlySet<string>): string;
  /** `conflict` when the name is taken. With the id that `nextId` gave, as long as nobody has taken that. */
  create(name: string, options?: CallOptions & { id?: string }): Promise<DirectoryGroup>;
  rename(group: string, name: string, options?: CallOptions): Promise<DirectoryGroup>;
  /** Absent: changes nothing. */
  remove(group: string, options?: CallOptions): Promise<void>;
  addMember(group: string, account: string, options?: CallOptions): Promise<void>;
  removeMember(group: string, account: string, options?: CallOptions): Promise<void>;
}

/** A credential as its directory wants it; only the secret store and the directory ever see one. */
export interface Credential {
  /** Values by name, such as `token`, or `user` and `password`, or `privateKey` (PKCS #8 PEM or JWK text). */
  values: Record<string, string>;
}

/** What a directory needs from its surroundings; passed in so that tests choose them. */
export interface DirectoryDeps {
  settings: DirectorySettings;
  credential: () => Promise<Credential>;
  fetch: typeof globalThis.fetch;
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Share of the other side's rate limit that may be used, in per cent. */
  share: number;
  /** Carries an errand out in a browser, in the session of the person there, for ways of signing in that store nothing. */
  carry: Carry;
}

/** Waits until a browser has done the errand; throws `timeout` when none does. */
export type Carry = (errand: Errand, signal?: AbortSignal) => Promise<TicketResult>;

/** One field of a sign-in form, for the CLI, the wizard and docs alike. */
export interface SettingField {
  name: string;
  label: string;
  help: string;
  secret: boolean;
  required: boolean;
}

/** What makes a kind of directory known to the rest of the program, which never names one itself. */
export interface DirectoryDescriptor {
  kind: string;
  label: string;
  side: 'cms' | 'okta';
  /** Ways to sign in, by the name kept in `DirectorySettings.auth`. */
  auth: { name: string; label: string; fields: SettingField[] }[];
  /** The address as it is kept: scheme and host checked, no trailing slash. Throws `invalid` or `wrong_site`. */
  normaliseUrl(url: string): string;
  /** Where a person sees one account in the system's own pages; null where there is no such page. */
  accountUrl(url: string, id: string, handle: string | null): string | null;
  create(deps: DirectoryDeps): Directory;
}
