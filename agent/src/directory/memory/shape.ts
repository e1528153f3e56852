import type { Side, State } from '@rollcall/shared';
import type { Attribute, Capabilities, Fields } from '../directory.ts';

/** What a memory directory behaves like: all that differs between one real system and another. */
export interface MemoryShape {
  kind: string;
  label: string;
  side: Side;
  fields: Fields;
  attributes: readonly Attribute[];
  capabilities: Capabilities;
  /** States that can be reached from each state. */
  moves: Record<State, readonly State[]>;
  /** The system's word for an active account that never got a password; null where that is nothing special. */
  invited: string | null;
  /** Accounts show a number of their own, as CMS pages do. */
  handles: boolean;
  /** Accounts carry a version mark. */
  versions: boolean;
  /** Reading an account tells its groups as well. */
  readsGroups: boolean;
  /** `kind` of its groups. */
  groupKind: string;
  /** Refuses characters beyond the basic plane, as Okta does. */
  basicPlaneOnly: boolean;
  /** Least length of a password. */
  minPassword: number;
}

const text = (name: string, title: string, maxLength: number | null, required = false): Attribute => ({
  name,
  title,
  type: 'string',
  required,
  writable: true,
  custom: false,
  maxLength,
});

const everything = {
  remove: true,
  groups: true,
  setPassword: true,
  verifyPassword: true,
  changesSince: true,
  viaSession: false,
} as const;

/** Behaves as an Okta org: five-step states, unique login, mail that may repeat, versions, no edits when deactivated. */
export const oktaShape: MemoryShape = {
  kind: 'memoryOkta',
  label: 'Okta in memory',
  side: 'okta',
  fields: {
    login: 'login',
    email: 'email',
    required: ['login', 'email', 'firstName', 'lastName'],
    ignoreCase: ['login', 'email'],
  },
  attributes: [
    text('login', 'Username', 100, true),
    text('email', 'Primary email', 100, true),
    text('firstName', 'First name', 50, true),
    text('lastName', 'Last name', 50, true),
    text('displayName', 'Display name', null),
    text('department', 'Department', null),
    text('title', 'Title', null),
    text('mobilePhone', 'Mobile phone', 100),
    text('secondEmail', 'Secondary email', 100),
    { ...text('cmsUid', 'CMS uid', null), custom: true },
  ],
  capabilities: {
    ...everything,
    states: ['active', 'suspended', 'deactivated'],
    createStates: ['staged', 'active'],
    suspendFrom: ['ACTIVE'],
    editDeactivated: false,
    uniqueEmail: false,
    invite: true,
    effects: {
      activate: ['oktaMail'],
      suspend: ['sessionsEnd'],
      deactivate: ['sessionsEnd', 'appsLost'],
      delete: ['sessionsEnd', 'appsLost'],
    },
  },
  moves: {
    staged: ['active', 'deactivated'],
    active: ['suspended', 'deactivated'],
    suspended: ['active', 'deactivated'],
    deactivated: ['active'],
  },
  invited: 'PROVISIONED',
  handles: false,
  versions: true,
  readsGroups: false,
  groupKind: 'OKTA_GROUP',
  basicPlaneOnly: true,
  minPassword: 8,
};

/** Behaves as a CMS: active or blocked, unique mail, a number for each account, roles read with it. */
export const cmsShape: MemoryShape = {
  kind: 'memoryCms',
  label: 'CMS in memory',
  side: 'cms',
  fields: { login: 'name', email: 'mail', required: ['name'], ignoreCase: ['name', 'mail'] },
  attributes: [
    text('name', 'Username', 60, true),
    text('mail', 'Mail', 254),
    text('field_first_name', 'First name', 255),
    text('field_last_name', 'Last name', 255),
    text('field_department', 'Department', 255),
    text('timezone', 'Time zone', 32),
  ],
  capabilities: {
    ...everything,
    states: ['active', 'deactivated'],
    createStates: ['active', 'deactivated'],
    suspendFrom: [],
    editDeactivated: true,
    uniqueEmail: true,
    invite: true,
    effects: { activate: ['cmsMail'], deactivate: ['sessionsEnd'], delete: ['sessionsEnd'] },
  },
  moves: { staged: [], active: ['deactivated'], suspended: [], deactivated: ['active'] },
  invited: null,
  handles: true,
  versions: false,
  readsGroups: true,
  groupKind: 'role',
  basicPlaneOnly: false,
  minPassword: 1,
};
