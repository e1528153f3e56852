import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scimSites, type ScimAnswer, type ScimRig } from './scim-rig.ts';

/**
 * Okta's own two published suites, run by the practice org's SCIM client and by requests of the same form: the twelve of
 * "Okta SCIM 2.0 SPEC Test" and the nineteen steps of "Okta SCIM 2.0 CRUD Test".
 * https://developer.okta.com/docs/guides/scim-provisioning-integration-test/main/
 */

const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
const errorUrn = 'urn:ietf:params:scim:api:messages:2.0:Error';
const listUrn = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

const userSchema = z.looseObject({
  id: z.string().min(1),
  userName: z.string().min(1),
  active: z.boolean(),
  name: z.object({ givenName: z.string().min(1), familyName: z.string().min(1) }),
  emails: z.tuple([z.looseObject({ value: z.string().min(1) })], z.unknown()),
});
const listSchema = z.object({
  schemas: z.array(z.string()),
  totalResults: z.int(),
  startIndex: z.int(),
  itemsPerPage: z.int(),
  Resources: z.array(z.unknown()).default([]),
});

type Step = readonly [title: string, run: () => Promise<void>];

for (const { on, skip, start } of await scimSites())
  describe.each(['put', 'patch'] as const)(`on ${on}, an app of the %s dialect`, (dialect) => {
    let rig: ScimRig;
    const present = (): ScimRig => rig;
    beforeAll(async () => {
      if (!skip) rig = await start({ dialect });
    });
    afterAll(async () => {
      if (!skip) await rig.close();
    });

    describe('passes the SPEC suite', () => {
      const steps = specSteps(present);
      expect(steps).toHaveLength(12);
      for (const [title, run] of steps) it.skipIf(skip)(title, run);
    });
    describe('passes the CRUD suite', () => {
      const steps = crudSteps(present);
      expect(steps).toHaveLength(19);
      for (const [title, run] of steps) it.skipIf(skip)(title, run);
    });
  });

function specSteps(rig: () => ScimRig): Step[] {
  const word = randomUUID().slice(0, 8);
  const userName = `orgscim.${word}@harbor.example`;
  const person = {
    schemas: [core],
    userName,
    name: { givenName: 'Runa', familyName: `Spec${word}` },
    emails: [{ primary: true, value: userName, type: 'work' }],
    displayName: `Runa Spec${word}`,
    active: true,
  };
  const json = { 'content-type': 'application/json', accept: 'application/scim+json; charset=utf-8' };
  const create = () => rig().scim('POST', '/Users', { body: person, headers: json });
  const named = (name: string) => rig().scim('GET', `/Users?filter=${encodeURIComponent(`userName eq "${name}"`)}`);
  const nobody = async (name: string) => {
    const answer = await named(name);
    expect(answer.status).toBe(200);
    expect(listOf(answer)).toMatchObject({ totalResults: 0, schemas: [listUrn] });
  };
  let firstId = '';
  let madeId = '';
  return [
    [
      '1 of 12: Users endpoint',
      async () => {
        const answer = await rig().scim('GET', '/Users?count=1&startIndex=1');
        expect(answer.status).toBe(200);
        const list = listOf(answer);
        expect(list).toMatchObject({ schemas: [listUrn], itemsPerPage: 1, startIndex: 1 });
        firstId = userSchema.parse(list.Resources[0]).id;
      },
    ],
    [
      '2 of 12: get one user',
      async () => {
        const answer = await rig().scim('GET', `/Users/${firstId}`);
        expect(answer.status).toBe(200);
        expect(userSchema.parse(answer.body).id).toBe(firstId);
      },
    ],
    ['3 of 12: a name that nobody has', () => nobody('abcdefgh@harbor.example')],
    ['4 of 12: an id that nobody has', () => isError(rig().scim('GET', `/Users/${randomUUID()}`), 404)],
    ['5 of 12: the user of the suite is not there yet', () => nobody(userName)],
    [
      '6 of 12: create with application/json',
      async () => {
        const answer = await create();
        expect(answer.status, JSON.stringify(answer.body)).toBe(201);
        const made = userSchema.parse(answer.body);
        expect(made).toMatchObject({ active: true, userName, name: person.name });
        expect(answer.body['schemas']).toContain(core);
        madeId = made.id;
      },
    ],
    [
      '7 of 12: what was created is read',
      async () => {
        const answer = await rig().scim('GET', `/Users/${madeId}`);
        expect(answer.status).toBe(200);
        expect(answer.body).toMatchObject({ id: madeId, userName, name: person.name, active: true });
        expect(await rig().account(madeId)).toMatchObject({ state: 'active', email: userName });
      },
    ],
    ['8 of 12: creating it again is a conflict', () => isError(create(), 409)],
    [
      '9 of 12: a name in capitals',
      async () => {
        const answer = await named(userName.toUpperCase());
        expect(answer.status).toBe(200);
        expect(listOf(answer).totalResults).toBe(1);
      },
    ],
    [
      '10 of 12: Groups endpoint, within 600 ms',
      async () => {
        const answer = await rig().scim('GET', '/Groups');
        expect(answer.status).toBe(200);
        expect(listOf(answer).Resources).toHaveLength(listOf(answer).totalResults);
        expect(answer.ms).toBeLessThan(600);
      },
    ],
    [
      '11 of 12: no token',
      () => isError(rig().scim('GET', '/Users', { headers: { authorization: 'non-token' } }), 401),
    ],
    ['12 of 12: the error of an unknown id', () => isError(rig().scim('GET', '/Users/00919288221112222'), 404)],
  ];
}

function crudSteps(rig: () => ScimRig): Step[] {
  const login = `orgscim.${randomUUID().slice(0, 8)}@harbor.example`;
  const profile = { firstName: 'Runa', lastName: 'Crud', login, email: login };
  const assignments = () => `/api/v1/apps/${rig().appId}/users`;
  const wait = async () => rig().settle();
  const isActive = async (active: boolean) => {
    const { status, body } = await rig().scim('GET', `/Users/${scimId}`);
    expect(status).toBe(200);
    expect(userSchema.parse(body)).toMatchObject({ id: scimId, active });
    expect(await rig().account(scimId)).toMatchObject({ state: active ? 'active' : 'deactivated' });
  };
  const assign = async () => {
    const { status } = await rig().okta('POST', assignments(), {
      id: userId,
      scope: 'USER',
      credentials: { userName: login },
    });
    expect(status).toBe(200);
  };
  const lifecycle = async (operation: string) => {
    expect((await rig().okta('POST', `/api/v1/users/${userId}/lifecycle/${operation}`)).status).toBe(200);
  };
  let userId = '';
  let scimId = '';
  return [
    [
      '1 of 19: the app is there',
      async () => {
        const { status, body } = await rig().okta('GET', `/api/v1/apps/${rig().appId}`);
        expect(status).toBe(200);
        expect(body).toMatchObject({ status: 'ACTIVE' });
        expect(body['features']).toEqual(expect.arrayContaining(['PUSH_NEW_USERS', 'PUSH_USER_DEACTIVATION']));
      },
    ],
    [
      '2 of 19: a user is made in Okta',
      async () => {
        const credentials = {
          password: { value: 'Tall-Ship-7' },
          recovery_question: { question: 'Who is a major player?', answer: 'Annie Oakley' },
        };
        const { status, body } = await rig().okta('POST', '/api/v1/users?activate=true', { profile, credentials });
        expect(status).toBe(200);
        expect(body).toMatchObject({ status: 'ACTIVE' });
        userId = String(body['id']);
      },
    ],
    ['3 of 19: the user is assigned to the app', assign],
    ['4 of 19: Okta provisions it', wait],
    [
      '5 of 19: the user is found at the site by name',
      async () => {
        const filter = encodeURIComponent(`userName eq "${login}"`);
        const found = listOf(await rig().scim('GET', `/Users?filter=${filter}`));
        expect(found.totalResults).toBe(1);
        const user = userSchema.parse(found.Resources[0]);
        expect(user).toMatchObject({ userName: login, name: { givenName: 'Runa', familyName: 'Crud' }, active: true });
        expect(user.emails[0].value).toBe(login);
        scimId = user.id;
      },
    ],
    [
      '6 of 19: the profile is changed in Okta',
      async () => {
        const changed = { profile: { ...profile, firstName: 'Ronja' } };
        expect((await rig().okta('PUT', `/api/v1/users/${userId}`, changed)).status).toBe(200);
      },
    ],
    ['7 of 19: Okta pushes the profile', wait],
    [
      '8 of 19: the site has the new name',
      async () => {
        const { body } = await rig().scim('GET', `/Users/${scimId}`);
        expect(body).toMatchObject({ name: { givenName: 'Ronja', familyName: 'Crud' }, externalId: userId });
      },
    ],
    ['9 of 19: the user is deactivated in Okta', () => lifecycle('deactivate')],
    ['10 of 19: Okta switches the user off', wait],
    ['11 of 19: the user is inactive at the site', () => isActive(false)],
    ['12 of 19: the user is activated in Okta', () => lifecycle('activate')],
    ['13 of 19: the user is assigned again', assign],
    ['14 of 19: Okta provisions it again', wait],
    ['15 of 19: the user is active at the site with the id of before', () => isActive(true)],
    [
      '16 of 19: the assignment is taken away',
      async () => expect((await rig().okta('DELETE', `${assignments()}/${userId}`)).status).toBe(204),
    ],
    ['17 of 19: Okta switches the user off', wait],
    ['18 of 19: the user is inactive at the site', () => isActive(false)],
    [
      '19 of 19: the user is no longer assigned',
      async () => expect((await rig().okta('GET', `${assignments()}/${userId}`)).status).toBe(404),
    ],
  ];
}

function listOf({ body }: ScimAnswer): z.infer<typeof listSchema> {
  return listSchema.parse(body);
}

/** Okta compares `status` loosely; RFC 7644 section 3.12 wants the text. */
async function isError(asked: Promise<ScimAnswer>, status: number): Promise<void> {
  const answer = await asked;
  expect(answer.status).toBe(status);
  expect(answer.body).toMatchObject({
    schemas: [errorUrn],
    status: String(status),
    detail: expect.stringMatching(/\w/),
  });
}
