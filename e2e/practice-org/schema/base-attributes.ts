import type { AttributeDefinition } from '../model.ts';

const text = (title: string, more: Partial<AttributeDefinition> = {}): AttributeDefinition => ({
  title,
  type: 'string',
  mutability: 'READ_WRITE',
  scope: 'NONE',
  permissions: [{ principal: 'SELF', action: 'READ_WRITE' }],
  master: { type: 'PROFILE_MASTER' },
  ...more,
});

/** The 31 attributes every Okta user type has: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/ */
export const baseAttributes: Readonly<Record<string, AttributeDefinition>> = {
  login: text('Username', {
    required: true,
    minLength: 5,
    maxLength: 100,
    permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
  }),
  firstName: text('First name', { required: true, minLength: 1, maxLength: 50 }),
  lastName: text('Last name', { required: true, minLength: 1, maxLength: 50 }),
  middleName: text('Middle name'),
  honorificPrefix: text('Honorific prefix'),
  honorificSuffix: text('Honorific suffix'),
  email: text('Primary email', { required: true, minLength: 5, maxLength: 100, format: 'email' }),
  title: text('Title'),
  displayName: text('Display name'),
  nickName: text('Nickname'),
  profileUrl: text('Profile Url', { format: 'uri' }),
  secondEmail: text('Secondary email', { minLength: 5, maxLength: 100, format: 'email' }),
  mobilePhone: text('Mobile phone', { maxLength: 100 }),
  primaryPhone: text('Primary phone', { maxLength: 100 }),
  streetAddress: text('Street address'),
  city: text('City'),
  state: text('State'),
  zipCode: text('Zip code'),
  countryCode: text('Country code', { minLength: 2, maxLength: 2, format: 'country-code' }),
  postalAddress: text('Postal Address'),
  preferredLanguage: text('Preferred language', { format: 'language-code' }),
  locale: text('Locale', { format: 'locale' }),
  timezone: text('Time zone', { format: 'timezone' }),
  userType: text('User type'),
  employeeNumber: text('Employee number'),
  costCenter: text('Cost center'),
  organization: text('Organization'),
  division: text('Division'),
  department: text('Department'),
  managerId: text('ManagerId'),
  manager: text('Manager'),
};

/** The four attributes `search` may look inside with `co`. */
export const containable: readonly string[] = ['firstName', 'lastName', 'email', 'login'];
