import { z } from 'zod';

/** One attribute of a schema, as RFC 7643 section 7 describes it. */
export interface Attribute {
  name: string;
  type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex';
  multiValued: boolean;
  description: string;
  required: boolean;
  caseExact: boolean;
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
  returned: 'always' | 'never' | 'default' | 'request';
  uniqueness: 'none' | 'server' | 'global';
  canonicalValues?: readonly string[];
  referenceTypes?: readonly string[];
  subAttributes?: readonly Attribute[];
}

export interface Schema {
  id: string;
  name: string;
  description: string;
  attributes: readonly Attribute[];
}

/** What an endpoint serves: a schema and the extensions that may go with it. */
export interface ResourceType {
  name: string;
  /** Path below the base URL, such as `/Users`. */
  endpoint: string;
  description: string;
  schema: Schema;
  extensions: readonly Schema[];
}

/** An attribute in its place: in the core schema, or in the extension of that URN, and maybe a part of a complex one. */
export interface Located {
  /** URN of the extension; null for the core schema and for what every resource has. */
  extension: string | null;
  attribute: Attribute;
  sub: Attribute | null;
}

const usual = {
  multiValued: false,
  required: false,
  caseExact: false,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
} as const;

type Change = Partial<Omit<Attribute, 'name' | 'type' | 'description' | 'subAttributes'>>;

export function text(name: string, description: string, change: Change = {}): Attribute {
  return { ...usual, name, type: 'string', description, ...change };
}

export function flag(name: string, description: string, change: Change = {}): Attribute {
  return { ...usual, name, type: 'boolean', description, ...change };
}

export function moment(name: string, description: string, change: Change = {}): Attribute {
  return { ...usual, name, type: 'dateTime', description, ...change };
}

export function reference(
  name: string,
  description: string,
  referenceTypes: readonly string[],
  change: Change = {},
): Attribute {
  return { ...usual, name, type: 'reference', description, caseExact: true, referenceTypes, ...change };
}

export function complex(
  name: string,
  description: string,
  subAttributes: readonly Attribute[],
  change: Change = {},
): Attribute {
  return { ...usual, name, type: 'complex', description, subAttributes, ...change };
}

/** A list of values with `value`, `display`, `type` and `primary`, as RFC 7643 section 2.4 has them. */
export function list(
  name: string,
  description: string,
  { value, types }: { value?: Attribute; types?: readonly string[] } = {},
): Attribute {
  const parts = [
    value ?? text('value', 'The value itself.'),
    text('display', 'What a person reads.'),
    text('type', 'What the value is for.', types ? { canonicalValues: types } : {}),
    flag('primary', 'Whether this is the one to use first.'),
  ];
  return complex(name, description, parts, { multiValued: true });
}

/** What every resource has beside its schemas (RFC 7643 section 3.1). */
const common: readonly Attribute[] = [
  text('id', 'Made by the server, never changed and never used twice.', {
    caseExact: true,
    mutability: 'readOnly',
    returned: 'always',
    uniqueness: 'server',
  }),
  text('externalId', 'The id that the client gave.', { caseExact: true }),
  complex(
    'meta',
    'About the resource itself.',
    [
      text('resourceType', 'Its type.', { caseExact: true, mutability: 'readOnly' }),
      moment('created', 'When it came to be.', { mutability: 'readOnly' }),
      moment('lastModified', 'When it last changed.', { mutability: 'readOnly' }),
      reference('location', 'Its address.', ['uri'], { mutability: 'readOnly' }),
      text('version', 'Its ETag.', { caseExact: true, mutability: 'readOnly' }),
    ],
    { mutability: 'readOnly' },
  ),
  text('schemas', 'URNs of the schemas that it follows.', { multiValued: true, caseExact: true, returned: 'always' }),
];

/** Finds attributes of a resource type by name, ignoring case, with or without the schema's URN in front. */
export class Attributes {
  readonly type: ResourceType;
  readonly #core: ReadonlyMap<string, Attribute>;
  readonly #extensions: ReadonlyMap<string, { urn: string; attributes: ReadonlyMap<string, Attribute> }>;

  constructor(type: ResourceType) {
    this.type = type;
    this.#core = byName([...common, ...type.schema.attributes]);
    this.#extensions = new Map(
      type.extensions.map(({ id, attributes }) => [id.toLowerCase(), { urn: id, attributes: byName(attributes) }]),
    );
  }

  /** `userName`, `name.familyName`, `urn:…:User:userName`, `urn:…:enterprise:2.0:User:manager.value`; null for no such. */
  find(path: string): Located | null {
    const lower = path.toLowerCase();
    if (!lower.startsWith('urn:')) return locate(this.#core, path, null);
    const core = this.type.schema.id.toLowerCase();
    if (lower.startsWith(`${core}:`)) return locate(this.#core, path.slice(core.length + 1), null);
    for (const [urn, extension] of this.#extensions)
      if (lower.startsWith(`${urn}:`)) return locate(extension.attributes, path.slice(urn.length + 1), extension.urn);
    return null;
  }

  /** The extension's URN as it is written, for that URN in any case; null for another. */
  extension(urn: string): string | null {
    return this.#extensions.get(urn.toLowerCase())?.urn ?? null;
  }

  /** Top-level attributes of the core schema or of one extension, by lower-cased name. */
  of(extension: string | null): ReadonlyMap<string, Attribute> {
    if (extension === null) return this.#core;
    return this.#extensions.get(extension.toLowerCase())?.attributes ?? new Map();
  }
}

const momentForm = z.iso.datetime({ offset: true, local: true });

/** Whether a value is written as a date with a time (RFC 7643 section 2.3.5). */
export function isMoment(value: string): boolean {
  return momentForm.safeParse(value).success;
}

/** The part of a complex attribute by its name, ignoring case. */
export function subOf(attribute: Attribute, name: string): Attribute | null {
  const lower = name.toLowerCase();
  return attribute.subAttributes?.find((each) => each.name.toLowerCase() === lower) ?? null;
}

function locate(among: ReadonlyMap<string, Attribute>, path: string, extension: string | null): Located | null {
  const [first = '', second, ...more] = path.split('.');
  const attribute = among.get(first.toLowerCase());
  if (!attribute || more.length > 0) return null;
  if (second === undefined) return { extension, attribute, sub: null };
  const sub = subOf(attribute, second);
  return sub ? { extension, attribute, sub } : null;
}

function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((attribute) => [attribute.name.toLowerCase(), attribute]));
}
