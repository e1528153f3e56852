import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { finished } from '../practice/practice.ts';
import { missing, openPairedWorld } from './world.ts';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const findings = z.object({
  passes: z.array(z.object({ id: z.string() })).min(3),
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});
const pages = [
  ['mapping', 'Mapping'],
  ['methods', 'Methods'],
  ['scope', 'Who is included'],
  ['groups', 'Groups and roles'],
  ['brakes', 'Limits'],
  ['sites', 'Connection'],
  ['sites/site', 'Connection'],
  ['sites/okta', 'Connection'],
  ['alerts', 'Alerts'],
  ['clients', 'Browsers'],
  ['health', 'Health'],
  ['support', 'Support bundle'],
] as const;

describe.skipIf(missing !== null)(`settings in the console${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  let page: Page;
  const { call, id } = {
    call: ((...given) => world.practice.call(...given)) as typeof world.practice.call,
    id: () => world.practice.connection.id,
  };
  const connection = () => call('connection', { id: id() });
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const dialog = () => page.getByRole('dialog');
  const open = async (key: string, heading: string): Promise<void> => {
    await page.goto(`${world.own}/options.html#/${id()}/${key}`);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
  };

  beforeAll(async () => {
    world = await openPairedWorld({ users: 12 });
    const wide = { floor: 500, count: 500, percent: 100 };
    const { brakes, match } = await connection();
    await call(
      'changeConnection',
      { id: id() },
      { match: { ...match, adopt: 'exact' }, brakes: { ...brakes, create: wide } },
    );
    const { job } = await call('run', {}, { connection: id(), scope: { kind: 'all' }, mode: 'apply' });
    expect(await finished(call, job)).toMatchObject({ state: 'done', failed: 0 });
    page = await world.context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
  }, 120_000);
  afterAll(async () => world.close());

  it('a mapping mistake shows its counts before Save, and nothing is saved without it', async () => {
    const { mapping } = await connection();
    await open('mapping', 'Mapping');
    await button('Edit department').click();
    await page.getByRole('radio', { name: /^Template/ }).check();
    await page.getByRole('textbox', { name: 'Template' }).fill('Everybody');
    await button('Save…').click();
    const sentence = dialog().getByText(/Would update \d+ of \d+ users and switch off 0\./);
    await sentence.waitFor({ timeout: 30_000 });
    const [, updates = '0'] = /update (\d+) of/.exec((await sentence.textContent()) ?? '') ?? [];
    expect(Number(updates)).toBeGreaterThan(5);
    expect(
      await dialog()
        .getByRole('link', { name: /See every user in plan/ })
        .getAttribute('href'),
    ).toMatch(/run\/P-/);
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect((await connection()).mapping).toEqual(mapping);
  });

  it('unsaved changes are told before the page is left', async () => {
    await page.getByRole('link', { name: 'Activity' }).click();
    await dialog().getByText('Leave without saving?').waitFor();
    await dialog().getByRole('button', { name: 'Cancel' }).click();
    expect(page.url()).toContain('/mapping');
    await button('Discard changes').click();
    await page.getByRole('link', { name: 'Activity' }).click();
    await page.getByRole('heading', { level: 1, name: 'Activity' }).waitFor();
  });

  it('the tester tells each value with its rule, and why somebody is left out', async () => {
    await open('mapping', 'Mapping');
    await page.getByRole('combobox', { name: 'User' }).fill('maria.lindqvist');
    await page.getByText('maria.lindqvist@harbor.example').first().waitFor();
    await page.getByText('From mail, as it is').first().waitFor();
    await open('scope', 'Who is included');
    await page.getByRole('textbox', { name: 'Left out' }).fill('maria.*');
    await page.getByRole('combobox', { name: 'User' }).fill('maria.lindqvist');
    await page.getByText('Left out by name in the connection’s settings.').waitFor();
    await button('Discard changes').click();
    await button('Discard changes').waitFor({ state: 'detached' });
  });

  it('a filter is checked while it is typed, tried on a person, and saved after a look', async () => {
    await open('scope', 'Who is included');
    const filter = page.getByRole('textbox', { name: 'Filter' });
    await filter.fill('site.mial.startsWith("maria")');
    await page.getByText('There is no attribute site.mial here. The nearest is site.mail.').waitFor();
    await filter.fill('!site.mail.startsWith("maria")');
    await page.getByRole('combobox', { name: 'User' }).fill('maria.lindqvist');
    await page.getByText('Left out by the connection’s filter.').waitFor();
    await page.getByText('Is false').waitFor();
    await filter.fill('site.mail.substring(500) == ""');
    await page.getByText('can’t be decided; nothing is written.').waitFor();
    await filter.fill('!site.mail.startsWith("maria")');
    await button('Save…').click();
    await dialog()
      .getByText(/switch off 0\./)
      .waitFor({ timeout: 30_000 });
    await dialog().getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('It counts from the next run on.').waitFor({ timeout: 30_000 });
    const { scope } = await connection();
    expect(scope.filter).toBe('!site.mail.startsWith("maria")');
    await call('changeConnection', { id: id() }, { scope: { ...scope, filter: null } });
  });

  it('operations are ticked per method, with Read where another needs it', async () => {
    await open('methods', 'Methods');
    const card = page.getByRole('region', { name: 'Automatic' });
    await card.getByRole('checkbox', { name: 'Switch on Automatic' }).check();
    await card.getByRole('checkbox', { name: 'Deactivate' }).check();
    expect(await card.getByRole('checkbox', { name: /^Read/ }).getAttribute('aria-disabled')).toBe('true');
    await button('Save…').click();
    await dialog().getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('It counts from the next run on.').waitFor({ timeout: 30_000 });
    const { automatic } = (await connection()).methods;
    expect(automatic).toEqual({ on: true, operations: ['read', 'create', 'update', 'deactivate'] });
    await call(
      'changeConnection',
      { id: id() },
      { methods: { ...(await connection()).methods, automatic: { on: false, operations: [] } } },
    );
  });

  it('a schedule is added, shows its next run, is paused and removed', async () => {
    await open('methods', 'Methods');
    await button('Add schedule').click();
    await dialog().getByLabel('Time', { exact: true }).fill('02:30');
    await dialog().getByRole('button', { name: 'Add schedule' }).click();
    const row = page.getByRole('row', { name: /Every day at 02:30/ });
    await row.waitFor();
    const [schedule] = (await call('schedules', { id: id() })).schedules;
    expect(schedule).toMatchObject({ cron: '30 2 * * *', on: true });
    await row.getByRole('button', { name: /^Pause/ }).click();
    await row.getByText('Paused').waitFor();
    await row.getByRole('button', { name: /^Remove/ }).click();
    await dialog().getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No schedule', { exact: true }).waitFor();
  });

  it('a pair of group and role is added with its owner, counted and saved', async () => {
    await open('groups', 'Groups and roles');
    await button('Add pair').click();
    await page.getByLabel('Role of pair 1').selectOption({ label: 'Finance' });
    await page.getByLabel('Owner of pair 1').selectOption('okta');
    await button('Save…').click();
    await dialog()
      .getByText(/Would update \d+ of \d+ users/)
      .waitFor({ timeout: 30_000 });
    await dialog().getByRole('button', { name: 'Save settings' }).click();
    await page.getByText('It counts from the next run on.').waitFor();
    const { groupMaps } = await connection();
    expect(groupMaps).toMatchObject([{ owner: 'okta', namedPrivileged: false }]);
    await button(/^Remove /).click();
    await page.getByText('No pair yet').waitFor();
    await button('Discard changes').click();
    await call('changeConnection', { id: id() }, { groupMaps: [] });
  });

  it('a wrong figure stays at its field, and the agent’s word lands there too', async () => {
    await open('brakes', 'Limits');
    const field = page.getByRole('region', { name: 'Switch off' }).getByLabel('Share in %');
    await field.fill('140');
    await page.getByText('Enter a whole number from 0 to 100.').waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill('4');
    await button('Save').click();
    await page.getByText('It counts from the next run on.').waitFor();
    expect((await connection()).brakes.deactivate.percent).toBe(4);
    await open('sites', 'Connection');
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('x'.repeat(81));
    await button('Save').click();
    await page.locator('.field .err').waitFor();
    expect(await name.getAttribute('aria-invalid')).toBe('true');
    await button('Discard changes').click();
  });

  it('health tells a refused sign-in and offers the way out, which works once it is put right', async () => {
    const { cms } = world.practice;
    const sign = (password: string) => ({
      kind: 'drupal',
      url: cms.url,
      auth: 'session',
      values: { user: cms.user, password },
    });
    await call('connectSide', { id: id(), side: 'cms' }, sign('not-the-password'));
    await call('test', { id: id() });
    await open('health', 'Health');
    const mode = page.getByRole('row', { name: /Connection ?: problem/ });
    await mode.getByRole('button', { name: /^Test and go on/ }).click();
    await page
      .getByRole('alert')
      .getByText(/Asked to wait/)
      .waitFor();
    await page
      .getByRole('row', { name: /Site sign-in ?: problem/ })
      .getByRole('link', { name: /^Open/ })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Connection' }).waitFor();
    await call('connectSide', { id: id(), side: 'cms' }, sign(cms.password));
    await open('health', 'Health');
    await page
      .getByRole('row', { name: /Site sign-in ?: warning/ })
      .getByRole('button', { name: /^Test now/ })
      .click();
    await page.getByRole('row', { name: /Site sign-in ?: good/ }).waitFor();
  });

  it('the support bundle is saved exactly as it is shown', async () => {
    await open('support', 'Support bundle');
    await page.getByRole('link', { name: 'activity.json' }).click();
    const preview = page.locator('pre');
    await preview.getByText('"type":"create"').first().waitFor();
    const download = page.waitForEvent('download');
    await button('Save file').click();
    const saved = await readFile(await (await download).path(), 'utf8');
    expect(saved).toContain(((await preview.textContent()) ?? 'nothing').trim());
    for (const secret of [world.practice.cms.password, world.practice.org.token, 'maria', 'harbor.example']) {
      expect(saved).not.toContain(secret);
    }
  });

  it.each(['light', 'dark'] as const)('axe finds nothing on any settings page, %s', async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [key, heading] of pages) {
      await open(key, heading);
      await page.locator('main :is(.card, .banner)').first().waitFor();
      await page.waitForTimeout(300);
      await page.evaluate(axe.source);
      const options = JSON.stringify({ runOnly: tags });
      const { violations } = findings.parse(await page.evaluate(`axe.run(document, ${options})`));
      expect(violations.flatMap(({ id: rule, nodes }) => nodes.map((node) => `${key} ${rule}: ${node.html}`))).toEqual(
        [],
      );
    }
  });

  it('a code carries a role, and who may only look sees settings with the reason', async () => {
    await open('clients', 'Browsers');
    await page.getByRole('radio', { name: /^viewer/ }).check();
    await button('Make a code').click();
    await page.getByText('becomes viewer', { exact: false }).waitFor();
    const self = (await call('clients')).clients.find(({ revoked }) => revoked === null);
    await call('changeClient', { id: self?.id ?? '' }, { role: 'viewer' });
    await open('brakes', 'Limits');
    await page.getByText(/paired as viewer, so settings are shown/).waitFor();
    expect(await page.getByRole('region', { name: 'Create' }).getByLabel('Number').isDisabled()).toBe(true);
    expect(await button('Save').getAttribute('aria-disabled')).toBe('true');
  });
});
