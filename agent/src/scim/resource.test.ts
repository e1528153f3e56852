import { describe, expect, it } from 'vitest';

import { Attributes, text } from './attribute.ts';
import { project, readProjection, toResource } from './resource.ts';
import { customUrn, enterpriseUrn, userType, userUrn } from './schema.ts';

const users = new Attributes(userType([text('badge', 'The badge number.')]));

describe('a resource that a client sends', () => {
  it('gets the schema’s spelling and loses what only the server sets or nobody knows', () => {
    const sent = {
      schemas: [userUrn, 'urn:another'],
      ID: 'chosen',
      USERNAME: 'ada',
      Active: 'True',
      groups: [{ value: 'g1' }],
      meta: { created: 'now' },
      nobody: 1,
      title: null,
      phoneNumbers: [],
      emails: { Value: 'ada@harbor.example', Primary: true },
      'name.givenName': 'Ada',
      name: { FAMILYNAME: 'Lovelace' },
      [enterpriseUrn.toUpperCase()]: { Department: 'Research', manager: 'B1' },
      [`${customUrn}:badge`]: 7,
    };
    expect(toResource(sent, users)).toEqual({
      userName: 'ada',
      active: true,
      emails: [{ value: 'ada@harbor.example', primary: true }],
      name: { givenName: 'Ada', familyName: 'Lovelace' },
      [enterpriseUrn]: { department: 'Research', manager: { value: 'B1' } },
      [customUrn]: { badge: '7' },
    });
  });

  it('is refused without what is required, and with values of another kind', () => {
    expect(() => toResource({}, users)).toThrow(expect.objectContaining({ scimType: 'invalidValue' }));
    expect(() => toResource({ userName: { a: 1 } }, users)).toThrow(
      expect.objectContaining({ scimType: 'invalidValue' }),
    );
    expect(() => toResource({ userName: ['a', 'b'] }, users)).toThrow(
      expect.objectContaining({ scimType: 'invalidValue' }),
    );
    expect(() => toResource('ada', users)).toThrow(expect.objectContaining({ scimType: 'invalidSyntax' }));
  });
});

describe('what leaves the server', () => {
  const ada = {
    schemas: ['x'],
    id: 'A1',
    userName: 'ada',
    password: 'secret',
    name: { givenName: 'Ada', familyName: 'Lovelace' },
    emails: [{ value: 'a@x.example', type: 'work' }],
    [enterpriseUrn]: { department: 'Research', division: 'A' },
  };
  const shown = (query: Parameters<typeof readProjection>[0]) => project(ada, users, readProjection(query, users));

  it('is never a password', () => {
    expect(shown({})).not.toHaveProperty('password');
    expect(shown({ attributes: 'password' })).toEqual({ schemas: ['x'], id: 'A1' });
  });
  it('is what was asked for, in any case and with the schema in front, and always id and schemas', () => {
    expect(shown({ attributes: 'USERNAME,name.givenName,emails.value' })).toEqual({
      schemas: ['x'],
      id: 'A1',
      userName: 'ada',
      name: { givenName: 'Ada' },
      emails: [{ value: 'a@x.example' }],
    });
    expect(shown({ attributes: `${enterpriseUrn}:division` })[enterpriseUrn]).toEqual({ division: 'A' });
    expect(shown({ attributes: enterpriseUrn })[enterpriseUrn]).toEqual({ department: 'Research', division: 'A' });
  });
  it('lacks what was excluded, but never the id', () => {
    const rest = shown({ excludedAttributes: 'id,emails,name.familyName,__proto__' });
    expect(rest).toMatchObject({ id: 'A1', name: { givenName: 'Ada' } });
    expect(rest).not.toHaveProperty('emails');
    expect(rest['name']).not.toHaveProperty('familyName');
  });
});
