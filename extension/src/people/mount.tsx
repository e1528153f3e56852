import { siteKey } from '@rollcall/shared/site';
import { render } from 'preact';

import { Banner } from '../components/banner.tsx';
import type { Detected, PageRow, PeoplePage } from '../pages/page.ts';
import type { send } from '../send.ts';
import { onThemeChange, schemeBehind } from '../theme.ts';
import { language, t } from '../words.ts';
import { createController } from './controller.ts';
import { visiblePause } from './follow.ts';
import { createHost, removeLeftovers, rowTag, stripTag, type Host } from './host.ts';
import { PeopleView, whyUnavailable } from './people-view.tsx';
import { RowPart } from './row-part.tsx';
import { busyHandles, createStore, type PeopleState } from './state.ts';

export interface MountParts {
  document: Document;
  css: string;
  send: typeof send;
  /** Aborts when the page must be as it was without us. */
  signal: AbortSignal;
  leave(): void;
}

export interface Mounted {
  /** The agent came back, or the page is looked at again. */
  refresh(): void;
}

/** Puts the strip and the row parts on a recognised list and keeps them there while the list changes. */
export function mountPeople(page: PeoplePage, parts: MountParts): Mounted {
  const { document, css, signal } = parts;
  removeLeftovers(document);
  const strip = createHost(document, stripTag, css, language());
  const rows = new Map<Element, Host>();
  const store = createStore((state) => {
    if (!signal.aborted) draw(state);
  });
  const pause = visiblePause(document, signal);
  const controller = createController({ page, store, send: parts.send, signal, pause, now: Date.now, leave: parts.leave });
  const site = siteKey(document.location.origin + page.basePath);

  function draw(state: PeopleState): void {
    page.placeAbove(strip.element);
    render(<PeopleView {...{ state, site, controller }} />, strip.root);
    const busy = busyHandles(state);
    const unavailable = whyUnavailable(state);
    for (const row of state.rows) {
      const status = state.statuses.get(row.handle);
      render(
        <RowPart
          name={row.name}
          status={status}
          busy={busy.get(row.handle) ?? null}
          unavailable={unavailable}
          onAct={controller.actOn}
        />,
        hostOf(row).root,
      );
    }
    dropGone(state.rows);
  }

  function hostOf(row: PageRow): Host {
    const known = rows.get(row.cell);
    if (known?.element.parentElement === row.cell) return known;
    const host = known ?? createHost(document, rowTag, css, language());
    row.cell.append(host.element);
    host.element.style.colorScheme = schemeBehind(row.cell);
    rows.set(row.cell, host);
    return host;
  }

  function dropGone(shown: PageRow[]): void {
    const cells = new Set(shown.map((row) => row.cell));
    for (const [cell, host] of rows)
      if (!cells.has(cell)) {
        remove(host);
        rows.delete(cell);
      }
  }

  const wear = (): void => {
    if (strip.element.parentElement) strip.element.style.colorScheme = schemeBehind(strip.element.parentElement);
    for (const [cell, host] of rows) host.element.style.colorScheme = schemeBehind(cell);
  };

  page.placeAbove(strip.element);
  store.set({ rows: page.rows() });
  wear();
  void controller.refresh();
  page.observe(controller.rowsChanged, signal);
  onThemeChange(document, wear, signal);
  // Ticks are read after the page's own scripts had their turn: "select all" ticks boxes without an event of its own.
  const onTick = (): void => void requestAnimationFrame(controller.rowsChanged);
  for (const type of ['change', 'click']) document.addEventListener(type, onTick, { signal });
  document.addEventListener('visibilitychange', () => document.hidden || controller.seenAgain(), { signal });
  signal.addEventListener('abort', () => {
    for (const host of [strip, ...rows.values()]) remove(host);
  });
  return { refresh: () => void controller.refresh() };
}

/** Says in the page that its list has no shape we know; the CMS's own page works as before. */
export function mountUnrecognised(detected: Extract<Detected, { is: 'unrecognised' }>, parts: MountParts): void {
  const { document, css, signal } = parts;
  removeLeftovers(document);
  const host = createHost(document, stripTag, css, language());
  detected.placeAbove(host.element);
  host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? document.body);
  const next = t('banner.notRecognisedNext', [document.location.pathname]);
  render(
    <section class="rc parts" aria-label={t('strip.label')}>
      <Banner tone="warn" icon="info" cause={t('banner.notRecognised')} next={next} />
    </section>,
    host.root,
  );
  signal.addEventListener('abort', () => remove(host));
}

function remove({ element, root }: Host): void {
  render(null, root);
  element.remove();
}
