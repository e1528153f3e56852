import { type Attribute, complex, flag, list, reference, type ResourceType, type Schema, text } from './attribute.ts';

export const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const enterpriseUrn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** Extension that holds the attributes which a connection adds (its site's own fields). */
export const customUrn = 'urn:rollcall:scim:schemas:extension:custom:2.0:User';

/** RFC 7643 section 4.1. */
const user: Schema = {
  id: userUrn,
  name: 'User',
  description: 'User Account',
  attributes: [
    text('userName', 'The name to sign in with.', { required: true, uniqueness: 'server' }),
    complex('name', 'The parts of the name.', [
      text('formatted', 'The whole name.'),
      text('familyName', 'The family name.'),
      text('givenName', 'The given name.'),
      text('middleName', 'Middle names.'),
      text('honorificPrefix', 'A title in front of the name.'),
      text('honorificSuffix', 'A title behind the name.'),
    ]),
    text('displayName', 'The name that others see.'),
    text('nickName', 'A casual name.'),
    reference('profileUrl', 'A page about the person.', ['external']),
    text('title', 'The position, such as Vice President.'),
    text('userType', 'The relation to the organization.'),
    text('preferredLanguage', 'The language, as in Accept-Language.'),
    text('locale', 'How dates and numbers are written.'),
    text('timezone', 'The time zone, such as Europe/Berlin.'),
    flag('active', 'Whether the person may sign in.'),
    text('password', 'A password to set; never read.', { mutability: 'writeOnly', returned: 'never' }),
    list('emails', 'Mail addresses.', { types: ['work', 'home', 'other'] }),
    list('phoneNumbers', 'Telephone numbers.', { types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'] }),
    list('ims', 'Instant messaging addresses.'),
    list('photos', 'Pictures of the person.', {
      value: reference('value', 'The address of the picture.', ['external']),
      types: ['photo', 'thumbnail'],
    }),
    complex(
      'addresses',
      'Postal addresses.',
      [
        text('formatted', 'The whole address.'),
        text('streetAddress', 'Street and number.'),
        text('locality', 'City.'),
        text('region', 'State or region.'),
        text('postalCode', 'Postal code.'),
        text('country', 'Country by ISO 3166-1 alpha-2.'),
        text('type', 'What the address is for.', { canonicalValues: ['work', 'home', 'other'] }),
        flag('primary', 'Whether this is the one to use first.'),
      ],
      { multiValued: true },
    ),
    complex(
      'groups',
      'Groups that the person is in.',
      [
        text('value', 'The group’s id.', { caseExact: true, mutability: 'readOnly' }),
        reference('$ref', 'The group’s address.', ['Group'], { mutability: 'readOnly' }),
        text('display', 'The group’s name.', { mutability: 'readOnly' }),
        text('type', 'How the person is in it.', { canonicalValues: ['direct', 'indirect'], mutability: 'readOnly' }),
      ],
      { multiValued: true, mutability: 'readOnly' },
    ),
    list('entitlements', 'What the person may use.'),
    list('roles', 'Roles of the person.'),
    list('x509Certificates', 'Certificates.', { value: { ...text('value', 'The certificate.'), type: 'binary' } }),
  ],
};

/** RFC 7643 section 4.3. */
const enterprise: Schema = {
  id: enterpriseUrn,
  name: 'EnterpriseUser',
  description: 'Enterprise User',
  attributes: [
    text('employeeNumber', 'The number by which the organization knows the person.'),
    text('costCenter', 'The cost center.'),
    text('organization', 'The organization.'),
    text('division', 'The division.'),
    text('department', 'The department.'),
    complex('manager', 'The person’s manager.', [
      text('value', 'The manager’s id.', { caseExact: true }),
      reference('$ref', 'The manager’s address.', ['User']),
      text('displayName', 'The manager’s name.', { mutability: 'readOnly' }),
    ]),
  ],
};

/** RFC 7643 section 4.2. */
const group: Schema = {
  id: groupUrn,
  name: 'Group',
  description: 'Group',
  attributes: [
    text('displayName', 'The group’s name.', { required: true }),
    complex(
      'members',
      'Who is in the group.',
      [
        text('value', 'The member’s id.', { caseExact: true, mutability: 'immutable' }),
        reference('$ref', 'The member’s address.', ['User', 'Group'], { mutability: 'immutable' }),
        text('display', 'The member’s name.', { mutability: 'readOnly' }),
        text('type', 'What the member is.', { canonicalValues: ['User', 'Group'], mutability: 'immutable' }),
      ],
      { multiValued: true },
    ),
  ],
};

/** Users with the attributes that a connection adds; none added, no extension. */
export function userType(custom: readonly Attribute[]): ResourceType {
  const own: Schema = {
    id: customUrn,
    name: 'SiteUser',
    description: 'Attributes of this connection',
    attributes: custom,
  };
  return {
    name: 'User',
    endpoint: '/Users',
    description: 'User Account',
    schema: user,
    extensions: custom.length === 0 ? [enterprise] : [enterprise, own],
  };
}

export const groupType: ResourceType = {
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: group,
  extensions: [],
};
