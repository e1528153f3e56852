/** A rule of a pull, in place of hook code: what becomes of whom `when` is true for. Rules are tried in their order. */
export interface PullRule {
  /** A condition in CEL; null is always true. */
  when: string | null;
  /** Templates by the name of the attribute that is set. */
  set: Record<string, string>;
  addRoles: string[];
  removeRoles: string[];
}

/** A role of the main site, or of the one with that nickname. */
export interface PullRole {
  target: string | null;
  role: string;
}

/** Attributes that a pull fills, each as a template over the Okta user; null where nothing is to be filled. */
export interface PullAttributes {
  email: string;
  username: string | null;
  domain: string | null;
  firstName: string;
  lastName: string;
  country: string | null;
}

/** What becomes of an account that is only on the site. */
export type TargetOnlyAction = 'preserve' | 'exclude' | 'write-file' | 'remove-roles' | 'block' | 'delete';

/** What a pull does where its command line says nothing else. */
export interface PullDefaults {
  /** A `list` names people by mail or user name. A `file` is read by the command line, which sends the list in it. */
  users:
    | { kind: 'all' }
    | { kind: 'mapped' }
    | { kind: 'groups'; groups: string[] }
    | { kind: 'list'; users: string[] }
    | { kind: 'file'; file: string };
  /** A regular expression over the whole user name; null is everybody. */
  userFilter: string | null;
  targetUsers: { kind: 'all' } | { kind: 'mapped' } | { kind: 'groups'; groups: string[] };
  targetOnlyUserAction: TargetOnlyAction;
  /** The action was said for this pull alone, so that `byReason` counts nothing. */
  oneAction?: true;
  /** Where `write-file` writes. */
  targetOnlyUserFile: string | null;
  /** A file of accounts that count as only on the site, read by the command line. */
  targetOnlyUserList: string | null;
  /** The accounts in it, by mail or user name: Okta is not asked who is only on the site. Null where Okta decides. */
  targetOnlyUsers: string[] | null;
  processGroups: boolean;
  updateUserInfo: boolean;
  excludeUnmappedUsers: boolean;
  /** `push` asks the site for no more than the users it selects, `delta` Okta for no more than what moved. */
  strategy: 'sync' | 'push' | 'delta';
  testMode: boolean;
}

/** What Adobe's User Sync Tool does where neither its file nor its command line says anything. */
export const toolDefaults: PullDefaults = {
  users: { kind: 'all' },
  userFilter: null,
  targetUsers: { kind: 'all' },
  targetOnlyUserAction: 'preserve',
  targetOnlyUserFile: null,
  targetOnlyUserList: null,
  targetOnlyUsers: null,
  processGroups: false,
  updateUserInfo: false,
  excludeUnmappedUsers: false,
  strategy: 'sync',
  testMode: false,
};

/** The filter for everybody but who was never activated and who has left: a locked-out person is still somebody. */
export const everybodyFilter = 'okta.status != "DEPROVISIONED" && okta.status != "STAGED"';

/** What a pull from Okta does, as the configuration of Adobe's User Sync Tool says it; it never holds a credential. */
export interface PullSettings {
  okta: {
    url: string;
    /** Where the API token is: in the connector's file, or in the OS keyring under service and user. */
    token: { in: 'file'; file: string } | { in: 'keyring'; service: string; user: string };
    /** A template of what is searched for a group, with `${group}` for its name. */
    groupFilter: string;
  };
  /** Who is in scope: a condition in CEL, and the text that it was made from. */
  filter: { cel: string; text: string | null };
  /** Other sites, by the nickname that stands before `::` in a role's name, and the connection each one belongs to. */
  targets: { name: string; connection: string }[];
  groups: { group: string; roles: PullRole[] }[];
  /** More groups by pattern; `source` matches from the start of a name. */
  additionalGroups: { source: string; target: string }[];
  createRoles: boolean;
  attributes: PullAttributes;
  updateAttributes: ('firstname' | 'lastname' | 'email' | 'username')[];
  defaultCountry: string | null;
  extendedAttributes: string[];
  extendedRoles: PullRole[];
  rules: PullRule[];
  /** Instead of `targetOnlyUserAction`, by why an account is only on the site; null is that action, or what the connection does with who is off in Okta. */
  byReason: Record<'gone' | 'leftGroups' | 'deactivated', TargetOnlyAction | null>;
  exclude: { users: string[]; roles: string[] };
  limits: { maxTargetOnly: { count: number } | { percent: number }; groupRemovalsOnly: boolean };
  defaults: PullDefaults;
}
