import { type Attrs, SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { Attribute, CallOptions } from '../directory.ts';
import type { OktaClient } from './client.ts';

const property = z.object({
  title: z.string().nullish(),
  type: z.string().nullish(),
  required: z.boolean().nullish(),
  mutability: z.string().nullish(),
  maxLength: z.number().nullish(),
});

const definition = z.object({
  properties: z.record(z.string(), property).default({}),
  required: z.array(z.string()).nullish(),
});

const userSchema = z.object({
  definitions: z.object({ base: definition.optional(), custom: definition.optional() }),
});

/** What every org has, for a credential that may not read the schema: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/ */
const base =
  'login email secondEmail firstName lastName middleName honorificPrefix honorificSuffix title displayName nickName profileUrl primaryPhone mobilePhone streetAddress city state zipCode countryCode postalAddress preferredLanguage locale timezone userType employeeNumber costCenter organization division department managerId manager'.split(
    ' ',
  );

export const requiredNames: readonly string[] = ['login', 'email', 'firstName', 'lastName'];

/** The org's attributes for users of the default type, base ones first. */
export async function readSchema(client: OktaClient, options: CallOptions = {}): Promise<Attribute[]> {
  const { value } = await client.read(userSchema, { path: '/api/v1/meta/schemas/user/default', ...options });
  const { base: standard, custom } = value.definitions;
  return [...toAttributes(standard, false), ...toAttributes(custom, true)];
}

/** Every attribute with no value: Okta leaves empty ones out of a profile, and so does a schema that may not be read. */
export async function readBlank(client: OktaClient, options: CallOptions = {}): Promise<Attrs> {
  try {
    return blank((await readSchema(client, options)).map((attribute) => attribute.name));
  } catch (error) {
    if (error instanceof SyncError && ['forbidden', 'not_found'].includes(error.code)) return blank(base);
    throw error;
  }
}

function blank(names: readonly string[]): Attrs {
  return Object.fromEntries(names.map((name) => [name, null]));
}

function toAttributes(part: z.infer<typeof definition> | undefined, custom: boolean): Attribute[] {
  return Object.entries(part?.properties ?? {}).map(([name, { title, type, required, mutability, maxLength }]) => ({
    name,
    title: title ?? name,
    type: toType(type),
    required: required === true || part?.required?.includes(name) === true,
    writable: mutability === null || mutability === undefined || mutability === 'READ_WRITE',
    custom,
    maxLength: maxLength ?? null,
  }));
}

function toType(type: string | null | undefined): Attribute['type'] {
  switch (type) {
    case 'boolean':
      return 'boolean';
    case 'number':
    case 'integer':
      return 'number';
    case 'array':
      return 'strings';
    default:
      return 'string';
  }
}
