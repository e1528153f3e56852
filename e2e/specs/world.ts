import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

import { startAgent } from '../../agent/src/main.ts';
import type { StartedAgent } from '../../agent/src/main.ts';
import { findBrowser, launchWithExtension, openPeople } from '../practice/browser.ts';
import type { ExtensionBrowser } from '../practice/browser.ts';
import { startPractice } from '../practice/practice.ts';
import type { Practice, PracticeOptions } from '../practice/practice.ts';

const built = path.join(import.meta.dirname, '..', '..', 'extension', '.output', 'chrome-mv3');
const executable = findBrowser();

/** Why no browser spec can run here; null when they can. */
export const missing =
  executable === null
    ? 'no Chromium was found'
    : existsSync(built)
      ? null
      : 'the extension is not built (npm run build -w extension)';

export interface World extends ExtensionBrowser {
  practice: Practice;
  /** Stops the agent. */
  agentOff(): Promise<void>;
  /** Starts it again at the same address, with what it kept. */
  agentOn(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions extends Omit<PracticeOptions, 'home' | 'ports'> {
  viewport?: { width: number; height: number };
  /** Shows the German texts, also in a browser that has no German files of its own. */
  german?: boolean;
}

/** A site, an org, an agent and a browser with the built extension and a fresh profile, not yet paired. */
export async function openWorld({ viewport, german = false, ...options }: WorldOptions = {}): Promise<World> {
  if (executable === null) throw new Error('no Chromium was found');
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-world-'));
  const practice = await startPractice({ ...options, home, ports: { agent: 0 } });
  const browser = await launchWithExtension({
    executable,
    headless: true,
    profile: path.join(home, 'profile'),
    ...(viewport === undefined ? {} : { viewport }),
    ...(german ? { extension: await germanCopy(home) } : {}),
  });
  const { cms, org } = practice;
  let agent: StartedAgent | null = practice.agent;
  const agentOff = async () => {
    await agent?.close();
    agent = null;
  };
  return {
    practice,
    ...browser,
    agentOff,
    async agentOn() {
      agent = await startAgent({ home: path.join(home, 'agent'), keyring: 'off', port: practice.agent.port });
    },
    async close() {
      await browser.context.close();
      await Promise.all([agentOff(), cms.close(), org.close()]);
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** A world in which a person has paired, enabled the site and opened the People page. */
export async function openPairedWorld(options: WorldOptions = {}): Promise<World & { page: Page }> {
  const world = await openWorld(options);
  await pairAndEnable(world);
  const page = await openPeople(world.context, world.practice.cms);
  await strip(page).first().waitFor();
  return { ...world, page };
}

export async function pairAndEnable(world: World): Promise<void> {
  const { agent, cms } = world.practice;
  const options = await world.context.newPage();
  await options.goto(`${world.own}/options.html#/browser`);
  await useAgent(options, world);
  await options.locator('#code').fill(agent.pairingCode().code);
  await options.locator('#code').press('Enter');
  await options.locator('#code').waitFor({ state: 'detached' });
  await options.locator('#site').fill(new URL(cms.url).origin);
  await options.locator('#site').press('Enter');
  await options.getByRole('link', { name: new URL(cms.url).origin }).waitFor();
  await options.close();
}

/** A world's agent listens on any free port, so the options page is told which. */
export async function useAgent(options: Page, { practice: { agent } }: World): Promise<void> {
  await options.locator('section[aria-labelledby=address] input').fill(agent.api);
  await options.locator('section[aria-labelledby=address] input').press('Enter');
  await options.getByText(agent.agentId).first().waitFor();
}

/** The lines above the list, without what is only said to assistive technology. */
export function strip(page: Page): Locator {
  return page.locator('rollcall-strip .strip');
}

/** Our part in a user's row. */
export function rowOf(page: Page, name: string): Locator {
  return page.locator('tr', { has: page.getByRole('link', { name, exact: true }) }).locator('rollcall-row');
}

export async function tick(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) {
    const row = page.locator('tr', { has: page.getByRole('link', { name, exact: true }) });
    await row.getByRole('checkbox').check();
  }
}

/** The next answers of the practice org to a kind of request go wrong. */
export async function breakOkta(world: World, fault: Record<string, unknown>): Promise<void> {
  await fetch(`${world.practice.org.url}/practice/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
}

/** The German texts under the name of the default language, since a browser's language needs files of its own. */
async function germanCopy(home: string): Promise<string> {
  const copy = path.join(home, 'extension');
  await cp(built, copy, { recursive: true });
  await cp(path.join(copy, '_locales', 'de'), path.join(copy, '_locales', 'en'), { recursive: true });
  return copy;
}
