import { beforeEach, describe, expect, it, test } from 'vitest';

import type { Resource } from './filter-match.ts';
import { memoryServer } from './memory.fixture.ts';
import { enterpriseUrn, groupUrn, userUrn } from './schema.ts';

let server: ReturnType<typeof memoryServer>;
beforeEach(() => {
  server = memoryServer();
});
const call: ReturnType<typeof memoryServer>['call'] = (...args) => server.call(...args);
const user = (userName: string, more: object = {}) => ({ schemas: [userUrn], userName, active: true, ...more });
const add = async (userName: string, more: object = {}) => {
  const { status, body } = await call('POST', '/Users', { body: user(userName, more) });
  expect(status).toBe(201);
  return body as Resource & { id: string };
};
const partsOf = (body: Resource | null, name: 'Resources' | 'Operations', part: string) => {
  const list = body?.[name];
  return Array.isArray(list) ? list.map((each) => (each as Resource)[part]) : null;
};
const names = (body: Resource | null) => partsOf(body, 'Resources', 'userName');
const patchOf = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
});

describe('RFC 7644 section 3.3, creating', () => {
  it('answers 201 with the whole resource, its address and its version', async () => {
    const { status, headers, body } = await call('POST', '/Users', {
      body: user('ada', { id: 'chosen', password: 'secret', [enterpriseUrn]: { department: 'Research' } }),
    });
    expect(status).toBe(201);
    expect(headers.get('content-type')).toContain('application/scim+json');
    expect(headers.get('location')).toBe(`${server.base}/Users/id-1`);
    expect(headers.get('etag')).toBe('W/"1"');
    expect(body).toMatchObject({
      schemas: [userUrn, enterpriseUrn],
      id: 'id-1',
      userName: 'ada',
      meta: { resourceType: 'User', location: `${server.base}/Users/id-1`, version: 'W/"1"' },
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
  it('answers 409 uniqueness for a name that is taken', async () => {
    await add('ada');
    const { status, body } = await call('POST', '/Users', { body: user('ADA') });
    expect([status, body?.['scimType'], body?.['status']]).toEqual([409, 'uniqueness', '409']);
  });
  it('takes application/json, with a charset too', async () => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    expect((await call('POST', '/Users', { body: user('ada'), headers })).status).toBe(201);
  });
});

describe('RFC 7644 section 3.4, reading', () => {
  it('shows one resource, and an error body for one that is not there', async () => {
    await add('ada');
    expect((await call('GET', '/Users/id-1')).body).toMatchObject({ userName: 'ada' });
    const { status, body } = await call('GET', '/Users/nobody');
    expect(status).toBe(404);
    expect(body).toMatchObject({ schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' });
    expect(body?.['detail']).toMatch(/nobody/);
  });
  it('pages by index, with numbers that are numbers', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) await add(name);
    const { body } = await call('GET', '/Users?startIndex=2&count=2');
    expect(body).toMatchObject({ totalResults: 5, startIndex: 2, itemsPerPage: 2 });
    expect(names(body)).toEqual(['b', 'c']);
    expect(names((await call('GET', '/Users?startIndex=0&count=1')).body)).toEqual(['a']);
    expect((await call('GET', '/Users?startIndex=99')).body).toMatchObject({
      totalResults: 5,
      itemsPerPage: 0,
      Resources: [],
    });
    expect((await call('GET', '/Users?count=-3')).body).toMatchObject({ totalResults: 5, Resources: [] });
    expect((await call('GET', '/Users?count=1000000')).body).toMatchObject({ itemsPerPage: 5 });
  });
  it('pages by cursor (RFC 9865)', async () => {
    for (const name of ['a', 'b', 'c']) await add(name);
    const first = (await call('GET', '/Users?cursor&count=2')).body;
    expect(names(first)).toEqual(['a', 'b']);
    expect(first).not.toHaveProperty('startIndex');
    const next = first?.['nextCursor'];
    if (typeof next !== 'string') throw new Error('there is no further page');
    const last = (await call('GET', `/Users?cursor=${next}&count=2`)).body;
    expect(names(last)).toEqual(['c']);
    expect(last).not.toHaveProperty('nextCursor');
    expect((await call('GET', '/Users?cursor=nonsense')).body).toMatchObject({ scimType: 'invalidCursor' });
    expect((await call('GET', '/Users?cursor&count=0')).body).toMatchObject({ scimType: 'invalidCount' });
  });
  it('filters and sorts', async () => {
    await add('Cy', { title: 'b' });
    await add('ada', { title: 'A' });
    await add('Bo');
    expect(names((await call('GET', '/Users?filter=userName%20eq%20%22ADA%22')).body)).toEqual(['ada']);
    expect(names((await call('GET', '/Users?sortBy=USERNAME')).body)).toEqual(['ada', 'Bo', 'Cy']);
    expect(names((await call('GET', '/Users?sortBy=title&sortOrder=descending')).body)).toEqual(['Bo', 'Cy', 'ada']);
    expect((await call('GET', '/Users?filter=userName%20eq')).body).toMatchObject({ scimType: 'invalidFilter' });
    expect((await call('GET', '/Users?filter=password%20pr')).status).toBe(400);
  });
  it('shows only what was asked for', async () => {
    await add('ada', { title: 'Countess' });
    expect((await call('GET', '/Users/id-1?attributes=title')).body).toEqual({
      schemas: [userUrn],
      id: 'id-1',
      title: 'Countess',
    });
    expect((await call('GET', '/Users?excludedAttributes=title,meta')).body).toMatchObject({ totalResults: 1 });
  });
  it('searches by POST, one type or both', async () => {
    await add('ada');
    await call('POST', '/Groups', { body: { schemas: [groupUrn], displayName: 'Crew' } });
    const one = await call('POST', '/Users/.search', { body: { filter: 'userName sw "a"', attributes: ['userName'] } });
    expect(one.body).toMatchObject({ totalResults: 1, Resources: [{ userName: 'ada' }] });
    const both = await call('POST', '/.search', { body: { filter: 'id pr' } });
    expect(both.body).toMatchObject({ totalResults: 2 });
    expect((await call('POST', '/.search', { body: { filter: 'userName eq "ada"' } })).body).toMatchObject({
      totalResults: 1,
    });
  });
});

describe('RFC 7644 section 3.5, changing', () => {
  it('replaces by PUT and keeps what only the server sets', async () => {
    await add('ada', { title: 'Countess' });
    const { status, body } = await call('PUT', '/Users/id-1', {
      body: user('ada', { id: 'other', displayName: 'Ada' }),
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: 'id-1', displayName: 'Ada' });
    expect(body).not.toHaveProperty('title');
  });
  it('patches, and answers the whole resource', async () => {
    await add('ada');
    const { status, body } = await call('PATCH', '/Users/id-1', {
      body: patchOf({ op: 'replace', value: { active: false } }),
    });
    expect([status, body?.['active']]).toEqual([200, false]);
    expect((await call('GET', '/Users/id-1')).body).toMatchObject({ active: false, meta: { version: 'W/"2"' } });
  });
  it('changes no version where nothing differs', async () => {
    await add('ada');
    const { headers } = await call('PATCH', '/Users/id-1', {
      body: patchOf({ op: 'replace', value: { active: true } }),
    });
    expect(headers.get('etag')).toBe('W/"1"');
  });
  it('refuses a stale version, and answers 304 for the present one', async () => {
    await add('ada');
    const body = patchOf({ op: 'replace', path: 'title', value: 'x' });
    expect((await call('PATCH', '/Users/id-1', { body, headers: { 'if-match': 'W/"7"' } })).status).toBe(412);
    expect((await call('PATCH', '/Users/id-1', { body, headers: { 'if-match': 'W/"1"' } })).status).toBe(200);
    expect((await call('GET', '/Users/id-1', { headers: { 'if-none-match': 'W/"2"' } })).status).toBe(304);
  });
  it('removes, and knows nothing of it afterwards', async () => {
    await add('ada');
    expect((await call('DELETE', '/Users/id-1')).status).toBe(204);
    expect((await call('GET', '/Users/id-1')).status).toBe(404);
    expect((await call('DELETE', '/Users/id-1')).status).toBe(404);
  });
});

describe('RFC 7644 section 3.7, bulk', () => {
  it('makes a group of a user that it makes before', async () => {
    const { body } = await call('POST', '/Bulk', {
      body: {
        Operations: [
          { method: 'POST', path: '/Users', bulkId: 'a', data: user('ada') },
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'g',
            data: { displayName: 'Crew', members: [{ value: 'bulkId:a' }] },
          },
          { method: 'PATCH', path: '/Users/bulkId:a', data: patchOf({ op: 'add', path: 'title', value: 'x' }) },
          { method: 'DELETE', path: '/Users/nobody' },
        ],
      },
    });
    expect(partsOf(body, 'Operations', 'status')).toEqual(['201', '201', '200', '404']);
    expect((await call('GET', '/Groups/id-1')).body).toMatchObject({
      members: [{ value: 'id-1', $ref: `${server.base}/Users/id-1` }],
    });
  });
  it('stops after as many failures as were allowed, and takes no more than it says', async () => {
    const operations = Array.from({ length: 3 }, () => ({ method: 'DELETE', path: '/Users/x' }));
    const { body } = await call('POST', '/Bulk', { body: { failOnErrors: 1, Operations: operations } });
    expect(body?.['Operations']).toHaveLength(1);
    const many = Array.from({ length: 101 }, () => ({ method: 'DELETE', path: '/Users/x' }));
    expect((await call('POST', '/Bulk', { body: { Operations: many } })).status).toBe(413);
  });
});

describe('RFC 7644 section 4, discovery', () => {
  it('tells what works, and every schema and type, as a list and one by one', async () => {
    expect((await call('GET', '/ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      etag: { supported: true },
    });
    const schemas = (await call('GET', '/Schemas')).body;
    expect(partsOf(schemas, 'Resources', 'id')).toEqual([userUrn, enterpriseUrn, groupUrn]);
    expect((await call('GET', `/Schemas/${userUrn}`)).body).toMatchObject({ id: userUrn, name: 'User' });
    expect((await call('GET', '/ResourceTypes/User')).body).toMatchObject({ endpoint: '/Users' });
    expect((await call('GET', '/ResourceTypes/Robot')).status).toBe(404);
  });
  test.each(['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'])('%s is not filtered', async (path) => {
    expect((await call('GET', `${path}?filter=id%20pr`)).status).toBe(403);
  });
});

describe('what is refused', () => {
  it('has an error body, also without a good token, whose body is then not read', async () => {
    const { status, headers, body } = await call('POST', '/Users', {
      body: '{',
      headers: { authorization: 'non-token' },
    });
    expect([status, body?.['status']]).toEqual([401, '401']);
    expect(headers.get('www-authenticate')).toContain('Bearer');
  });
  test.each([
    ['another media type', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415],
    ['what is not JSON', { body: '{' }, 400],
    ['what is nested too deep', { body: `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}` }, 400],
    ['what is too long', { body: JSON.stringify(user('x', { title: 'y'.repeat(1_100_000) })) }, 413],
    ['a user without a name', { body: { schemas: [userUrn] } }, 400],
  ])('%s', async (_name, options, status) => {
    expect((await call('POST', '/Users', options)).status).toBe(status);
  });
  it('/Me, and what does not exist', async () => {
    expect((await call('GET', '/Me')).status).toBe(501);
    expect((await call('GET', '/Robots')).body).toMatchObject({ status: '404' });
    expect((await call('DELETE', '/Users')).status).toBe(405);
    expect((await call('POST', '/Schemas', { body: {} })).status).toBe(405);
  });
});
