import { browser } from 'wxt/browser';
import { z } from 'zod';

import type { Notice, SiteView } from '../messages.ts';

const scriptId = 'rollcall-cms';
const scriptFile = '/content-scripts/cms.js';
const stored = z.object({ sites: z.array(z.string()).catch([]) });

/** Match pattern of a site's pages. Ports are left out: Firefox refuses them, and a pattern without one covers all. */
export function patternOf(origin: string): string {
  const url = new URL(origin);
  return `${url.protocol}//${url.hostname}/*`;
}

/** Origins where a person enabled Rollcall, with or without the browser's permission. */
async function listedSites(): Promise<string[]> {
  return stored.parse(await browser.storage.local.get('sites')).sites;
}

export async function isEnabled(origin: string): Promise<boolean> {
  return (await listedSites()).includes(origin);
}

export async function viewSites(): Promise<SiteView[]> {
  const sites = await listedSites();
  return Promise.all(sites.map(async (origin) => ({ origin, permitted: await isPermitted(origin) })));
}

export async function addSite(origin: string): Promise<void> {
  const sites = await listedSites();
  await browser.storage.local.set({ sites: [...new Set([...sites, origin])].sort() });
  await registerScripts();
  if (await isPermitted(origin)) await startInOpenTabs(origin);
}

/** Forgets a site, takes our parts off its pages, and gives the permission back where no other site needs the same one. */
export async function removeSite(origin: string): Promise<void> {
  const rest = (await listedSites()).filter((site) => site !== origin);
  await browser.storage.local.set({ sites: rest });
  await tellTabs();
  await registerScripts();
  const pattern = patternOf(origin);
  // A permission that the manifest requires can't be given back; the site leaves the list all the same.
  if (!rest.some((site) => patternOf(site) === pattern))
    await browser.permissions.remove({ origins: [pattern] }).catch(() => false);
}

/** Registers the content script for exactly the enabled sites whose permission is there; a missing one would fail silently. */
export async function registerScripts(): Promise<void> {
  const permitted = (await viewSites()).filter((site) => site.permitted);
  const matches = [...new Set(permitted.map((site) => patternOf(site.origin)))];
  const known = await browser.scripting.getRegisteredContentScripts({ ids: [scriptId] });
  if (known.length > 0) await browser.scripting.unregisterContentScripts({ ids: [scriptId] });
  if (matches.length === 0) return;
  await browser.scripting.registerContentScripts([
    { id: scriptId, js: [scriptFile], matches, runAt: 'document_idle', persistAcrossSessions: true },
  ]);
}

/** Starts the content script in tabs that show the site already, so that nobody needs to reload. */
async function startInOpenTabs(origin: string): Promise<void> {
  const tabs = await browser.tabs.query({ url: patternOf(origin) });
  const here = tabs.filter((tab) => tab.url !== undefined && URL.parse(tab.url)?.origin === origin);
  await Promise.allSettled(
    here.map((tab) => browser.scripting.executeScript({ target: { tabId: tab.id ?? -1 }, files: [scriptFile] })),
  );
}

/** Runs a part of the content script in a page that asked for it, beside what runs there already. */
export async function startPart(tab: number, part: 'dialogs' | 'panel'): Promise<void> {
  await browser.scripting.executeScript({ target: { tabId: tab, frameIds: [0] }, files: [`/${part}.js`] });
}

/** After an update of the extension, open pages hold a copy that can ask nobody any more. */
export async function startInAllTabs(): Promise<void> {
  const sites = (await viewSites()).filter((site) => site.permitted);
  for (const { origin } of sites) await startInOpenTabs(origin);
}

/** Tabs that show an enabled site. */
export async function siteTabs(): Promise<number[]> {
  const sites = await viewSites();
  const url = sites.filter((site) => site.permitted).map((site) => patternOf(site.origin));
  if (url.length === 0) return [];
  return (await browser.tabs.query({ url })).flatMap((tab) => (tab.id === undefined ? [] : [tab.id]));
}

/** Tells every page that shows our parts to look again. */
export async function tellTabs(): Promise<void> {
  const notice: Notice = { rollcall: 'again' };
  const tabs = await browser.tabs.query({});
  await Promise.allSettled(tabs.map((tab) => browser.tabs.sendMessage(tab.id ?? -1, notice)));
}

function isPermitted(origin: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [patternOf(origin)] });
}
