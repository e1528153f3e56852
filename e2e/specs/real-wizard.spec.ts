import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startAgent } from '../../agent/src/main.ts';
import type { StartedAgent } from '../../agent/src/main.ts';
import { openRealDrupal } from '../contract/drupal-site.ts';
import type { DrupalSite } from '../contract/drupal-site.ts';
import { findBrowser, launchWithExtension } from '../practice/browser.ts';
import type { ExtensionBrowser } from '../practice/browser.ts';
import { callerOf, siteOf } from '../practice/practice.ts';
import type { Call } from '../practice/practice.ts';
import { startPracticeOrg } from '../practice-org/start.ts';
import { faultsOf } from './axe.ts';
import { missing } from './world.ts';

/** The set-up from nothing to a first approved run on a real Drupal, where the environment names one. */

const found = missing ?? (await openRealDrupal(process.env));
const reason = typeof found === 'string' ? found : null;

describe.skipIf(reason !== null)(`the set-up with a real Drupal${reason === null ? '' : ` (${reason})`}`, () => {
  const name = `left wizard ${Date.now().toString(36)}`;
  const mail = `${name.replaceAll(' ', '.')}@harbor.example`;
  let site: DrupalSite;
  let home: string;
  let org: Awaited<ReturnType<typeof startPracticeOrg>>;
  let agent: StartedAgent;
  let call: Call;
  let browser: ExtensionBrowser;
  let page: Page;
  let user: string | null = null;

  beforeAll(async () => {
    if (typeof found === 'string') throw new Error(found);
    site = found;
    home = await mkdtemp(path.join(tmpdir(), 'rollcall-real-wizard-'));
    org = await startPracticeOrg({ port: 0 });
    agent = await startAgent({ home, port: 0, keyring: 'off' });
    call = callerOf(agent);
    const profile = path.join(home, 'profile');
    browser = await launchWithExtension({ executable: findBrowser() ?? '', headless: true, profile });
    page = await browser.context.newPage();
    await page.goto(`${browser.own}/options.html`);
  });
  afterAll(async () => {
    await browser.context.close();
    if (user !== null) await (await siteOf(agent, (await connection()).id)).remove?.(user);
    await agent.close();
    await org.close();
    await site.close();
    await rm(home, { recursive: true, force: true });
  });

  const next = (word = 'Next') => page.getByRole('button', { name: word, exact: true });
  const heading = (text: string) => page.getByRole('heading', { level: 1, name: text }).waitFor();
  const press = (word: string) => page.getByRole('button', { name: word }).click();
  const connection = async () => {
    const [only] = (await call('connections')).connections;
    if (!only) throw new Error('no connection was made');
    return only;
  };

  it('pairs this browser and names the site', async () => {
    await page.getByRole('link', { name: 'Set up a connection' }).click();
    await heading('Connect agent and site');
    await page.getByText('The agent listens at another address').click();
    await page.getByRole('textbox', { name: 'Agent address' }).fill(agent.api);
    await page.getByRole('textbox', { name: 'Agent address' }).press('Enter');
    await page.getByText(`It calls itself ${agent.agentId}.`).waitFor();
    await page.getByLabel('Code from the agent').fill(agent.pairingCode().code);
    await page.getByLabel('Code from the agent').press('Enter');
    await page.getByText(/^Paired with/).waitFor();
    await page.getByLabel('Address of a site').fill(site.url);
    await press('Enable');
    await page.getByRole('link', { name: new URL(site.url).origin }).waitFor();
    await next().click();
    await heading('Which way do changes travel?');
  });

  it('signs in to Okta and at the site, with the methods between them', async () => {
    await page.getByLabel('Name of this connection').fill('Real');
    await next().click();
    await heading('Sign in to Okta');
    await page.getByRole('radio', { name: /^API token/ }).check();
    await page.getByLabel('Okta address').fill(org.url);
    await page.getByRole('textbox', { name: 'API token' }).fill(org.token);
    await press('Save and test');
    await page.getByText(/^Connected to/).waitFor();
    await next().click();
    await heading('How should users be synced?');
    await next('Save and go on').click();
    await heading('Your site');
    expect(await page.getByLabel('Address of the site').inputValue()).toBe(site.url);
    await page.getByLabel('User name').fill(site.user);
    await page.getByLabel('Password').fill(site.password);
    await press('Save and test');
    await page.getByText('Level: full').waitFor();
    expect(await faultsOf(page)).toEqual([]);
  });

  it('reports what it read, in groups that add up, and wrote nothing', async () => {
    user = (
      await (await siteOf(agent, (await connection()).id)).create({ attributes: { name, mail }, state: 'active' })
    ).ref.id;
    await next().click();
    await heading('First report');
    const table = page.getByRole('region', { name: 'What Rollcall found' });
    await table.getByRole('row', { name: /Not in Okta/ }).waitFor();
    await page.getByText('Nothing was written.').first().waitFor();
    const { id, mode } = await connection();
    const { users, counts } = await call('firstReport', { id });
    const sum = Object.values(counts).reduce((total, count) => total + count, 0);
    expect([mode, sum - (counts.onlyInOkta ?? 0)]).toEqual(['report', users]);
    expect(await faultsOf(page)).toEqual([]);
  });

  it('goes live and syncs one user by the plan that was approved', async () => {
    const steps = page.getByRole('region', { name: 'Go on in small steps' });
    await steps.getByRole('button', { name: 'Go live…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Go live' }).click();
    await steps.getByLabel('Login, mail or number on the site').fill(mail);
    await expect.poll(() => steps.getByRole('button', { name: 'Sync…' }).getAttribute('aria-disabled')).toBe(null);
    await steps.getByRole('button', { name: 'Sync…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Create as Staged').waitFor();
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await page.getByText('1 of 1 synced.').first().waitFor();
    const answer = await fetch(`${org.url}/api/v1/users/${encodeURIComponent(mail)}`, {
      headers: { authorization: `SSWS ${org.token}` },
    });
    expect(await answer.json()).toMatchObject({ status: 'STAGED', profile: { login: mail, email: mail } });
    await next('All done').click();
    await page.waitForURL(/overview/);
  });
});
