import { siteKey } from '@rollcall/shared/site';
import { render } from 'preact';

import { Banner } from '../components/banner.tsx';
import type { PeoplePage, SitePage } from '../pages/page.ts';
import type { LoadPart } from '../part.ts';
import type { Send } from '../send.ts';
import { onThemeChange, schemeBehind } from '../theme.ts';
import { language, t } from '../words.ts';
import { createController, type Controller } from './controller.ts';
import { visiblePause } from '../plan/follow.ts';
import { DialogPlace } from './dialog-place.ts';
import { createHost, stripTag } from './host.ts';
import { PeopleView, whyUnavailable } from './people-view.tsx';
import { removeHost, RowHosts } from './row-hosts.ts';
import { RowPart } from './row-part.tsx';
import { busyHandles, createStore, type PeopleState } from './state.ts';

export interface MountParts {
  document: Document;
  css: string;
  send: Send;
  load: LoadPart;
  /** Aborts when the page must be as it was without us. */
  signal: AbortSignal;
  leave(): void;
}

/** Puts the strip and the row parts on a recognised list and keeps them there while the list changes. */
export function mountPeople(page: PeoplePage, parts: MountParts): Controller {
  const { document, css, signal, load } = parts;
  const strip = createHost(document, stripTag, css, language());
  const rows = new RowHosts(document, css, language());
  const dialogs = new DialogPlace(strip.root, load);
  const site = siteKey(document.location.origin + page.basePath);
  const store = createStore((state) => {
    if (!signal.aborted) draw(state);
  });
  const pause = visiblePause(document, signal);
  const controller = createController({ ...parts, page, store, pause, now: Date.now });

  function draw(state: PeopleState): void {
    page.placeAbove(strip.element);
    strip.element.toggleAttribute('data-stays', state.selected.length > 0 || state.work?.is === 'running');
    render(<PeopleView {...{ state, site, controller }} />, strip.root);
    dialogs.draw(state, controller);
    const busy = busyHandles(state);
    const unavailable = whyUnavailable(state);
    // A site without a connection has a banner and nothing to say about each user.
    const connected = state.status === null || state.status.connection !== null;
    rows.draw(state.rows, ({ handle, name }) => (
      <RowPart
        name={name}
        status={connected ? state.statuses.get(handle) : undefined}
        busy={busy.get(handle) ?? null}
        unavailable={unavailable}
        onAct={controller.actOn}
      />
    ));
  }

  page.placeAbove(strip.element);
  const wearTheme = (): void => {
    strip.element.style.colorScheme = schemeBehind(strip.element.parentElement ?? document.body);
    rows.wearTheme();
  };
  wearTheme();
  controller.refresh();
  onThemeChange(document, wearTheme, signal);
  listen(page, controller, parts);
  signal.addEventListener('abort', () => {
    removeHost(strip);
    rows.remove();
  });
  return controller;
}

function listen(page: PeoplePage, controller: Controller, { document, signal }: MountParts): void {
  page.observe(controller.rowsChanged, signal);
  // Ticks are read after the page's own scripts had their turn: "select all" ticks boxes without an event of its own.
  const onTick = (): void => void requestAnimationFrame(controller.rowsChanged);
  for (const type of ['change', 'click']) document.addEventListener(type, onTick, { signal });
  const onVisible = (): void => {
    if (!document.hidden) controller.seenAgain();
  };
  document.addEventListener('visibilitychange', onVisible, { signal });
}

/** Says in the page that it has no shape we know; the CMS's own page works as before. */
export function mountUnrecognised(page: SitePage, { document, css, signal }: MountParts): void {
  const host = createHost(document, stripTag, css, language());
  page.placeFirst(host.element);
  host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? document.body);
  const next = t('banner.notRecognisedNext', [document.location.pathname]);
  render(
    <section class="rc parts" aria-label={t('strip.label')}>
      <Banner tone="warn" icon="info" cause={t('banner.notRecognised')} next={next} />
    </section>,
    host.root,
  );
  signal.addEventListener('abort', () => removeHost(host));
}
