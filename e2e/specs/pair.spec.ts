import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { enableSite, openPeople } from '../practice/browser.ts';
import { missing, openWorld, rowOf, strip, useAgent, type World } from './world.ts';

describe.skipIf(missing !== null)(`first steps${missing === null ? '' : ` (${missing})`}`, () => {
  let world: World;
  let options: Page;

  beforeAll(async () => {
    world = await openWorld();
    const opened = world.context.pages().find((page) => page.url().startsWith(world.own));
    if (opened === undefined) throw new Error('the options did not open by themselves');
    options = opened;
    await options.getByRole('heading', { name: 'Set up a connection' }).waitFor();
    await options.goto(`${world.own}/options.html#/browser`);
  });
  afterAll(async () => world.close());

  it('open the options at the first install and name the agent that answers', async () => {
    await useAgent(options, world);
    await options.getByText(`It calls itself ${world.practice.agent.agentId}.`).waitFor();
  });

  it('refuse a wrong code in words and keep the form', async () => {
    await options.getByLabel('Code from the agent').fill('0000-0000');
    await options.getByRole('button', { name: 'Pair', exact: true }).click();
    await options.getByRole('alert').waitFor();
    expect(await options.getByLabel('Code from the agent').getAttribute('aria-invalid')).toBe('true');
  });

  it('leave the site alone until it is enabled', async () => {
    const page = await openPeople(world.context, world.practice.cms);
    await page.waitForTimeout(500);
    expect(await page.locator('rollcall-strip, rollcall-row').count()).toBe(0);
    await page.close();
  });

  it('say on the page that this browser is not paired', async () => {
    await enableSite(world, options, world.practice.cms.url);
    const page = await world.context.newPage();
    await page.goto(`${world.practice.cms.url}/admin/people`);
    await page.getByText('This browser is not paired with the agent.').first().waitFor();
    expect(await page.locator('rollcall-row .badge').count()).toBe(0);
    await page.close();
  });

  it('pair with the code that the agent prints, typed small', async () => {
    const { agent } = world.practice;
    await options.bringToFront();
    await options.getByLabel('Code from the agent').fill(agent.pairingCode().code.toLowerCase());
    await options.getByLabel('Code from the agent').press('Enter');
    await options.getByText(`Paired with ${agent.agentId}`).first().waitFor();
    await options.getByText('Role of this browser: owner.').waitFor();
    await options.getByRole('button', { name: 'Connection: Practice' }).waitFor();
    const { clients } = await world.practice.call('clients');
    expect(clients).toMatchObject([{ name: expect.stringMatching(/^\w+ \(Chromium \d+\)$/), role: 'owner' }]);
  });

  it('show badges in the tab that is open already', async () => {
    const page = await world.context.newPage();
    await page.goto(`${world.practice.cms.url}/admin/people`);
    await rowOf(page, 'kwame.asante').getByText('Not in Okta').waitFor();
    await page.close();
  });

  it('give details for support without the token', async () => {
    await options.reload();
    const details = await options.locator('pre').textContent();
    expect(details).toContain(world.practice.agent.agentId);
    expect(details).not.toMatch(/[\w-]{40,}/);
  });

  it('need the browser’s permission for a site of another host, and lose it again', async () => {
    const { cms } = world.practice;
    const named = cms.url.replace('127.0.0.1', 'localhost');
    await enableSite(world, options, named);
    const page = await openPeople(world.context, { ...cms, url: named });
    await strip(page).first().waitFor();
    await options.bringToFront();
    await options.getByRole('button', { name: `Remove ${new URL(named).origin}` }).click();
    await strip(page).first().waitFor({ state: 'detached' });
    expect(await page.locator('rollcall-row').count()).toBe(0);
    await page.reload();
    await page.waitForTimeout(300);
    expect(await strip(page).count()).toBe(0);
    await page.close();
  });

  it('take the pairing back on both sides', async () => {
    await options.bringToFront();
    await options.getByRole('button', { name: 'Disconnect' }).click();
    await options.getByLabel('Code from the agent').waitFor();
    const { clients } = await world.practice.call('clients');
    expect(clients.filter((client) => client.revoked === null)).toEqual([]);
  });
});
