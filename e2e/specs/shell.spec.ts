import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { faultsOf } from './axe.ts';
import { missing, openWorld, pairAndEnable, type World } from './world.ts';

describe.skipIf(missing !== null)(`the console${missing === null ? '' : ` (${missing})`}`, () => {
  let world: World;
  let page: Page;
  const open = (hash: string) => page.goto(`${world.own}/options.html${hash}`);
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  /** The switcher's name: connection, org and standing. */
  const switcher = () => page.getByRole('button', { name: /^Connection:/ });

  beforeAll(async () => {
    world = await openWorld();
    await pairAndEnable(world);
    page = await world.context.newPage();
    await open('');
  });
  afterAll(async () => world.close());

  it('opens at the overview of the connection, and names org and kind of it', async () => {
    await heading('Overview');
    expect(page.url()).toContain(`#/${world.practice.connection.id}/overview`);
    expect(await switcher().textContent()).toMatch(/Practice.* · Practice$/);
  });

  it('axe finds nothing on any page of the menu, light and dark, and none scrolls sideways at 360 px', async () => {
    const links = await page.locator('nav.groups a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
    expect(links.length).toBeGreaterThan(8);
    for (const link of links) {
      await open(link ?? '');
      await page.locator('main h1').waitFor();
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      expect({ link, faults: await faultsOf(page) }).toEqual({ link, faults: [] });
      await page.setViewportSize({ width: 360, height: 780 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      await page.setViewportSize({ width: 1280, height: 900 });
      expect({ link, fits: width <= 360 ? true : width }).toEqual({ link, fits: true });
    }
  }, 300_000);

  it('puts the focus on the heading of a new page, and skips the menu', async () => {
    await open(`#/${world.practice.connection.id}/overview`);
    await heading('Overview');
    await page.getByRole('link', { name: 'Activity', exact: true }).click();
    await heading('Activity');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Activity');
    await page.reload();
    await heading('Activity');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.localName)).toBe('h1');
    expect(page.url()).toContain('/activity');
  });

  it('is worked by keys, which a person can switch off', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('u');
    await heading('Users');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('search');
    await page.keyboard.type('g?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await heading('Users');
    await page.locator('main h1').focus();
    await page.keyboard.press('?');
    const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await list.getByRole('checkbox').uncheck();
    expect(await faultsOf(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await open('#/browser');
    await page.getByRole('checkbox', { name: /^Single letters/ }).check();
  });

  it('makes the secret for the site’s own messages, shows it once and forgets it', async () => {
    const { id } = world.practice.connection;
    await open(`#/${id}/methods`);
    const card = page.getByRole('region', { name: 'Messages of the site’s own code' });
    await card.getByRole('button', { name: 'Make a secret…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a secret' }).click();
    await card.getByText(`/hooks/${id}`).waitFor();
    const secret = (await card.locator('.copy code').last().textContent()) ?? '';
    expect(secret.length).toBeGreaterThan(20);
    expect(await faultsOf(page)).toEqual([]);
    await card.getByRole('checkbox', { name: 'I have pasted it where it belongs' }).check();
    await card.getByRole('button', { name: 'Hide it for good' }).click();
    expect(await page.content()).not.toContain(secret);
    await card.getByRole('button', { name: 'Take no messages…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take no messages' }).click();
    await card.getByText('Messages are refused from now on.').waitFor();
  });

  it('holds the menu behind a button in a narrow window', async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    const menu = page.getByRole('button', { name: 'Menu' });
    expect(await page.getByRole('link', { name: 'Overview', exact: true }).isVisible()).toBe(false);
    await menu.click();
    expect(await menu.getAttribute('aria-expanded')).toBe('true');
    await page.getByRole('link', { name: 'Overview', exact: true }).click();
    await heading('Overview');
    expect(await menu.getAttribute('aria-expanded')).toBe('false');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('shows several connections, each at the same page, and where a set-up was left', async () => {
    await world.practice.call('addConnection', {}, { name: 'Second', colour: 'test' });
    await page.reload();
    await switcher().click();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('link', { name: /^Second/ }).click();
    await page.getByText('The set-up of this connection is not finished.').waitFor();
    expect(await switcher().textContent()).toMatch(/Second.*Test, report only$/);
    await page.getByRole('link', { name: 'Go on with the set-up' }).click();
    await heading('Sign in to Okta');
    await page.getByRole('link', { name: 'Leave the set-up' }).click();
    await switcher().click();
    await page.getByRole('link', { name: /^Practice/ }).click();
    await expect.poll(() => switcher().textContent()).toMatch(/Practice$/);
  });

  it('shows one problem at a time, with its next step: paused, report only, agent off', async () => {
    const { id } = world.practice.connection;
    const set = async (mode: 'live' | 'report' | 'paused') => {
      await world.practice.call('changeConnection', { id }, { mode });
      await page.reload();
    };
    await open(`#/${id}/activity`);
    await set('paused');
    await page.getByText('This connection is paused.').waitFor();
    await page.getByRole('button', { name: 'Test and go on' }).waitFor();
    await set('report');
    await page.getByText('Report only: nothing is written.').waitFor();
    await page.getByRole('button', { name: 'Go live…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click();
    await page.getByText('Report only: nothing is written.').waitFor({ state: 'detached' });
    await world.agentOff();
    await page.getByText('The Rollcall agent is not running on this computer.').waitFor({ timeout: 20_000 });
    await heading('Activity');
    await page.getByText('Agent off').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await world.agentOn();
    await page.getByRole('button', { name: 'Try again' }).first().click();
    await page.getByText('Agent running').waitFor();
  });

  it('has words for an address that leads nowhere', async () => {
    await open('#/c1/nowhere');
    await heading('There is no such page');
    expect(await faultsOf(page)).toEqual([]);
  });
});
