import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { faults } from './faults.ts';
import { breakOkta, missing, openPairedWorld, rowOf, strip, tick, type World } from './world.ts';

async function schemeOf(page: Page, selector: string): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((host) => getComputedStyle(host).colorScheme);
}

describe.skipIf(missing !== null)(`look and keyboard${missing === null ? '' : ` (${missing})`}`, () => {
  let world: World & { page: Page };
  let page: Page;
  const wear = (theme: 'claro' | 'dark' | 'plain') => {
    world.practice.cms.cms.presentation.theme = theme;
    return page.reload();
  };

  beforeAll(async () => {
    world = await openPairedWorld({ users: 10 });
    page = world.page;
  });
  afterAll(async () => world.close());

  it.each(['claro', 'dark', 'plain'] as const)(
    'axe finds nothing in the %s theme, with and without a dialog',
    async (theme) => {
      await wear(theme);
      await rowOf(page, 'maria.lindqvist').getByText('Found in Okta').waitFor();
      expect(await faults(page, 'rollcall-strip')).toEqual([]);
      expect(await faults(page, 'rollcall-row')).toEqual([]);
      await rowOf(page, 'maria.lindqvist').getByRole('button').click();
      await page.getByRole('dialog').getByText('Link, writes nothing').waitFor();
      expect(await faults(page, 'rollcall-strip')).toEqual([]);
      await page.keyboard.press('Escape');
    },
  );

  it('axe finds nothing in options and popup, light and dark', async () => {
    const own = await world.context.newPage();
    for (const file of ['options.html#/browser', 'popup.html'])
      for (const colorScheme of ['light', 'dark'] as const) {
        await own.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await own.goto(`${world.own}/${file}`);
        await own.locator('main h2').first().waitFor();
        expect(await faults(own)).toEqual([]);
      }
    await own.close();
  });

  it('follows the page’s theme, not the system’s', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await wear('claro');
    await strip(page).waitFor();
    expect([await schemeOf(page, 'rollcall-strip'), await schemeOf(page, 'rollcall-row')]).toEqual(['light', 'light']);
    await page.emulateMedia({ colorScheme: 'light' });
    await wear('dark');
    await strip(page).waitFor();
    expect([await schemeOf(page, 'rollcall-strip'), await schemeOf(page, 'rollcall-row')]).toEqual(['dark', 'dark']);
    await wear('claro');
  });

  it('grows no row of a theme with two-line rows', async () => {
    await rowOf(page, 'kwame.asante').getByRole('button').waitFor();
    const row = page.locator('tr', { has: page.getByRole('link', { name: 'kwame.asante', exact: true }) });
    const height = (await row.boundingBox())?.height;
    await page.evaluate(() => {
      for (const part of document.querySelectorAll('rollcall-row')) part.remove();
    });
    expect(height).toBe(Math.max((await row.boundingBox())?.height ?? 0, 65));
    await page.reload();
  });

  it('works by keyboard alone: name, our button, plan, apply', async () => {
    await rowOf(page, 'li.wei').getByText('Not in Okta').waitFor();
    await page.getByRole('link', { name: 'li.wei', exact: true }).focus();
    await page.keyboard.press('Tab');
    expect(
      await rowOf(page, 'li.wei')
        .getByRole('button')
        .evaluate((button) => button.matches(':focus-visible')),
    ).toBe(true);
    expect(await rowOf(page, 'li.wei').locator('.tip').isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Sync li.wei' });
    await dialog.waitFor();
    const inside = async () => page.evaluate(() => document.activeElement?.localName);
    for (let press = 0; press < 8; press += 1) {
      await page.keyboard.press('Tab');
      expect(['rollcall-strip', 'body']).toContain(await inside());
    }
    await dialog.getByRole('button', { name: 'Sync 1 user' }).focus();
    await page.keyboard.press('Enter');
    await rowOf(page, 'li.wei').getByText('Staged').waitFor();
    await expect.poll(() => page.locator('rollcall-strip [role=status]').textContent()).toBe('1 of 1 synced.');
  });

  it('has one live region and is not there in print', async () => {
    expect(await page.locator('rollcall-strip [role=status], rollcall-row [role=status]').count()).toBe(1);
    await page.emulateMedia({ media: 'print' });
    expect(await strip(page).first().isVisible()).toBe(false);
    expect(await page.locator('rollcall-row').first().isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('keeps icon and word in forced colours', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    const badge = rowOf(page, 'kwame.asante').locator('.badge');
    expect(await badge.evaluate((element) => getComputedStyle(element).borderStyle)).not.toBe('none');
    expect(await badge.locator('svg').isVisible()).toBe(true);
    await page.emulateMedia({ forcedColors: 'none' });
  });

  it('stays once through back and forward, a changed list and a second start', async () => {
    await page.reload();
    await rowOf(page, 'kwame.asante').getByRole('button').waitFor();
    await page.goto(`${world.practice.cms.url}/admin/people?order=name&sort=asc`);
    await strip(page).first().waitFor();
    await page.goBack();
    await strip(page).first().waitFor();
    await page.goForward();
    await rowOf(page, 'kwame.asante').getByRole('button').waitFor();
    // What a Views AJAX answer does: the whole view is replaced by new markup.
    await page.evaluate(() => {
      const view = document.querySelector('form[id^="views-form-user-admin-people"]');
      const copy = document.createElement('div');
      copy.innerHTML = view?.outerHTML ?? '';
      for (const ours of copy.querySelectorAll('rollcall-strip, rollcall-row')) ours.remove();
      view?.replaceWith(...copy.childNodes);
    });
    await rowOf(page, 'kwame.asante').getByRole('button').waitFor();
    expect(await page.locator('rollcall-strip').count()).toBe(1);
    expect(await page.locator('rollcall-row').count()).toBe(await page.locator('tbody tr').count());
  });

  it('at 360 px the strip, the dialog and the options need no sideways scrolling', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    await tick(page, 'noor.haddad');
    await strip(page).getByText('1 selected:').waitFor();
    const fits = (selector: string) =>
      page
        .locator(selector)
        .evaluate(
          (element) => element.scrollWidth <= element.clientWidth && element.getBoundingClientRect().right <= 360,
        );
    expect(await fits('rollcall-strip .strip')).toBe(true);
    await strip(page).getByRole('button', { name: 'Sync selected' }).click();
    await page.getByRole('dialog').getByText('Create as Staged').waitFor();
    expect(await fits('rollcall-strip dialog')).toBe(true);
    await page.keyboard.press('Escape');
    const own = await world.context.newPage();
    await own.setViewportSize({ width: 320, height: 700 });
    await own.goto(`${world.own}/options.html#/browser`);
    await own.locator('pre').waitFor();
    expect(await own.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    await own.close();
  });
});

describe.skipIf(missing !== null)(`in German${missing === null ? '' : ` (${missing})`}`, () => {
  it('speaks German in the page, in the plan and in the options, and names its language', async () => {
    const world = await openPairedWorld({ german: true });
    try {
      const { page } = world;
      const part = rowOf(page, 'kwame.asante');
      await part.getByText('Nicht in Okta').waitFor();
      expect(await page.locator('rollcall-strip').getAttribute('lang')).toBe('de');
      await part.getByRole('button', { name: 'Abgleichen von kwame.asante mit Okta' }).click();
      const dialog = page.getByRole('dialog', { name: 'kwame.asante abgleichen' });
      await dialog.getByText('Als Staged anlegen').waitFor();
      expect(await dialog.textContent()).not.toMatch(/\b(Sync|Cancel|Nothing|Field)\b/);
      await dialog.getByRole('button', { name: '1 Benutzer abgleichen' }).click();
      await strip(page).getByText('1 von 1 abgeglichen.').waitFor();
    } finally {
      await world.close();
    }
  });

  it('has what the agent says in German, in health and in a refusal', async () => {
    const world = await openPairedWorld({ german: true });
    try {
      const { page, own, practice } = world;
      await breakOkta(world, { match: 'GET /api/v1/users', status: 401, times: 20 });
      await rowOf(page, 'kwame.asante').getByRole('button').click();
      const refusal = page.getByRole('alert');
      await refusal.getByText('Okta hat die Zugangsdaten abgelehnt (E0000011).').waitFor();
      await page.goto(`${own}/options.html#/${practice.connection.id}/health`);
      await page.getByText('Der Stand ist gespeichert:').waitFor();
      await page.getByText('Practice: live. Angehalten:').waitFor();
      expect(await page.locator('main').textContent()).not.toMatch(/\b(the|not|and|with|runs|by)\b/);
    } finally {
      await world.close();
    }
  });
});
