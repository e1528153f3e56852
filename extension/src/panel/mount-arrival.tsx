import { render } from 'preact';

import type { Arrival } from '../forms/arrive.ts';
import type { SitePage } from '../pages/page.ts';
import { createController, type Controller } from '../people/controller.ts';
import { DialogPlace } from '../people/dialog-place.ts';
import { createHost, stripTag } from '../people/host.ts';
import type { MountParts } from '../people/mount.tsx';
import { removeHost } from '../people/row-hosts.ts';
import { createStore, type PeopleState } from '../people/state.ts';
import { WorkLine } from '../people/strip.tsx';
import { visiblePause } from '../plan/follow.ts';
import { schemeBehind } from '../theme.ts';
import { language, t } from '../words.ts';

/** A strip on a page that has none of our parts yet, to tell what became of a form; it goes when it is closed. */
export function mountArrival(page: SitePage, { submission, user }: Arrival, parts: MountParts): Controller {
  const { document, css, signal, load } = parts;
  const host = createHost(document, stripTag, css, language());
  page.placeFirst(host.element);
  host.element.style.colorScheme = schemeBehind(host.element.parentElement ?? document.body);
  const dialogs = new DialogPlace(host.root, load);
  const handles = submission.users.length > 0 ? submission.users : user === null ? [] : [user];
  const rows = handles.map((handle) => ({
    handle,
    name: submission.login ?? handle,
    checkbox: null,
    cell: host.element,
  }));
  const list = { ...page, rows: () => rows, placeAbove: page.placeFirst, observe: () => undefined };
  const draw = (state: PeopleState): void => {
    if (signal.aborted) return;
    render(
      <section class="rc parts" aria-label={t('strip.label')}>
        <WorkLine {...{ state, controller }} />
        <span class="vh" role="status">
          {state.said}
        </span>
      </section>,
      host.root,
    );
    dialogs.draw(state, controller);
  };
  const store = createStore(draw);
  const pause = visiblePause(document, signal);
  const controller = createController({ ...parts, page: list, store, pause, now: Date.now });
  signal.addEventListener('abort', () => removeHost(host));
  return controller;
}
