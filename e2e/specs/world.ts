import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';

import { startPractice } from '../practice/practice.ts';
import type { Practice, PracticeOptions } from '../practice/practice.ts';

const built = path.join(import.meta.dirname, '..', '..', 'extension', '.output', 'chrome-mv3');
const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser'];

/** The browser that the specs drive; null where there is none or the extension is not built. */
export const executable = browsers.find((file) => existsSync(file)) ?? null;
export const missing =
  executable === null
    ? 'no Chromium at /usr/bin/chromium'
    : existsSync(built)
      ? null
      : 'the extension is not built (npm run build -w extension)';

export interface World {
  practice: Practice;
  context: BrowserContext;
  /** Address of a page of the extension, such as `options.html`. */
  own(file: string): string;
  close(): Promise<void>;
}

export interface WorldOptions extends Omit<PracticeOptions, 'home'> {
  /** Shows the German texts, in a browser whose own language files may be English only. */
  german?: boolean;
  viewport?: { width: number; height: number };
}

/** A site, an org, an agent and a browser with the built extension and a fresh profile, not yet paired. */
export async function openWorld({ german = false, viewport, ...options }: WorldOptions = {}): Promise<World> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-world-'));
  const practice = await startPractice({ ...options, home });
  const extension = german ? await germanCopy(home) : built;
  const context = await chromium.launchPersistentContext(path.join(home, 'profile'), {
    executablePath: executable ?? '',
    headless: true,
    viewport: viewport ?? { width: 1280, height: 900 },
    args: [
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const id = new URL(worker.url()).host;
  return {
    practice,
    context,
    own: (file) => `chrome-extension://${id}/${file}`,
    async close() {
      await context.close();
      await practice.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Pairs in the options page with a new code and enables the practice site, as a person does. */
export async function pairAndEnable({ context, practice, own }: World): Promise<void> {
  const options = await context.newPage();
  await options.goto(own('options.html'));
  await useAgentPort(options, practice.agent.port);
  await options.locator('#code').fill(practice.agent.pairingCode().code);
  await options.locator('#code').press('Enter');
  await options.getByText(practice.agent.agentId).first().waitFor();
  await enableSite(options, practice.cms.url);
  await options.close();
}

/** The agent of a spec listens on any free port, so the options page is told which. */
export async function useAgentPort(options: Page, port: number): Promise<void> {
  await options.locator('[aria-labelledby="address"]').last().fill(`http://127.0.0.1:${port}`);
  await options.locator('[aria-labelledby="address"]').last().press('Enter');
  await options.getByText(`127.0.0.1:${port}`).first().waitFor();
}

export async function enableSite(options: Page, url: string): Promise<void> {
  const { origin } = new URL(url);
  await options.locator('#site').fill(origin);
  await options.locator('#site').press('Enter');
  await options.getByRole('link', { name: origin }).waitFor();
}

/** Signs in at the practice site and opens its People page in a tab of its own. */
export async function openPeople({ context, practice }: World, query = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${practice.cms.url}/user/login`);
  if (await page.locator('input[name=pass]').isVisible()) {
    await page.locator('input[name=name]').fill(practice.cms.user);
    await page.locator('input[name=pass]').fill(practice.cms.password);
    await page.locator('input[name=pass]').press('Enter');
    await page.waitForURL((url) => !url.pathname.endsWith('/login'));
  }
  await page.goto(`${practice.cms.url}/admin/people${query}`);
  return page;
}

/** Our part in a user's row. */
export function rowOf(page: Page, name: string) {
  return page.locator('tr', { has: page.getByRole('link', { name, exact: true }) }).locator('rollcall-row');
}

export function strip(page: Page) {
  return page.locator('rollcall-strip');
}

/** The German texts under the name of the default language, since the browser's language needs files of its own. */
async function germanCopy(home: string): Promise<string> {
  const copy = path.join(home, 'extension');
  await cp(built, copy, { recursive: true });
  await cp(path.join(copy, '_locales', 'de'), path.join(copy, '_locales', 'en'), { recursive: true });
  return copy;
}
