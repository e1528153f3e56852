import type { Operation } from '@rollcall/shared';
import { settingsOf } from '@rollcall/agent/pull/pull.fixture';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { callOrg } from '../contract/practice-okta.ts';
import { finished } from '../practice/practice.ts';
import { missing, openPairedWorld, rowOf } from './world.ts';

const made = z.object({ id: z.string() });
const mail = 'ona.lark@harbor.example';

describe.skipIf(missing !== null)(`who was pulled${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;

  beforeAll(async () => {
    world = await openPairedWorld({ users: 5 });
    const { org, call, connection } = world.practice;
    const profile = { login: mail, email: mail, firstName: 'Ona', lastName: 'Lark' };
    const credentials = { password: { value: 'Aa1-fjord-Kelp-92' } };
    const user = made.parse(await callOrg(org, 'POST /api/v1/users?activate=true', { profile, credentials }));
    const group = made.parse(await callOrg(org, 'POST /api/v1/groups', { profile: { name: 'Pulled writers' } }));
    await callOrg(org, `PUT /api/v1/groups/${group.id}/users/${user.id}`);
    const { methods } = await call('connection', { id: connection.id });
    const pull = settingsOf({ groups: [{ group: 'Pulled writers', roles: [] }] });
    const operations: Operation[] = ['read', 'create', 'update'];
    const on = { on: true, operations };
    const change = { pull, direction: 'oktaToCms' as const, methods: { ...methods, pull: on } };
    await call('changeConnection', { id: connection.id }, change);
    const { job } = await call('startPull', { id: connection.id }, { mode: 'apply' });
    expect(await finished(call, job)).toMatchObject({ state: 'done', done: 1, failed: 0 });
  }, 120_000);
  afterAll(async () => world.close());

  it('is marked in the list of the site, on the page of the user, and in the console (A1)', async () => {
    const { page, practice, context, own } = world;
    await page.goto(`${practice.cms.url}/admin/people`);
    const pulled = rowOf(page, mail).locator('.tip');
    await pulled.getByText('Pulled from Okta.').waitFor({ state: 'attached' });
    expect(await rowOf(page, 'kwame.asante').locator('.tip').textContent()).not.toContain('Pulled from Okta.');
    await page.getByRole('link', { name: mail, exact: true }).click();
    await page.locator('rollcall-panel').getByText('Pulled from Okta', { exact: true }).waitFor();

    const console = await context.newPage();
    await console.goto(`${own}/options.html#/${practice.connection.id}/users`);
    await console
      .getByRole('group', { name: 'Source' })
      .getByRole('button', { name: /^Pulled from Okta/ })
      .click();
    await console.getByRole('row', { name: mail }).getByText('Pulled from Okta').waitFor();
    await expect.poll(() => console.locator('tbody tr').count()).toBe(1);
    await console.getByRole('link', { name: mail }).click();
    await console.getByRole('heading', { level: 1, name: mail }).waitFor();
    await console.getByText('Pulled from Okta', { exact: true }).waitFor();
  });
});
