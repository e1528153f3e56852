import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { enterpriseUrn, userUrn } from '../schema.ts';
import { createRfc, refusal, resourcesOf, type Rfc, textOf } from './rfc.fixture.ts';

const oddName = 'O"Neil \\ žö';
let rfc: Rfc;
let ada = '';
let bob = '';
beforeAll(async () => {
  rfc = await createRfc();
  ada = await rfc.user('ada', {
    externalId: '00uAda',
    title: 'Countess',
    nickName: 'a',
    name: { givenName: 'Ada', familyName: oddName },
    emails: [
      { value: 'ada@harbor.example', type: 'work', primary: true },
      { value: 'ada@home.example', type: 'home' },
    ],
    roles: [{ value: 'crew:admin' }],
    x509Certificates: [{ value: 'MIIB' }],
    [enterpriseUrn]: { department: 'Research', employeeNumber: '7' },
  });
  rfc.world.pass(60_000);
  bob = await rfc.user('bob', { title: 'baker', active: false });
  rfc.world.pass(60_000);
  await rfc.user('cy', { title: 'Abbot', [enterpriseUrn]: { department: 'Docks' } });
  await rfc.group('Crew', [ada]);
});
afterAll(() => rfc.close());

const users = (query: string) => rfc.get(`/Users?${query}`);
const namesOf = async (query: string) =>
  resourcesOf((await users(query)).body).map((each) => textOf(each['userName']).split('@')[0]);

describe('RFC 7644 section 3.4.1, one resource', () => {
  it('is answered with its id, schemas, meta, address and version', async () => {
    const { status, body, headers } = await rfc.get(`/Users/${ada}`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/scim+json; charset=utf-8');
    const location = `http://agent.example/${rfc.world.connection}/scim/v2/Users/${ada}`;
    expect(body).toMatchObject({
      id: ada,
      schemas: [userUrn, enterpriseUrn],
      meta: { resourceType: 'User', location, version: headers.get('etag') },
    });
  });
  it('that is not there is a 404 in SCIM’s form', async () => {
    expect(refusal(await rfc.get('/Users/nobody'))).toEqual([404, null]);
    expect(refusal(await rfc.get('/Groups/nobody'))).toEqual([404, null]);
  });
  it('is also answered to HEAD, without a body', async () => {
    const answer = await rfc.world.scim('HEAD', `/Users/${ada}`);
    expect([answer.status, answer.body]).toEqual([200, {}]);
  });
});

describe('RFC 7644 section 3.4.2.2, filters', () => {
  test.each<[string, string, string[]]>([
    ['FLT-02 userName without case', 'userName eq "ADA@HARBOR.EXAMPLE"', ['ada']],
    ['attribute and operator in any case', 'USERNAME EQ "bob@harbor.example"', ['bob']],
    ['externalId with case', 'externalId eq "00uada"', []],
    ['externalId', 'externalId eq "00uAda"', ['ada']],
    ['ne', 'userName ne "ada@harbor.example"', ['bob', 'cy']],
    ['co', 'userName co "DA@"', ['ada']],
    ['sw', 'userName sw "b"', ['bob']],
    ['ew', 'emails.value ew "home.example"', ['ada']],
    ['pr of an attribute', 'nickName pr', ['ada']],
    ['gt', 'userName gt "bob@harbor.example"', ['cy']],
    ['le', 'userName le "bob@harbor.example"', ['ada', 'bob']],
    ['FLT-16 not', 'not (title pr and active eq false)', ['ada', 'cy']],
    ['and before or', 'title eq "baker" or title pr and active eq true', ['ada', 'bob', 'cy']],
    ['FLT-18 grouping', '(title eq "baker" or title pr) and active eq true', ['ada', 'cy']],
    ['FLT-20 a list that some lack', 'roles eq "crew:admin"', ['ada']],
    ['FLT-21 one element fits both', 'emails[type eq "work" and value co "home.example"]', []],
    ['FLT-22 value path that some lack', 'roles[value sw "crew"]', ['ada']],
    ['FLT-23 value path with or', 'roles[value pr] or userName eq "cy@harbor.example"', ['ada', 'cy']],
    ['FLT-25 core URN in front', `${userUrn}:userName eq "bob@harbor.example"`, ['bob']],
    ['FLT-26 extension URN in front', `${enterpriseUrn}:department eq "research"`, ['ada']],
    ['FLT-30 FLT-31 FLT-33 quote, backslash and \\u', 'name.familyName eq "O\\"Neil \\\\ \\u017eö"', ['ada']],
    ['boolean written as a text', 'active eq "False"', ['bob']],
    ['null', 'title eq null', []],
    ['schemas', `schemas eq "${enterpriseUrn}"`, ['ada', 'cy']],
    ['meta.resourceType', 'meta.resourceType eq "User" and userName sw "a"', ['ada']],
    ['FLT-37 time in another zone', 'meta.created gt "2026-01-15T10:00:30+01:00"', ['bob', 'cy']],
    ['FLT-38 seven digits of a second', 'meta.created lt "2026-01-15T09:00:30.1234567Z"', ['ada']],
    ['id', 'id eq "nobody"', []],
  ])('%s: %s', async (_name, filter, wanted) => {
    expect(await rfc.found(filter)).toEqual(wanted);
  });

  test.each([
    ['FLT-41 no operator', 'userName'],
    ['FLT-44 empty group', '()'],
    ['FLT-45 open group', '(userName pr'],
    ['FLT-46 open text', 'userName eq "a'],
    ['unknown operator', 'userName is "a"'],
    ['unknown attribute', 'nobody eq "a"'],
    ['FLT-49 password', 'password eq "secret"'],
    ['FLT-51 a name of the language', '__proto__ pr'],
    ['order of a boolean', 'active gt false'],
    ['order of a binary', 'x509Certificates.value gt "A"'],
    ['a complex attribute as a whole', 'name eq "Ada"'],
    ['a time that is none', 'meta.created gt "2026"'],
  ])('%s is invalidFilter: %s', async (_name, filter) => {
    expect(refusal(await users(`filter=${encodeURIComponent(filter)}`))).toEqual([400, 'invalidFilter']);
  });

  it('FLT-56 FLT-57 of hostile form are refused within a moment', async () => {
    const begun = performance.now();
    const hostile = [
      `userName eq "${'\\\\'.repeat(24)}`,
      `${'('.repeat(1500)}id pr`,
      `${'id pr or '.repeat(400)}id pr`,
    ];
    for (const filter of hostile)
      expect(refusal(await users(`filter=${encodeURIComponent(filter)}`))).toEqual([400, 'invalidFilter']);
    expect(performance.now() - begun).toBeLessThan(500);
  });
  it('are taken with a slash behind the endpoint and with + for a space', async () => {
    expect(resourcesOf((await rfc.get('/Users/?filter=userName+eq+%22bob@harbor.example%22')).body)).toHaveLength(1);
  });
  it('are true by members and display names of groups', async () => {
    expect(await rfc.found(`members.value eq "${ada}"`, '/Groups')).toEqual(['Crew']);
    expect(await rfc.found('displayName eq "crew"', '/Groups')).toEqual(['Crew']);
    expect(await rfc.found(`members[value eq "${bob}"]`, '/Groups')).toEqual([]);
  });
});

describe('RFC 7644 section 3.4.2.3, sorting', () => {
  test.each([
    ['without case, ascending unless told', 'sortBy=TITLE', ['cy', 'bob', 'ada']],
    ['descending', 'sortBy=title&sortOrder=Descending', ['ada', 'bob', 'cy']],
    ['last where there is no value', 'sortBy=nickName', ['ada', 'bob', 'cy']],
    ['first where there is none, descending', 'sortBy=nickName&sortOrder=descending', ['bob', 'cy', 'ada']],
    ['by the primary of a list', 'sortBy=emails.value', ['ada', 'bob', 'cy']],
    ['by a boolean', 'sortBy=active', ['bob', 'ada', 'cy']],
    ['by what the server sets', 'sortBy=meta.created&sortOrder=descending', ['cy', 'bob', 'ada']],
    ['by an attribute of an extension', `sortBy=${enterpriseUrn}:department`, ['cy', 'ada', 'bob']],
  ])('%s: %s', async (_name, query, wanted) => {
    expect(await namesOf(query)).toEqual(wanted);
  });
  it('refuses an attribute that is not there or is never shown', async () => {
    for (const name of ['nobody', 'password'])
      expect(refusal(await users(`sortBy=${name}`))).toEqual([400, 'invalidPath']);
  });
});

describe('RFC 7644 section 3.4.2.4, pages', () => {
  test.each<[string, string, object]>([
    ['PAG-01 all', '', { totalResults: 3, startIndex: 1, itemsPerPage: 3 }],
    ['PAG-02 a part', 'startIndex=2&count=1', { totalResults: 3, startIndex: 2, itemsPerPage: 1 }],
    ['less than 1 is 1', 'startIndex=-7&count=1', { startIndex: 1, itemsPerPage: 1 }],
    ['PAG-13 zero is 1, names in any case', 'startindex=0&COUNT=2', { startIndex: 1, itemsPerPage: 2 }],
    ['PAG-09 behind the end', 'startIndex=99', { totalResults: 3, itemsPerPage: 0, Resources: [] }],
    ['PAG-10 a huge count', 'count=1000000', { totalResults: 3, itemsPerPage: 3 }],
    ['less than 0 is 0', 'count=-3', { totalResults: 3, itemsPerPage: 0, Resources: [] }],
    ['0 tells the total only', 'count=0', { totalResults: 3, itemsPerPage: 0, Resources: [] }],
    ['an empty number says nothing', 'count=&startIndex=', { itemsPerPage: 3 }],
    ['nobody found', 'filter=userName%20eq%20%22x%22', { totalResults: 0, Resources: [] }],
  ])('%s: %s', async (_name, query, wanted) => {
    const { status, body } = await users(query);
    expect([status, body['schemas']]).toEqual([200, ['urn:ietf:params:scim:api:messages:2.0:ListResponse']]);
    expect(body).toMatchObject(wanted);
  });
  it('PAG-03 keep one order: pages of one are the whole list', async () => {
    const pages = await Promise.all([1, 2, 3].map((start) => namesOf(`startIndex=${start}&count=1`)));
    expect(pages.flat()).toEqual(await namesOf(''));
  });
  it('refuses a number that is none', async () => {
    expect(refusal(await users('count=many'))).toEqual([400, 'invalidValue']);
  });
});

describe('RFC 9865, pages by cursor', () => {
  it('go on with nextCursor, which only the last page lacks, and have no startIndex', async () => {
    const seen: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 3; page += 1) {
      const { body } = await users(`cursor=${cursor}&count=1`);
      expect(body).not.toHaveProperty('startIndex');
      seen.push(...resourcesOf(body).map(({ id }) => id));
      cursor = textOf(body['nextCursor']);
      expect(/^[\w.~-]*$/.test(cursor)).toBe(true);
    }
    expect([seen.length, new Set(seen).size, cursor]).toEqual([3, 3, '']);
  });
  it('belong to their query', async () => {
    const next = textOf((await users('cursor&count=1')).body['nextCursor']);
    expect(refusal(await users(`cursor=${next}&count=1&filter=title%20pr`))).toEqual([400, 'invalidCursor']);
    expect((await users(`cursor=${next}&count=2`)).status).toBe(200);
  });
  test.each([
    ['cursor=nonsense', 'invalidCursor'],
    ['cursor&count=0', 'invalidCount'],
    ['cursor&count=-1', 'invalidCount'],
  ])('%s is %s', async (query, word) => {
    expect(refusal(await users(query))).toEqual([400, word]);
  });
  it('are taken by .search too, and told of by the configuration', async () => {
    const { body } = await rfc.post('/Users/.search', { cursor: '', count: 2 });
    expect(body).toMatchObject({ itemsPerPage: 2, nextCursor: expect.any(String) });
    const { pagination } = (await rfc.get('/ServiceProviderConfig')).body;
    expect(pagination).toMatchObject({ cursor: true, index: true, defaultPaginationMethod: 'index' });
  });
});

describe('RFC 7644 section 3.4.2.5 and 3.9, attributes', () => {
  const one = async (query: string) => Object.keys((await rfc.get(`/Users/${ada}?${query}`)).body);
  test.each([
    ['asked for, with id and schemas', 'attributes=TITLE', ['schemas', 'id', 'title']],
    ['with the URN in front', `attributes=${userUrn}:title`, ['schemas', 'id', 'title']],
    ['of an extension', `attributes=${enterpriseUrn}:department`, ['schemas', 'id', enterpriseUrn]],
    ['a whole extension', `attributes=${enterpriseUrn}`, ['schemas', 'id', enterpriseUrn]],
    ['ATT-14 unknown ones', 'attributes=__proto__,nobody', ['schemas', 'id']],
    ['never a password', 'attributes=password', ['schemas', 'id']],
  ])('%s: %s', async (_name, query, wanted) => {
    expect(await one(query)).toEqual(wanted);
  });
  it('parts of a complex one, and nothing where no part is left', async () => {
    const { body } = await rfc.get(`/Users/${ada}?attributes=name.givenName,emails.type`);
    expect(body).toMatchObject({ name: { givenName: 'Ada' }, emails: [{ type: 'work' }, { type: 'home' }] });
    expect(body['name']).not.toHaveProperty('familyName');
    const { body: rest } = await rfc.get(`/Users/${ada}?excludedAttributes=roles.value,schemas,id`);
    expect(rest).not.toHaveProperty('roles');
    expect(rest).toMatchObject({ id: ada, schemas: [userUrn, enterpriseUrn] });
  });
  it('excluded ones, of a list too', async () => {
    const { body } = await rfc.get('/Groups?excludedAttributes=members');
    expect(resourcesOf(body)[0]).toMatchObject({ displayName: 'Crew' });
    expect(resourcesOf(body)[0]).not.toHaveProperty('members');
  });
});

describe('RFC 7644 section 3.4.3 and 3.4.2.1, searches', () => {
  const search = (body: object, path = '/.search') => rfc.post(path, body);
  it('answer as a listing does', async () => {
    const { status, body } = await search({ filter: 'title pr', attributes: ['userName'], count: 2 }, '/Users/.search');
    expect([status, body['totalResults'], body['itemsPerPage']]).toEqual([200, 3, 2]);
    expect(Object.keys(resourcesOf(body)[0] ?? {})).toEqual(['schemas', 'id', 'userName']);
  });
  it('of the root look at every type, page over all and count once', async () => {
    const { body } = await search({ startIndex: 3, count: 2 });
    expect(body).toMatchObject({ totalResults: 4, startIndex: 3, itemsPerPage: 2 });
    expect(resourcesOf(body).map(({ meta }) => (meta as { resourceType: string }).resourceType)).toEqual([
      'User',
      'Group',
    ]);
  });
  it('of the root treat an attribute that a type lacks as one without a value', async () => {
    const { body } = await search({ filter: 'userName sw "ada" or displayName eq "Crew"' });
    expect(body).toMatchObject({ totalResults: 2 });
    expect((await search({ filter: 'not (userName pr)' })).body).toMatchObject({ totalResults: 1 });
    expect((await search({ filter: 'meta.resourceType eq "Group"' })).body).toMatchObject({ totalResults: 1 });
    expect(refusal(await search({ filter: 'nobody pr' }))).toEqual([400, 'invalidFilter']);
  });
  it('SEA-04 refuse a broken filter, and a body that is something else', async () => {
    expect(refusal(await search({ filter: 'userName' }))).toEqual([400, 'invalidFilter']);
    expect(refusal(await search({ schemas: [userUrn], filter: 'id pr' }))).toEqual([400, 'invalidSyntax']);
  });
});
