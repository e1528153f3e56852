import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest';

import type { Resource } from '../filter-match.ts';
import { enterpriseUrn, groupUrn, userUrn } from '../schema.ts';
import { createRfc, refusal, type Rfc, userOf } from './rfc.fixture.ts';

const start = userOf('ada', {
  externalId: '00u1',
  displayName: 'Ada',
  title: 'Countess',
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { value: 'ada@harbor.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  roles: [{ value: 'x:admin' }, { value: 'x:user' }],
  [enterpriseUrn]: { department: 'Research' },
});
let rfc: Rfc;
let ada = '';
beforeAll(async () => {
  rfc = await createRfc();
  ada = await rfc.user('ada', start);
});
afterAll(() => rfc.close());
beforeEach(async () => {
  // Out of the window of switch-offs, and back to where every case begins.
  rfc.world.pass(11 * 60_000);
  expect((await rfc.put(`/Users/${ada}`, start)).status).toBe(200);
});

const read = async () => (await rfc.get(`/Users/${ada}`)).body;

describe('RFC 7644 section 3.5.2, what a PATCH makes', () => {
  test.each<[string, object[], object]>([
    ['PAT-01 deactivates without a path', [{ op: 'replace', value: { active: false } }], { active: false }],
    ['PAT-02 with a path', [{ op: 'replace', path: 'active', value: false }], { active: false }],
    ['PAT-04 PAT-05 flags as texts', [{ op: 'Replace', path: 'active', value: 'False' }], { active: false }],
    [
      'PAT-08 PAT-09 keeps the other parts of a complex attribute',
      [{ op: 'replace', path: 'name', value: { givenName: 'Augusta' } }],
      { name: { givenName: 'Augusta', familyName: 'Lovelace' } },
    ],
    [
      'the same without a path',
      [{ op: 'replace', value: { name: { givenName: 'Augusta' } } }],
      { name: { givenName: 'Augusta', familyName: 'Lovelace' } },
    ],
    ['adds what was not there', [{ op: 'add', path: 'nickName', value: 'a' }], { nickName: 'a' }],
    ['replaces what was not there', [{ op: 'replace', path: 'nickName', value: 'a' }], { nickName: 'a' }],
    [
      'adds to a list',
      [{ op: 'add', path: 'roles', value: [{ value: 'y' }] }],
      { roles: [{ value: 'x:admin' }, { value: 'x:user' }, { value: 'y' }] },
    ],
    ['replaces a list', [{ op: 'replace', path: 'roles', value: [{ value: 'y' }] }], { roles: [{ value: 'y' }] }],
    [
      'PAT-20 PAT-21 leaves one primary',
      [{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }],
      { emails: [{ primary: false }, { primary: true }] },
    ],
    [
      'PAT-26 dotted and URN-qualified names without a path, and the bare id of a manager',
      [
        {
          op: 'add',
          value: { 'name.familyName': 'King', [`${enterpriseUrn}:manager`]: '26118915', [`${userUrn}:title`]: 'Lady' },
        },
      ],
      {
        name: { givenName: 'Ada', familyName: 'King' },
        title: 'Lady',
        [enterpriseUrn]: { manager: { value: '26118915' } },
      },
    ],
    ['PAT-31 names in any case', [{ op: 'replace', path: 'DISPLAYNAME', value: 'A' }], { displayName: 'A' }],
    ['PAT-33 core URN in front', [{ op: 'replace', path: `${userUrn}:title`, value: 'Lady' }], { title: 'Lady' }],
    [
      'extension URN alone',
      [{ op: 'add', path: enterpriseUrn, value: { costCenter: '1' } }],
      { [enterpriseUrn]: { department: 'Research', costCenter: '1' } },
    ],
    [
      'PAT-47 a colon in the value of a path',
      [{ op: 'remove', path: 'roles[value eq "x:admin"]' }],
      { roles: [{ value: 'x:user' }] },
    ],
    [
      'adds to an element that is not there by its conditions',
      [{ op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+49 1' }],
      { phoneNumbers: [{ type: 'mobile', value: '+49 1' }] },
    ],
    [
      'PAT-41 goes in order',
      [
        { op: 'replace', path: 'title', value: 'a' },
        { op: 'replace', path: 'title', value: 'b' },
      ],
      { title: 'b' },
    ],
    ['PAT-54 no operations change nothing', [], { title: 'Countess' }],
  ])('%s', async (_name, operations, wanted) => {
    const { status, body } = await rfc.patch(`/Users/${ada}`, operations);
    expect([status, body]).toMatchObject([200, wanted]);
    expect(await read()).toEqual(body);
  });

  test.each<[string, object[], (body: Resource) => unknown, unknown]>([
    ['removes an attribute', [{ op: 'remove', path: 'title' }], ({ title }) => title, undefined],
    ['removes a part', [{ op: 'remove', path: 'name.givenName' }], ({ name }) => name, { familyName: 'Lovelace' }],
    ['removes by null', [{ op: 'replace', path: 'title', value: null }], ({ title }) => title, undefined],
    ['removes by an empty list', [{ op: 'replace', path: 'roles', value: [] }], ({ roles }) => roles, undefined],
    [
      'removes the last value of an extension, and its URN',
      [{ op: 'remove', path: `${enterpriseUrn}:department` }],
      ({ schemas }) => schemas,
      [userUrn],
    ],
    [
      'ignores the id and what only the server sets without a path, as Okta sends it',
      [{ op: 'replace', value: { id: 'x', meta: {}, groups: [], title: 'Lady' } }],
      ({ id, title }) => [id === ada, title],
      [true, 'Lady'],
    ],
  ])('%s', async (_name, operations, part, wanted) => {
    const { status, body } = await rfc.patch(`/Users/${ada}`, operations);
    expect([status, part(body)]).toEqual([200, wanted]);
  });

  it('adds what is there without effect: same version, same modification', async () => {
    const before = await rfc.get(`/Users/${ada}`);
    rfc.world.pass(1000);
    const after = await rfc.patch(`/Users/${ada}`, [
      { op: 'add', path: 'title', value: 'Countess' },
      { op: 'add', path: 'roles', value: [{ value: 'x:user' }] },
    ]);
    expect([after.status, after.body]).toEqual([200, before.body]);
  });
  it('answers only what was asked for', async () => {
    const { status, body } = await rfc.patch(`/Users/${ada}?attributes=title`, {
      op: 'replace',
      path: 'title',
      value: 'L',
    });
    expect([status, Object.keys(body)]).toEqual([200, ['schemas', 'id', 'title']]);
  });
});

describe('RFC 7644 section 3.5.2, what a PATCH is refused for', () => {
  test.each<[string, unknown, string]>([
    ['a removal without a path', { op: 'remove' }, 'noTarget'],
    ['PAT-38 the id', { op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    ['what only the server sets', { op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'mutability'],
    ['meta', { op: 'remove', path: 'meta' }, 'mutability'],
    ['the removal of what is required', { op: 'remove', path: 'userName' }, 'mutability'],
    ['emptying what is required', { op: 'replace', path: 'userName', value: '' }, 'invalidValue'],
    ['PAT-34 an unknown path', { op: 'replace', path: 'nobody', value: 'x' }, 'invalidPath'],
    ['a part that is not there', { op: 'replace', path: 'name.nobody', value: 'x' }, 'invalidPath'],
    ['brackets on what is no list of parts', { op: 'remove', path: 'title[value eq "x"]' }, 'invalidPath'],
    ['a broken path', { op: 'remove', path: 'emails[type eq "work"' }, 'invalidPath'],
    [
      'PAT-46 a condition that nothing fits',
      { op: 'replace', path: 'emails[value co "nobody"].type', value: 'x' },
      'noTarget',
    ],
    [
      'a replacement of an element that is not there',
      { op: 'replace', path: 'phoneNumbers[type eq "fax"].value', value: '+49 1' },
      'noTarget',
    ],
    ['a value of another kind', { op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    ['no value', { op: 'add', path: 'title' }, 'invalidPath'],
    ['a value that is no object, without a path', { op: 'add', value: 'x' }, 'invalidValue'],
    ['an unknown operation', { op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'],
    ['an operation that is none', 'x', 'invalidSyntax'],
    ['PAT-50 PAT-51 names of the language', { op: 'add', path: '__proto__.polluted', value: 'x' }, 'invalidPath'],
    ['PAT-52 others of these', { op: 'add', path: 'constructor.prototype.polluted', value: 'x' }, 'invalidPath'],
  ])('%s', async (_name, operation, word) => {
    const before = await read();
    expect(refusal(await rfc.patch(`/Users/${ada}`, operation))).toEqual([400, word]);
    expect(await read()).toEqual(before);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('PAT-40 one bad operation, with all the good ones before it', async () => {
    const before = await read();
    const operations = [
      { op: 'replace', path: 'title', value: 'Lady' },
      { op: 'replace', path: 'nobody', value: 'x' },
    ];
    expect(refusal(await rfc.patch(`/Users/${ada}`, operations))).toEqual([400, 'invalidPath']);
    expect(await read()).toEqual(before);
  });
  test.each([
    ['no schemas', { Operations: [{ op: 'replace', path: 'title', value: 'x' }] }],
    ['other schemas', { schemas: [groupUrn], Operations: [{ op: 'replace', path: 'title', value: 'x' }] }],
    ['no operations', { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] }],
    ['a list', []],
  ])('a body with %s', async (_name, body) => {
    const answer = await rfc.world.scim('PATCH', `/Users/${ada}`, { body });
    expect(refusal(answer)).toEqual([400, 'invalidSyntax']);
  });
});
