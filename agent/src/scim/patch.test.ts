import { describe, expect, it, test } from 'vitest';
import type { Json } from '@rollcall/shared';

import { Attributes } from './attribute.ts';
import type { Resource } from './filter-match.ts';
import { applyPatch, patchUrn, readOperations } from './patch.ts';
import { enterpriseUrn, groupType, userType, userUrn } from './schema.ts';

const users = new Attributes(userType([]));
const groups = new Attributes(groupType);

const ada: Resource = {
  id: 'A1',
  userName: 'ada',
  active: true,
  name: { givenName: 'Ada', familyName: 'Lovelace' },
  emails: [
    { value: 'ada@work.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  [enterpriseUrn]: { department: 'Research' },
};
const crew: Resource = { id: 'G1', displayName: 'Crew', members: [{ value: 'm1' }, { value: 'm2' }] };

const patch = (operations: unknown[], from: Resource = ada, type = users): Resource =>
  applyPatch(from, readOperations({ schemas: [patchUrn], Operations: operations as Json[] }), type);
const patchGroup = (...operations: unknown[]): Resource => patch(operations, crew, groups);
const members = (group: Resource) =>
  (group['members'] as { value: string }[] | undefined)?.map(({ value }) => value) ?? [];

describe('what Okta sends', () => {
  it('deactivates without a path', () => {
    expect(patch([{ op: 'replace', value: { active: false } }])).toEqual({ ...ada, active: false });
  });
  it('renames a group with its id along, and keeps the members', () => {
    const renamed = patchGroup({ op: 'replace', value: { id: 'G1', displayName: 'Harbor crew' } });
    expect(renamed).toEqual({ ...crew, displayName: 'Harbor crew' });
  });
  it('removes one member and adds another in one request', () => {
    const changed = patchGroup(
      { op: 'remove', path: 'members[value eq "m1"]' },
      { op: 'add', path: 'members', value: [{ value: 'm3', display: 'm3@harbor.example' }] },
    );
    expect(members(changed)).toEqual(['m2', 'm3']);
  });
  it('pushes the whole list', () => {
    expect(members(patchGroup({ op: 'replace', path: 'members', value: [{ value: 'm9' }] }))).toEqual(['m9']);
    expect(members(patchGroup({ op: 'replace', path: 'members', value: [] }))).toEqual([]);
  });
  it('adds a member who is there already without effect', () => {
    expect(members(patchGroup({ op: 'add', path: 'members', value: [{ value: 'm2' }] }))).toEqual(['m1', 'm2']);
  });
});

describe('what Entra sends', () => {
  it('writes booleans as texts and operations with capitals', () => {
    expect(patch([{ op: 'Replace', path: 'active', value: 'False' }])['active']).toBe(false);
  });
  it('removes members by a list of values', () => {
    expect(members(patchGroup({ op: 'Remove', path: 'members', value: [{ value: 'm2' }] }))).toEqual(['m1']);
  });
  it('removes all members without one', () => {
    expect(members(patchGroup({ op: 'remove', path: 'members' }))).toEqual([]);
  });
  it('names parts with dots, with and without the schema in front', () => {
    const changed = patch([
      { op: 'add', value: { 'name.familyName': 'King', [`${enterpriseUrn}:department`]: 'Sales' } },
      { op: 'replace', path: `${userUrn}:title`, value: 'Countess' },
    ]);
    expect(changed).toMatchObject({
      name: { givenName: 'Ada', familyName: 'King' },
      title: 'Countess',
      [enterpriseUrn]: { department: 'Sales' },
    });
  });
  it('gives the bare id of a manager', () => {
    const changed = patch([{ op: 'add', path: `${enterpriseUrn}:manager`, value: 'B1' }]);
    expect(changed[enterpriseUrn]).toEqual({ department: 'Research', manager: { value: 'B1' } });
  });
  it('adds to an element that is not there by its conditions', () => {
    const changed = patch([{ op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+49 1' }]);
    expect(changed['phoneNumbers']).toEqual([{ type: 'mobile', value: '+49 1' }]);
  });
});

describe('RFC 7644 section 3.5.2', () => {
  it('merges a complex value and keeps its other parts', () => {
    for (const operation of [
      { op: 'replace', path: 'name', value: { givenName: 'Augusta' } },
      { op: 'replace', value: { name: { givenName: 'Augusta' } } },
    ])
      expect(patch([operation])['name']).toEqual({ givenName: 'Augusta', familyName: 'Lovelace' });
  });
  it('has one primary element, the latest that was made so', () => {
    const added = patch([
      { op: 'add', path: 'emails', value: { value: 'new@work.example', type: 'other', primary: true } },
    ]);
    expect(added['emails']).toEqual([
      { value: 'ada@work.example', type: 'work', primary: false },
      { value: 'ada@home.example', type: 'home' },
      { value: 'new@work.example', type: 'other', primary: true },
    ]);
    const moved = patch([{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }]);
    expect(moved['emails']).toEqual([
      { value: 'ada@work.example', type: 'work', primary: false },
      { value: 'ada@home.example', type: 'home', primary: true },
    ]);
  });
  it('changes only the elements that fit', () => {
    const changed = patch([{ op: 'replace', path: 'emails[type eq "work"].value', value: 'a@x.example' }]);
    expect(changed['emails']).toMatchObject([{ value: 'a@x.example' }, { value: 'ada@home.example' }]);
  });
  it('removes an attribute, a part of it, and an element with all its parts', () => {
    const changed = patch([
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'emails[type eq "home"]' },
      { op: 'remove', path: `${enterpriseUrn}:department` },
    ]);
    expect(changed['name']).toEqual({ familyName: 'Lovelace' });
    expect(changed['emails']).toHaveLength(1);
    expect(changed).not.toHaveProperty([enterpriseUrn]);
  });
  it('applies in order, and all or nothing', () => {
    const before = structuredClone(ada);
    expect(
      patch([
        { op: 'replace', path: 'title', value: 'a' },
        { op: 'replace', path: 'title', value: 'b' },
      ])['title'],
    ).toBe('b');
    expect(() => patch([{ op: 'replace', path: 'title', value: 'a' }, { op: 'remove' }])).toThrow();
    expect(ada).toEqual(before);
  });

  test.each([
    [{ op: 'remove' }, 'noTarget'],
    [{ op: 'replace', path: 'id', value: 'x' }, 'mutability'],
    [{ op: 'replace', path: 'groups', value: [] }, 'mutability'],
    [{ op: 'replace', path: 'nobody', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: '__proto__.x', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'constructor.prototype.x', value: 'x' }, 'invalidPath'],
    [{ op: 'replace', path: 'active', value: 'perhaps' }, 'invalidValue'],
    [{ op: 'replace', path: 'active', value: { a: 1 } }, 'invalidValue'],
    [{ op: 'remove', path: 'userName' }, 'mutability'],
    [{ op: 'replace', path: 'userName', value: null }, 'invalidValue'],
    [{ op: 'replace', path: 'emails[value co "nobody"].type', value: 'work' }, 'noTarget'],
    [{ op: 'move', path: 'title', value: 'x' }, 'invalidSyntax'],
    [{ op: 'add', value: 'x' }, 'invalidValue'],
  ])('refuses %o as %s', (operation, scimType) => {
    expect(() => patch([operation])).toThrow(expect.objectContaining({ status: 400, scimType }));
  });

  it('ignores what no schema knows, and puts nothing on any other object', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}},"nobody":1,"title":"t"}',
    ) as unknown;
    const changed = patch([{ op: 'add', value: hostile }]);
    expect(changed).toEqual({ ...ada, title: 't' });
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });
  it('refuses a body that is none, and too many operations', () => {
    const bodies: Json[] = [null, [], {}, { Operations: 'x' }, { Operations: [null] }];
    const named = bodies.map((body) =>
      body === null || Array.isArray(body) ? body : { ...Object(body), schemas: [patchUrn] },
    );
    for (const body of [...named, { Operations: [] }, { schemas: [userUrn], Operations: [] }])
      expect(() => readOperations(body)).toThrow(expect.objectContaining({ scimType: 'invalidSyntax' }));
    const many = Array.from({ length: 1001 }, () => ({ op: 'replace', path: 'title', value: 'x' }));
    expect(() => patch(many)).toThrow(expect.objectContaining({ scimType: 'invalidSyntax' }));
  });
});
