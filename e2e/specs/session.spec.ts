import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { missing, openPairedWorld, rowOf, strip, tick } from './world.ts';

describe.skipIf(missing !== null)(`a site without a stored sign-in${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  let page: Page;

  beforeAll(async () => {
    world = await openPairedWorld();
    page = world.page;
    const { practice } = world;
    const site = { kind: 'drupal', url: practice.cms.url, auth: 'browser', values: {} };
    const connection = await practice.call('connectSide', { id: practice.connection.id, side: 'cms' }, site);
    expect(connection.cms?.secretRef).toBeNull();
    await page.reload();
    await strip(page).first().waitFor();
  });
  afterAll(async () => world.close());

  it('is read in the person’s own session: plan, write to Okta, badge', async () => {
    const part = rowOf(page, 'kwame.asante');
    await part.getByRole('button').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Create as Staged').waitFor();
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await part.getByText('Staged').waitFor();
    const { users } = await world.practice.call('users', { id: world.practice.connection.id });
    expect(users.find(({ login }) => login === 'kwame.asante')?.okta).toMatchObject({ state: 'staged' });
  });

  it('syncs ticked users as well', async () => {
    await tick(page, 'noor.haddad', 'li.wei');
    await strip(page).getByRole('button', { name: 'Sync selected' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sync 2 users' }).click();
    await strip(page).getByText('2 of 2 synced.').waitFor();
  });

  it('refuses a run over all users, and says what would make it possible', async () => {
    const { practice } = world;
    const all = practice.call('run', {}, { connection: practice.connection.id, scope: { kind: 'all' }, mode: 'plan' });
    await expect(all).rejects.toThrow(/Store a CMS sign-in/);
  });

  it('says what to do when no page of the site is open', async () => {
    const { practice } = world;
    await page.goto('about:blank');
    const tested = await practice.call('test', { id: practice.connection.id }, {});
    expect(tested.cms?.problem).toMatchObject({ code: 'timeout' });
    expect(tested.cms?.problem?.next).toContain('Open the People page');
  });
});
