import { browser } from 'wxt/browser';
import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';

import { readDrupalSettings } from '../src/pages/drupal-settings.ts';
import { carryOut } from '../src/session/carry-out.ts';
import type { ErrandNotice } from '../src/session/carrier.ts';

/** Put into a page only when the agent has an errand on its site; the page itself can neither start nor see it. */
export default defineUnlistedScript(() => {
  const settings = readDrupalSettings(document);
  const site = {
    base: location.origin + (settings?.basePath ?? ''),
    uid: settings?.uid ?? null,
    fetch: (input: RequestInfo | URL, init?: RequestInit) => fetch(input, init),
    parse: (html: string) => new DOMParser().parseFromString(html, 'text/html'),
  };
  browser.runtime.onMessage.addListener((message: unknown, sender, respond: (results: unknown) => void) => {
    if (sender.id !== browser.runtime.id || !isErrands(message)) return undefined;
    void Promise.all(message.tickets.map((ticket) => carryOut(ticket, site))).then(respond);
    return true;
  });
});

function isErrands(message: unknown): message is ErrandNotice {
  return typeof message === 'object' && message !== null && 'rollcall' in message && message.rollcall === 'errands';
}
