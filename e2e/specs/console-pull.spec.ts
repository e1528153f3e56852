import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

import { callOrg } from '../contract/practice-okta.ts';
import { faultsOf } from './axe.ts';
import { missing, openPairedWorld } from './world.ts';

const made = z.object({ id: z.string() });
const people = ['pia.nord', 'tor.vik'].map((name) => `${name}@harbor.example`);
const token = '00plain-token-of-the-tool';

const root = `adobe_users:
  connectors:
    umapi: connector-umapi.yml
directory_users:
  connectors:
    okta: connector-okta.yml
  groups:
    - directory_group: Night crew
      adobe_groups: [Finance]
limits:
  max_adobe_only_users: 5
logging:
  log_to_file: True
invocation_defaults:
  users: mapped
  process_groups: Yes
  update_user_info: Yes
`;
const connectorFor = (host: string) => `host: ${host}\napi_token: ${token}\n`;

describe.skipIf(missing !== null)(`pulls in the console${missing === null ? '' : ` (${missing})`}`, () => {
  let world: Awaited<ReturnType<typeof openPairedWorld>>;
  let page: Page;
  const call = ((...given) => world.practice.call(...given)) as typeof world.practice.call;
  const id = () => world.practice.connection.id;
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
  const region = (name: string | RegExp) => page.getByRole('region', { name });
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const open = async (place: string): Promise<void> => {
    await page.goto('about:blank');
    await page.goto(`${world.own}/options.html#/${id()}/${place}`);
    await heading('Pull from Okta');
  };
  const choose = (files: Record<string, string>) =>
    page.getByLabel('Choose files').setInputFiles(
      Object.entries(files).map(([name, text]) => ({
        name,
        mimeType: 'application/yaml',
        buffer: Buffer.from(text),
      })),
    );
  const onSite = (mail: string) => world.practice.cms.cms.site.userByMail(mail);
  const looksRight = async (): Promise<void> => {
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 780 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBeLessThanOrEqual(360);
  };

  beforeAll(async () => {
    world = await openPairedWorld({ users: 12 });
    const { org } = world.practice;
    const group = made.parse(await callOrg(org, 'POST /api/v1/groups', { profile: { name: 'Night crew' } }));
    for (const login of people) {
      const [firstName = '', lastName = ''] = login.split(/[.@]/);
      const body = {
        profile: { login, email: login, firstName, lastName },
        credentials: { password: { value: 'Lantern-2468' } },
      };
      const user = made.parse(await callOrg(org, 'POST /api/v1/users?activate=true', body));
      await callOrg(org, `PUT /api/v1/groups/${group.id}/users/${user.id}`);
    }
    page = await world.context.newPage();
    await page.emulateMedia({ reducedMotion: 'reduce' });
  }, 120_000);
  afterAll(async () => world.close());

  it('shows the two ways in where nothing was set up', async () => {
    await open('pull');
    await page.getByText('This connection does not pull yet.').waitFor();
    await looksRight();
    await page.getByRole('link', { name: 'Import Adobe configuration' }).press('Enter');
    await page.getByLabel('Choose a folder').waitFor();
    await looksRight();
  });

  it('takes the tool’s files, tells what becomes of each key or stands against it, and saves them (A1, A3 to A5, A15)', async () => {
    const host = new URL(world.practice.org.url).host;
    await choose({ 'user-sync-config.yml': root, 'connector-okta.yml': connectorFor('other.okta.example') });
    await page.getByText(/^connector-okta\.yml, line 1:/).waitFor();
    expect(await button('Save as settings').count()).toBe(0);
    await choose({ 'user-sync-config.yml': root, 'connector-okta.yml': connectorFor(host) });
    await page.getByRole('row', { name: /api_token .*connector-okta\.yml, line 2/ }).waitFor();
    await button(/^Ignored/).click();
    await page.getByRole('row', { name: /logging\.log_to_file .*Ignored/ }).waitFor();
    await looksRight();
    await button('Save as settings').click();
    await page.getByText('Nothing was pulled.', { exact: false }).waitFor();
    const { pull } = await call('connection', { id: id() });
    expect(pull?.groups).toEqual([{ group: 'Night crew', roles: [{ target: null, role: 'Finance' }] }]);
    expect(await page.content()).not.toContain(token);
  });

  it('is set further by hand, and tried on one user before it is saved (L16)', async () => {
    await page.getByRole('region', { name: 'Export' }).waitFor();
    await page.getByRole('navigation', { name: 'Pull from Okta' }).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('checkbox', { name: 'Switch on Pull' }).check();
    await region('Pull').getByRole('checkbox', { name: 'Deactivate' }).check();
    await button('Add pattern').click();
    await page.getByRole('textbox', { name: 'Pattern', exact: true }).fill('Night (.*)');
    await page.getByRole('textbox', { name: 'Role', exact: true }).fill('Dock planner');
    await page.getByText('1 group of the org fits.').waitFor();
    await button('Add rule').click();
    await page.getByRole('textbox', { name: 'When' }).fill('okta.profile.lastNam == "nord"');
    await page.getByText(/^At “okta\.profile\.lastNam/).waitFor();
    await page.getByRole('textbox', { name: 'When' }).fill('okta.profile.lastName == "nord"');
    await region('Rules').getByRole('group', { name: 'Takes roles' }).getByRole('button', { name: 'Add role' }).click();
    await page.getByRole('combobox', { name: 'Takes roles, line 1' }).fill('Dock planner');
    const tester = region('Try it on a person');
    await tester.getByLabel('User', { exact: true }).fill(people[0] ?? '');
    await tester.getByText('in scope.').waitFor();
    await tester.getByText('Given by Night crew.').waitFor();
    await tester.getByText('Applied', { exact: true }).waitFor();
    expect(await tester.getByText('Dock planner').count()).toBe(0);
    await looksRight();
    await button('Save').click();
    await page.getByText('It counts from the next run on.').waitFor();
    expect(await call('connection', { id: id() })).toMatchObject({
      methods: { pull: { on: true, operations: ['read', 'create', 'update', 'deactivate'] } },
      pull: { rules: [{ when: 'okta.profile.lastName == "nord"', removeRoles: ['Dock planner'] }] },
    });
  });

  it('shows what would change, and writes what is approved (A15)', async () => {
    await open('pull');
    expect(await button('Pull now…').getAttribute('aria-disabled')).toBe('true');
    await page.getByText('Options for one pull').press('Enter');
    await page.getByRole('radio', { name: /^Both sides/ }).waitFor();
    await looksRight();
    await button('Show what would change').click();
    await heading(/^Run R-/);
    const apply = button(/^(Sync|Approve|Apply) \d+ changes?…?$/);
    await apply.waitFor({ timeout: 20_000 });
    for (const mail of people) expect(onSite(mail)).toBeUndefined();
    await apply.click();
    const word = page.getByRole('dialog').getByRole('button', { name: /^Approve \d+ changes$/ });
    if ((await page.getByRole('dialog').count()) > 0) await word.click();
    await expect.poll(() => people.filter((mail) => onSite(mail)?.status).length, { timeout: 20_000 }).toBe(2);
    await expect.poll(() => onSite(people[1] ?? '')?.roles.toSorted()).toEqual(['dock_planner', 'finance']);
    expect(onSite(people[0] ?? '')?.roles).toEqual(['finance']);
  });

  it('tells afterwards what was read, and pulls again after the look and a second word', async () => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Pull from Okta' }).click();
    await heading('Pull from Okta');
    await region('Last pull')
      .getByRole('row', { name: /Night crew 2/ })
      .waitFor();
    await looksRight();
    await button('Show what would change').click();
    await heading(/^Run R-/);
    await page.goBack();
    await heading('Pull from Okta');
    await button('Pull now…').click();
    await page.getByRole('dialog').getByText('Nothing would change.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Pull now' }).click();
    await heading(/^Run R-/);
    await page.getByText('Nothing to do').first().waitFor();
  });

  it('takes back a whole pull', async () => {
    await open('pull');
    const { jobs } = await call('jobs');
    const wrote = jobs.find(({ done }) => done > 0)?.id ?? '';
    await page.goto(`${world.own}/options.html#/${id()}/run/${wrote}`);
    await button('Undo run…').click();
    const dialog = page.getByRole('dialog', { name: `Undo run ${wrote}` });
    await dialog.getByRole('button', { name: /^(Sync|Approve) / }).click();
    await expect.poll(() => people.filter((mail) => onSite(mail)?.status).length, { timeout: 20_000 }).toBe(0);
  });

  it('gives the settings out as the tool’s files, without a token', async () => {
    await open('pull/import');
    const [first] = await Promise.all([page.waitForEvent('download'), button('Download the files').click()]);
    expect(first.suggestedFilename()).toMatch(/\.yml$/);
    expect(await page.content()).not.toContain(token);
  });
});
