import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startPracticeCms } from '../cms/practice-cms.ts';
import { enableSite, openPeople } from '../practice/browser.ts';
import { breakOkta, missing, openPairedWorld, pairAndEnable, rowOf, strip } from './world.ts';

describe.skipIf(missing !== null)(`what stands in the way${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  let page: Page;
  const set = (change: Parameters<typeof world.practice.call<'changeConnection'>>[2]) =>
    world.practice.call('changeConnection', { id: world.practice.connection.id }, change);

  beforeAll(async () => {
    world = await openPairedWorld();
    page = world.page;
  });
  afterAll(async () => world.close());

  it('practice is marked in words and stripes', async () => {
    await page.getByText('Practice: this site writes to the practice org, not to Okta.').waitFor();
  });

  it('a fault of Okta is told with its code, and nothing is written', async () => {
    await breakOkta(world, { match: 'GET /api/v1/users', status: 500, times: 20 });
    await rowOf(page, 'kwame.asante').getByRole('button').click();
    const alert = page.getByRole('alert');
    await alert.getByText(/The other system failed/).waitFor({ timeout: 60_000 });
    await alert.getByRole('button', { name: 'Copy details' }).waitFor();
    await alert.getByRole('button', { name: 'Close' }).click();
    await rowOf(page, 'kwame.asante').getByText('Not in Okta').waitFor();
    await clearFaults();
  });

  it('a short 429 passes without a word: Rollcall waits and goes on', async () => {
    await breakOkta(world, { match: 'GET /api/v1/users', status: 429, times: 1 });
    await rowOf(page, 'kwame.asante').getByRole('button').click();
    await page.getByRole('dialog').getByText('Create as Staged').waitFor();
    await page.keyboard.press('Escape');
    await clearFaults();
  });

  it('report mode shows plans, writes nothing, and tells how to go live', async () => {
    await set({ mode: 'report' });
    await page.reload();
    await page.getByText('Report only: nothing is written.').waitFor();
    await rowOf(page, 'kwame.asante').getByRole('button').click();
    const button = page.getByRole('dialog').getByRole('button', { name: 'Sync 1 user' });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    expect(await button.getAttribute('title')).toBe('Report only: go live first.');
    await button.click({ force: true });
    await page.keyboard.press('Escape');
    expect((await world.practice.call('jobs')).jobs.filter((job) => job.mode === 'apply')).toEqual([]);
    await page.getByRole('button', { name: 'Go live…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click();
    await strip(page).getByText('This connection is live.').waitFor();
    expect((await set({})).mode).toBe('live');
  });

  it('a paused connection says so, with the next step', async () => {
    await set({ mode: 'paused' });
    await page.reload();
    await page.getByText(/^Paused: /).waitFor();
    await set({ mode: 'live' });
  });

  it('a site that no connection covers is told how to connect, with its sub-folder', async () => {
    const other = await startPracticeCms({ port: 0, basePath: '/sub' });
    const options = await world.context.newPage();
    await options.goto(`${world.own}/options.html#/browser`);
    await enableSite(world, options, other.url);
    const there = await openPeople(world.context, other);
    await there.getByText('This site is not connected.').waitFor();
    await there.getByText(`npx rollcall connect drupal --url ${other.url}`).waitFor();
    await Promise.all([there.close(), options.close()]);
    await other.close();
  });

  it('a revoked pairing is told apart from a missing one', async () => {
    const { clients } = await world.practice.call('clients');
    for (const { id } of clients) await world.practice.call('revokeClient', { id });
    await page.reload();
    await page.getByText('The pairing of this browser was revoked.').first().waitFor();
    await page.getByRole('button', { name: 'Pair', exact: true }).waitFor();
    await pairAndEnable(world);
    await rowOf(page, 'kwame.asante').getByText('Not in Okta').waitFor();
  });

  it('the agent goes off: badges stay with their age, actions say why they can’t, and all comes back', async () => {
    await page.reload();
    await rowOf(page, 'kwame.asante').getByText('Not in Okta').waitFor();
    await world.agentOff();
    await page.reload();
    await page.getByText('The Rollcall agent is not running on this computer.').first().waitFor();
    await page.getByText(/^Last known: Today, \d\d:\d\d\.$/).waitFor();
    const button = rowOf(page, 'kwame.asante').getByRole('button');
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await world.agentOn();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('The Rollcall agent is not running').first().waitFor({ state: 'detached' });
    expect(await button.getAttribute('aria-disabled')).toBeNull();
  });

  async function clearFaults(): Promise<void> {
    await fetch(`${world.practice.org.url}/practice/faults`, { method: 'DELETE' });
  }
});
