import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { finished } from '../practice/practice.ts';
import { missing, openPairedWorld, rowOf, strip, type World } from './world.ts';

/** Opens the popup over the tab in front; in a tab of its own behind it, since a real popup can't be driven. */
async function openPopup(world: World & { page: Page }): Promise<Page> {
  await world.page.bringToFront();
  const [worker] = world.context.serviceWorkers();
  const opened = world.context.waitForEvent('page');
  // The extension's own API, known to its background alone.
  await worker?.evaluate(`chrome.tabs.create({ url: '${world.own}/popup.html', active: false })`);
  return opened;
}

describe.skipIf(missing !== null)(`popup and toolbar${missing === null ? '' : ` (${missing})`}`, () => {
  let world: World & { page: Page };
  const set = (mode: 'live' | 'report' | 'paused') =>
    world.practice.call('changeConnection', { id: world.practice.connection.id }, { mode });
  const toolbar = async (): Promise<unknown> => {
    await world.page.bringToFront();
    return world.context.serviceWorkers()[0]?.evaluate(`(async () => {
      const [tab] = await chrome.tabs.query({ active: true });
      return [await chrome.action.getBadgeText({ tabId: tab.id }), await chrome.action.getTitle({ tabId: tab.id })];
    })()`);
  };

  beforeAll(async () => {
    world = await openPairedWorld();
    await rowOf(world.page, 'kwame.asante').getByText('Not in Okta').waitFor();
  });
  afterAll(async () => world.close());

  it('tells this site at a glance', async () => {
    const popup = await openPopup(world);
    await popup.getByRole('heading', { name: 'Practice' }).waitFor();
    const figures = (await popup.locator('.figs').innerText()).split('\n').filter((line) => line.trim() !== '');
    expect(figures.filter((_, at) => at % 2 === 1)).toEqual(['Linked', 'Not in Okta', 'Need a look']);
    await popup.getByText('Both sides read').waitFor();
    await popup.close();
  });

  it.each([
    ['report', 'Report only'],
    ['paused', 'Paused'],
  ] as const)('says when the connection is in mode %s', async (mode, word) => {
    await set(mode);
    const popup = await openPopup(world);
    await popup.locator('header .badge', { hasText: word }).waitFor();
    await popup.close();
    await set('live');
  });

  it('says how many changes wait for approval, and that nothing of it was written', async () => {
    const { call, connection } = world.practice;
    const { job } = await call('run', {}, { connection: connection.id, scope: { kind: 'all' }, mode: 'apply' });
    const { state, total } = await finished(call, job);
    expect([state, total > 0]).toEqual(['waiting', true]);
    const popup = await openPopup(world);
    await popup.getByText(`It holds ${total} changes. Nothing of it was written yet.`).waitFor();
    await popup.close();
  });

  it('says that a page is none of its business', async () => {
    const away = await world.context.newPage();
    await away.goto(world.practice.org.peopleUrl);
    const popup = await openPopup({ ...world, page: away });
    await popup.getByRole('heading', { name: 'Nothing to do on this page' }).waitFor();
    await popup.close();
    await away.close();
  });

  it('counts on the toolbar who needs a look, and says it in words', async () => {
    expect(await toolbar()).toEqual(['4', 'Rollcall: 4 users need a look']);
  });

  it('takes the place of an older copy in an open page, as after an update', async () => {
    const { page } = world;
    await page.bringToFront();
    await page.evaluate(() => document.querySelector('rollcall-strip')?.setAttribute('data-old', ''));
    await world.context.serviceWorkers()[0]?.evaluate(`(async () => {
      const [tab] = await chrome.tabs.query({ active: true });
      await chrome.scripting.executeScript({ target: { tabId: tab.id }, files: ['/content-scripts/cms.js'] });
    })()`);
    await page.locator('rollcall-strip[data-old]').waitFor({ state: 'detached' });
    await strip(page).first().waitFor();
    expect(await page.locator('rollcall-strip').count()).toBe(1);
    expect(await page.locator('rollcall-row').count()).toBe(await page.locator('tbody tr').count());
    await rowOf(page, 'kwame.asante').getByRole('button').click();
    await page.getByRole('dialog').getByText('Create as Staged').waitFor();
    await page.keyboard.press('Escape');
  });

  it('tells when the agent is off, and how to start it', async () => {
    await world.agentOff();
    const popup = await openPopup(world);
    await popup.getByRole('heading', { name: 'The agent is not running' }).waitFor();
    await popup.getByText('npx rollcall serve', { exact: true }).waitFor();
    await popup.close();
  });
});
