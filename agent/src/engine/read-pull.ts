import { SyncError } from '@rollcall/shared';

import { select } from '../pull/select.ts';
import type { Selection } from '../pull/select.ts';
import type { PlanRun } from './finish-plan.ts';
import { refuseOtherPlaces } from './identity.ts';
import { mappedNames } from './map.ts';
import { lastCounts, namesPeople } from './pull-counts.ts';
import { markDraft, selectorOfRun } from './pull-mark.ts';
import { pulledPlace } from './pull-place.ts';
import { selectInput } from './pull-reading.ts';
import type { PullAsked, PullReading } from './pull-reading.ts';
import { readFewOfSite, readWholeSite } from './pull-site.ts';
import { readDelta } from './read-delta.ts';
import { isShrunken } from './sweep.ts';

/** Reads what a pull needs of both sides by its strategy. Throws whatever makes a reading incomplete. */
export async function readPull(run: PlanRun, asked: PullAsked): Promise<PullReading> {
  const { strategy } = asked.options;
  if (strategy === 'push') return readPush(run, asked);
  if (strategy === 'sync') return readWhole(run, asked, []);
  const moved = await readDelta(run, asked);
  if (!('why' in moved)) return moved;
  await refuseOtherPlaces(run.connection, run.sides, run.live.abort.signal);
  return readWhole(run, asked, [moved.why]);
}

/** Everybody in scope and everybody on the site. */
async function readWhole(run: PlanRun, asked: PullAsked, notes: string[]): Promise<PullReading> {
  const { signal } = run.live.abort;
  const { options } = asked;
  // Before anybody is read, so that whoever moves meanwhile is met by the next look.
  const begun = namesPeople(options) ? null : await run.sides.okta.movesSince?.(null, { most: 0, signal });
  const { place, names } = await pulledPlace(run, asked);
  const members = begun?.told === null ? new Map<string, string[]>() : undefined;
  const selection = await select({ ...selectInput(run, asked, { place, names }), ...(members && { members }) });
  refuseFew(run, asked, selection);
  const cms = await readWholeSite(run, { names, fields: mappedNames(place.connection, 'cms') });
  const selector = selectorOfRun(run, options);
  const mark = begun ? markDraft(begun, { selector, selection, members: members ?? new Map() }) : null;
  return { names, place, selection, cms, strategy: 'sync', notes, mark, limitOf: null };
}

/** Everybody in scope, and of the site their accounts alone: nobody counts as being only there. */
async function readPush(run: PlanRun, asked: PullAsked): Promise<PullReading> {
  const { place, names } = await pulledPlace(run, asked);
  const input = selectInput(run, asked, { place, names });
  const selection = await select({ ...input, linked: new Set() });
  refuseFew(run, asked, selection);
  const fields = mappedNames(place.connection, 'cms');
  const cms = await readFewOfSite(run, { names, fields, selection, links: asked.links });
  const notes = ['The strategy push looks at nobody who is only on the site.'];
  return { names, place, selection, cms, strategy: 'push', notes, mark: null, limitOf: null };
}

function refuseFew({ deps, connection }: PlanRun, { settings, options, links }: PullAsked, selection: Selection): void {
  if (namesPeople(options)) return;
  const before = lastCounts(deps.store.data, connection.id, { settings, options });
  const count = selection.selected.length + selection.undecided.length;
  if (!isShrunken(count, before, connection) && (count > 0 || links.length === 0)) return;
  const then = before === null ? `${links.length} are linked` : `${before} were the time before`;
  throw new SyncError('shrunken', `${count} users of Okta are selected, ${then}. Nothing is concluded from so few.`);
}
