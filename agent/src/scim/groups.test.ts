import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { asObject } from './filter-match.ts';
import type { Resource } from './filter-match.ts';
import { createScimWorld, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';

const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

let world: ScimWorld;
let people: string[];

beforeEach(async () => {
  world = await createScimWorld();
  people = [];
  for (const name of ['ann', 'ben', 'cy'])
    people.push((await world.scim('POST', '/Users', { body: oktaUser(name) })).id);
});
afterEach(() => world.close());

const group = (displayName: string, members: Resource[] = []): Resource => ({
  schemas: [groupUrn],
  displayName,
  members,
});
const values = (ids: readonly string[]) => ids.map((value) => ({ value }));
const push = (body: Resource) => world.scim('POST', '/Groups', { body });
const patch = (id: string, ...Operations: Resource[]) =>
  world.scim('PATCH', `/Groups/${id}`, { body: { schemas: [patchUrn], Operations } });
const membersOf = async (id: string): Promise<string[]> => {
  const { members = [] } = (await world.scim('GET', `/Groups/${id}`)).body;
  return (Array.isArray(members) ? members : []).map((each) => {
    const value = asObject(each)?.['value'];
    return typeof value === 'string' ? value : '';
  });
};

describe('groups as Okta’s client writes them', () => {
  it('a push makes the group, answers it whole with Location and ETag, and finds it by name and externalId', async () => {
    const made = await push({ ...group('Dock crew', values([people[0] ?? ''])), externalId: '00g-1' });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toMatch(new RegExp(`/Groups/${made.id}$`));
    expect(made.headers.get('etag')).toBe('W/"1"');
    expect(made.body).toMatchObject({ displayName: 'Dock crew', externalId: '00g-1', meta: { resourceType: 'Group' } });
    expect(made.body['members']).toMatchObject([{ value: people[0], display: 'ann@Harbor.example' }]);
    const found = await world.scim('GET', `/Groups?filter=${encodeURIComponent('displayName eq "dock CREW"')}`);
    expect(found.body).toMatchObject({ totalResults: 1, Resources: [{ id: made.id }] });
    const byId = await world.scim('GET', `/Groups?filter=${encodeURIComponent('externalId eq "00g-1"')}`);
    expect(byId.body).toMatchObject({ totalResults: 1 });
  });

  it('a name that is taken, in any case, is 409, and no name is 400', async () => {
    await push(group('Crew'));
    expect((await push(group('crew'))).status).toBe(409);
    expect((await push({ schemas: [groupUrn] })).status).toBe(400);
    const other = await push(group('Other'));
    expect((await patch(other.id, { op: 'replace', value: { displayName: 'CREW' } })).status).toBe(409);
  });

  it('one of two equal pushes at once wins', async () => {
    const answers = await Promise.all([push(group('Twin')), push(group('twin'))]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 409]));
  });

  it('members that the site does not have, nested groups among them, are left out', async () => {
    const inner = await push(group('Inner'));
    const made = await push(group('Outer', values([people[0] ?? '', 'nobody', inner.id])));
    expect(made.status).toBe(201);
    expect(await membersOf(made.id)).toEqual([people[0]]);
    expect(world.agent.services.store.data.pushed[made.id]?.ignored).toBe(2);
  });

  const changes: [string, (ids: string[], id?: string) => Resource[], (ids: string[]) => string[]][] = [
    [
      'add to a path',
      ([, b]) => [{ op: 'add', path: 'members', value: [{ value: b ?? '', display: null }] }],
      ([a, b]) => [a ?? '', b ?? ''],
    ],
    [
      'add without a path',
      ([, b]) => [{ op: 'Add', value: { members: values([b ?? '']) } }],
      ([a, b]) => [a ?? '', b ?? ''],
    ],
    ['add of a bare id', ([, b]) => [{ op: 'add', path: 'members', value: [b ?? ''] }], ([a, b]) => [a ?? '', b ?? '']],
    ['add of who is in it', ([a]) => [{ op: 'add', path: 'members', value: values([a ?? '']) }], ([a]) => [a ?? '']],
    ['remove by a value path', ([a]) => [{ op: 'remove', path: `members[value eq "${a}"]` }], () => []],
    ['remove by a list', ([a]) => [{ op: 'remove', path: 'members', value: values([a ?? '']) }], () => []],
    ['remove of all', () => [{ op: 'remove', path: 'members' }], () => []],
    [
      'replace by a full push',
      ([, b, c]) => [{ op: 'replace', path: 'members', value: values([b ?? '', c ?? '']) }],
      ([, b, c]) => [b ?? '', c ?? ''],
    ],
    [
      'remove and add at once with the name along, as Okta sends it',
      ([a, b], id = 'x') => [
        { op: 'replace', value: { id, displayName: 'Crew' } },
        { op: 'remove', path: `members[value eq "${a}"]` },
        { op: 'add', path: 'members', value: [{ value: b ?? '', display: 'ben' }] },
      ],
      ([, b]) => [b ?? ''],
    ],
  ];
  it.each(changes)('PATCH: %s', async (_what, operations, after) => {
    const made = await push(group('Crew', values([people[0] ?? ''])));
    const answer = await patch(made.id, ...operations(people));
    expect([200, 204]).toContain(answer.status);
    expect(await membersOf(made.id)).toEqual(after(people));
  });

  it('a PATCH of which one operation is wrong changes nothing', async () => {
    const made = await push(group('Crew', values([people[0] ?? ''])));
    const wrong = await patch(
      made.id,
      { op: 'remove', path: 'members' },
      { op: 'replace', path: 'nickName.first', value: 'x' },
    );
    expect(wrong.status).toBe(400);
    expect(await membersOf(made.id)).toEqual([people[0]]);
  });

  it('a rename by PATCH, or by PUT with the name alone, keeps the members and the version grows', async () => {
    const made = await push(group('Crew', values(people)));
    await patch(made.id, { op: 'replace', value: { id: made.id, displayName: 'Crew two' } });
    await world.scim('PUT', `/Groups/${made.id}`, { body: { schemas: [groupUrn], displayName: 'Crew three' } });
    const shown = await world.scim('GET', `/Groups/${made.id}`);
    expect(shown.body).toMatchObject({ displayName: 'Crew three', meta: { version: 'W/"3"' } });
    expect(await membersOf(made.id)).toEqual(people);
  });

  it('PUT names all members, and an empty list empties the group', async () => {
    const made = await push(group('Crew', values([people[0] ?? ''])));
    await world.scim('PUT', `/Groups/${made.id}`, { body: group('Crew', values(people.slice(1))) });
    expect(await membersOf(made.id)).toEqual(people.slice(1));
    await world.scim('PUT', `/Groups/${made.id}`, { body: group('Crew') });
    expect(await membersOf(made.id)).toEqual([]);
  });

  it('what changes nothing keeps the version, and another version than If-Match names is 412', async () => {
    const made = await push(group('Crew', values([people[0] ?? ''])));
    await patch(made.id, { op: 'add', path: 'members', value: values([people[0] ?? '']) });
    const body = group('Crew');
    const stale = await world.scim('PUT', `/Groups/${made.id}`, { body, headers: { 'if-match': 'W/"9"' } });
    expect(stale.status).toBe(412);
    const fit = await world.scim('PUT', `/Groups/${made.id}`, { body, headers: { 'if-match': 'W/"1"' } });
    expect(fit.headers.get('etag')).toBe('W/"2"');
  });

  it('members are left out where they are not asked for, and users show their groups', async () => {
    const made = await push(group('Crew', values([people[0] ?? ''])));
    const bare = await world.scim('GET', '/Groups?excludedAttributes=members');
    expect(JSON.stringify(bare.body)).not.toContain('"members"');
    const user = await world.scim('GET', `/Users/${people[0]}`);
    expect(user.body['groups']).toMatchObject([{ value: made.id, display: 'Crew' }]);
    await patch(made.id, { op: 'replace', value: { displayName: 'Crew two' } });
    const again = await world.scim('GET', `/Users/${people[0]}`);
    expect(again.body['groups']).toMatchObject([{ display: 'Crew two' }]);
    await patch(made.id, { op: 'remove', path: 'members' });
    expect((await world.scim('GET', `/Users/${people[0]}`)).body['groups']).toBeUndefined();
  });

  it('a deleted group is 404 and its name is free', async () => {
    const made = await push(group('Crew', values(people)));
    expect((await world.scim('DELETE', `/Groups/${made.id}`)).status).toBe(204);
    expect((await world.scim('GET', `/Groups/${made.id}`)).status).toBe(404);
    expect((await world.scim('DELETE', `/Groups/${made.id}`)).status).toBe(404);
    expect((await push(group('Crew'))).status).toBe(201);
  });

  it('who is deleted by SCIM is in no group, and is in none when made anew', async () => {
    const made = await push(group('Crew', values(people)));
    await world.scim('DELETE', `/Users/${people[0]}`);
    expect(await membersOf(made.id)).toEqual(people.slice(1));
    const back = await world.scim('POST', '/Users', { body: oktaUser('ann') });
    expect(back.status).toBe(201);
    expect(await membersOf(made.id)).toEqual(people.slice(1));
  });

  it.each([
    ['report-only', { mode: 'report' as const }, 'report-only'],
    ['of a site that is not written to', { direction: 'cmsToOkta' as const }, 'changes nothing on the site'],
  ])('a connection that is %s takes no group', async (_what, settings, words) => {
    const made = await push(group('Crew'));
    await world.change(settings);
    for (const answer of [
      await push(group('Other')),
      await patch(made.id, { op: 'remove', path: 'members' }),
      await world.scim('DELETE', `/Groups/${made.id}`),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.detail).toContain(words);
    }
    expect((await world.scim('GET', '/Groups')).body).toMatchObject({ totalResults: 1 });
  });

  it('groups are listed in the order in which they came, page by page', async () => {
    for (const name of ['One', 'Two', 'Three']) {
      await push(group(name));
      world.pass(1000);
    }
    const first = await world.scim('GET', '/Groups?startIndex=1&count=2&attributes=displayName');
    const rest = await world.scim('GET', '/Groups?startIndex=3&count=2&attributes=displayName');
    const names = [first, rest].flatMap(({ body }) => (Array.isArray(body['Resources']) ? body['Resources'] : []));
    expect(names).toMatchObject([{ displayName: 'One' }, { displayName: 'Two' }, { displayName: 'Three' }]);
    expect(first.body['totalResults']).toBe(3);
  });
});
