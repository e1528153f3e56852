import { z } from 'zod';

export const CANCEL_METHODS = [
  'user_cancel_block',
  'user_cancel_block_unpublish',
  'user_cancel_reassign',
  'user_cancel_delete',
] as const;

export const REGISTER_MODES = ['admin_only', 'visitors', 'visitors_admin_approval'] as const;

/** One row of Drupal's users table and its fields; times are epoch seconds, 0 = never. */
const userSchema = z.object({
  uid: z.number().int(),
  uuid: z.uuid(),
  name: z.string(),
  mail: z.string().nullable(),
  init: z.string().nullable(),
  status: z.boolean(),
  created: z.number(),
  changed: z.number(),
  access: z.number(),
  login: z.number(),
  /** What the entity cache shows for access and login: both columns are written past it until the next save. */
  cached: z.object({ access: z.number(), login: z.number() }),
  langcode: z.string(),
  preferredLangcode: z.string(),
  preferredAdminLangcode: z.string().nullable(),
  timezone: z.string(),
  roles: z.array(z.string()),
  fields: z.record(z.string(), z.array(z.string())),
  passwordHash: z.string().nullable(),
});

/** A role as Drupal's configuration holds it; `isAdmin` grants every permission. */
const roleSchema = z.object({
  id: z.string(),
  uuid: z.uuid(),
  label: z.string(),
  weight: z.number(),
  /** null for roles made through the form, as JSON:API shows them. */
  isAdmin: z.boolean().nullable(),
  permissions: z.array(z.string()),
  modules: z.array(z.string()),
});

const settingsSchema = z.object({
  cancelMethod: z.enum(CANCEL_METHODS),
  register: z.enum(REGISTER_MODES),
  /** Whether an unblocked person is mailed, core's notify.status_activated. */
  mailOnUnblock: z.boolean(),
  readOnly: z.boolean(),
  jsonapi: z.boolean(),
});

export const siteStateSchema = z.object({
  version: z.literal(1),
  nextUid: z.number().int(),
  users: z.array(userSchema),
  roles: z.array(roleSchema),
  settings: settingsSchema,
});

export type User = z.infer<typeof userSchema>;
export type Role = z.infer<typeof roleSchema>;
export type Settings = z.infer<typeof settingsSchema>;
export type SiteState = z.infer<typeof siteStateSchema>;
export type CancelMethod = (typeof CANCEL_METHODS)[number];

/** The part of a user that a form or a request may write. */
export type UserChange = Partial<
  Pick<
    User,
    | 'name'
    | 'mail'
    | 'init'
    | 'status'
    | 'created'
    | 'access'
    | 'login'
    | 'langcode'
    | 'preferredLangcode'
    | 'preferredAdminLangcode'
    | 'timezone'
    | 'roles'
    | 'fields'
    | 'passwordHash'
  >
>;

/** A custom user field of the site, shown as `field_…` in JSON:API and in the forms. */
export interface UserField {
  name: string;
  label: string;
  uuid: string;
  multiple: boolean;
  maxLength: number;
}

export const USER_FIELDS: readonly UserField[] = [
  {
    name: 'field_department',
    label: 'Department',
    uuid: '4f0d6a52-6d5e-4c0b-9d0e-0b8a2f6c1d01',
    multiple: false,
    maxLength: 255,
  },
  {
    name: 'field_family_name',
    label: 'Family name',
    uuid: '4f0d6a52-6d5e-4c0b-9d0e-0b8a2f6c1d02',
    multiple: false,
    maxLength: 255,
  },
  {
    name: 'field_given_name',
    label: 'Given name',
    uuid: '4f0d6a52-6d5e-4c0b-9d0e-0b8a2f6c1d03',
    multiple: false,
    maxLength: 255,
  },
  { name: 'field_team', label: 'Team', uuid: '4f0d6a52-6d5e-4c0b-9d0e-0b8a2f6c1d04', multiple: true, maxLength: 255 },
];

/** The key by which Drupal finds a name or mail taken: case and Unicode composition do not tell two apart. */
export function uniqueKey(text: string): string {
  return text.normalize('NFC').toLowerCase();
}
