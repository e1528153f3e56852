import { z } from 'zod';
import { USER_FIELDS } from '../model.ts';
import type { Role, User, UserChange } from '../model.ts';
import { hashPassword } from '../password.ts';
import type { Site } from '../site.ts';
import { ApiFault } from './document.ts';
import { ROLE_TYPE } from './user-resource.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const resourceSchema = z.object({
  type: z.string({ error: 'Resource object must include a "type".' }),
  id: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  relationships: z.record(z.string(), z.unknown()).default({}),
});

export type UserDocument = z.infer<typeof resourceSchema>;

const identifierSchema = z.object({ type: z.string(), id: z.string() });

type Identifier = z.infer<typeof identifierSchema>;

const identifiersSchema = z.object({ data: z.array(identifierSchema) });

/** Parses the body of a create or update; the faults are those of core's deserializer. */
export function parseUserDocument(text: string): UserDocument {
  const parsed = z.object({ data: resourceSchema }).safeParse(parseJson(text));
  if (!parsed.success) throw new ApiFault(400, 'Resource object must include a "type".');
  const { data } = parsed.data;
  if (data.id !== undefined && !UUID.test(data.id)) {
    throw new ApiFault(422, 'IDs should be properly generated and formatted UUIDs as described in RFC 4122.');
  }
  return data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiFault(400, 'Syntax error');
  }
}

/** The identifiers of a relationship document, whole or as part of a user. */
function toIdentifiers(document: unknown): Identifier[] {
  const parsed = identifiersSchema.safeParse(document);
  if (parsed.success) return parsed.data.data;
  throw new ApiFault(400, 'No ID specified for related resource');
}

export function parseIdentifiers(text: string): Identifier[] {
  return toIdentifiers(parseJson(text));
}

export function roleOf(site: Site, { type, id }: Identifier): Role | undefined {
  return type === ROLE_TYPE ? site.roleByUuid(id) : undefined;
}

/** The roles a user can be given, each once: the two that every visitor has are dropped silently. */
export function grantable(ids: readonly string[]): string[] {
  return [...new Set(ids)].filter((id) => id !== 'authenticated' && id !== 'anonymous');
}

function parseRoles(site: Site, document: unknown): string[] {
  return toIdentifiers(document).map((identifier) => {
    const role = roleOf(site, identifier);
    if (role) return role.id;
    const { type, id } = identifier;
    throw new ApiFault(
      404,
      `The resource identified by \`${type}:${id}\` (given as a relationship item) could not be found.`,
    );
  });
}

/** What a document writes: the change by public field name, and the current password if one was given. */
export interface UserWrite {
  change: UserChange;
  /** Public names of the fields in the document, in its order. */
  fields: string[];
  existingPassword: string | null;
}

const READ_ONLY: Record<string, (user: User) => unknown> = {
  drupal_internal__uid: (user) => user.uid,
  changed: (user) => user.changed,
  default_langcode: () => true,
};

/** Fields that only their current value may be sent for. */
export function isReadOnlyField(field: string): boolean {
  return field in READ_ONLY;
}

/** Turns attributes and relationships into a change of the user; values core cannot take are faults. */
export function parseUserWrite(site: Site, document: UserDocument, user: User): UserWrite {
  const write: UserWrite = { change: {}, fields: [], existingPassword: null };
  const attributes = Object.entries(document.attributes).filter(([name]) => name !== 'display_name');
  const misplaced = attributes.map(([name]) => name).filter((name) => name === 'roles' || name === 'user_picture');
  if (misplaced.length > 0) {
    throw new ApiFault(
      422,
      `The following relationship fields were provided as attributes: [ ${misplaced.join(', ')} ]`,
    );
  }
  for (const [name, value] of attributes) {
    if (!readAttribute({ name, value, user, write })) {
      throw new ApiFault(422, `The attribute ${name} does not exist on the user--user resource type.`);
    }
  }
  for (const [name, value] of Object.entries(document.relationships)) {
    if (name === 'user_picture') continue;
    if (name !== 'roles') {
      throw new ApiFault(422, `The relationship ${name} does not exist on the user--user resource type.`);
    }
    write.fields.push(name);
    write.change.roles = grantable(parseRoles(site, value));
  }
  return write;
}

interface Reading {
  name: string;
  value: unknown;
  user: User;
  write: UserWrite;
}

function readAttribute(reading: Reading): boolean {
  const { name, value, user, write } = reading;
  const readOnly = READ_ONLY[name];
  if (readOnly) {
    const current = readOnly(user);
    const given = name === 'changed' ? timestamp(name, value) : value;
    if (given !== current) write.fields.push(name);
    return true;
  }
  const known = readPlain(reading) || readTime(reading) || readField(reading);
  if (known) write.fields.push(name);
  return known;
}

function readPlain({ name, value, write }: Reading): boolean {
  const { change } = write;
  switch (name) {
    case 'name':
      change.name = string(name, value) ?? '';
      return true;
    case 'mail':
      change.mail = string(name, value) || null;
      return true;
    case 'init':
      change.init = string(name, value) || null;
      return true;
    case 'timezone':
      change.timezone = string(name, value) ?? 'UTC';
      return true;
    case 'langcode':
      change.langcode = string(name, value) ?? 'en';
      return true;
    case 'preferred_langcode':
      change.preferredLangcode = string(name, value) ?? 'en';
      return true;
    case 'preferred_admin_langcode':
      change.preferredAdminLangcode = string(name, value);
      return true;
    case 'status':
      change.status = boolean(name, value);
      return true;
    case 'pass':
      readPassword(value, write);
      return true;
    default:
      return false;
  }
}

function readTime({ name, value, write }: Reading): boolean {
  if (name !== 'created' && name !== 'access' && name !== 'login') return false;
  write.change[name] = timestamp(name, value);
  return true;
}

function readField({ name, value, user, write }: Reading): boolean {
  if (!USER_FIELDS.some((field) => field.name === name)) return false;
  const list = (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => string(name, item) || []);
  const fields = { ...(write.change.fields ?? user.fields) };
  if (list.length > 0) fields[name] = list;
  else delete fields[name];
  write.change.fields = fields;
  return true;
}

const passwordSchema = z.union([
  z.string().transform((value) => ({ value, existing: undefined })),
  z.object({ value: z.string().optional(), existing: z.string().optional() }),
  z.null().transform(() => ({ value: undefined, existing: undefined })),
]);

// An empty password is taken as "not sent", as core's PasswordItem does.
function readPassword(value: unknown, write: UserWrite): void {
  const parsed = passwordSchema.safeParse(value);
  if (!parsed.success) throw wrongType('pass');
  write.existingPassword = parsed.data.existing ?? null;
  if (parsed.data.value) write.change.passwordHash = hashPassword(parsed.data.value);
}

function string(name: string, value: unknown): string | null {
  const unwrapped = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
  if (unwrapped === null || unwrapped === undefined) return null;
  if (typeof unwrapped === 'string') return unwrapped;
  if (typeof unwrapped === 'number') return String(unwrapped);
  throw wrongType(name);
}

function boolean(name: string, value: unknown): boolean {
  if (value === true || value === 1 || value === '1') return true;
  if (value === false || value === 0 || value === '0' || value === null) return false;
  throw wrongType(name);
}

function timestamp(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  const parsed = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(parsed)) {
    throw new ApiFault(
      422,
      `The specified date "${String(value)}" is not in an accepted format for ${name}: RFC 3339 is.`,
    );
  }
  return Math.floor(parsed / 1000);
}

function wrongType(name: string): ApiFault {
  const detail = `${name}.0.value: This value should be of the correct primitive type.`;
  return new ApiFault(422, [{ detail, pointer: `/data/attributes/${name}/value` }]);
}
