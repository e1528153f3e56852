import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import type { Resource } from '../filter-match.ts';
import { asObject } from '../filter-match.ts';
import { enterpriseUrn, groupUrn, userUrn } from '../schema.ts';
import { createRfc, groupOf, patchOf, refusal, resourcesOf, type Rfc, textOf, userOf } from './rfc.fixture.ts';

let rfc: Rfc;
beforeEach(async () => {
  rfc = await createRfc();
});
afterEach(() => rfc.close());

const operationsOf = ({ Operations }: Resource): Resource[] =>
  Array.isArray(Operations) ? Operations.map(asObject).filter((each) => each !== null) : [];
const bulk = (operations: unknown[], more: object = {}) =>
  rfc.post('/Bulk', {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
    ...more,
    Operations: operations,
  });
const statuses = (body: Resource) => operationsOf(body).map(({ status }) => status);

describe('RFC 7644 section 3.7, bulk', () => {
  it('BLK-01 BLK-02 answers each operation with method, status as a text, bulkId, address and version', async () => {
    const { status, body } = await bulk([
      { method: 'POST', path: '/Users', bulkId: 'a', data: userOf('ada') },
      { method: 'patch', path: '/Users/bulkId:a', data: [{ op: 'replace', path: 'title', value: 'Lady' }] },
    ]);
    expect([status, body['schemas']]).toEqual([200, ['urn:ietf:params:scim:api:messages:2.0:BulkResponse']]);
    const [made, changed] = operationsOf(body);
    expect(made).toMatchObject({ method: 'POST', bulkId: 'a', status: '201', version: expect.stringMatching(/^W\//) });
    expect(changed).toMatchObject({ method: 'PATCH', status: '200', location: made?.['location'] });
    expect(await rfc.found('title eq "Lady"')).toEqual(['ada']);
  });
  it('BLK-03 puts a bulkId in place, also one that is made later', async () => {
    const { body } = await bulk([
      { method: 'POST', path: '/Groups', bulkId: 'g', data: groupOf('Crew', ['bulkId:a']) },
      { method: 'POST', path: '/Users', bulkId: 'a', data: userOf('ada') },
    ]);
    expect(operationsOf(body).map(({ bulkId, status }) => [bulkId, status])).toEqual([
      ['a', '201'],
      ['g', '201'],
    ]);
    const [crew] = resourcesOf((await rfc.get('/Groups')).body);
    expect(crew?.['members']).toHaveLength(1);
  });
  it('answers 409 to operations that wait for each other, and to a bulkId that nothing makes', async () => {
    const { body } = await bulk([
      { method: 'POST', path: '/Groups', bulkId: 'a', data: groupOf('A', ['bulkId:b']) },
      { method: 'POST', path: '/Groups', bulkId: 'b', data: groupOf('B', ['bulkId:a']) },
      { method: 'PATCH', path: '/Users/bulkId:x', data: patchOf([]) },
    ]);
    expect(statuses(body)).toEqual(['409', '409', '409']);
  });
  it('BLK-04 tells a failure in SCIM’s form with the address, and goes on', async () => {
    const { body } = await bulk([
      { method: 'DELETE', path: '/Users/nobody' },
      { method: 'POST', path: '/Users', bulkId: 'a', data: userOf('ada') },
    ]);
    const [failed] = operationsOf(body);
    expect(failed).toMatchObject({
      status: '404',
      location: expect.stringMatching(/\/Users\/nobody$/),
      response: { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: '404' },
    });
    expect(statuses(body)).toEqual(['404', '201']);
  });
  it('stops after failOnErrors', async () => {
    const gone = { method: 'DELETE', path: '/Users/nobody' };
    expect(statuses((await bulk([gone, gone, gone], { failOnErrors: 2 })).body)).toEqual(['404', '404']);
  });
  it('heeds the version of an operation', async () => {
    const id = await rfc.user('ada');
    const { body } = await bulk([{ method: 'DELETE', path: `/Users/${id}`, version: 'W/"1"' }]);
    expect(statuses(body)).toEqual(['412']);
    expect((await rfc.get(`/Users/${id}`)).status).toBe(200);
  });
  test.each<[string, object, string]>([
    ['a POST without bulkId', { method: 'POST', path: '/Users', data: {} }, '400'],
    ['a POST to a resource', { method: 'POST', path: '/Users/x', bulkId: 'a', data: {} }, '400'],
    ['a change of nobody in particular', { method: 'DELETE', path: '/Users' }, '400'],
    ['another endpoint', { method: 'DELETE', path: '/Bulk/x' }, '400'],
    ['broken data', { method: 'POST', path: '/Users', bulkId: 'a', data: 'x' }, '400'],
  ])('refuses %s for itself', async (_name, operation, status) => {
    expect(statuses((await bulk([operation])).body)).toEqual([status]);
  });
  it('refuses what is no bulk, and more operations than it says', async () => {
    expect(refusal(await rfc.post('/Bulk', { Operations: 'x' }))).toEqual([400, 'invalidSyntax']);
    expect(refusal(await rfc.post('/Bulk', { schemas: [userUrn], Operations: [] }))).toEqual([400, 'invalidSyntax']);
    const many = Array.from({ length: 101 }, () => ({ method: 'DELETE', path: '/Users/x' }));
    expect(refusal(await bulk(many))[0]).toBe(413);
  });
});

describe('RFC 7644 section 4 and RFC 7643 sections 5 to 7, what the server says it can do', () => {
  it('the configuration has every part, and tells what works', async () => {
    const { status, body } = await rfc.get('/ServiceProviderConfig');
    expect([status, body]).toMatchObject([
      200,
      {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
        patch: { supported: true },
        bulk: { supported: true, maxOperations: 100, maxPayloadSize: 1024 * 1024 },
        filter: { supported: true, maxResults: 200 },
        changePassword: { supported: false },
        sort: { supported: true },
        etag: { supported: true },
        authenticationSchemes: [{ type: 'oauthbearertoken', name: 'Bearer token', description: expect.any(String) }],
        meta: { resourceType: 'ServiceProviderConfig' },
      },
    ]);
    const { [rfc.world.connection]: connection } = rfc.world.agent.services.store.data.connections;
    if (!connection) throw new Error('no connection');
    await rfc.world.change({ scim: { ...connection.scim, syncPassword: true } });
    expect((await rfc.get('/ServiceProviderConfig')).body).toMatchObject({ changePassword: { supported: true } });
  });
  it('types and schemas are listed, and each is there by its name', async () => {
    const types = resourcesOf((await rfc.get('/ResourceTypes')).body);
    expect(types.map(({ id, endpoint, schema }) => [id, endpoint, schema])).toEqual([
      ['User', '/Users', userUrn],
      ['Group', '/Groups', groupUrn],
    ]);
    const schemas = resourcesOf((await rfc.get('/Schemas')).body);
    expect(schemas.map(({ id }) => id)).toEqual([userUrn, enterpriseUrn, groupUrn]);
    for (const { meta } of [...types, ...schemas]) {
      const location = textOf(asObject(meta)?.['location']);
      const path = location.slice(location.indexOf('/scim/v2') + '/scim/v2'.length);
      expect((await rfc.get(path)).body).toMatchObject({ meta: { location } });
    }
    expect((await rfc.get(`/Schemas/${userUrn.toUpperCase()}`)).body).toMatchObject({ id: userUrn });
    for (const path of ['/Schemas/nobody', '/ResourceTypes/Robot']) expect(refusal(await rfc.get(path))[0]).toBe(404);
  });
  it('every attribute of every schema has all of its characteristics', async () => {
    const attributesOf = (holder: Resource, name: string): Resource[] => {
      const list = holder[name];
      const own = Array.isArray(list) ? list.map(asObject).filter((each) => each !== null) : [];
      return own.flatMap((each) => [each, ...attributesOf(each, 'subAttributes')]);
    };
    const all = resourcesOf((await rfc.get('/Schemas')).body).flatMap((schema) => attributesOf(schema, 'attributes'));
    expect(all.length).toBeGreaterThan(80);
    for (const attribute of all) {
      expect(attribute).toMatchObject({
        name: expect.stringMatching(/^[a-zA-Z$][\w$-]*$/),
        type: expect.stringMatching(/^(?:string|boolean|decimal|integer|dateTime|binary|reference|complex)$/),
        multiValued: expect.any(Boolean),
        description: expect.stringMatching(/./),
        required: expect.any(Boolean),
        caseExact: expect.any(Boolean),
        mutability: expect.stringMatching(/^(?:readOnly|readWrite|immutable|writeOnly)$/),
        returned: expect.stringMatching(/^(?:always|never|default|request)$/),
        uniqueness: expect.stringMatching(/^(?:none|server|global)$/),
      });
    }
    const password = all.find(({ name }) => name === 'password');
    expect(password).toMatchObject({ mutability: 'writeOnly', returned: 'never' });
  });
  test.each(['/ServiceProviderConfig', '/ResourceTypes', '/Schemas'])(
    '%s is read only, and not filtered',
    async (path) => {
      expect(refusal(await rfc.get(`${path}?filter=id%20pr`))).toEqual([403, null]);
      expect((await rfc.get(`${path}?sortBy=id&count=1&startIndex=2`)).status).toBe(200);
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await rfc.world.scim(method, path, method === 'DELETE' ? {} : { body: {} });
        expect([refusal(answer), answer.headers.get('allow')]).toEqual([[405, null], 'GET']);
      }
    },
  );
});

describe('RFC 7644 sections 2, 3.1, 3.8, 3.11 and 3.12, requests that are refused', () => {
  it('AUTH-02 without a good token: 401 with how to sign in, whatever is asked for', async () => {
    for (const path of ['/Users', '/ServiceProviderConfig', '/Me', '/nothing']) {
      const answer = await rfc.world.scim('GET', path, { token: 'x' });
      expect([refusal(answer)[0], answer.headers.get('www-authenticate')]).toEqual([
        401,
        'Bearer realm="Rollcall SCIM"',
      ]);
    }
  });
  it('/Me is 501', async () => {
    for (const method of ['GET', 'POST', 'DELETE']) expect(refusal(await rfc.world.scim(method, '/Me'))[0]).toBe(501);
  });
  test.each([
    ['PUT', '/Users', 'GET, POST'],
    ['DELETE', '/Groups', 'GET, POST'],
    ['POST', '/Users/x', 'GET, PUT, PATCH, DELETE'],
    ['OPTIONS', '/Users/x', 'GET, PUT, PATCH, DELETE'],
    ['GET', '/Bulk', 'POST'],
    ['GET', '/.search', 'POST'],
  ])('%s %s is 405 with what is possible: %s', async (method, path, allowed) => {
    const answer = await rfc.world.scim(method, path);
    expect([refusal(answer), answer.headers.get('allow')]).toEqual([[405, null], allowed]);
  });
  it('an address that is not there is 404', async () => {
    for (const path of ['/Robots', '/', '/Users/x/y', '/users'])
      expect(refusal(await rfc.get(path))).toEqual([404, null]);
  });
  test.each([
    ['CT-07 text/plain', 'text/plain', 415],
    ['a form', 'application/x-www-form-urlencoded', 415],
    ['another charset', 'application/scim+json; charset=iso-8859-1', 415],
    ['nothing', '', 415],
    ['JSON', 'application/json', 201],
    ['JSON with its charset', 'Application/JSON; charset="UTF-8"', 201],
    ['SCIM’s own', 'application/scim+json;charset=utf-8', 201],
  ])('a body as %s', async (_name, type, status) => {
    const answer = await rfc.post('/Users', userOf('ada'), { 'content-type': type });
    expect(answer.status).toBe(status);
    if (status === 415) refusal(answer);
  });
});
