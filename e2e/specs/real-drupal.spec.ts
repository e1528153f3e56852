import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startAgent } from '../../agent/src/main.ts';
import type { StartedAgent } from '../../agent/src/main.ts';
import { openRealDrupal } from '../contract/drupal-site.ts';
import type { DrupalSite } from '../contract/drupal-site.ts';
import { findBrowser, openPeoplePage } from '../practice/browser.ts';
import { callerOf, finished, siteOf } from '../practice/practice.ts';
import type { Call } from '../practice/practice.ts';
import { startPracticeOrg } from '../practice-org/start.ts';
import { missing, rowOf } from './world.ts';

/** The main job on a real Drupal, where the environment names one: its own markup, scripts, session and JSON:API. */

const found = missing ?? (await openRealDrupal(process.env));
const reason = typeof found === 'string' ? found : null;

describe.skipIf(reason !== null)(`the People page of a real Drupal${reason === null ? '' : ` (${reason})`}`, () => {
  // Drupal cuts longer names in its list.
  const name = `spec ${Date.now().toString(36)}`;
  const mail = `${name.replaceAll(' ', '.')}@harbor.example`;
  let site: DrupalSite;
  let home: string;
  let org: Awaited<ReturnType<typeof startPracticeOrg>>;
  let agent: StartedAgent;
  let call: Call;
  let connection: string;
  let opened: Awaited<ReturnType<typeof openPeoplePage>>;
  let user: string;

  beforeAll(async () => {
    if (typeof found === 'string') throw new Error(found);
    site = found;
    home = await mkdtemp(path.join(tmpdir(), 'rollcall-real-'));
    org = await startPracticeOrg({ port: 0 });
    agent = await startAgent({ home, port: 0, keyring: 'off' });
    call = callerOf(agent);
    connection = (await call('addConnection', {}, { colour: 'test' })).id;
    const sign = { user: site.user, password: site.password };
    const id = connection;
    await call('connectSide', { id, side: 'cms' }, { kind: 'drupal', url: site.url, auth: 'session', values: sign });
    await call(
      'connectSide',
      { id, side: 'okta' },
      { kind: 'okta', url: org.url, auth: 'token', values: { token: org.token } },
    );
    expect(await call('test', { id }, {})).toMatchObject({ ok: true });
    await call('changeConnection', { id }, { mode: 'live' });
    user = (await (await siteOf(agent, connection)).create({ attributes: { name, mail }, state: 'active' })).ref.id;
    const { job } = await call('run', {}, { connection, scope: { kind: 'all' }, mode: 'plan' });
    expect(await finished(call, job)).toMatchObject({ state: 'done' });
    const executable = findBrowser() ?? '';
    opened = await openPeoplePage(
      { agent, cms: site },
      { executable, headless: true, profile: path.join(home, 'browser') },
    );
    await opened.page.goto(`${site.url}/admin/people?user=${encodeURIComponent(name)}`);
  });
  afterAll(async () => {
    await opened.context.close();
    await (await siteOf(agent, connection)).remove?.(user);
    await agent.close();
    await org.close();
    await site.close();
    await rm(home, { recursive: true, force: true });
  });

  it('shows a badge beside the user and stages the user in Okta after the plan was confirmed', async () => {
    const part = rowOf(opened.page, name);
    await part.getByText('Not in Okta').waitFor();
    await part.getByRole('button', { name: `Sync ${name} to Okta` }).click();
    const dialog = opened.page.getByRole('dialog', { name: `Sync ${name}` });
    await dialog.getByRole('button', { name: 'Sync 1 user' }).click();
    await part.getByText('Staged').waitFor();
    const answer = await fetch(`${org.url}/api/v1/users/${encodeURIComponent(mail)}`, {
      headers: { authorization: `SSWS ${org.token}` },
    });
    expect(await answer.json()).toMatchObject({ status: 'STAGED', profile: { login: mail, email: mail } });
  });

  it('deactivates in Okta who was blocked on the site', async () => {
    await (await siteOf(agent, connection)).setState(user, 'deactivated');
    const { job } = await call(
      'run',
      {},
      { connection, scope: { kind: 'accounts', side: 'cms', ids: [user] }, mode: 'apply' },
    );
    expect(await finished(call, job)).toMatchObject({ state: 'done', done: 1 });
    await opened.page.reload();
    await rowOf(opened.page, name).locator('.badge', { hasText: 'Deactivated' }).waitFor();
  });

  it('sees the site’s own forms succeed, and has a panel on the user’s page', async () => {
    const { page } = opened;
    const typed = `form ${Date.now().toString(36)}`;
    const login = `${typed.replaceAll(' ', '.')}@harbor.example`;
    const { methods } = await call('connection', { id: connection });
    const automatic = { on: true, operations: methods.manual.operations };
    await call('changeConnection', { id: connection }, { methods: { ...methods, automatic } });
    const okta = async () => {
      const answer = await fetch(`${org.url}/api/v1/users/${encodeURIComponent(login)}`, {
        headers: { authorization: `SSWS ${org.token}` },
      });
      return answer.json();
    };
    const said = (text: string) => page.locator('rollcall-strip, rollcall-panel').locator('.strip').getByText(text);

    await page.goto(`${site.url}/admin/people/create`);
    await page.locator('[name=mail]').fill(login);
    await page.locator('[name=name]').fill(typed);
    await page.locator('[name="pass[pass1]"]').fill('Harbour-Lights-42');
    await page.locator('[name="pass[pass2]"]').fill('Harbour-Lights-42');
    await page.locator('[data-drupal-selector="edit-submit"]').click();
    await said(`${typed} was created in Okta: Staged.`).waitFor();
    expect(await okta()).toMatchObject({ status: 'STAGED' });

    await page.locator('[data-drupal-messages] a[href*="/user/"]').first().click();
    const panel = page.locator('rollcall-panel');
    await panel.locator('.badge', { hasText: 'Staged' }).first().waitFor();
    const uid = /user\/(\d+)/.exec(page.url())?.[1] ?? '';
    await page.goto(`${site.url}/user/${uid}/edit`);
    await panel.locator('.badge', { hasText: 'Staged' }).waitFor();
    await page.locator('[name=mail]').fill('not a mail');
    await page.locator('#user-form').evaluate((form) => form.setAttribute('novalidate', ''));
    await page.locator('[data-drupal-selector="edit-submit"]').click();
    await page.locator('.messages--error').waitFor();
    expect(await said('synced').count()).toBe(0);
    await page.locator('[name=mail]').fill(login);
    await page.locator('[name=status][value="0"]').check();
    await page.locator('[data-drupal-selector="edit-submit"]').click();
    await said(`${typed}: Deactivated.`).waitFor();
    expect(await okta()).toMatchObject({ status: 'DEPROVISIONED' });

    await page.goto(`${site.url}/user/${uid}/cancel`);
    await page.locator('[value=user_cancel_delete]').check();
    await page.locator('[data-drupal-selector="edit-submit"]').click();
    await page.waitForURL(/admin\/people/);
    await said('nothing to sync').waitFor();
  });
});
