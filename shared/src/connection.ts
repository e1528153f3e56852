import type { Actor } from './actor.ts';
import type { ErrorCode } from './error.ts';
import type { Json, Side, Time } from './json.ts';
import type { PullSettings } from './pull-settings.ts';

/** How one directory is reached; the credential itself lives in the secret store under `secretRef`. */
export interface DirectorySettings {
  id: string;
  /** Key of a directory descriptor, such as `okta` or `drupal`. */
  kind: string;
  url: string;
  auth: string;
  secretRef: string | null;
  /** The name of the account or client that Rollcall signs in as. */
  account: string | null;
  /** Okta org id or the CMS site's own mark, pinned at the first test; a different one later is `wrong_site`. */
  identity: string | null;
  options: Record<string, Json>;
}

export type Operation = 'read' | 'create' | 'update' | 'deactivate' | 'delete';
export type Method = 'manual' | 'automatic' | 'scheduled' | 'scim' | 'pull';
export type BrakeName = 'create' | 'update' | 'deactivate' | 'delete' | 'revokeGroup' | 'mail';

export interface Brake {
  floor: number;
  count: number;
  percent: number;
}

/** One attribute pair. `toOkta` and `toCms` are optional transforms; null copies the value. */
export interface MappingRule {
  cms: string;
  okta: string;
  toOkta: string | null;
  toCms: string | null;
  owner: Side | 'either' | 'ask';
  apply: 'create' | 'always';
  sensitive: boolean;
}

/** An Okta group and a CMS role that hold the same people; the owner says who they are, the other side follows. */
export interface GroupMap {
  /** Okta's id of the group. */
  group: string;
  /** The CMS's id of the role. */
  role: string;
  owner: Side;
  /** The role grants power over users or permissions, and a person has named it all the same. */
  namedPrivileged: boolean;
}

/** What Okta's SCIM client may bring, and where it calls. */
export interface ScimSettings {
  /** Where the agent is reached from outside, such as `https://scim.harbor.example`; null when that is not known. */
  publicUrl: string | null;
  /** Passwords are set on the CMS; otherwise thrown away. */
  syncPassword: boolean;
  /** Whoever the client makes gets the CMS's own mail with a link to choose a password. */
  invite: boolean;
  /** Attributes of the connection's own schema URN, for use in the mapping under their names. */
  custom: { name: string; title: string }[];
  /** What becomes of whom the client unassigns or deletes. */
  onUnassign: 'block' | 'nothing';
  /** What becomes of the role when the client deletes a group; members lose it either way only where `deleteIfMade` deletes it. */
  onGroupUnlink: 'keep' | 'deleteIfMade';
}

/** One CMS and one Okta org with everything that decides what a run may do between them. */
export interface Connection {
  id: string;
  name: string;
  colour: 'live' | 'test' | 'practice';
  /** `report` reads and plans but writes nothing; a new connection starts so. */
  mode: 'report' | 'live' | 'paused';
  pausedFor: ErrorCode | null;
  cms: DirectorySettings | null;
  okta: DirectorySettings | null;
  direction: 'cmsToOkta' | 'oktaToCms' | 'both';
  scope: { filter: string | null; groups: string[]; exclude: string[]; skipProtected: boolean };
  /** Accounts that no run writes to on either side: names, mails or ids with `*` for any text, and holders of CMS roles by id. */
  protect: { names: string[]; roles: string[] };
  match: {
    cms: string;
    okta: string;
    adopt: 'ask' | 'exact' | 'never';
    onAdopt: 'linkOnly' | 'fillBlanks' | 'overwrite';
  };
  mapping: MappingRule[];
  methods: Record<Method, { on: boolean; operations: Operation[] }>;
  newInOkta: 'staged' | 'invited' | 'active';
  /** `hook`: Okta asks at the first sign-in, and the site's own sign-in answers. */
  password: 'none' | 'captured' | 'hook';
  onBlock: 'deactivate' | 'suspend';
  onCmsDelete: 'nothing' | 'deactivate' | 'deleteHeld';
  onOktaStop: 'block' | 'nothing';
  groupMaps: GroupMap[];
  scim: ScimSettings;
  /** How users and groups of Okta are pulled; null where they are not. */
  pull: PullSettings | null;
  brakes: Record<BrakeName, Brake>;
  /** A listing smaller than the last complete one by more than this is not believed, in per cent. */
  shrinkPercent: number;
  /** How many items a long run applies before it stops to look whether they went well. */
  canary: number;
  /** Share of the Okta rate limit that Rollcall may use, in per cent. */
  share: number;
  updated: Time;
  by: Actor;
}
