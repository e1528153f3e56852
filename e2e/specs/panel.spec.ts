import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { finished } from '../practice/practice.ts';
import { faults } from './faults.ts';
import { breakOkta, missing, openPairedWorld } from './world.ts';

describe.skipIf(missing !== null)(`the page of one user${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  let uid: number;
  const panel = () => world.page.locator('rollcall-panel');
  const line = (field: string) => panel().getByRole('row', { name: new RegExp(`^${field}`) });

  beforeAll(async () => {
    world = await openPairedWorld({ users: 5 });
    uid = world.practice.cms.cms.site.userByName('kwame.asante')?.uid ?? 0;
  });
  afterAll(async () => world.close());

  const open = async (path = '') => {
    await world.page.goto(`${world.practice.cms.url}/user/${uid}${path}`);
    await panel().locator('.badge').first().waitFor();
  };
  const change = (fields: Record<string, string[]>) => {
    const user = world.practice.cms.cms.site.user(uid);
    if (!user) throw new Error('the user is gone');
    user.fields = { ...user.fields, ...fields };
    user.changed = Math.floor(Date.now() / 1000);
  };

  it('says what a sync would do for a user whom Okta does not have, and does it', async () => {
    await open();
    await panel().getByText('Okta has no user with the login kwame.asante@harbor.example').waitFor();
    await panel().getByRole('button', { name: 'Sync kwame.asante to Okta' }).click();
    await world.page.getByRole('dialog').getByRole('button', { name: 'Sync 1 user' }).click();
    await panel().getByText('kwame.asante was created in Okta: Staged.').waitFor();
    await line('Department').getByText('Agrees').waitFor();
  });

  it('shows the calls of the last sync with their answers, and the history', async () => {
    await open();
    const last = panel().getByRole('region', { name: 'Last sync' });
    await last.getByText('POST /api/v1/users: 200').waitFor();
    await last.getByText('Read back what was written').waitFor();
    const history = panel().getByRole('region', { name: 'History' });
    await history.getByText(/^Created/).waitFor();
    const opened = world.context.waitForEvent('page');
    await history.getByRole('button', { name: 'All of it in Rollcall' }).click();
    const console = await opened;
    await console.getByRole('heading', { name: 'kwame.asante' }).first().waitFor();
    await console.close();
  });

  it('stays within a narrow window, where only its table scrolls', async () => {
    await open();
    await world.page.setViewportSize({ width: 360, height: 780 });
    const width = await panel().evaluate((host) => {
      const inside = [...(host.shadowRoot?.querySelectorAll('.panel, .panel > *') ?? [])];
      return Math.max(...inside.map((part) => part.getBoundingClientRect().right));
    });
    await world.page.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBeLessThanOrEqual(360);
  });

  it('reads both sides on request and syncs only the ticked field', async () => {
    await open('/edit');
    change({ field_department: ['Night shift'], field_given_name: ['Kwabena'] });
    await panel().getByRole('button', { name: 'Read both sides now' }).click();
    await line('Department').getByRole('checkbox').waitFor();
    await line('First name').getByRole('checkbox').uncheck();
    await panel().getByRole('button', { name: 'Sync 1 field…' }).click();
    const dialog = world.page.getByRole('dialog');
    expect(await dialog.getByRole('checkbox', { name: 'First name' }).isChecked()).toBe(false);
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await panel().locator('.strip').getByText('1 of 1 synced.').waitFor();
    const answer = await fetch(`${world.practice.org.url}/api/v1/users/kwame.asante@harbor.example`, {
      headers: { authorization: `SSWS ${world.practice.org.token}` },
    });
    expect(await answer.json()).toMatchObject({ profile: { department: 'Night shift', firstName: 'Kwame' } });
  });

  it('tells which step failed, with Okta’s answer, and what was not tried', async () => {
    const { practice } = world;
    change({ field_department: ['Day shift'] });
    await breakOkta(world, { match: 'POST /api/v1/users/*', status: 403, times: 5 });
    const { job } = await practice.call(
      'run',
      {},
      {
        connection: practice.connection.id,
        scope: { kind: 'accounts', side: 'cms', ids: [String(uid)] },
        mode: 'apply',
      },
    );
    await finished(practice.call, job);
    await fetch(`${practice.org.url}/practice/faults`, { method: 'DELETE' });
    await open('/edit');
    const last = panel().getByRole('region', { name: 'Last sync' });
    await last.getByText(/^Last sync: failed/).waitFor();
    await last.getByText('Not tried.').waitFor();
    await last.getByText(/POST \/api\/v1\/users\/.+: 403/).waitFor();
  });

  it('marks the field that Okta owns, and leaves the form’s own nodes as they were', async () => {
    const { practice, page } = world;
    const { mapping } = await practice.call('connection', { id: practice.connection.id });
    const rules = mapping.map((rule) => (rule.okta === 'department' ? { ...rule, owner: 'okta' as const } : rule));
    await page.goto(`${practice.cms.url}/user/${uid}/edit`);
    const markup = () =>
      page.locator('form#user-form, form.user-form').evaluate((form) => {
        const copy = form.cloneNode(true) as Element;
        for (const ours of copy.querySelectorAll('rollcall-mark')) ours.remove();
        // Numbers of the form that are new with every page.
        return copy.innerHTML.replaceAll(/value="[^"]{20,}"|data-drupal-selector="form-[^"]+"/g, '');
      });
    const before = await markup();
    await practice.call('changeConnection', { id: practice.connection.id }, { mapping: rules });
    await open('/edit');
    const mark = page.locator('rollcall-mark');
    await mark.getByText('Okta owns this field.').waitFor();
    expect(await mark.evaluate((element) => element.previousElementSibling?.getAttribute('name'))).toBe(
      'field_department[0][value]',
    );
    expect(await markup()).toBe(before);
    await practice.call('changeConnection', { id: practice.connection.id }, { mapping });
  });

  it.each(['claro', 'dark', 'plain'] as const)('axe finds nothing in the %s theme', async (theme) => {
    world.practice.cms.cms.presentation.theme = theme;
    await open();
    await line('Department').waitFor();
    expect(await faults(world.page, 'rollcall-panel')).toEqual([]);
    await panel().getByRole('button', { name: 'Unlink…' }).click();
    await world.page.getByRole('dialog', { name: 'Unlink kwame.asante' }).waitFor();
    expect(await faults(world.page, 'rollcall-panel')).toEqual([]);
    await world.page.keyboard.press('Escape');
    world.practice.cms.cms.presentation.theme = 'claro';
  });

  it('is pressed by a person only, never by a script of the page', async () => {
    await open();
    const count = async () => (await world.practice.call('jobs')).jobs.length;
    const before = await count();
    await world.page.evaluate(() => {
      const root = document.querySelector('rollcall-panel')?.shadowRoot;
      for (const button of root?.querySelectorAll('button') ?? []) {
        button.click();
        document.body.append(button);
        button.click();
      }
    });
    await world.page.waitForTimeout(500);
    expect(await world.page.getByRole('dialog').count()).toBe(0);
    expect(await count()).toBe(before);
  });

  it('freezes and unlinks; both accounts stay as they are', async () => {
    const { practice } = world;
    await open();
    await panel().getByRole('button', { name: 'Freeze', exact: true }).click();
    await panel().getByText('This link is frozen: no sync writes to either side.').waitFor();
    await panel().getByRole('button', { name: 'Unfreeze' }).click();
    await panel().getByRole('button', { name: 'Freeze', exact: true }).waitFor();
    await panel().getByRole('button', { name: 'Unlink…' }).click();
    await world.page.getByRole('dialog').getByRole('button', { name: 'Unlink 1 user' }).click();
    await panel().locator('.strip').getByText('1 user unlinked.').waitFor();
    const { link } = await practice.call('user', { id: practice.connection.id, user: String(uid) });
    expect(link).toBeNull();
    const answer = await fetch(`${practice.org.url}/api/v1/users/kwame.asante@harbor.example`, {
      headers: { authorization: `SSWS ${practice.org.token}` },
    });
    expect(await answer.json()).toMatchObject({ status: 'STAGED' });
  });
});
