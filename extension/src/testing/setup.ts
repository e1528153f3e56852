import { beforeEach } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { getMessageFrom, readLocale } from './locale.ts';

/** The fake browser has no texts of its own; tests read the real English ones. */
const english = await readLocale('en');

beforeEach(() => {
  fakeBrowser.reset();
  Object.assign(fakeBrowser.i18n, { getMessage: getMessageFrom(english) });
  Object.assign(fakeBrowser.runtime, { getManifest: () => ({ version: '0.1.0' }) });
});

/** In these tests `click()` stands for a person's press, which only a browser can make; a dispatched event stays a script's. */
if ('HTMLElement' in globalThis)
  HTMLElement.prototype.click = function press(): void {
    const event = new PointerEvent('click', { bubbles: true, composed: true, cancelable: true });
    this.dispatchEvent(Object.defineProperty(event, 'isTrusted', { value: true }));
  };
