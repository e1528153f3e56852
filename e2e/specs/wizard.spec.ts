import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { faultsOf } from './axe.ts';
import { missing, openWorld, type World } from './world.ts';

const someone = 'maria.lindqvist@harbor.example';

describe.skipIf(missing !== null)(`the set-up${missing === null ? '' : ` (${missing})`}`, () => {
  let world: World;
  let page: Page;
  const next = (word = 'Next') => page.getByRole('button', { name: word, exact: true });
  const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
  const narrow = async () => {
    await page.setViewportSize({ width: 360, height: 780 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    return width;
  };
  const looksRight = async () => {
    expect(await faultsOf(page)).toEqual([]);
    expect(await narrow()).toBeLessThanOrEqual(360);
  };

  beforeAll(async () => {
    world = await openWorld();
    await world.practice.call('removeConnection', { id: world.practice.connection.id });
    page = await world.context.newPage();
    await page.goto(`${world.own}/options.html`);
  });
  afterAll(async () => world.close());

  it('begins with one button (D2)', async () => {
    await heading('Set up a connection');
    await looksRight();
    await page.getByRole('link', { name: 'Set up a connection' }).click();
    await heading('Connect agent and site');
    await looksRight();
  });

  it('goes on only once this browser is paired and names the site', async () => {
    const { agent, cms } = world.practice;
    expect(await next().getAttribute('aria-disabled')).toBe('true');
    await page.getByText('The agent listens at another address').click();
    await page.getByRole('textbox', { name: 'Agent address' }).fill(agent.api);
    await page.getByRole('textbox', { name: 'Agent address' }).press('Enter');
    await page.getByText(`It calls itself ${agent.agentId}.`).waitFor();
    await page.getByLabel('Code from the agent').fill(agent.pairingCode().code);
    await page.getByLabel('Code from the agent').press('Enter');
    await page.getByText(/^Paired with/).waitFor();
    await page.getByLabel('Address of a site').fill(cms.url);
    await page.getByRole('button', { name: 'Enable' }).click();
    await page.getByRole('link', { name: cms.url }).waitFor();
    await next().click();
    await heading('Which way do changes travel?');
  });

  it('takes the direction from a picture card, one way chosen at first (D3, M9)', async () => {
    expect(await page.getByRole('radio', { name: 'CMS to Okta' }).isChecked()).toBe(true);
    expect(await page.locator('.choice svg').count()).toBe(3);
    await looksRight();
    await page.getByLabel('Name of this connection').fill('Harbor');
    await page.getByRole('radio', { name: /^Practice/ }).check();
    await next().click();
    await heading('Sign in to Okta');
    expect(await world.practice.call('connections')).toMatchObject({
      connections: [{ name: 'Harbor', direction: 'cmsToOkta', mode: 'report' }],
    });
  });

  it('tells an address that answers with pages from an Okta org', async () => {
    await page.getByRole('radio', { name: /^API token/ }).check();
    await page.getByLabel('Okta address').fill(world.practice.cms.url);
    await page.getByRole('textbox', { name: 'API token' }).fill('00any-token');
    await page.getByRole('button', { name: 'Save and test' }).click();
    const result = page.getByRole('region', { name: 'Test result' });
    await result.getByText('This is not an Okta org address.').waitFor();
    await result.getByText('Use https://name.okta.com.').waitFor();
    expect(await next().getAttribute('aria-disabled')).toBe('true');
  });

  it('shows the cause of a refused token in place, and no way on (D5, D11, D12, D13)', async () => {
    await page.getByRole('radio', { name: /^API token/ }).check();
    await page.getByLabel('Okta address').fill(world.practice.org.url);
    await page.getByText('How to make a token in Okta').click();
    await page.getByText('Security › API › Tokens').waitFor();
    await page.getByRole('textbox', { name: 'API token' }).fill('00wrong-token');
    await page.getByRole('button', { name: 'Save and test' }).click();
    const result = page.getByRole('region', { name: 'Test result' });
    await result.getByText('Failed', { exact: true }).waitFor();
    await result.getByText('E0000011').waitFor();
    await result.getByText('Make a new token, then test again.').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'See the cause' }).click();
    expect(await result.evaluate((section) => section === document.activeElement)).toBe(true);
    expect(await page.getByRole('textbox', { name: 'API token' }).inputValue()).toBe('');
    expect(await next().getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Next opens after a passed test.').waitFor();
    await looksRight();
  });

  it('stays where it was left', async () => {
    await page.goto('about:blank');
    await page.goto(`${world.own}/options.html#/setup`);
    await page.getByRole('link', { name: 'Go on with the set-up of Harbor' }).click();
    await heading('Sign in to Okta');
    expect(await page.getByLabel('Okta address').inputValue()).toBe(world.practice.org.url);
  });

  it('saves and tests with one button, and lists every attribute received (D4 to D10, M4 to M8)', async () => {
    await page.getByRole('textbox', { name: 'API token' }).fill(world.practice.org.token);
    await page.getByLabel('Test user').fill(someone);
    await page.getByRole('button', { name: 'Save and test' }).click();
    await page.getByText(/^Connected to/).waitFor();
    await page.getByRole('button', { name: /^See the \d+ attributes received$/ }).click();
    const list = page.getByRole('region', { name: 'Attributes received' });
    await list.getByRole('row', { name: 'department Press' }).waitFor();
    const { connections } = await world.practice.call('connections');
    const tested = await world.practice.call('test', { id: connections[0]?.id ?? '' }, { user: someone });
    expect(await list.locator('tbody tr').count()).toBe(Object.keys(tested.user?.attributes ?? {}).length);
    expect(await page.content()).not.toContain(world.practice.org.token);
    await looksRight();
    await next().click();
    await heading('How should users be synced?');
  });

  it('offers three methods with five ticks, and keeps Read where another needs it (D14, D15, M10, M11, M15)', async () => {
    const manual = page.getByRole('region', { name: 'Manual' });
    const read = manual.getByRole('checkbox', { name: /^Read/ });
    await manual.getByText('needed for').waitFor();
    await read.focus();
    await page.keyboard.press('Space');
    expect(await read.isChecked()).toBe(true);
    const automatic = page.getByRole('region', { name: 'Automatic' });
    await automatic.getByRole('button', { name: 'Configure Automatic' }).click();
    await automatic.getByRole('radio', { name: /^Create without credentials/ }).waitFor();
    await automatic.getByRole('radio', { name: /^Create with credentials/ }).waitFor();
    const scheduled = page.getByRole('region', { name: 'Scheduled' });
    await scheduled.getByRole('checkbox', { name: 'Switch on Scheduled' }).check();
    expect(await scheduled.getByRole('checkbox').count()).toBe(6);
    await scheduled.getByRole('button', { name: 'Configure Scheduled' }).click();
    await scheduled.getByLabel('When', { exact: true }).selectOption('Every hour');
    await looksRight();
    await next('Save and go on').click();
    await heading('Your site');
    const [connection] = (await world.practice.call('connections')).connections;
    expect(connection?.methods.scheduled).toEqual({ on: true, operations: ['read', 'create', 'update'] });
    const { schedules } = await world.practice.call('schedules', { id: connection?.id ?? '' });
    expect(schedules).toMatchObject([{ cron: '0 * * * *', on: true }]);
  });

  it('tests the site and tells what the account may do', async () => {
    const { cms } = world.practice;
    expect(await page.getByLabel('Address of the site').inputValue()).toBe(cms.url);
    await page.getByLabel('User name').fill(cms.user);
    await page.getByLabel('Password').fill('not-it');
    await page.getByRole('button', { name: 'Save and test' }).click();
    await page.getByRole('alert').getByText('name or password is wrong').waitFor();
    expect(await next().getAttribute('aria-disabled')).toBe('true');
    await page.getByLabel('Password').fill(cms.password);
    await page.getByRole('button', { name: 'Save and test' }).click();
    await page.getByText('Level: full').waitFor();
    expect(await page.content()).not.toContain(cms.password);
    await looksRight();
    await next().click();
    await heading('First report');
  });

  it('reads both sides and reports in groups that add up, each with its list', async () => {
    const table = page.getByRole('region', { name: 'What Rollcall found' });
    await table.getByRole('row', { name: /Found in Okta/ }).waitFor();
    await page.getByText('Nothing was written.').first().waitFor();
    await table.getByRole('button', { name: 'See who: Only in Okta' }).click();
    await table.getByText('auditor@partner.example').first().waitFor();
    await looksRight();
    const [connection] = (await world.practice.call('connections')).connections;
    expect(connection?.mode).toBe('report');
  });

  it('goes live, links, and syncs one colleague with the plan first', async () => {
    const steps = page.getByRole('region', { name: 'Go on in small steps' });
    expect(await steps.getByRole('button', { name: 'Review links…' }).getAttribute('aria-disabled')).toBe('true');
    await steps.getByRole('button', { name: 'Go live…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click();
    await expect
      .poll(() => steps.getByRole('button', { name: 'Review links…' }).getAttribute('aria-disabled'))
      .toBe(null);
    await steps.getByLabel('Login, mail or number on the site').fill('li.wei');
    await steps.getByRole('button', { name: 'Sync…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Create as Staged').waitFor();
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await page.getByText('1 of 1 synced.').first().waitFor();
    const found = await world.practice.call('jobs');
    expect(found.jobs[0]).toMatchObject({ mode: 'apply', state: 'done', done: 1 });
  });

  it('ends with All done at the overview', async () => {
    await next('All done').click();
    await page.locator('main h1').waitFor();
    expect(page.url()).toContain('/overview');
  });
});
