import type { Attrs, AttributeValue, Json } from '@rollcall/shared';

import type { Attribute } from '../directory/directory.ts';
import { asObject, isPresent, type Resource } from './filter-match.ts';
import { holderOf } from './resource.ts';
import { customUrn, enterpriseUrn } from './schema.ts';

/** Where a SCIM resource holds what Okta's profile calls by one name. */
interface Spot {
  extension: string | null;
  attribute: string;
  /** The part of a complex attribute. */
  sub: string | null;
  /** Of a list, which element it is of, and what a new one is made with. */
  element?: { isMeant: (element: Resource, all: Resource[]) => boolean; blank: Resource };
}

const core = (attribute: string, sub: string | null = null): Spot => ({ extension: null, attribute, sub });
const enterprise = (attribute: string, sub: string | null = null): Spot => ({
  extension: enterpriseUrn,
  attribute,
  sub,
});

function isFirst(element: Resource, all: Resource[]): boolean {
  return element === (all.find(({ primary }) => primary === true) ?? all[0]);
}

const primaryMail = { isMeant: isFirst, blank: { type: 'work', primary: true } };
const otherMail = { isMeant: (each: Resource, all: Resource[]) => !isFirst(each, all), blank: { type: 'other' } };
const mobile = { isMeant: ({ type }: Resource) => type === 'mobile', blank: { type: 'mobile' } };
const work = { isMeant: ({ type }: Resource) => type !== 'mobile', blank: { type: 'work' } };
const address = { isMeant: isFirst, blank: { type: 'work', primary: true } };

/** Okta's own default mapping between its profile and SCIM. */
const spots: ReadonlyMap<string, Spot> = new Map([
  ['login', core('userName')],
  ['email', { ...core('emails', 'value'), element: primaryMail }],
  ['secondEmail', { ...core('emails', 'value'), element: otherMail }],
  ['firstName', core('name', 'givenName')],
  ['lastName', core('name', 'familyName')],
  ['middleName', core('name', 'middleName')],
  ['honorificPrefix', core('name', 'honorificPrefix')],
  ['honorificSuffix', core('name', 'honorificSuffix')],
  ['displayName', core('displayName')],
  ['nickName', core('nickName')],
  ['profileUrl', core('profileUrl')],
  ['title', core('title')],
  ['userType', core('userType')],
  ['preferredLanguage', core('preferredLanguage')],
  ['locale', core('locale')],
  ['timezone', core('timezone')],
  ['mobilePhone', { ...core('phoneNumbers', 'value'), element: mobile }],
  ['primaryPhone', { ...core('phoneNumbers', 'value'), element: work }],
  ['streetAddress', { ...core('addresses', 'streetAddress'), element: address }],
  ['city', { ...core('addresses', 'locality'), element: address }],
  ['state', { ...core('addresses', 'region'), element: address }],
  ['zipCode', { ...core('addresses', 'postalCode'), element: address }],
  ['countryCode', { ...core('addresses', 'country'), element: address }],
  ['postalAddress', { ...core('addresses', 'formatted'), element: address }],
  ['employeeNumber', enterprise('employeeNumber')],
  ['costCenter', enterprise('costCenter')],
  ['organization', enterprise('organization')],
  ['division', enterprise('division')],
  ['department', enterprise('department')],
  ['managerId', enterprise('manager', 'value')],
]);

/** Whether SCIM has an attribute of its own for this name of Okta's; one that it lacks goes by the custom extension. */
export function isStandard(name: string): boolean {
  return spots.has(name);
}

/** What Okta's profile holds by its default schema, for who can't ask an org. */
export function standardSchema(): Attribute[] {
  const plain = { type: 'string', required: false, writable: true, custom: false, maxLength: null } as const;
  return [...spots.keys()].map((name) => ({ ...plain, name, title: name }));
}

function spotOf(name: string): Spot {
  return spots.get(name) ?? { extension: customUrn, attribute: name, sub: null };
}

/** What a resource says of these names of Okta's; a name that it does not mention is missing. */
export function oktaValuesOf(resource: Resource, names: Iterable<string>): Attrs {
  const values: Attrs = {};
  for (const name of names) {
    const value = readAt(resource, spotOf(name));
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Puts a value where the resource holds that name of Okta's, or takes it away when there is none; alters the resource. */
export function placeValue(resource: Resource, name: string, value: AttributeValue): void {
  const { extension, attribute, sub, element } = spotOf(name);
  const holder = holderOf(resource, extension);
  const text = textOf(value);
  const before = holder[attribute];
  const after = element && sub ? withElement(before, element, sub, text) : sub ? withPart(before, sub, text) : text;
  if (isPresent(after)) holder[attribute] = after;
  else delete holder[attribute];
  if (extension !== null && Object.keys(holder).length === 0) delete resource[extension];
}

function readAt(resource: Resource, { extension, attribute, sub, element }: Spot): AttributeValue | undefined {
  const holder = extension === null ? resource : asObject(resource[extension]);
  const found = holder?.[attribute];
  const whole = element ? chosen(found, element) : found;
  const value = sub === null ? whole : asObject(whole)?.[sub];
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
}

function elementsOf(list: Json | undefined): Resource[] {
  return Array.isArray(list) ? list.map(asObject).filter((each) => each !== null) : [];
}

function chosen(list: Json | undefined, { isMeant }: NonNullable<Spot['element']>): Resource | undefined {
  const elements = elementsOf(list);
  return elements.find((element) => isMeant(element, elements));
}

function withElement(
  list: Json | undefined,
  element: NonNullable<Spot['element']>,
  sub: string,
  value: string | null,
): Json {
  const elements = elementsOf(list);
  const meant = chosen(list, element);
  if (!meant) return value === null ? elements : [...elements, { ...element.blank, [sub]: value }];
  return elements.flatMap((each) => {
    if (each !== meant) return [each];
    const { [sub]: _before, ...rest } = each;
    if (value !== null) return [{ ...rest, [sub]: value }];
    const says = Object.keys(rest).some((name) => name !== 'type' && name !== 'primary' && name !== 'display');
    return says ? [rest] : [];
  });
}

function withPart(object: Json | undefined, sub: string, value: string | null): Json {
  const { [sub]: _before, ...rest } = asObject(object) ?? {};
  return value === null ? rest : { ...rest, [sub]: value };
}

function textOf(value: AttributeValue): string | null {
  if (value === null) return null;
  return Array.isArray(value) ? value.join(', ') : String(value);
}
