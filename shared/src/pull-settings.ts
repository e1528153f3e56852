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

/** What a pull does where its command line says nothing else. */
export interface PullDefaults {
  users: { kind: 'all' } | { kind: 'mapped' } | { kind: 'groups'; groups: string[] } | { kind: 'file'; file: string };
  /** A regular expression over the whole user name; null is everybody. */
  userFilter: string | null;
  targetUsers: { kind: 'all' } | { kind: 'mapped' } | { kind: 'groups'; groups: string[] };
  targetOnlyUserAction: 'preserve' | 'exclude' | 'write-file' | 'remove-roles' | 'block' | 'delete';
  /** Where `write-file` writes. */
  targetOnlyUserFile: string | null;
  targetOnlyUserList: string | null;
  processGroups: boolean;
  updateUserInfo: boolean;
  excludeUnmappedUsers: boolean;
  strategy: 'sync' | 'push';
  testMode: boolean;
}

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
  exclude: { users: string[]; roles: string[] };
  limits: { maxTargetOnly: { count: number } | { percent: number }; groupRemovalsOnly: boolean };
  defaults: PullDefaults;
}
