import { type Attrs, type AttributeValue, SyncError } from '@rollcall/shared';
import type { Attribute } from '../directory.ts';
import { fieldList, fieldStorageList, isWhole, userList } from './document.ts';
import { toPath } from './query.ts';
import type { Site } from './site.ts';

const plain = { type: 'string', required: false, writable: true, custom: false, maxLength: null } as const;

/** What every Drupal user has, as far as it can be mapped. State, roles and password have methods of their own. */
const core: readonly Attribute[] = [
  { ...plain, name: 'name', title: 'Username', required: true, maxLength: 60 },
  { ...plain, name: 'mail', title: 'Email address', maxLength: 254 },
  { ...plain, name: 'display_name', title: 'Display name', writable: false },
  { ...plain, name: 'drupal_internal__uid', title: 'User ID', type: 'number', writable: false },
  { ...plain, name: 'timezone', title: 'Time zone', maxLength: 32 },
  { ...plain, name: 'preferred_langcode', title: 'Site language', maxLength: 12 },
];

/** Field types whose value is one plain JSON value; formatted text, links and references are not. */
const plainTypes = new Map<string, Attribute['type']>([
  ...['string', 'string_long', 'email', 'telephone', 'uri', 'list_string', 'datetime', 'timestamp', 'decimal'].map(
    (type) => [type, 'string'] as const,
  ),
  ...['integer', 'float', 'list_integer', 'list_float'].map((type) => [type, 'number'] as const),
  ['boolean', 'boolean'],
]);

/**
 * All attributes that can be mapped. Custom fields come from the site's field settings; an account that may not read
 * those learns them from the users themselves.
 */
export async function readAttributes(site: Site): Promise<Attribute[]> {
  return [...core, ...((await configuredFields(site)) ?? (await seenFields(site)))];
}

async function configuredFields(site: Site): Promise<Attribute[] | null> {
  const fields = await ofUsers(site, 'field_config/field_config', fieldList);
  const storages = await ofUsers(site, 'field_storage_config/field_storage_config', fieldStorageList);
  if (fields === null || storages === null) return null;
  return fields.data.flatMap(({ attributes: { field_name: name, label, required, field_type } }) => {
    const one = plainTypes.get(field_type);
    if (one === undefined) return [];
    const storage = storages.data.find(({ attributes }) => attributes.field_name === name)?.attributes;
    const many = storage !== undefined && storage.cardinality !== 1;
    const settings = storage === undefined || Array.isArray(storage.settings) ? {} : storage.settings;
    return [
      {
        ...plain,
        name,
        title: label,
        type: many ? 'strings' : one,
        required,
        custom: true,
        maxLength: settings.max_length ?? null,
      },
    ];
  });
}

/** Field settings of users; null where they are kept from us. */
async function ofUsers<T extends { data: unknown[]; meta: { omitted?: unknown } }>(
  site: Site,
  collection: string,
  schema: Parameters<typeof site.read<T>>[0]['schema'],
): Promise<T | null> {
  const path = toPath(collection, { conditions: [{ path: 'entity_type', value: 'user' }] });
  try {
    const list = await site.read({ path, schema, doubtful: ({ data }) => data.length === 0 });
    return list.meta.omitted === undefined ? list : null;
  } catch (error) {
    if (error instanceof SyncError && (error.code === 'forbidden' || error.code === 'not_found')) return null;
    throw error;
  }
}

async function seenFields(site: Site): Promise<Attribute[]> {
  const path = toPath('user/user', {
    conditions: [{ path: 'drupal_internal__uid', operator: '>', value: 0 }],
    sort: '-drupal_internal__uid',
    limit: 50,
  });
  const { data } = await site.read({ path, schema: userList, doubtful: (list) => !list.data.every(isWhole) });
  const types = new Map<string, Attribute['type'] | null>();
  for (const { attributes } of data)
    for (const [name, value] of Object.entries(attributes))
      if (name.startsWith('field_')) types.set(name, types.get(name) ?? typeOf(value));
  return [...types].map(([name, type]) => ({
    ...plain,
    name,
    title: readable(name),
    type: type ?? 'string',
    custom: true,
  }));
}

/** `field_given_name` as “Given name”, for want of its label. */
function readable(name: string): string {
  const words = name.slice('field_'.length).replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function typeOf(value: unknown): Attribute['type'] | null {
  if (Array.isArray(value)) return 'strings';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : null;
}

/** Values as Drupal stores and answers them: nothing is trimmed, an empty text or list reads as null. */
export function normaliseAttributes(attributes: Attrs, known: readonly Attribute[]): Attrs {
  const types = new Map(known.map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [
      name,
      normaliseValue(types.get(name) === 'strings' && typeof value === 'string' ? [value] : value),
    ]),
  );
}

function normaliseValue(value: AttributeValue): AttributeValue {
  if (value === '') return null;
  if (!Array.isArray(value)) return value;
  const filled = value.filter((item) => item !== '');
  return filled.length === 0 ? null : filled;
}

/** One attribute's value from JSON:API; undefined for what isn't plain. */
export function toValue(raw: unknown): AttributeValue | undefined {
  if (raw === null || typeof raw === 'number' || typeof raw === 'boolean') return raw;
  if (typeof raw === 'string') return normaliseValue(raw);
  if (!Array.isArray(raw)) return undefined;
  const texts = raw.filter((item) => typeof item === 'string');
  return texts.length === raw.length ? normaliseValue(texts) : undefined;
}

/** Attributes as JSON:API takes them. Throws `invalid` for one that the site doesn't have or lets nobody write. */
export function toPayload(attributes: Attrs, known: readonly Attribute[]): Record<string, AttributeValue> {
  const payload: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(normaliseAttributes(attributes, known))) {
    const attribute = known.find((each) => each.name === name);
    if (attribute === undefined)
      throw new SyncError('invalid', `Drupal’s users have no field “${name}”.`, { field: name });
    if (!attribute.writable)
      throw new SyncError('invalid', `Drupal makes “${name}” itself; it can’t be set.`, { field: name });
    payload[name] = value === null && attribute.type === 'strings' ? [] : value;
  }
  return payload;
}
