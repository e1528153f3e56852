import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { finished } from '../practice/practice.ts';
import { faultsOf } from './axe.ts';
import { missing, openPairedWorld } from './world.ts';

const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const made = z.object({ id: z.string() });
const mail = 'mila.berg@harbor.example';

describe.skipIf(missing !== null)(`SCIM in the console${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  let page: Page;
  let token = '';
  let user = '';
  const call = ((...given) => world.practice.call(...given)) as typeof world.practice.call;
  const id = () => world.practice.connection.id;
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const region = (name: string | RegExp) => page.getByRole('region', { name });
  const dialog = () => page.getByRole('dialog');
  const open = async (place: string, heading = 'SCIM'): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(`${world.own}/options.html#/${id()}/${place}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  };
  const scim = async (method: string, place: string, body?: object, bearer = token): Promise<Response> => {
    const { address, path } = await call('scimState', { id: id() });
    return fetch(`${address}${path}${place}`, {
      method,
      headers: {
        authorization: `Bearer ${bearer}`,
        'user-agent': 'Okta SCIM Client 1.0.0',
        'content-type': 'application/scim+json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  };
  const looksRight = async (): Promise<void> => {
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBeLessThanOrEqual(360);
  };

  beforeAll(async () => {
    world = await openPairedWorld({ users: 12 });
    const { mapping } = await call('connection', { id: id() });
    const names = new Set(['email', 'firstName', 'lastName']);
    const owned = mapping.map((rule) => (names.has(rule.okta) ? { ...rule, owner: 'okta' as const } : rule));
    await call('changeConnection', { id: id() }, { mapping: owned });
    const { job } = await call('run', {}, { connection: id(), scope: { kind: 'all' }, mode: 'plan' });
    expect(await finished(call, job)).toMatchObject({ failed: 0 });
    await world.practice.agent.services.listener.serve({ port: 0 });
    page = await world.context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
  }, 120_000);
  afterAll(async () => world.close());

  it('says what is in the way, and is switched on with its ticks, direction and address (P18 to P21)', async () => {
    await open('scim');
    await page.getByText('Nobody is let in.').waitFor();
    await page.getByText('Okta · 127.0.0.1').waitFor();
    await looksRight();
    await page.getByRole('link', { name: 'Open the SCIM settings' }).click();
    await page.getByRole('checkbox', { name: 'Switch on SCIM' }).check();
    const ticks = region('SCIM').getByRole('checkbox');
    expect(await ticks.count()).toBe(6);
    await region('SCIM').getByRole('checkbox', { name: 'Deactivate' }).check();
    await page.getByText('This connection writes to Okta only.').waitFor();
    await page.getByRole('radio', { name: /^Okta to site/ }).check();
    await page.getByRole('textbox', { name: 'Public address' }).fill('scim.harbor.example');
    await page.getByText('Enter an address that begins with https://.').waitFor();
    expect(await button('Save').getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('textbox', { name: 'Public address' }).fill('http://127.0.0.1:9');
    await page.getByRole('checkbox', { name: 'Automatically invite users imported from Okta' }).check();
    await button('Add custom attribute').click();
    await page.getByRole('textbox', { name: 'Attribute name' }).fill('costCentre');
    await page.getByRole('textbox', { name: 'Title' }).fill('Cost centre');
    await button('Copy ${costCentre}').waitFor();
    await page.getByText('What depends on a custom attribute fails where Okta doesn’t send it.').waitFor();
    await looksRight();
    await page.getByRole('link', { name: 'Traffic' }).click();
    await dialog().getByText('Leave without saving?').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    await button('Save').click();
    await page.getByText('It counts from the next run on.').waitFor();
    expect(await call('connection', { id: id() })).toMatchObject({
      direction: 'oktaToCms',
      methods: { scim: { on: true, operations: ['read', 'create', 'update', 'deactivate'] } },
      scim: {
        publicUrl: 'http://127.0.0.1:9',
        invite: true,
        custom: [{ name: 'costCentre', title: 'Cost centre' }],
      },
    });
    await page.getByRole('checkbox', { name: 'Automatically invite users imported from Okta' }).uncheck();
    await button('Remove costCentre').click();
    await button('Save').click();
    await expect.poll(async () => (await call('connection', { id: id() })).scim.custom).toEqual([]);
  });

  it('generates a token after a second word, and shows it once with the base URL (P2, P3, P5)', async () => {
    await open('scim');
    await page.getByText('No token yet').waitFor();
    // By keyboard alone: the dialog's main button answers to Ctrl and Enter.
    await button('Generate token…').press('Enter');
    await dialog().getByRole('textbox', { name: 'Label' }).fill('Okta first');
    await dialog().getByLabel('Expires').selectOption({ label: 'After 90 days' });
    await page.keyboard.press('Control+Enter');
    const shown = page.locator('.copy', { has: button('Copy Token') }).locator('code');
    token = (await shown.textContent()) ?? '';
    expect(token.length).toBeGreaterThan(30);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Okta first: copy it now');
    await button('Copy Base URL').first().waitFor();
    await page.getByText('Waiting for Okta to use the new token…').waitFor();
    await page.getByText('Okta has not used it yet').waitFor();
    await looksRight();
  });

  it('sees Okta use it, and forgets the text once it is kept', async () => {
    expect((await scim('GET', '/Users?startIndex=1&count=2')).status).toBe(200);
    await page.getByText('Okta was seen using it.').waitFor();
    await page.getByText('Okta connected, last request just now').waitFor();
    await page.getByText('Okta uses it', { exact: true }).waitFor();
    await page.getByRole('checkbox', { name: 'I have pasted it where it belongs' }).check();
    await button('Hide it for good').click();
    expect(await page.content()).not.toContain(token);
  });

  it('tells what a look at the public address found, and what to do', async () => {
    await button('Check now').click();
    await page.getByText('Not reached, looked just now.').waitFor();
    await page.getByText('The public address did not lead to this agent.').waitFor();
    await looksRight();
  });

  it('ticks the guide by what was seen, with every value to paste (P10 to P14)', async () => {
    await open('scim/guide');
    const step = (name: RegExp) => region('Connect Okta step by step').getByRole('listitem').filter({ hasText: name });
    await step(/Connect and test/)
      .getByText('done', { exact: true })
      .waitFor();
    await step(/Assign people/)
      .getByText('do this now')
      .waitFor();
    await button('Copy SCIM 2.0 Base Url').waitFor();
    await button('Copy Name in the catalogue').waitFor();
    await button('Test both sides').click();
    await page.getByText('Both sides answer.').waitFor();
    await looksRight();
  });

  it('shows what Okta asked and was answered, without a word about people, and narrows it', async () => {
    const answer = await scim('POST', '/Users', {
      schemas: [userUrn],
      userName: mail,
      externalId: '00umila',
      name: { givenName: 'Mila', familyName: 'Berg' },
      emails: [{ primary: true, value: mail, type: 'work' }],
      displayName: 'Mila Berg',
      password: 'r4ndom-0f-okta',
      active: true,
    });
    expect(answer.status, await answer.clone().text()).toBe(201);
    user = made.parse(await answer.json()).id;
    expect((await scim('GET', '/Users', undefined, 'not-the-token')).status).toBe(401);
    expect((await scim('POST', '/Users', { schemas: [userUrn], userName: mail, active: true })).status).toBe(409);
    await open('scim/traffic');
    await page.getByRole('row', { name: /POST \/Users 201/ }).waitFor();
    await page.getByText(/^Kept for \d+ days\./).waitFor();
    await looksRight();
    await button(/^Refused or failed/).click();
    await page
      .getByRole('row', { name: /POST \/Users 409/ })
      .getByRole('link')
      .click();
    const entry = region('POST, 409');
    await entry.getByRole('heading', { name: 'Answer' }).waitFor();
    await entry.locator('.banner.bad').waitFor();
    await entry.locator('.redact', { hasText: 'mail, 24' }).first().waitFor();
    const text = await page.content();
    for (const secret of [mail, 'r4ndom-0f-okta', token]) expect(text).not.toContain(secret);
    await looksRight();
  });

  it('copies a request as curl without its token, and replays a write as a plan that writes nothing', async () => {
    await world.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const put = { schemas: [userUrn], id: user, userName: mail, name: { givenName: 'Mila', familyName: 'Berg-Sato' } };
    const emails = [{ primary: true, value: mail, type: 'work' }];
    const answer = await scim('PUT', `/Users/${user}`, { ...put, emails, active: true });
    expect(answer.status, await answer.text()).toBe(200);
    // What it would change is taken back, so that the replay has something to plan.
    const name = { givenName: 'Mila', familyName: 'Berg' };
    const back = await scim('PUT', `/Users/${user}`, { ...put, emails, active: true, name });
    expect(back.status, await back.text()).toBe(200);
    await open('scim/traffic');
    await page
      .getByRole('row', { name: /PUT \/Users\// })
      .last()
      .getByRole('link')
      .click();
    await button('Copy as curl').click();
    await page.getByText('Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^curl /);
    expect(copied).not.toContain(token);
    await button('Replay as dry run').click();
    await page.getByRole('heading', { level: 1, name: /^Plan P-/ }).waitFor({ timeout: 20_000 });
    expect(await (await scim('GET', `/Users/${user}`)).text()).not.toContain('Berg-Sato');
  });

  it('names the source of a user in the list and on the user’s page (P15)', async () => {
    await open('users', 'Users');
    await page.getByRole('row', { name: mail }).getByText('SCIM Okta').waitFor();
    expect(await page.getByRole('row').getByText('SCIM Okta').count()).toBe(1);
    await page.getByRole('link', { name: mail }).click();
    await page.getByRole('heading', { level: 1, name: mail }).waitFor();
    await page.getByText('SCIM Okta').waitFor();
    await looksRight();
  });

  it('gives a pushed group a role after a look at who gains and loses (P16, L28)', async () => {
    const group = { schemas: [groupUrn], displayName: 'Sales EMEA', members: [{ value: user, display: 'Mila Berg' }] };
    const answer = await scim('POST', '/Groups', group);
    expect(answer.status, await answer.text()).toBe(201);
    await open('groups', 'Groups and roles');
    const row = page.getByRole('row', { name: /Sales EMEA/ });
    await row.waitFor();
    await looksRight();
    await page.getByLabel('Role for Sales EMEA').selectOption({ label: 'Finance' });
    const preview = region(/^Preview: Sales EMEA as Finance/);
    await preview.getByText('would gain the role', { exact: true }).waitFor();
    await preview.getByText('See who: would gain the role (1)').click();
    await preview.getByRole('link', { name: mail }).waitFor();
    await looksRight();
    await preview.getByRole('button', { name: /^Save the pair: 1 gain/ }).click();
    await row.getByText('Agrees').waitFor({ timeout: 30_000 });
    const { groups } = await call('pushed', { id: id() });
    expect(groups).toMatchObject([{ name: 'Sales EMEA', members: 1, role: { name: 'Finance' } }]);
  });

  it('changes the token without a gap: two at most, the old one goes once Okta was seen with the new (P4, P6 to P9, L22)', async () => {
    await open('scim');
    const rotation = region('Change the token without a gap');
    await rotation.getByText('“Okta first” goes on working meanwhile.').waitFor();
    const second = await call('addToken', { id: id() }, { label: 'Okta second', days: null });
    await rotation.getByText('Waiting for Okta to use “Okta second”.', { exact: false }).waitFor();
    expect(await button('Generate token…').getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Remove one to make another.').waitFor();
    token = second.text;
    expect((await scim('GET', '/Users?count=1')).status).toBe(200);
    await rotation.getByText('Okta was seen using “Okta second”.', { exact: false }).waitFor();
    await looksRight();
    await button('Set inactive…: Okta first').click();
    await dialog().getByText('Okta was seen using it', { exact: false }).waitFor();
    await dialog().getByRole('button', { name: 'Set inactive' }).click();
    await button('Set active: Okta first').click();
    await button('Set inactive…: Okta first').waitFor();
    await button('Renew… Okta first').click();
    await dialog().getByRole('button', { name: 'Renew' }).click();
    await page.getByRole('heading', { name: 'Okta first: copy it now' }).waitFor();
    await button('Remove… Okta first').click();
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await button('Remove… Okta first').waitFor({ state: 'detached' });
    expect((await call('scimState', { id: id() })).tokens).toMatchObject([{ label: 'Okta second' }]);
  });

  it('shows everything to who may only look, with the reason why nothing can be pressed', async () => {
    const self = (await call('clients')).clients.find(({ revoked }) => revoked === null);
    await call('changeClient', { id: self?.id ?? '' }, { role: 'viewer' });
    await open('scim');
    await expect.poll(() => button('Generate token…').getAttribute('aria-disabled')).toBe('true');
    expect(await button('Generate token…').getAttribute('title')).toMatch(/paired as viewer/);
    await open('scim/settings');
    await page.getByText(/paired as viewer, so settings are shown/).waitFor();
    expect(await page.getByRole('checkbox', { name: 'Switch on SCIM' }).isDisabled()).toBe(true);
    await open('groups', 'Groups and roles');
    await button('Preview Sales EMEA').click();
    await region(/^Preview: Sales EMEA as Finance/)
      .getByText('already have it', { exact: true })
      .waitFor();
    await looksRight();
  });

  it('keeps what is known while the agent is off, and says so', async () => {
    await open('scim/traffic');
    await page.getByRole('row', { name: /Users/ }).first().waitFor();
    await world.agentOff();
    await page.getByText('Agent off').first().waitFor({ timeout: 30_000 });
    expect(await page.getByRole('row', { name: /Users/ }).count()).toBeGreaterThan(0);
    await looksRight();
  });
});
