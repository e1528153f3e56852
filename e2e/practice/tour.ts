import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { findBrowser, openPeoplePage } from './browser.ts';
import { startPractice } from './practice.ts';
import type { Practice } from './practice.ts';

/**
 * One admin clicks Sync on a user's row: practice mode in a headless Chromium, from pairing to the badge that says
 * Staged. Prints what happened as one JSON document and saves a picture of each moment.
 */

const { values } = parseArgs({
  options: {
    screenshots: { type: 'string', default: path.join(import.meta.dirname, '..', '..', 'screenshots') },
    user: { type: 'string', default: 'noor.haddad' },
  },
});
const executable = findBrowser();
if (executable === null) {
  console.error('No Chromium was found. Install one (Debian: chromium), or name it in ROLLCALL_CHROMIUM.');
  process.exit(2);
}

const home = await mkdtemp(path.join(tmpdir(), 'rollcall-tour-'));
await mkdir(values.screenshots, { recursive: true });
const practice = await startPractice({ home, ports: { agent: 0 } });
try {
  const { context, page } = await openPeoplePage(practice, {
    executable,
    headless: true,
    profile: path.join(home, 'browser'),
  });
  try {
    console.log(JSON.stringify(await tour(page, practice, values.user), null, 2));
  } finally {
    await context.close();
  }
} finally {
  await practice.close();
  await rm(home, { recursive: true, force: true });
}

async function tour(page: Page, { call, org, connection }: Practice, user: string) {
  const row = page.locator('tr', { has: page.getByRole('link', { name: user, exact: true }) });
  const part = row.locator('rollcall-row');
  await part.getByText('Not in Okta').waitFor();
  const before = await badge(part);
  const pictures = [await picture(page, '1-before')];

  await part.getByRole('button', { name: /^Sync/ }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: /^Sync 1 user/ }).waitFor();
  const plan = await dialog.innerText();
  pictures.push(await picture(page, '2-plan'));

  await dialog.getByRole('button', { name: /^Sync 1 user/ }).click();
  await part.getByText('Staged').waitFor();
  const after = await badge(part);
  pictures.push(await picture(page, '3-after'));

  const { users } = await usersOf(call, connection.id, user);
  const { entries } = await call('activity');
  return {
    user,
    before,
    plan: plan.split('\n').filter((line) => line.trim() !== ''),
    after,
    okta: users[0]?.okta ? await oktaUser(org, users[0].okta.id) : null,
    activity: entries
      .filter((entry) => entry.type === 'create')
      .map(({ type, outcome, evidence, fields, steps }) => ({
        type,
        outcome,
        evidence,
        fields,
        steps: steps.map((step) => `${step.name} ${step.ms} ms`),
      })),
    screenshots: pictures,
  };
}

async function badge(part: ReturnType<Page['locator']>): Promise<string> {
  return (await part.locator('.badge').innerText()).trim();
}

async function picture(page: Page, name: string): Promise<string> {
  const file = path.join(values.screenshots, `${name}.png`);
  await page.screenshot({ path: file });
  return file;
}

async function usersOf(call: Practice['call'], id: string, user: string) {
  const { users } = await call('users', { id });
  return { users: users.filter((each) => each.login === user) };
}

/** The user as the practice org itself tells, asked with its own token and not through the agent. */
async function oktaUser({ url, token }: Practice['org'], id: string) {
  const answer = await fetch(`${url}/api/v1/users/${id}`, { headers: { authorization: `SSWS ${token}` } });
  const user = z.object({ id: z.string(), status: z.string(), profile: z.record(z.string(), z.unknown()) });
  return user.parse(await answer.json());
}
