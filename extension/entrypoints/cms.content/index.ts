import { browser } from 'wxt/browser';
import { defineContentScript } from 'wxt/utils/define-content-script';

import { readArrival, type Arrival } from '../../src/forms/arrive.ts';
import { formHint, type FormHint } from '../../src/forms/hint.ts';
import { watchForms } from '../../src/forms/watch.ts';
import type { Notice } from '../../src/messages.ts';
import { detectPage } from '../../src/pages/kinds.ts';
import type { Detected } from '../../src/pages/page.ts';
import { partLoader } from '../../src/part.ts';
import { tellArrival } from '../../src/people/arrival.ts';
import type { Controller } from '../../src/people/controller.ts';
import { removeLeftovers } from '../../src/people/host.ts';
import { mountLink } from '../../src/people/link.tsx';
import { mountPeople, mountUnrecognised, type MountParts } from '../../src/people/mount.tsx';
import { send, type Send } from '../../src/send.ts';

type Found = NonNullable<Detected>;

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
    if (detected === null) return;
    const ask: Send = (...message) =>
      // After an update of the extension this copy can ask nobody: it takes its parts away and waits for nothing.
      send(...message).catch((error: unknown) => {
        if (ctx.isInvalid) return ctx.block();
        throw error;
      });
    const { signal } = ctx;
    const load = partLoader(ask);
    const hint = formHint(sessionStorage, Date.now);
    removeLeftovers(document);
    const passwordOf = (form: HTMLFormElement) => globalThis.rollcallParts?.panel?.passwordOf(form) ?? null;
    watchForms(detected.page, { document, send: ask, hint, signal }, passwordOf);
    if (!concernsUs(detected, hint)) return;
    const reply = await ask('enabled', {});
    if (!reply.ok || ctx.isInvalid) return;
    const leave = () => ctx.abort('site switched off');
    const parts: MountParts = { document, css: reply.value.css, send: ask, load, signal, leave };
    mountLink(detected.page, parts);
    const mounted = await mountOn(detected, parts);
    const onNotice = (notice: unknown): void => {
      if (isNotice(notice)) mounted?.refresh();
    };
    browser.runtime.onMessage.addListener(onNotice);
    ctx.onInvalidated(() => browser.runtime?.onMessage?.removeListener(onNotice));
    const arrival = await readArrival(detected.page, { document, send: ask, hint, signal });
    if (arrival !== null && !signal.aborted)
      tellArrival(arrival, mounted ?? (await mountArrival(detected, arrival, parts)));
  },
});

/** Most pages of a CMS have nothing to do with its users; they cost nothing but this look. */
function concernsUs({ is, page }: Found, hint: FormHint): boolean {
  return is !== 'other' || hint.isSet() || page.forms.passwordInputs() !== null || page.linkPlace() !== null;
}

async function mountOn(detected: Found, parts: MountParts): Promise<Controller | null> {
  const { page } = detected;
  if (page.forms.passwordInputs() !== null) void (await parts.load('panel')).mountPassword(page, parts);
  if (detected.is === 'people') return mountPeople(detected.page, parts);
  if (detected.is === 'user') return (await parts.load('panel')).mountUser(detected.page, parts);
  if (detected.is === 'unrecognised') mountUnrecognised(page, parts);
  return null;
}

async function mountArrival({ page }: Found, arrival: Arrival, parts: MountParts): Promise<Controller> {
  return (await parts.load('panel')).mountArrival(page, arrival, parts);
}

function isNotice(value: unknown): value is Notice {
  return typeof value === 'object' && value !== null && 'rollcall' in value;
}
