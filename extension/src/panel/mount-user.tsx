import { siteKey } from '@rollcall/shared/site';
import { render } from 'preact';

import type { PeoplePage, UserPage } from '../pages/page.ts';
import { createController, type Controller } from '../people/controller.ts';
import { DialogPlace } from '../people/dialog-place.ts';
import { createHost, panelTag } from '../people/host.ts';
import type { MountParts } from '../people/mount.tsx';
import { removeHost } from '../people/row-hosts.ts';
import { createStore } from '../people/state.ts';
import { visiblePause } from '../plan/follow.ts';
import { onThemeChange, schemeBehind } from '../theme.ts';
import { language } from '../words.ts';
import { OwnerMarks } from './marks.tsx';
import { UserReader } from './user-reader.ts';
import { UserView } from './user-view.tsx';

/** Puts the panel before the page of one user, and marks the fields of its form that Okta owns. */
export function mountUser(page: UserPage, parts: MountParts): Controller {
  const { document, css, send, signal, load } = parts;
  const host = createHost(document, panelTag, css, language());
  const dialogs = new DialogPlace(host.root, load);
  const marks = new OwnerMarks(page, document, css);
  const site = siteKey(document.location.origin + page.basePath);
  const store = createStore(() => draw());
  const reader = new UserReader({ page, store, send, changed: () => draw() });
  const pause = visiblePause(document, signal);
  const controller = createController({
    ...parts,
    page: listOf(page, host.element),
    store,
    pause,
    now: Date.now,
    refreshed: () => void reader.read(),
  });

  function draw(): void {
    if (signal.aborted) return;
    const state = store.get();
    page.placeFirst(host.element);
    render(<UserView {...{ state, user: reader.state, reader, page, site, controller }} />, host.root);
    dialogs.draw(state, controller);
    marks.draw(reader.state.answer);
  }

  page.placeFirst(host.element);
  const wearTheme = (): void => {
    host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? document.body);
    marks.wearTheme();
  };
  wearTheme();
  draw();
  controller.refresh();
  onThemeChange(document, wearTheme, signal);
  const onVisible = (): void => {
    if (!document.hidden) controller.seenAgain();
  };
  document.addEventListener('visibilitychange', onVisible, { signal });
  signal.addEventListener('abort', () => {
    removeHost(host);
    marks.remove();
  });
  return controller;
}

/** The one user as a list of one, so that runs, plans and badges are the list's own. */
function listOf(page: UserPage, cell: Element): PeoplePage {
  return {
    ...page,
    rows: () => [{ handle: page.handle, name: page.name(), checkbox: null, cell }],
    placeAbove: page.placeFirst,
    observe: () => undefined,
  };
}
