import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';

import { startPractice } from './practice/practice.ts';
import type { Practice } from './practice/practice.ts';
import { openScim } from './practice/scim.ts';

/** Okta's SCIM client, as it calls the agent's public port with a token that was made for it. */

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const listOf = z.object({ totalResults: z.number(), Resources: z.array(z.object({ userName: z.string() })) });
const userOf = z.object({ id: z.string(), userName: z.string(), active: z.boolean() });

let home: string;
let practice: Practice;
let base: string;
let token: string;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'rollcall-scim-'));
  practice = await startPractice({ home, ports: { agent: 0 } });
  const opened = await openScim({ ...practice, listen: { agent: practice.agent, port: 0 }, direction: 'oktaToCms' });
  base = opened.baseUrl;
  token = opened.token;
});
afterAll(async () => {
  await practice.close();
  await rm(home, { recursive: true, force: true });
});

function scim(method: string, place: string, body?: object): Promise<Response> {
  return fetch(`${base}${place}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'user-agent': 'OKTA SCIM Integration',
      accept: 'application/scim+json',
      ...(body ? { 'content-type': 'application/scim+json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
}

const login = 'mila.scim@harbor.example';

it('is let in by the token, and lists the users of the site', async () => {
  const answer = await scim('GET', '/Users?startIndex=1&count=2');
  expect(answer.status).toBe(200);
  const { totalResults, Resources } = listOf.parse(await answer.json());
  expect(Resources).toHaveLength(2);
  expect(totalResults).toBeGreaterThan(2);
  const { tokens } = await practice.call('scimState', { id: practice.connection.id });
  expect(tokens).toMatchObject([{ label: 'Practice org', seenOkta: true }]);
});

it('makes a user on the site, changes it, and blocks it', async () => {
  const found = await scim(
    'GET',
    `/Users?filter=${encodeURIComponent(`userName eq "${login}"`)}&startIndex=1&count=100`,
  );
  expect(listOf.parse(await found.json()).totalResults).toBe(0);
  const answer = await scim('POST', '/Users', {
    schemas: [userUrn],
    userName: login,
    externalId: '00umila',
    name: { givenName: 'Mila', familyName: 'Berg' },
    emails: [{ primary: true, value: login, type: 'work' }],
    displayName: 'Mila Berg',
    locale: 'en-US',
    groups: [],
    password: 'r4ndom-0f-okta',
    active: true,
  });
  const said = await answer.text();
  expect(answer.status, said).toBe(201);
  const user = userOf.parse(JSON.parse(said));
  expect(user).toMatchObject({ userName: login, active: true });
  const { site } = practice.cms.cms;
  const onSite = () => site.userByMail(login);
  expect(onSite()?.status).toBe(true);
  const renamed = { ...(JSON.parse(said) as object), name: { givenName: 'Mila', familyName: 'Berg-Sato' } };
  expect((await scim('PUT', `/Users/${user.id}`, renamed)).status).toBe(200);
  expect(JSON.stringify(onSite()?.fields)).toContain('Berg-Sato');
  const off = await scim('PATCH', `/Users/${user.id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', value: { active: false } }],
  });
  expect(off.status).toBe(200);
  expect(onSite()?.status).toBe(false);
});

it('invites whom it makes by the site’s own mail, and is found in the traffic without values', async () => {
  const { id, scim: settings } = practice.connection;
  await practice.call('changeConnection', { id }, { scim: { ...settings, invite: true } });
  const invited = 'ada.scim@harbor.example';
  const user = { schemas: [userUrn], userName: invited, emails: [{ primary: true, value: invited }], active: true };
  const named = { ...user, name: { givenName: 'Ada', familyName: 'Noor' } };
  expect((await scim('POST', '/Users', named)).status).toBe(201);
  const mails = practice.cms.cms.mailbox.list().filter(({ to }) => to === invited);
  expect(mails.map(({ key }) => key)).toEqual(['password_reset']);
  const { rows } = await practice.call('traffic', { id });
  expect(rows[0]).toMatchObject({ method: 'POST', path: '/Users', status: 201, userAgent: 'OKTA SCIM Integration' });
  const kept = await practice.call('trafficEntry', { id, entry: rows[0]?.id ?? '' });
  expect(JSON.stringify(kept)).not.toContain('harbor.example');
});

it('is let in no more once the token is removed', async () => {
  const { id } = practice.connection;
  const second = await practice.call('addToken', { id }, { label: 'Okta, next' });
  await practice.call('removeToken', { id: 't1' });
  expect((await scim('GET', '/Users')).status).toBe(401);
  token = second.text;
  expect((await scim('GET', '/Users')).status).toBe(200);
});
