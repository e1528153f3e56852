import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';

/** A Chromium with the built extension, and the steps that a person takes in it. */

const folder = path.join(import.meta.dirname, '..', '..', 'extension');
const built = path.join(folder, '.output', 'chrome-mv3');

const candidates = [
  process.env['ROLLCALL_CHROMIUM'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** Path of a Chromium that takes an unpacked extension; branded Chrome refuses one since version 137. */
export function findBrowser(): string | null {
  return candidates.find((candidate) => candidate !== undefined && existsSync(candidate)) ?? null;
}

/** Builds the extension for Chromium. Rejects with the build's own words. */
export function buildExtension(): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['wxt', 'build'], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve(built) : reject(new Error(`The extension could not be built:\n${said}`)),
    );
  });
}

export interface BrowserOptions {
  executable: string;
  headless: boolean;
  /** Folder of the browser's profile. */
  profile: string;
  /** Size of the page, in CSS pixels. */
  viewport?: { width: number; height: number };
  /** Language of browser and extension, such as `de`. */
  language?: string;
  /** Folder of another build of the extension. */
  extension?: string;
}

export interface ExtensionBrowser {
  context: BrowserContext;
  /** Address of the extension's own pages, without a slash at the end. */
  own: string;
}

/** Starts the browser with the built extension and waits until its background is there. */
export async function launchWithExtension(options: BrowserOptions): Promise<ExtensionBrowser> {
  const { executable, headless, profile, viewport = { width: 1280, height: 900 }, language = 'en' } = options;
  const extension = options.extension ?? built;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: executable,
    headless,
    viewport,
    locale: language,
    args: [
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
      `--lang=${language}`,
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    env: { ...definedEnv(), LANGUAGE: language },
  });
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  const own = `chrome-extension://${new URL(worker.url()).host}`;
  await firstPage(context, own);
  return { context, own };
}

/** Waits until the extension, newly installed, has opened its options: it takes over a blank tab, even one just opened. */
async function firstPage(context: BrowserContext, own: string): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    if (context.pages().some((page) => page.url().startsWith(own))) return;
    await sleep(100);
  }
}

/** Pairs in the options page, as a person does with the code that the agent prints. */
async function pairBrowser({ context, own }: ExtensionBrowser, agent: { api: string; code: string }): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${own}/options.html#/browser`);
  await page.getByRole('textbox', { name: 'Agent address' }).fill(agent.api);
  await page.getByRole('region', { name: 'Agent address' }).getByRole('button', { name: 'Save' }).click();
  // A browser that keeps its profile is paired already.
  const paired = page.getByText(/^Paired with/);
  const isPaired = paired.waitFor({ timeout: 2000 });
  if (await isPaired.then(() => true).catch(() => false)) return page;
  await page.getByLabel('Code from the agent').fill(agent.code);
  await page.getByRole('button', { name: 'Pair', exact: true }).click();
  await paired.waitFor();
  return page;
}

/** Enables a site in the options page. The browser's own question is answered beforehand, since a headless one shows none. */
export async function enableSite(browser: ExtensionBrowser, options: Page, site: string): Promise<void> {
  const { origin, protocol, hostname } = new URL(site);
  const listed = options.getByRole('link', { name: origin });
  if ((await listed.count()) > 0) return;
  const admin = await browser.context.newPage();
  await admin.goto('chrome://extensions');
  const id = new URL(browser.own).host;
  await admin.evaluate(
    ([extension, pattern]) =>
      // A function of this page of the browser alone, so no types know it.
      (
        globalThis as unknown as {
          chrome: { developerPrivate: { addHostPermission(id: string, host: string): Promise<void> } };
        }
      ).chrome.developerPrivate.addHostPermission(extension, pattern),
    [id, `${protocol}//${hostname}/*`] as const,
  );
  await admin.close();
  await options.getByLabel('Address of a site').fill(origin);
  await options.getByRole('button', { name: 'Enable' }).click();
  await listed.waitFor();
}

/** Signs in at the CMS with its own form and opens the People page. */
export async function openPeople(
  context: BrowserContext,
  cms: { url: string; user: string; password: string },
): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${cms.url}/user/login`);
  const form = page.locator('form.user-login-form, #user-login-form');
  await form.locator('[name=name]').fill(cms.user);
  await form.locator('[name=pass]').fill(cms.password);
  await form.locator('[name=op]').click();
  await page.waitForURL(/\/user\/\d+/);
  await page.goto(`${cms.url}/admin/people`);
  return page;
}

/** Everything up to the People page with its badges: build, start, pair, enable, sign in. */
export async function openPeoplePage(
  practice: {
    agent: { api: string; pairingCode(): { code: string } };
    cms: { url: string; user: string; password: string };
  },
  options: BrowserOptions,
): Promise<ExtensionBrowser & { page: Page }> {
  await buildExtension();
  const browser = await launchWithExtension(options);
  const settings = await pairBrowser(browser, { api: practice.agent.api, code: practice.agent.pairingCode().code });
  await enableSite(browser, settings, practice.cms.url);
  await settings.close();
  const page = await openPeople(browser.context, practice.cms);
  return { ...browser, page };
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
