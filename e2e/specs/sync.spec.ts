import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { finished } from '../practice/practice.ts';
import { breakOkta, missing, openPairedWorld, rowOf, strip, tick } from './world.ts';

describe.skipIf(missing !== null)(`Sync on the People page${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;

  beforeAll(async () => {
    world = await openPairedWorld({ users: 10 });
  });
  afterAll(async () => world.close());

  it('shows a badge and one action for each user', async () => {
    const { page } = world;
    await rowOf(page, 'kwame.asante').getByText('Not in Okta').waitFor();
    await rowOf(page, 'maria.lindqvist').getByText('Found in Okta').waitFor();
    const rows = await page.locator('rollcall-row').count();
    expect(rows).toBe(await page.locator('tbody tr').count());
    for (const part of await page.locator('rollcall-row').all()) expect(await part.getByRole('button').count()).toBe(1);
  });

  it('adds up in the summary', async () => {
    const text = (await strip(world.page).getByText('users:').locator('..').textContent()) ?? '';
    const [all = 0, ...parts] = (text.match(/\d+/g) ?? []).map(Number);
    expect(parts.slice(0, 4).reduce((sum, part) => sum + part, 0)).toBeGreaterThanOrEqual(all);
  });

  it('plans first, writes after the button, and says Staged because Okta was read back', async () => {
    const { page, practice } = world;
    const part = rowOf(page, 'kwame.asante');
    await part.getByRole('button', { name: 'Sync kwame.asante to Okta' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sync kwame.asante' });
    await dialog.getByText('Create as Staged').waitFor();
    expect(await dialog.getByRole('row', { name: /Login/ }).textContent()).toContain('kwame.asante@harbor.example');
    await dialog.getByText('No mail is sent.').waitFor();
    expect(
      (await practice.call('users', { id: practice.connection.id })).users.find(({ login }) => login === 'kwame.asante')
        ?.okta,
    ).toBeNull();

    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await part.getByText('Staged').waitFor();
    await strip(page).getByText('1 of 1 synced.').waitFor();
    const { users } = await practice.call('users', { id: practice.connection.id });
    expect(users.find(({ login }) => login === 'kwame.asante')).toMatchObject({
      status: 'staged',
      okta: { state: 'staged' },
    });
  });

  it('changes nothing when the plan is closed with Escape, and gives the focus back', async () => {
    const { page, practice } = world;
    const button = rowOf(page, 'noor.haddad').getByRole('button');
    await button.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sync noor.haddad' });
    await dialog.waitFor();
    expect(await dialog.getByRole('heading', { level: 2 }).evaluate((title) => title.matches(':focus'))).toBe(true);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element.matches(':focus'))).toBe(true);
    await rowOf(page, 'noor.haddad').getByText('Not in Okta').waitFor();
    const { jobs } = await practice.call('jobs');
    expect(jobs.filter((job) => job.mode === 'apply')).toHaveLength(1);
  });

  it('activates a staged user, and says which mails go out', async () => {
    const { page } = world;
    await rowOf(page, 'kwame.asante').getByRole('button', { name: 'Activate kwame.asante in Okta' }).click();
    const dialog = page.getByRole('dialog', { name: 'Activate kwame.asante' });
    await dialog.getByText('Okta sends 1 mail.').waitFor();
    await dialog.getByRole('button', { name: 'Activate 1 user' }).click();
    await rowOf(page, 'kwame.asante').getByText('Invited').waitFor();
  });

  it('syncs the ticked users, tells the result per row and what failed, and retries only that', async () => {
    const { page } = world;
    await tick(page, 'noor.haddad', 'li.wei', 'greta.holm');
    await strip(page).getByText('3 selected:').waitFor();
    await strip(page).getByText('2 can be synced, 1 is excluded.').waitFor();
    await strip(page).getByRole('button', { name: 'Sync selected' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sync 3 users' });
    await dialog.getByRole('button', { name: 'Sync 2 users' }).waitFor();
    await breakOkta(world, { match: 'POST /api/v1/users', status: 500, times: 1 });
    await dialog.getByRole('button', { name: 'Sync 2 users' }).click();
    await strip(page).getByText('1 of 2 synced.').waitFor();
    await strip(page)
      .getByText(/1 failed: .*E0000009/)
      .waitFor();
    await strip(page).getByRole('button', { name: 'Retry 1 user' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Sync 1 user' }).click();
    for (const name of ['noor.haddad', 'li.wei']) await rowOf(page, name).getByText('Staged').waitFor();
    await strip(page).getByRole('button', { name: 'Close' }).click();
    await strip(page).getByRole('button', { name: 'Clear' }).click();
    expect(await page.locator('tbody input:checked').count()).toBe(0);
  });

  it('explains why a user is excluded', async () => {
    const { page } = world;
    await rowOf(page, 'greta.holm').getByRole('button', { name: 'Why? Reason for greta.holm' }).click();
    await page
      .getByRole('dialog', { name: 'greta.holm: Excluded' })
      .getByText(/Blocked on the site/)
      .waitFor();
    await page.keyboard.press('Escape');
  });

  it('holds a large run at a limit until an owner approves it', async () => {
    const { page } = world;
    await strip(page).getByRole('button', { name: 'Sync all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Sync all users' });
    await dialog.getByText(/A limit stops this run/).waitFor();
    await dialog.getByRole('button', { name: /^Approve \d+ changes$/ }).click();
    await strip(page)
      .getByText(/\d+ of \d+ synced\./)
      .waitFor();
    await rowOf(page, 'new.starter').getByText('Staged').waitFor();
    await rowOf(page, 'dmitri.volkov').getByText('Active in Okta, blocked here').waitFor();
  });

  it('writes only the ticked fields of an update, and says that the other one differs', async () => {
    const { page, practice } = world;
    const { site } = practice.cms.cms;
    const user = site.userByName('kwame.asante');
    if (!user) throw new Error('the user is gone');
    user.fields = { ...user.fields, field_department: ['Night shift'], field_given_name: ['Kwabena'] };
    user.changed = Date.now();
    await page.reload();
    const { job } = await practice.call(
      'run',
      {},
      {
        connection: practice.connection.id,
        scope: { kind: 'accounts', side: 'cms', ids: ['kwame.asante'] },
        mode: 'plan',
      },
    );
    await finished(practice.call, job);
    await page.reload();
    const part = rowOf(page, 'kwame.asante');
    await part.locator('.badge', { hasText: 'Differs' }).waitFor();
    await part.getByRole('button', { name: /^Compare/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'First name' }).uncheck();
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await strip(page).getByText('1 of 1 synced.').waitFor();
    await part.locator('.badge', { hasText: 'Differs' }).waitFor();
    const { users } = await practice.call('users', { id: practice.connection.id });
    const id = users.find(({ login }) => login === 'kwame.asante')?.okta?.id ?? '';
    const answer = await fetch(`${practice.org.url}/api/v1/users/${id}`, {
      headers: { authorization: `SSWS ${practice.org.token}` },
    });
    expect(await answer.json()).toMatchObject({ profile: { department: 'Night shift', firstName: 'Kwame' } });
  });
});
