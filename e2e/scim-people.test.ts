import { afterAll, beforeAll, expect, it } from 'vitest';
import { startScimRig, type ScimRig } from './scim-rig.ts';

/** People whom the practice org assigns by SCIM: by name, by group, all of them, with what the assigner writes, with passwords. */

let rig: ScimRig;
beforeAll(async () => {
  rig = await startScimRig({ features: ['create', 'update', 'deactivate', 'password', 'groups', 'import'] });
});
afterAll(() => rig.close());

async function make(name: string): Promise<string> {
  const login = `${name}@harbor.example`;
  const profile = { firstName: 'Runa', lastName: 'Ito', login, email: login };
  const credentials = { password: { value: 'Tall-Ship-7' } };
  return String((await rig.okta('POST', '/api/v1/users', { profile, credentials })).body['id']);
}

/** How the site holds the person; null when it does not. */
async function atSite(userId: string) {
  await rig.settle();
  const { externalId } = (await rig.okta('GET', `/api/v1/apps/${rig.appId}/users/${userId}`)).body;
  return rig.account(String(externalId));
}

async function signsIn(name: string, pass: string): Promise<boolean> {
  const answer = await fetch(`${rig.site.url}/user/login?_format=json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, pass }),
  });
  return answer.ok;
}

it('a group that is assigned brings its members, now and later, and makes no role', async () => {
  const before = await rig.roleNames();
  const group = String((await rig.okta('POST', '/api/v1/groups', { profile: { name: 'Ferry crew' } })).body['id']);
  const [ann, bob] = [await make('ann'), await make('bob')];
  await rig.okta('PUT', `/api/v1/groups/${group}/users/${ann}`);
  await rig.okta('PUT', `/api/v1/apps/${rig.appId}/groups/${group}`);
  expect(await atSite(ann)).toMatchObject({ state: 'active', email: 'ann@harbor.example', groups: [] });
  await rig.okta('PUT', `/api/v1/groups/${group}/users/${bob}`);
  const held = await atSite(bob);
  expect(held).toMatchObject({ state: 'active' });
  const { externalId } = (await rig.okta('GET', `/api/v1/apps/${rig.appId}/users/${bob}`)).body;
  await rig.okta('DELETE', `/api/v1/groups/${group}/users/${bob}`);
  await rig.settle();
  expect(await rig.account(String(externalId))).toMatchObject({ state: 'deactivated' });
  expect(await rig.roleNames()).toEqual(before);
});

it('what the assigner writes is what the site gets', async () => {
  const eve = await make('eve');
  await rig.okta('POST', `/api/v1/apps/${rig.appId}/users`, {
    id: eve,
    credentials: { userName: 'eve.sato@harbor.example' },
    profile: { familyName: 'Sato', email: 'eve.sato@harbor.example' },
  });
  expect(await atSite(eve)).toMatchObject({ email: 'eve.sato@harbor.example' });
  const filter = encodeURIComponent('userName eq "eve.sato@harbor.example"');
  const { body } = await rig.scim('GET', `/Users?filter=${filter}`);
  expect(body['Resources']).toMatchObject([{ name: { givenName: 'Runa', familyName: 'Sato' }, externalId: eve }]);
});

it('a password that was set in Okta signs in at the site, and the one before does not', async () => {
  const { scim } = await rig.call('connection', { id: rig.connection });
  await rig.call('changeConnection', { id: rig.connection }, { scim: { ...scim, syncPassword: true } });
  const kim = await make('kim');
  await rig.okta('POST', `/api/v1/apps/${rig.appId}/users`, { id: kim });
  await rig.settle();
  const { body } = await rig.scim('GET', `/Users?filter=${encodeURIComponent('userName eq "kim@harbor.example"')}`);
  expect(body['totalResults']).toBe(1);
  for (const password of ['Wide-Ocean-8', 'Calm-Sound-9']) {
    await rig.okta('POST', `/api/v1/users/${kim}`, { credentials: { password: { value: password } } });
    await rig.settle();
    expect(await signsIn('kim@harbor.example', password)).toBe(true);
  }
  expect(await signsIn('kim@harbor.example', 'Wide-Ocean-8')).toBe(false);
});

it('the whole directory comes by the group Everyone', async () => {
  const everyone = rig.org.org.state.groups.everyone()?.id;
  await rig.okta('PUT', `/api/v1/apps/${rig.appId}/groups/${everyone}`);
  await rig.settle();
  for (const { id } of rig.org.org.state.users.after(0)) expect(await atSite(id)).toMatchObject({ state: 'active' });
});

it('an import finds the site’s own users, and links whom Okta knows', async () => {
  const { body } = await rig.okta('POST', `/practice/scim/${rig.appId}/import`);
  expect(Number(body['scanned'])).toBeGreaterThan(Number(body['known']));
  expect(Number(body['known'])).toBeGreaterThanOrEqual(4);
  const { body: listed } = await rig.scim('GET', '/Users?count=1');
  expect(body['scanned']).toBe(listed['totalResults']);
});
