import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import { enterpriseUrn, groupUrn, userUrn } from '../schema.ts';
import { createRfc, refusal, resourcesOf, type Rfc, userOf } from './rfc.fixture.ts';

let rfc: Rfc;
beforeEach(async () => {
  rfc = await createRfc();
});
afterEach(() => rfc.close());

describe('RFC 7644 section 3.3, a create', () => {
  it('USR-01 USR-02 is 201 with the whole resource, its address in meta and in the header, and its version', async () => {
    const { status, body, headers, id } = await rfc.post('/Users', userOf('ada', { title: 'Countess' }));
    expect([status, headers.get('content-type')]).toEqual([201, 'application/scim+json; charset=utf-8']);
    expect(body).toMatchObject({ schemas: [userUrn], userName: 'ada@harbor.example', title: 'Countess', active: true });
    expect(body['meta']).toMatchObject({
      resourceType: 'User',
      location: headers.get('location'),
      version: headers.get('etag'),
    });
    expect((await rfc.get(`/Users/${id}`)).body).toEqual(body);
  });
  it('ignores what only the server sets', async () => {
    const chosen = {
      id: 'chosen',
      meta: { created: '2001-01-01T00:00:00Z', resourceType: 'Robot' },
      groups: [{ value: 'g' }],
    };
    const { body } = await rfc.post('/Users', userOf('ada', chosen));
    expect(body['id']).not.toBe('chosen');
    expect(body).toMatchObject({ meta: { resourceType: 'User', created: '2026-01-15T09:00:00.000Z' } });
    expect(body).not.toHaveProperty('groups');
  });
  it('USR-09 of a name that is taken is 409 uniqueness, in another case too', async () => {
    await rfc.user('ada');
    const again = await rfc.post('/Users', { ...userOf('ada'), userName: 'ADA@Harbor.example' });
    expect(refusal(again)).toEqual([409, 'uniqueness']);
  });
  test.each<[string, unknown, string]>([
    ['USR-10 without a userName', { schemas: [userUrn], displayName: 'x' }, 'invalidValue'],
    ['an empty userName', userOf('x', { userName: '' }), 'invalidValue'],
    ['a list for one value', userOf('x', { userName: ['a', 'b'] }), 'invalidValue'],
    ['a text for an object', userOf('x', { name: 'Ada' }), 'invalidValue'],
    ['a flag that is none', userOf('x', { active: 'perhaps' }), 'invalidValue'],
    ['a binary that is none', userOf('x', { x509Certificates: [{ value: 'not base64!' }] }), 'invalidValue'],
    ['another resource', { ...userOf('x'), schemas: [groupUrn] }, 'invalidSyntax'],
    ['a list', [userOf('x')], 'invalidSyntax'],
    ['a text', 'junk', 'invalidSyntax'],
  ])('%s is refused', async (_name, body, word) => {
    expect(refusal(await rfc.post('/Users', body))).toEqual([400, word]);
  });
  it('USR-15 USR-16 USR-29 takes names in any case, flags as texts, and leaves out what nobody knows', async () => {
    const { status, body } = await rfc.post('/Users', {
      SCHEMAS: [userUrn],
      USERNAME: 'ada@harbor.example',
      Active: 'True',
      displayname: 'Ada',
      disPlayNam: 'x',
      emails: { value: 'ada@harbor.example', primary: 'true' },
      [enterpriseUrn.toUpperCase()]: { Department: 'Research' },
      'name.givenName': 'Ada',
      name: { familyName: 'Ito' },
      title: null,
      phoneNumbers: [],
    });
    expect([status, body]).toMatchObject([
      201,
      {
        schemas: [userUrn, enterpriseUrn],
        active: true,
        displayName: 'Ada',
        emails: [{ value: 'ada@harbor.example', primary: true }],
        name: { givenName: 'Ada', familyName: 'Ito' },
        [enterpriseUrn]: { department: 'Research' },
      },
    ]);
    for (const name of ['disPlayNam', 'title', 'phoneNumbers', 'USERNAME']) expect(body).not.toHaveProperty(name);
  });
  it('USR-27 keeps at most one primary element', async () => {
    const emails = ['ada@harbor.example', 'b@harbor.example'].map((value) => ({ value, primary: true }));
    const { body } = await rfc.post('/Users', userOf('ada', { emails }));
    expect(body['emails']).toMatchObject([{ primary: true }, { primary: false }]);
  });
  it('never answers a password, nor finds by it', async () => {
    const { body, id } = await rfc.post('/Users', userOf('ada', { password: 'pl4nted-Secret' }));
    const answers = [body, (await rfc.get(`/Users/${id}?attributes=password`)).body, (await rfc.get('/Users')).body];
    expect(JSON.stringify(answers)).not.toContain('pl4nted-Secret');
  });
  it('honours attributes in the address', async () => {
    const { body } = await rfc.post('/Users?attributes=userName', userOf('ada'));
    expect(Object.keys(body)).toEqual(['schemas', 'id', 'userName']);
  });
  it('CON-01 sent many times at once makes one', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => rfc.post('/Users', userOf('ada'))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([
      201,
      ...Array.from({ length: 7 }, () => 409),
    ]);
    expect(resourcesOf((await rfc.get('/Users')).body)).toHaveLength(1);
  });
});

describe('RFC 7644 section 3.5.1, a replacement', () => {
  it('PUT-01 keeps id and meta.created, and takes away what is left out', async () => {
    const id = await rfc.user('ada', { title: 'Countess', nickName: 'a' });
    rfc.world.pass(1000);
    const { status, body } = await rfc.put(`/Users/${id}`, { ...userOf('ada', { nickName: 'b' }), id: 'other' });
    expect([status, body]).toMatchObject([200, { id, nickName: 'b', meta: { created: '2026-01-15T09:00:00.000Z' } }]);
    expect(body).not.toHaveProperty('title');
  });
  it('PUT-05 of nobody is 404 and makes nobody', async () => {
    expect(refusal(await rfc.put('/Users/nobody', userOf('ada')))).toEqual([404, null]);
    expect((await rfc.get('/Users')).body).toMatchObject({ totalResults: 0 });
  });
  it('PUT-10 without a userName, or with a body that is something else, changes nothing', async () => {
    const id = await rfc.user('ada', { title: 'Countess' });
    expect(refusal(await rfc.put(`/Users/${id}`, { schemas: [userUrn] }))).toEqual([400, 'invalidValue']);
    expect(refusal(await rfc.put(`/Users/${id}`, { ...userOf('ada'), schemas: [groupUrn] }))[0]).toBe(400);
    expect((await rfc.get(`/Users/${id}`)).body).toMatchObject({ title: 'Countess' });
  });
  it('to a name that another has is 409 uniqueness', async () => {
    await rfc.user('ada');
    const id = await rfc.user('bob');
    expect(refusal(await rfc.put(`/Users/${id}`, userOf('ada')))).toEqual([409, 'uniqueness']);
  });
  it('that says what is there keeps version and modification', async () => {
    const id = await rfc.user('ada', { title: 'Countess' });
    const before = await rfc.get(`/Users/${id}`);
    rfc.world.pass(1000);
    const after = await rfc.put(`/Users/${id}`, before.body);
    expect([after.body, after.headers.get('etag')]).toEqual([before.body, before.headers.get('etag')]);
  });
});

describe('RFC 7644 section 3.6, a deletion', () => {
  it('is 204 without a body, and 404 for everything afterwards', async () => {
    const id = await rfc.user('ada');
    const gone = await rfc.del(`/Users/${id}`);
    expect([gone.status, gone.body]).toEqual([204, {}]);
    for (const answer of [
      await rfc.get(`/Users/${id}`),
      await rfc.del(`/Users/${id}`),
      await rfc.put(`/Users/${id}`, userOf('ada')),
      await rfc.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'x' }),
    ])
      expect(refusal(answer)).toEqual([404, null]);
    expect(await rfc.found('userName pr')).toEqual([]);
  });
  it('frees the name for another, who gets an id that was never used', async () => {
    const id = await rfc.user('ada');
    await rfc.del(`/Users/${id}`);
    expect(await rfc.user('ada')).not.toBe(id);
  });
});

describe('RFC 7644 section 3.14, versions', () => {
  it('ETG-01 are told by header and meta, and change with the resource', async () => {
    const id = await rfc.user('ada');
    const { headers } = await rfc.get(`/Users/${id}`);
    const before = headers.get('etag') ?? '';
    expect(before).toMatch(/^W\/".+"$/);
    const changed = await rfc.patch(`/Users/${id}`, { op: 'replace', path: 'title', value: 'x' });
    expect(changed.headers.get('etag')).not.toBe(before);
    expect(changed.body).toMatchObject({ meta: { version: changed.headers.get('etag') } });
  });
  it('ETG-02 that are stale refuse every change with 412', async () => {
    const id = await rfc.user('ada');
    const stale = { 'if-match': 'W/"1"' };
    const title = { op: 'replace', path: 'title', value: 'x' };
    for (const answer of [
      await rfc.patch(`/Users/${id}`, title, stale),
      await rfc.put(`/Users/${id}`, userOf('ada', { title: 'x' }), stale),
      await rfc.del(`/Users/${id}`, stale),
    ])
      expect(refusal(answer)).toEqual([412, null]);
    expect((await rfc.get(`/Users/${id}`)).body).not.toHaveProperty('title');
  });
  it('that are the present one let a change pass, also as a strong tag, in a list or as *', async () => {
    const id = await rfc.user('ada');
    for (const [number, tagOf] of [
      (tag: string) => tag,
      (tag: string) => tag.slice(2),
      (tag: string) => `W/"x", ${tag}`,
      () => '*',
    ].entries()) {
      const tag = tagOf((await rfc.get(`/Users/${id}`)).headers.get('etag') ?? '');
      const title = { op: 'replace', path: 'title', value: `t${number}` };
      expect((await rfc.patch(`/Users/${id}`, title, { 'if-match': tag })).status).toBe(200);
    }
  });
  it('that a client has are answered 304 without a body', async () => {
    const id = await rfc.user('ada');
    const tag = (await rfc.get(`/Users/${id}`)).headers.get('etag') ?? '';
    const { status, body } = await rfc.get(`/Users/${id}`, { 'if-none-match': tag });
    expect([status, body]).toEqual([304, {}]);
    expect((await rfc.get(`/Users/${id}`, { 'if-none-match': 'W/"1"' })).status).toBe(200);
  });
});

describe('what Okta does in one go', () => {
  it('SEQ-01 assigns, updates, deactivates, reactivates and unassigns a user, who stays readable', async () => {
    const lookUp = `/Users?filter=${encodeURIComponent('userName eq "ada@harbor.example"')}&startIndex=1&count=100`;
    expect((await rfc.get(lookUp)).body).toMatchObject({ totalResults: 0, startIndex: 1, itemsPerPage: 0 });
    const id = await rfc.user('ada', { externalId: '00u1', password: 'r4ndom', groups: [], locale: 'en-US' });
    expect((await rfc.get(lookUp)).body).toMatchObject({ totalResults: 1, Resources: [{ id, externalId: '00u1' }] });
    const renamed = userOf('ada', { name: { givenName: 'Augusta', familyName: 'King' }, externalId: '00u1' });
    expect((await rfc.put(`/Users/${id}`, renamed)).body).toMatchObject({ name: { givenName: 'Augusta' } });
    const active = (value: boolean) => rfc.patch(`/Users/${id}`, { op: 'replace', value: { active: value } });
    expect([(await active(false)).status, (await rfc.get(`/Users/${id}`)).body['active']]).toEqual([200, false]);
    expect((await active(true)).body).toMatchObject({ active: true });
    expect((await rfc.put(`/Users/${id}`, { ...renamed, active: false })).status).toBe(200);
    expect((await rfc.get(lookUp)).body).toMatchObject({ totalResults: 1, Resources: [{ id, active: false }] });
  });
  it('SEQ-04 asks for two users and a hundred groups to test the connection', async () => {
    await rfc.user('ada');
    expect((await rfc.get('/Users?startIndex=1&count=2')).body).toMatchObject({ totalResults: 1, startIndex: 1 });
    expect((await rfc.get('/Groups?startIndex=1&count=100')).body).toMatchObject({ totalResults: 0, Resources: [] });
  });
});
