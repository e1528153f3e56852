import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { finished } from '../practice/practice.ts';
import { faultsOf } from './axe.ts';
import { missing, openWorld, pairAndEnable, type World } from './world.ts';

describe.skipIf(missing !== null)(`the console at work${missing === null ? '' : ` (${missing})`}`, () => {
  let world: World;
  let page: Page;
  /** A run whose plan stays open, and which waits at a limit. */
  let waiting: string;
  /** A run that wrote four users. */
  let first: Awaited<ReturnType<typeof run>>;

  const run = async (ids: string[] | null, mode: 'plan' | 'apply') => {
    const { call, connection } = world.practice;
    const scope = ids === null ? { kind: 'all' as const } : { kind: 'accounts' as const, side: 'cms' as const, ids };
    const { job } = await call('run', {}, { connection: connection.id, scope, mode });
    return finished(call, job);
  };
  const open = async (place: string) => {
    // Another document, since the address behind # alone keeps what a page has read.
    await page.goto('about:blank');
    await page.goto(`${world.own}/options.html#/${world.practice.connection.id}/${place}`);
    await page.locator('main h1').waitFor();
  };
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const onSite = (name: string, fields: Record<string, string[]>) => {
    const user = world.practice.cms.cms.site.userByName(name);
    if (!user) throw new Error(`the site has no ${name}`);
    user.fields = { ...user.fields, ...fields };
    user.changed = Date.now();
  };
  const ofOkta = async (name: string, profile?: Record<string, string>): Promise<Record<string, unknown>> => {
    const { call, connection, org } = world.practice;
    const { users } = await call('users', { id: connection.id });
    const id = users.find(({ login }) => login === name)?.okta?.id ?? '';
    const answer = await fetch(`${org.url}/api/v1/users/${id}`, {
      headers: { authorization: `SSWS ${org.token}`, 'content-type': 'application/json' },
      ...(profile === undefined ? {} : { method: 'POST', body: JSON.stringify({ profile }) }),
    });
    const { profile: held } = (await answer.json()) as { profile: Record<string, unknown> };
    return held;
  };

  beforeAll(async () => {
    world = await openWorld({ users: 20 });
    await pairAndEnable(world);
    page = await world.context.newPage();
    first = await run(['kwame.asante', 'noor.haddad', 'li.wei', 'maria.lindqvist'], 'apply');
    waiting = (await run(null, 'apply')).id;
  });
  afterAll(async () => world.close());

  it('shows in the overview what waits, and figures that add up', async () => {
    await open('overview');
    await page.getByText('A plan waits for approval.').waitFor();
    const figures = await page.locator('.figs b').allTextContents();
    const total = /^(\d+) users\./.exec((await page.getByText(/^\d+ users\./).textContent()) ?? '')?.[1];
    expect(figures.map(Number).reduce((sum, each) => sum + each, 0)).toBe(Number(total));
    await page.getByRole('link', { name: /not in Okta$/ }).click();
    await heading('Users');
    await page.getByRole('button', { name: /^Not in Okta/, pressed: true }).waitFor();
    // Grey rows stand in until the list has come.
    await page.locator('table[aria-busy="false"]').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(Number(figures[2]));
  });

  it('rejects a plan, which then can’t be applied any more', async () => {
    const { plan } = await run(null, 'plan');
    await open('inbox');
    await page.getByRole('link', { name: `Review ${plan ?? ''}`, exact: true }).click();
    await heading(`Plan ${plan ?? ''}`);
    await page.getByRole('button', { name: 'Reject…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reject', exact: true }).click();
    await page.getByText('Rejected', { exact: true }).waitFor();
    expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
    const { plans } = await world.practice.call('plans', { id: world.practice.connection.id });
    expect(plans.find(({ id }) => id === plan)?.state).toBe('refused');
  });

  it('approves part of a plan that a limit stopped, after naming counts and effects once more', async () => {
    await open(`run/${waiting}`);
    await page.getByText(/A limit stops this run/).waitFor();
    await page.getByRole('checkbox', { name: 'Create as Staged: ann.lee' }).uncheck();
    const approve = page.getByRole('button', { name: /^Approve \d+ changes…$/ });
    const count = /\d+/.exec((await approve.textContent()) ?? '')?.[0] ?? '';
    await approve.click();
    const dialog = page.getByRole('dialog', { name: `Approve ${count} changes?` });
    await dialog.getByText('No mail is sent.').waitFor();
    await dialog.getByRole('button', { name: `Approve ${count} changes` }).click();
    await page.getByText(`${count} done`, { exact: false }).first().waitFor();
    await heading(/^Run R-/);
    await page.locator('.figs').getByText('done, read back').waitFor();
    // Every user may be done a moment before the run is over, and its users count as being synced until then.
    const approved = /R-\d+/.exec(await page.getByRole('heading', { level: 1 }).innerText())?.[0] ?? '';
    await finished(world.practice.call, approved);
    const { users } = await world.practice.call('users', { id: world.practice.connection.id });
    expect(users.find(({ login }) => login === 'ann.lee')?.status).toBe('notInOkta');
    expect(users.find(({ login }) => login === 'new.starter')?.status).toBe('staged');
  });

  it('writes only the ticked fields of one user, and says what came of it', async () => {
    onSite('kwame.asante', { field_department: ['Night shift'], field_given_name: ['Kwabena'] });
    await run(['kwame.asante'], 'plan');
    await open('user/kwame.asante');
    await page.getByRole('checkbox', { name: 'First name' }).uncheck();
    await page.getByRole('button', { name: 'Sync 1 field…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Compare kwame.asante' });
    expect(await dialog.getByRole('checkbox', { name: 'First name' }).isChecked()).toBe(false);
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await page.getByText('1 of 1 synced.').waitFor();
    expect(await ofOkta('kwame.asante')).toMatchObject({ department: 'Night shift', firstName: 'Kwame' });
  });

  it('goes back in time: both sides then, and what changed since', async () => {
    await open('user/kwame.asante');
    await page.getByRole('button', { name: 'Show both sides then: Created' }).click();
    await page.getByText('You are looking at the past.').waitFor();
    const row = page.getByRole('row', { name: /^Department/ });
    await row.getByText(/Updated: Department/).waitFor();
    expect(await row.locator('del').allTextContents()).toContain('IT');
    expect(await row.locator('ins').allTextContents()).toContain('Night shift');
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.getByText('Last agreed').waitFor();
  });

  it('takes back one entry from its preview', async () => {
    await open('user/kwame.asante');
    await page.getByRole('button', { name: 'Undo…: Updated: Department' }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo: Updated: Department' });
    await dialog.getByRole('row', { name: /Department/ }).waitFor();
    await dialog.getByRole('button', { name: /^(Sync 1 user|Approve 1 change)$/ }).click();
    await page.getByText('1 of 1 synced.').waitFor();
    expect(await ofOkta('kwame.asante')).toMatchObject({ department: 'IT' });
  });

  it('settles a conflict field by field', async () => {
    const { call, connection } = world.practice;
    const { mapping } = await call('connection', { id: connection.id });
    const either = mapping.map((rule) => (rule.okta === 'department' ? { ...rule, owner: 'either' as const } : rule));
    await call('changeConnection', { id: connection.id }, { mapping: either });
    await run(['noor.haddad'], 'apply');
    onSite('noor.haddad', { field_department: ['Harbor office'] });
    await ofOkta('noor.haddad', { department: 'Quay office' });
    await run(['noor.haddad'], 'plan');
    await open('inbox?kind=conflict');
    await page.getByRole('button', { name: 'Choose a value for noor.haddad' }).click();
    const department = page.getByRole('group', { name: 'Department' });
    await department.getByText('Harbor office').waitFor();
    await department.getByText('Quay office').waitFor();
    await department.getByRole('radio', { name: /^Take the site’s value/ }).check();
    await page.getByRole('button', { name: /^Settle 1 field…/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Settle the differences of noor.haddad' });
    await dialog.getByRole('button', { name: /^(Sync 1 user|Approve 1 change)$/ }).click();
    await page.getByText('1 of 1 synced.').waitFor();
    expect(await ofOkta('noor.haddad')).toMatchObject({ department: 'Harbor office' });
    await page.getByText('Nothing of this kind waits.').waitFor();
  });

  it('takes back a whole run from its preview', async () => {
    onSite('li.wei', { field_department: ['Customs'] });
    const before = await ofOkta('li.wei');
    const { id } = await run(['li.wei'], 'apply');
    expect(await ofOkta('li.wei')).toMatchObject({ department: 'Customs' });
    await open(`run/${id}`);
    await page.getByRole('button', { name: 'Undo run…' }).click();
    const dialog = page.getByRole('dialog', { name: `Undo run ${id}` });
    await dialog.getByRole('button', { name: /^(Sync 1 user|Approve 1 change)$/ }).click();
    await page.getByText('1 of 1 synced.').waitFor();
    expect((await ofOkta('li.wei'))['department']).toBe(before['department']);
  });

  it('goes from the menu to a synced user with the keyboard alone', async () => {
    await open('overview');
    await page.getByText('A plan waits for approval.').or(page.getByText('Needs a look')).first().waitFor();
    await page.keyboard.type('gu');
    await heading('Users');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('ann.lee');
    await page.locator('tbody tr').filter({ hasText: 'ann.lee' }).first().waitFor();
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length <= 2);
    await page.keyboard.press('Tab');
    const isAtRow = () => page.evaluate(() => document.activeElement?.closest('tbody tr')?.textContent ?? '');
    for (let tries = 0; tries < 3 && !(await isAtRow()).startsWith('ALann.lee'); tries += 1)
      await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await heading('ann.lee');
    await page.goBack();
    await page.getByRole('checkbox', { name: 'Select ann.lee' }).waitFor();
    for (let tries = 0; tries < 3 && !(await isAtRow()).startsWith('ALann.lee'); tries += 1)
      await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('s');
    const dialog = page.getByRole('dialog', { name: 'Sync ann.lee' });
    await dialog.getByText('Create as Staged').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('1 of 1 synced.').waitFor();
  });

  it('filters what happened, checks the record, and saves it as files', async () => {
    await open('activity?user=kwame.asante');
    await page.getByRole('cell', { name: 'kwame.asante' }).first().waitFor();
    // The button stands in line with the fields that it is for.
    const bottoms = await page
      .locator('.filters > *')
      .evaluateAll((parts) => parts.map((part) => Math.round(part.getBoundingClientRect().bottom)));
    expect(new Set(bottoms).size).toBe(1);
    await page.getByRole('button', { name: 'Check the record' }).click();
    await page.getByText(/^The record is whole/).waitFor();
    for (const format of ['CSV', 'NDJSON']) {
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: `Export ${format}` }).click();
      expect((await saved).suggestedFilename()).toMatch(new RegExp(`\\.${format.toLowerCase()}$`));
    }
  });

  it.each([
    'overview',
    'users',
    'leavers',
    'user/kwame.asante',
    'inbox',
    'runs',
    'run/R-0001',
    'run/R-0002',
    'activity',
  ])('is without a fault for axe, light and dark, and without sideways scrolling at 360 px: %s', async (place) => {
    await open(place);
    await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null);
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBeLessThanOrEqual(360);
  });

  it('is without a fault for axe while it shows the past of a user', async () => {
    await open(`user/kwame.asante?at=${first.ended ?? ''}`);
    await page.getByText('You are looking at the past.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it('lists for an access review who lost access, with the proof, and first who is still let in', async () => {
    const { call, connection, cms } = world.practice;
    const scope = { kind: 'accounts' as const, side: 'cms' as const, ids: ['maria.lindqvist'] };
    const { job } = await call(
      'run',
      {},
      { connection: connection.id, scope, mode: 'apply', operations: ['activate'] },
    );
    await finished(call, job);
    for (const name of ['li.wei', 'maria.lindqvist']) {
      onSite(name, {});
      const user = cms.cms.site.userByName(name);
      if (user) user.status = false;
    }
    await run(['li.wei'], 'apply');
    await run(null, 'plan');
    await open('users');
    await page.getByRole('link', { name: 'Access review' }).click();
    await heading('Access review');
    await page.locator('table[aria-busy="false"]').waitFor();
    await page.locator('tbody tr').nth(1).waitFor();
    const rows = await page.locator('tbody tr').allTextContents();
    expect(rows[0]).toMatch(/maria\.lindqvist.*Still open: Okta/);
    const closed = rows.find((row) => row.includes('li.wei'));
    expect(closed).toMatch(/Closed.*Seen without access:.*Deactivated by .*Read back\./);
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBeLessThanOrEqual(360);
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export CSV' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^rollcall-leavers-.*\.csv$/);
  });
});
