import { browser } from 'wxt/browser';

/** Opens an address in a new tab and lets the popup go. */
export async function openTab(url: string): Promise<void> {
  await browser.tabs.create({ url });
  window.close();
}
