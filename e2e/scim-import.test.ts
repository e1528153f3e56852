import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startScimRig, type ScimRig } from './scim-rig.ts';

/** Okta's import: people who are on the site become users of the org by SCIM alone, and Rollcall calls nothing of the org. */

let rig: ScimRig;
beforeAll(async () => {
  rig = await startScimRig({ features: ['import'] });
});
afterAll(() => rig.close());

const imported = z.object({
  scanned: z.number(),
  inactive: z.number(),
  known: z.number(),
  waiting: z.array(z.object({ externalId: z.string(), userName: z.string(), email: z.string(), match: z.unknown() })),
});
const importNow = async () => imported.parse((await rig.okta('POST', `/practice/scim/${rig.appId}/import`)).body);

it('brings everybody on the site who is not blocked into the org, once', async () => {
  const { connection } = rig;
  const { job } = await rig.call('run', {}, { connection, scope: { kind: 'all' }, mode: 'plan' });
  await expect.poll(async () => (await rig.call('job', { id: job })).state, { timeout: 30_000 }).toBe('done');
  const first = await importNow();
  const { totalResults } = (await rig.scim('GET', '/Users?count=1')).body;
  expect(first).toMatchObject({ scanned: totalResults, known: 0 });
  expect(first.waiting.length).toBe(first.scanned - first.inactive);
  expect(first.waiting.length).toBeGreaterThan(2);
  const ids = first.waiting.filter(({ email, match }) => email !== '' && match === null).map((each) => each.externalId);
  const { body } = await rig.okta('POST', `/practice/scim/${rig.appId}/import/confirm`, { ids });
  expect(body).toEqual({ linked: 0, created: ids.length, refused: [] });
  for (const { externalId, userName, email } of first.waiting) {
    if (!ids.includes(externalId)) continue;
    const user = (await rig.okta('GET', `/api/v1/users/${encodeURIComponent(userName)}`)).body;
    expect(user).toMatchObject({ status: 'STAGED', profile: { login: userName, email } });
    const assigned = (await rig.okta('GET', `/api/v1/apps/${rig.appId}/users/${String(user['id'])}`)).body;
    expect(assigned).toMatchObject({ externalId });
  }
  expect(await importNow()).toMatchObject({ scanned: first.scanned, known: ids.length });
});
