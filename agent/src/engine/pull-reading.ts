import type { Account, Link, PullDefaults, PullSettings } from '@rollcall/shared';

import type { PulledPlace } from '../pull/effective.ts';
import type { Names } from '../pull/names.ts';
import { pulled } from '../pull/pulled.ts';
import type { SelectInput, Selection } from '../pull/select.ts';
import { readBy } from '../pull/wishes.ts';
import type { PlanRun } from './finish-plan.ts';
import { mappedNames } from './map.ts';
import type { MarkDraft } from './pull-mark.ts';

export interface PullAsked {
  settings: PullSettings;
  options: PullDefaults;
  links: readonly Link[];
}

/** What a pull has read of both sides. */
export interface PullReading {
  names: Names;
  place: PulledPlace;
  selection: Selection;
  cms: Account[];
  /** How it was read, which need not be how it was asked for. */
  strategy: PullDefaults['strategy'];
  /** What a person must know of how it was read. */
  notes: string[];
  /** Where the next look for what moved begins; null where this reading says nothing of that. */
  mark: MarkDraft | null;
  /** How many of the site's accounts a limit in percent is of; null where the site was read whole. */
  limitOf: number | null;
}

/** What a selection by these settings needs. */
export function selectInput(
  { deps, live, book, sides }: PlanRun,
  { settings, options, links }: PullAsked,
  { place, names }: { place: PulledPlace; names: Names },
): SelectInput {
  const { scope } = live.job.request;
  const own = ['login', 'email', 'firstName', 'lastName'];
  const mapped = mappedNames(place.connection, 'okta');
  let shown = 0;
  return {
    okta: sides.okta,
    settings,
    options,
    names,
    rolesOnly: scope.kind === 'pull' && scope.main !== undefined,
    linked: new Set(links.map((link) => link.okta.id)),
    keep: new Set([...own, ...readBy(settings), ...mapped]),
    kept: new Set([...mapped, ...Object.values(pulled)]),
    signal: live.abort.signal,
    progress: (at) => {
      if (deps.now() - shown < 200) return;
      shown = deps.now();
      void book.update(live, { at, total: Math.max(live.job.total, at) });
    },
  };
}
