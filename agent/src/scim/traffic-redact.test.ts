import type { Json } from '@rollcall/shared';
import { describe, expect, it } from 'vitest';

import { text } from './attribute.ts';
import type { Attribute } from './attribute.ts';
import type { Resource } from './filter-match.ts';
import { customUrn, enterpriseUrn, userType, userUrn } from './schema.ts';
import { isMarked, maskMails, redactAddress, redactBody, subjectOf } from './traffic-redact.ts';

const patch = (...Operations: Resource[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});
const cleaned = (value: object) => JSON.stringify(value).replaceAll(/"(?:mail|text), \d+"/g, '_');

describe('a kept body', () => {
  it('tells of a user ids and states, and of everything else kind and length', () => {
    const user = {
      schemas: [userUrn, enterpriseUrn],
      id: '7c1e',
      externalId: '00u1',
      userName: 'anh.tran@harbor.example',
      name: { givenName: 'Anh', familyName: 'Trần' },
      emails: [{ value: 'anh.tran@harbor.example', type: 'work', primary: true }],
      active: false,
      password: 'pl4nted',
      [enterpriseUrn]: { department: 'Docks', status: 'ill', manager: { value: '00u2' } },
      [customUrn]: { id: 'badge 12', level: 4 },
      [`${userUrn}:title`]: 'Captain',
      groups: [{ value: 'g1', display: 'Sales' }],
      meta: { resourceType: 'User', location: 'https://scim.harbor.example/c1/scim/v2/Users/7c1e', note: 'Anh' },
      status: 'divorced',
    };
    expect(redactBody(user, 'User')).toEqual({
      schemas: [userUrn, enterpriseUrn],
      id: '7c1e',
      externalId: '00u1',
      userName: 'mail, 23',
      name: { givenName: 'text, 3', familyName: 'text, 4' },
      emails: [{ value: 'mail, 23', type: 'work', primary: true }],
      active: false,
      password: 'hidden',
      [enterpriseUrn]: { department: 'text, 5', status: 'text, 3', manager: { value: 'text, 4' } },
      [customUrn]: { id: 'text, 8', level: 'number' },
      [`${userUrn}:title`]: 'text, 7',
      groups: [{ value: 'g1', display: 'text, 5' }],
      meta: {
        resourceType: 'User',
        location: 'https://scim.harbor.example/c1/scim/v2/Users/7c1e',
        note: 'text, 3',
      },
      status: 'text, 8',
    });
  });

  it('tells of every attribute of the schemas no value but ids, types and references', () => {
    const kept: string[] = [];
    const planted = (attribute: Attribute): Json => {
      const one = attribute.subAttributes
        ? Object.fromEntries(attribute.subAttributes.map((sub) => [sub.name, `planted ${attribute.name}.${sub.name}`]))
        : `planted ${attribute.name}`;
      return attribute.multiValued ? [one] : one;
    };
    const { schema, extensions } = userType([text('badge', 'Badge')]);
    const of = (attributes: readonly Attribute[]) =>
      Object.fromEntries(attributes.map((each) => [each.name, planted(each)]));
    const user = {
      ...of(schema.attributes),
      ...Object.fromEntries(extensions.map(({ id, attributes }) => [id, of(attributes)])),
    };
    JSON.stringify(redactBody(user, 'User'), (_key, value: unknown) => {
      if (typeof value === 'string' && value.startsWith('planted')) kept.push(value);
      return value;
    });
    expect(new Set(kept.map((each) => each.replace(/^planted (?:\w+\.)?/, '')))).toEqual(
      new Set(['active', 'type', 'primary', '$ref', 'value']),
    );
    expect(kept.filter((each) => each.endsWith('.value'))).toEqual(['planted groups.value']);
  });

  it('tells of a group its name and the ids of its members, and not what they are called', () => {
    const members = Array.from({ length: 30 }, (_each, number) => ({
      value: `u${number}`,
      display: `Person ${number}`,
    }));
    const kept = redactBody({ displayName: 'Sales', members }, 'Group');
    expect(kept).toHaveProperty('displayName', 'Sales');
    expect(kept).toHaveProperty('members[0]', { value: 'u0', display: 'text, 8' });
    expect(JSON.stringify(kept)).toContain('… 10 more');
    expect(redactBody({ members: ['u1'] }, 'Group')).toEqual({ members: ['u1'] });
  });

  it('tells of a change its operations and paths, without what is compared or set', () => {
    const kept = redactBody(
      patch(
        { op: 'replace', value: { active: false, displayName: 'Anh' } },
        {
          op: 'Add',
          path: 'emails[type eq "work" and value eq "anh@harbor.example"].value',
          value: 'a@harbor.example',
        },
        { op: 'replace', path: 'active', value: 'False' },
        { op: 'replace', path: `${enterpriseUrn}:location`, value: 'Pier 4' },
        { op: 'replace', path: 'password', value: 'pl4nted' },
        { op: 'replace', path: `${userUrn}:password`, value: 'pl4nted' },
      ),
      'User',
    );
    expect(kept).toEqual(
      patch(
        { op: 'replace', value: { active: false, displayName: 'text, 3' } },
        { op: 'Add', path: 'emails[type eq "work" and value eq "mail, 18"].value', value: 'mail, 16' },
        { op: 'replace', path: 'active', value: 'False' },
        { op: 'replace', path: `${enterpriseUrn}:location`, value: 'text, 6' },
        { op: 'replace', path: 'password', value: 'hidden' },
        { op: 'replace', path: `${userUrn}:password`, value: 'hidden' },
      ),
    );
    const group = patch(
      { op: 'remove', path: 'members[value eq "u1"]' },
      { op: 'add', path: 'members', value: [{ value: 'u2', display: 'Anh' }] },
      { op: 'replace', value: { id: 'g1', displayName: 'Sales' } },
    );
    expect(cleaned(redactBody(group, 'Group') as object)).toBe(JSON.stringify(group).replace('"Anh"', '_'));
  });

  it('tells of an error all but mail addresses, and of what the server can do everything', () => {
    const error = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: '400',
      scimType: 'invalidValue',
      detail: 'The mail anh@harbor.example is taken.',
    };
    expect(redactBody(error, 'User')).toEqual({ ...error, detail: 'The mail mail, 18 is taken.' });
    expect(redactBody({ patch: { supported: true }, name: 'User' }, subjectOf('/ServiceProviderConfig'))).toEqual({
      patch: { supported: true },
      name: 'User',
    });
  });

  it('tells nothing of what a bulk request brings beyond that', () => {
    const bulk = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [{ method: 'POST', path: '/Users', bulkId: 'b1', data: { userName: 'anh', password: 'pl4nted' } }],
    };
    expect(redactBody(bulk, 'User')).toEqual({
      ...bulk,
      Operations: [{ method: 'POST', path: '/Users', bulkId: 'b1', data: { userName: 'text, 3', password: 'hidden' } }],
    });
  });
});

describe('a kept address', () => {
  it.each([
    [
      'filter=userName eq "anh@harbor.example"&startIndex=1&count=100',
      'filter=userName eq "mail, 18"&startIndex=1&count=100',
    ],
    [
      'filter=externalId eq "00u1" and not (name.familyName sw "Tr")',
      'filter=externalId eq "00u1" and not (name.familyName sw "text, 2")',
    ],
    ['filter=emails[type eq "work" and value co "x"]', 'filter=emails[type eq "work" and value co "text, 1"]'],
    ['filter=password eq "pl4nted"', 'filter=password eq "hidden"'],
    [`filter=${enterpriseUrn}:department eq "Docks"`, `filter=${enterpriseUrn}:department eq "text, 5"`],
    ['filter=userName eq "open', 'filter=text, 17'],
    ['attributes=userName&anything=Anh', 'attributes=userName&anything=text, 3'],
  ])('of %s is %s', (query, kept) => {
    expect(redactAddress('/Users', new URLSearchParams(query.replaceAll('+', '%2B')).toString(), 'User')).toBe(
      `/Users?${kept}`,
    );
  });

  it('keeps the name of a group that is looked for', () => {
    expect(redactAddress('/Groups', 'filter=displayName eq "Sales"', 'Group')).toBe(
      '/Groups?filter=displayName eq "Sales"',
    );
  });
});

it('knows what it has replaced', () => {
  expect(['mail, 3', 'text, 12', 'hidden', 'number', '… 4 more'].every(isMarked)).toBe(true);
  expect(['mail', 'text, x', 'Sales', true].some(isMarked)).toBe(false);
  expect(maskMails('anh@harbor.example and bo@x.test')).toBe('mail, 18 and mail, 9');
});
