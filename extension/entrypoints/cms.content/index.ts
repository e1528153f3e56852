import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';

import type { Notice } from '../../src/messages.ts';
import { detectPage } from '../../src/pages/kinds.ts';
import { mountPeople, mountUnrecognised } from '../../src/people/mount.tsx';
import { send, type Send } from '../../src/send.ts';

export default defineContentScript({
  // Registered at run time for the sites that a person enabled; the manifest names none.
  registration: 'runtime',
  matches: [],
  runAt: 'document_idle',
  cssInjectionMode: 'manual',
  // A newer copy tells an older one by a DOM event; a posted message could be read and faked by the page.
  noScriptStartedPostMessage: true,
  async main(ctx) {
    const detected = detectPage(document);
    if (detected === null || detected.is === 'other') return;
    const ask: Send = (...message) =>
      // After an update of the extension this copy can ask nobody: it takes its parts away and waits for nothing.
      send(...message).catch((error: unknown) => {
        if (ctx.isInvalid) return ctx.block();
        throw error;
      });
    const reply = await ask('enabled', {});
    if (!reply.ok || ctx.isInvalid) return;
    const { signal } = ctx;
    const parts = { document, css: reply.value.css, send: ask, signal, leave: () => ctx.abort('site switched off') };
    if (detected.is === 'unrecognised') return mountUnrecognised(detected, parts);
    const mounted = mountPeople(detected.page, parts);
    const onNotice = (notice: unknown): void => {
      if (isNotice(notice)) mounted.refresh();
    };
    browser.runtime.onMessage.addListener(onNotice);
    ctx.onInvalidated(() => browser.runtime?.onMessage?.removeListener(onNotice));
  },
});

function isNotice(value: unknown): value is Notice {
  return typeof value === 'object' && value !== null && 'rollcall' in value;
}
