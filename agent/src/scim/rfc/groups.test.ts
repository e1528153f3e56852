import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import type { Resource } from '../filter-match.ts';
import { asObject } from '../filter-match.ts';
import { groupUrn, userUrn } from '../schema.ts';
import { createRfc, groupOf, refusal, type Rfc, textOf, userOf } from './rfc.fixture.ts';

let rfc: Rfc;
let ids: string[] = [];
let crew = '';
beforeEach(async () => {
  rfc = await createRfc();
  ids = [await rfc.user('ada'), await rfc.user('bob'), await rfc.user('cy')];
  crew = await rfc.group('Crew', ids.slice(0, 2));
});
afterEach(() => rfc.close());

const membersIn = ({ members }: Resource) =>
  Array.isArray(members)
    ? members.map((each) => ids.indexOf(textOf(asObject(each)?.['value']))).toSorted((a, b) => a - b)
    : [];
const group = async (id = crew) => (await rfc.get(`/Groups/${id}`)).body;
/** Numbers of the members afterwards. */
const after = async (operations: unknown) => {
  const { status } = await rfc.patch(`/Groups/${crew}`, operations);
  expect([200, 204]).toContain(status);
  return membersIn(await group());
};
const value = (...numbers: number[]) => numbers.map((number) => ({ value: ids[number] }));

describe('RFC 7643 section 4.2, a group', () => {
  it('GRP-01 GRP-04 is made with its members, its address and its version', async () => {
    const { status, body, headers, id } = await rfc.post('/Groups', groupOf('Deck', [ids[2] ?? '']));
    expect([status, membersIn(body)]).toEqual([201, [2]]);
    expect(body).toMatchObject({ schemas: [groupUrn], displayName: 'Deck', meta: { resourceType: 'Group' } });
    expect(headers.get('location')).toMatch(new RegExp(`/scim/v2/Groups/${id}$`));
    const [member] = Array.isArray(body['members']) ? body['members'] : [];
    expect(asObject(member)?.['$ref']).toMatch(new RegExp(`/scim/v2/Users/${ids[2]}$`));
    expect(headers.get('etag')).toBe((await rfc.get(`/Groups/${id}`)).headers.get('etag'));
  });
  it('is told by its members, and only there written', async () => {
    const { body } = await rfc.get(`/Users/${ids[0]}`);
    expect(body['groups']).toMatchObject([{ value: crew, display: 'Crew', type: 'direct' }]);
    const without = { ...userOf('ada'), groups: [] };
    expect((await rfc.put(`/Users/${ids[0]}`, without)).body['groups']).toMatchObject([{ value: crew }]);
  });
  it('needs a name, and one that no other has', async () => {
    expect(refusal(await rfc.post('/Groups', { schemas: [groupUrn] }))).toEqual([400, 'invalidValue']);
    expect(refusal(await rfc.post('/Groups', groupOf('Crew')))).toEqual([409, 'uniqueness']);
    expect(refusal(await rfc.post('/Groups', { ...groupOf('x'), schemas: [userUrn] }))).toEqual([400, 'invalidSyntax']);
  });
  it('FLT-61 is found by a name with a quote, a backslash and letters of any language', async () => {
    await rfc.group('O"Neil \\ žluť 部');
    expect(await rfc.found(`displayName eq ${JSON.stringify('O"Neil \\ žluť 部')}`, '/Groups')).toHaveLength(1);
  });
  it('ends by a deletion, and its members lose it', async () => {
    expect((await rfc.del(`/Groups/${crew}`)).status).toBe(204);
    expect(refusal(await rfc.get(`/Groups/${crew}`))).toEqual([404, null]);
    expect((await rfc.get(`/Users/${ids[0]}`)).body).not.toHaveProperty('groups');
  });
});

describe('RFC 7644 section 3.5.2, members', () => {
  test.each<[string, () => unknown, number[]]>([
    ['GRP-05 one more', () => ({ op: 'add', path: 'members', value: value(2) }), [0, 1, 2]],
    ['several more without a path', () => ({ op: 'add', value: { members: value(1, 2) } }), [0, 1, 2]],
    ['who is there already', () => ({ op: 'add', path: 'members', value: value(0) }), [0, 1]],
    ['GRP-06 one less', () => ({ op: 'remove', path: `members[value eq "${ids[0]}"]` }), [1]],
    [
      'one less of two named',
      () => ({ op: 'remove', path: `members[value eq "${ids[0]}" or value eq "${ids[2]}"]` }),
      [1],
    ],
    ['who is not there', () => ({ op: 'remove', path: `members[value eq "${ids[2]}"]` }), [0, 1]],
    ['GRP-07 all replaced', () => ({ op: 'replace', path: 'members', value: value(2) }), [2]],
    ['all replaced without a path', () => ({ op: 'replace', value: { members: value(1, 2) } }), [1, 2]],
    ['replaced by nobody', () => ({ op: 'replace', path: 'members', value: [] }), []],
    ['GRP-10 all gone', () => ({ op: 'remove', path: 'members' }), []],
    ['GRP-11 gone by a list', () => ({ op: 'Remove', path: 'members', value: value(1) }), [0]],
    ['GRP-23 the bare id', () => ({ op: 'add', path: 'members', value: ids[2] }), [0, 1, 2]],
    ['an id that nobody has', () => ({ op: 'add', path: 'members', value: [{ value: 'nobody' }] }), [0, 1]],
    [
      'GRP-09 one less and one more in one request',
      () => [
        { op: 'remove', path: `members[value eq "${ids[0]}"]` },
        { op: 'add', path: 'members', value: value(2) },
      ],
      [1, 2],
    ],
    [
      'in order: gone and back',
      () => [
        { op: 'remove', path: `members[value eq "${ids[0]}"]` },
        { op: 'add', path: 'members', value: value(0) },
      ],
      [0, 1],
    ],
  ])('%s', async (_name, operations, wanted) => {
    expect(await after(operations())).toEqual(wanted);
  });

  it('GRP-08 a rename by PATCH, with the id along as Okta sends it, drops nobody', async () => {
    const { status, body } = await rfc.patch(`/Groups/${crew}`, {
      op: 'replace',
      value: { id: crew, displayName: 'Deck' },
    });
    expect([status, body['displayName'], membersIn(body)]).toEqual([200, 'Deck', [0, 1]]);
  });
  it('a rename and a member in one request do both', async () => {
    const operations = [
      { op: 'replace', value: { id: crew, displayName: 'Deck' } },
      { op: 'add', path: 'members', value: value(2) },
    ];
    expect(await after(operations)).toEqual([0, 1, 2]);
    expect(await group()).toMatchObject({ displayName: 'Deck' });
  });
  it('GRP-20 one bad operation changes nothing', async () => {
    const bad = [
      { op: 'add', path: 'members', value: value(2) },
      { op: 'replace', path: 'nobody', value: 'x' },
    ];
    expect(refusal(await rfc.patch(`/Groups/${crew}`, bad))).toEqual([400, 'invalidPath']);
    expect(membersIn(await group())).toEqual([0, 1]);
  });
  it('PUT with members replaces them, without keeps them', async () => {
    expect(membersIn((await rfc.put(`/Groups/${crew}`, groupOf('Crew', [ids[2] ?? '']))).body)).toEqual([2]);
    const renamed = { schemas: [groupUrn], displayName: 'Deck' };
    expect(membersIn((await rfc.put(`/Groups/${crew}`, renamed)).body)).toEqual([2]);
    expect(membersIn((await rfc.put(`/Groups/${crew}`, groupOf('Deck'))).body)).toEqual([]);
  });
  it('are answered without the others: 204, and the group where attributes are asked for', async () => {
    const one = { op: 'add', path: 'members', value: value(2) };
    const { status, body } = await rfc.patch(`/Groups/${crew}`, one);
    expect([status, body]).toEqual([204, {}]);
    const asked = await rfc.patch(`/Groups/${crew}?attributes=displayName`, one);
    expect([asked.status, asked.body['displayName']]).toEqual([200, 'Crew']);
  });
  it('a stale version refuses a member too', async () => {
    const one = { op: 'add', path: 'members', value: value(2) };
    expect(refusal(await rfc.patch(`/Groups/${crew}`, one, { 'if-match': 'W/"0"' }))).toEqual([412, null]);
    expect(membersIn(await group())).toEqual([0, 1]);
  });
  it('CON-03 added and removed at once are all as they were asked for', async () => {
    const answers = await Promise.all([
      rfc.patch(`/Groups/${crew}`, { op: 'add', path: 'members', value: value(2) }),
      rfc.patch(`/Groups/${crew}`, { op: 'remove', path: `members[value eq "${ids[0]}"]` }),
      rfc.patch(`/Groups/${crew}`, { op: 'replace', value: { displayName: 'Deck' } }),
    ]);
    expect(answers.every(({ status }) => status === 200 || status === 204)).toBe(true);
    expect([membersIn(await group()), (await group())['displayName']]).toEqual([[1, 2], 'Deck']);
  });
});

describe('what Okta does with a pushed group', () => {
  it('SEQ-02 looks it up, makes it empty, fills it, renames it with each change and deletes it', async () => {
    expect(await rfc.found('displayName eq "Deck"', '/Groups')).toEqual([]);
    const id = await rfc.group('Deck');
    const rename = { op: 'replace', value: { id, displayName: 'Deck' } };
    expect((await rfc.patch(`/Groups/${id}`, [rename])).status).toBe(200);
    await rfc.patch(`/Groups/${id}`, [
      { op: 'remove', path: `members[value eq "${ids[0]}"]` },
      { op: 'add', path: 'members', value: value(0, 1) },
    ]);
    await rfc.patch(`/Groups/${id}`, { op: 'replace', path: 'members', value: value(1, 2) });
    expect(membersIn(await group(id))).toEqual([1, 2]);
    expect(await rfc.found('displayName eq "Deck"', '/Groups')).toEqual(['Deck']);
    expect((await rfc.del(`/Groups/${id}`)).status).toBe(204);
  });
});
