import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { missing, openPairedWorld, strip } from './world.ts';

const typed = 'Harbour-Lights-42';

describe.skipIf(missing !== null)(`the site’s own forms${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  const goTo = (path: string) => world.page.goto(`${world.practice.cms.url}${path}`);
  const said = (text: string | RegExp) =>
    world.page.locator('rollcall-strip, rollcall-panel').locator('.strip').getByText(text);
  const uidOf = (name: string) => world.practice.cms.cms.site.userByName(name)?.uid ?? 0;
  const send = () => world.page.locator('form [name=op]').last().click();

  async function okta(login: string): Promise<unknown> {
    const { url, token } = world.practice.org;
    const answer = await fetch(`${url}/api/v1/users/${login}@harbor.example`, {
      headers: { authorization: `SSWS ${token}` },
    });
    return answer.json();
  }

  async function fill(name: string, [first, second]: [string, string] = [typed, typed]): Promise<void> {
    const { page } = world;
    await page.locator('[name=name]').fill(name);
    await page.locator('[name=mail]').fill(`${name}@harbor.example`);
    await page.locator('[name="pass[pass1]"]').fill(first);
    await page.locator('[name="pass[pass2]"]').fill(second);
  }

  beforeAll(async () => {
    world = await openPairedWorld({ users: 5 });
    const { practice } = world;
    const { id, methods } = practice.connection;
    const { operations } = methods.manual;
    await practice.call('changeConnection', { id }, { methods: { ...methods, automatic: { on: true, operations } } });
  });
  afterAll(async () => world.close());
  beforeEach(() => {
    world.practice.cms.cms.presentation.messages = 'direct';
  });

  it('start nothing when the site refuses what was typed', async () => {
    const before = (await world.practice.call('jobs')).jobs.length;
    await goTo('/admin/people/create');
    await fill('ada.refused', [typed, `${typed}x`]);
    await send();
    await world.page.locator('.messages--error').waitFor();
    await world.page.waitForTimeout(500);
    expect((await world.practice.call('jobs')).jobs).toHaveLength(before);
    expect(await world.page.locator('rollcall-strip').count()).toBe(0);
  });

  it('create the user in Okta without another click, also where messages come late', async () => {
    world.practice.cms.cms.presentation.messages = 'late';
    await goTo('/admin/people/create');
    await fill('ada.made');
    await send();
    await said('ada.made was created in Okta: Staged.').waitFor();
    expect(await okta('ada.made')).toMatchObject({ status: 'STAGED', profile: { login: 'ada.made@harbor.example' } });
  });

  it('bring a changed field to Okta, and say so on the form', async () => {
    await goTo(`/user/${uidOf('ada.made')}/edit`);
    await world.page.locator('rollcall-panel .badge').first().waitFor();
    await world.page.locator('[name="field_department[0][value]"]').fill('Harbour Office');
    await send();
    await said('1 of 1 synced.').waitFor();
    expect(await okta('ada.made')).toMatchObject({ profile: { department: 'Harbour Office' } });
  });

  it('deactivate in Okta who is blocked from the list, and let the badge follow', async () => {
    const { page } = world;
    await goTo('/admin/people');
    const row = page.locator('tr', { has: page.getByRole('link', { name: 'ada.made', exact: true }) });
    await row.getByRole('checkbox').check();
    await page.locator('[name=action]').selectOption('user_block_user_action');
    await page.getByRole('button', { name: 'Apply to selected items' }).click();
    await strip(page).getByText('ada.made: Deactivated.').waitFor();
    await row.locator('rollcall-row .badge', { hasText: 'Deactivated' }).waitFor();
    expect(await okta('ada.made')).toMatchObject({ status: 'DEPROVISIONED' });
  });

  it('are followed through the question and the batch of a cancelled account', async () => {
    const { page, practice } = world;
    const before = (await practice.call('jobs')).jobs.length;
    await goTo(`/user/${uidOf('ada.made')}/cancel`);
    await page.locator('[value=user_cancel_delete]').check();
    await send();
    await page.waitForURL(/admin\/people/);
    await strip(page)
      .getByText(/synced\.|nothing to sync/)
      .waitFor();
    expect((await practice.call('jobs')).jobs.length).toBe(before + 1);
  });

  it('hand a typed password on where the site says so, and warn of one that Okta would refuse', async () => {
    const { page, practice } = world;
    const { id } = practice.connection;
    await practice.call('changeConnection', { id }, { password: 'captured', newInOkta: 'active' });
    await goTo('/admin/people/create');
    const note = page.locator('rollcall-mark');
    await note.getByText('Okta gets the same password').waitFor();
    await fill('ada.pass', ['short', 'short']);
    await note.getByText('Okta would refuse this password.').waitFor();
    await fill('ada.pass');
    await note.getByText('Okta gets the same password').waitFor();
    await send();
    await said('ada.pass was created in Okta: Active.').waitFor();
    const answer = await fetch(`${practice.org.url}/api/v1/authn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'ada.pass@harbor.example', password: typed }),
    });
    expect(await answer.json()).toMatchObject({ status: 'SUCCESS' });
    await practice.call('changeConnection', { id }, { password: 'none', newInOkta: 'staged' });
    const worker = world.context.serviceWorkers()[0];
    const kept = await worker?.evaluate('chrome.storage.session.get(null).then((all) => JSON.stringify(all))');
    expect(kept).not.toContain(typed);
  });

  it('of a visitor who registers in a paired browser are seen, too', async () => {
    const { page, practice } = world;
    practice.cms.cms.site.configure({ register: 'visitors' });
    await world.context.clearCookies();
    await goTo('/user/register');
    await page.locator('[name=name]').fill('vera.visitor');
    await page.locator('[name=mail]').fill('vera.visitor@harbor.example');
    await send();
    await said(/vera\.visitor was created in Okta/).waitFor();
    expect(await okta('vera.visitor')).toMatchObject({ status: 'STAGED' });
  });
});
