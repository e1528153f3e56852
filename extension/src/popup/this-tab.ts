import { browser } from 'wxt/browser';

/** The tab that the popup was opened over, as far as `activeTab` shows it. */
export interface ThisTab {
  id: number;
  /** Origin of an http(s) page; null for the browser's own pages. */
  origin: string | null;
  /** Address of the Drupal site that the page belongs to; null when it is none. */
  site: string | null;
}

/** Reads the tab in front and whether its page is a Drupal one: by the settings script that every theme has. */
export async function readThisTab(): Promise<ThisTab | null> {
  const [tab] = await browser.tabs.query({ active: true, currentWindow: true });
  if (tab?.id === undefined) return null;
  const url = tab.url === undefined ? null : URL.parse(tab.url);
  const origin = url !== null && /^https?:$/.test(url.protocol) ? url.origin : null;
  const basePath = origin === null ? null : await drupalBase(tab.id);
  return { id: tab.id, origin, site: origin === null || basePath === null ? null : origin + basePath };
}

async function drupalBase(tabId: number): Promise<string | null> {
  const [answer] = await browser.scripting
    .executeScript({ target: { tabId }, func: findDrupalBase })
    .catch(() => [undefined]);
  return typeof answer?.result === 'string' ? answer.result : null;
}

/** Runs inside the page, so it stands on its own. */
function findDrupalBase(): string | null {
  const script = document.querySelector('script[data-drupal-selector="drupal-settings-json"]');
  const base = /"baseUrl":"([^"]*)"/.exec(script?.textContent ?? '')?.[1];
  return base === undefined ? null : base.replaceAll('\\/', '/').replace(/\/+$/, '');
}
