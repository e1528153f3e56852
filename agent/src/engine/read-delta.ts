import type { DirectoryGroup } from '@rollcall/shared';

import type { Moves } from '../directory/directory.ts';
import { selectMoved } from '../pull/select-moved.ts';
import type { LeftBecause, Selection } from '../pull/select.ts';
import type { Names } from '../pull/names.ts';
import { groupsOf } from './apply-group.ts';
import type { PlanRun } from './finish-plan.ts';
import { refuseOtherPlaces } from './identity.ts';
import { mappedNames } from './map.ts';
import { lastCounts, namesPeople } from './pull-counts.ts';
import { markOf, openOf, selectorOfRun } from './pull-mark.ts';
import type { PullMark } from './pull-mark.ts';
import { pulledPlace } from './pull-place.ts';
import { selectInput } from './pull-reading.ts';
import type { PullAsked, PullReading } from './pull-reading.ts';
import { readFewOfSite } from './pull-site.ts';
import { isShrunken } from './sweep.ts';

/** Well within the time that Okta's System Log keeps, and seldom enough for a look at everybody in between. */
const longestMs = 30 * 24 * 60 * 60 * 1000;

/** More than so many users one by one, or this part of all, cost more than a reading of everybody. */
const fewUsers = 200;
const fewOfAll = 0.02;

/** Why everybody has to be read, as a sentence. */
interface Why {
  why: string;
}

/**
 * Reads of Okta what moved since the last pull that was applied, and of the site the accounts concerned. Asks Okta for three
 * pages where nothing did. Answers why where only a reading of everybody would be right, or would be cheaper.
 */
export async function readDelta(run: PlanRun, asked: PullAsked): Promise<PullReading | Why> {
  const mark = markFor(run, asked);
  if ('why' in mark) return mark;
  const open = await openOf(run.deps, mark, asked.links);
  if (open === null) return { why: 'What became of the last pull is not known any more, so everybody is read.' };
  const most = fewUsers + Math.floor(mark.read * fewOfAll);
  const { signal } = run.live.abort;
  const moves = (await run.sides.okta.movesSince?.(mark.watermark, { most, signal })) ?? null;
  const tooMany = { why: 'So much has changed in Okta that everybody is read.' };
  if (moves === null) return tooMany;
  const place = await pulledPlace(run, { ...asked, groups: groupsSince(mark, moves) });
  const members = await membersSince(run, { mark, moves, names: place.names });
  if ('why' in members) return members;
  const accounts = new Map(moves.accounts.map((account) => [account.ref.id, account]));
  const ids = new Set([...accounts.keys(), ...members.moved, ...(moves.told?.accounts ?? []), ...open]);
  if (ids.size > most) return tooMany;
  if (ids.size > 0) await refuseOtherPlaces(run.connection, run.sides, signal);
  const selection = await selectMoved(selectInput(run, asked, place), { ids, accounts });
  if (isTooFew(run, asked, selection)) return tooFew;
  const fields = mappedNames(place.place.connection, 'cms');
  const cms = await readFewOfSite(run, { names: place.names, fields, selection, links: asked.links });
  const { selector, read, groups } = mark;
  const named = groups.map((each) => ({ ...each, name: place.names.groups.get(each.id)?.name ?? each.name }));
  return {
    ...place,
    selection,
    cms,
    strategy: 'delta',
    notes: moves.told === null ? [unread] : [],
    mark: { watermark: moves.watermark, selector, read, groups: named, members: members.kept },
    limitOf: mark.limitOf,
  };
}

const unread =
  'The credential may not read Okta’s System Log, so users who were deleted are noticed by the next pull of everybody.';

const tooFew = { why: 'So many of those who were selected are selected no more that everybody is read.' };

/** Whether so many are not selected any more that a pull of everybody might stop. */
function isTooFew(
  { deps, connection }: PlanRun,
  { settings, options }: PullAsked,
  { left, selected }: Selection,
): boolean {
  const before = lastCounts(deps.store.data, connection.id, { settings, options });
  // Of the others nothing is taken.
  const isLosing = ({ because }: { because: LeftBecause }) => because !== 'filtered' && because !== 'undecided';
  const losing = [...left.values()].filter(isLosing).length;
  if (before === null || losing === 0) return false;
  const count = before - losing;
  return (count <= 0 && selected.length === 0) || isShrunken(count, before, connection);
}

/** The mark to go on from, or why there is none. */
function markFor(run: PlanRun, { options }: PullAsked): PullMark | Why {
  const { deps, connection, sides } = run;
  const mark = markOf(deps.store.data, connection.id);
  if (namesPeople(options)) return { why: 'Users who are named are read every time.' };
  if (!sides.okta.movesSince) return { why: 'Okta can’t be asked what moved, so everybody is read.' };
  if (mark === null) return { why: 'No pull of everybody was applied yet, so everybody is read.' };
  if (mark.selector !== selectorOfRun(run, options)) {
    return { why: 'The settings are not those of the last pull that was applied, so everybody is read.' };
  }
  if (deps.now() - mark.at > longestMs) return { why: 'The last pull is more than 30 days ago, so everybody is read.' };
  return mark;
}

/** The groups that the last pull was about, and those that moved since, as they are now. */
function groupsSince({ groups }: PullMark, { groups: moved, told }: Moves): DirectoryGroup[] {
  const rest = { description: null, kind: '', writable: false, privileged: false, guarded: [] };
  const known = new Map(groups.map(({ id, name }): [string, DirectoryGroup] => [id, { id, name, ...rest }]));
  for (const { group } of moved) known.set(group.id, group);
  for (const id of told?.groups ?? []) known.delete(id);
  return [...known.values()];
}

interface Members {
  /** Ids of who joined or left a group that counts. */
  moved: Set<string>;
  kept: PullMark['members'];
}

/** Who joined or left, as Okta tells it, else by reading the groups that moved once more. */
async function membersSince(
  run: PlanRun,
  { mark, moves, names }: { mark: PullMark; moves: Moves; names: Names },
): Promise<Members | Why> {
  const known = new Set(mark.groups.map(({ id }) => id));
  const added = [...names.groups.values()].find(({ id }) => !known.has(id));
  if (added) return { why: `The group "${added.name}" is new to the pull, so everybody is read.` };
  const counts = moves.groups.filter(({ group, members }) => members && names.groups.has(group.id));
  const told = moves.told?.members.filter(({ group }) => names.groups.has(group)) ?? [];
  const moved = new Set(told.map(({ account }) => account));
  const kept = moves.told === null ? { ...mark.members } : null;
  for (const { group } of counts) {
    if (told.some((each) => each.group === group.id)) continue;
    const before = kept?.[group.id];
    if (before === undefined) {
      return { why: `Okta does not tell who joined or left the group "${group.name}", so everybody is read.` };
    }
    const { signal } = run.live.abort;
    const now = new Set(await groupsOf(run.sides.okta).members(group.id, { signal }));
    for (const id of difference(new Set(before.split(' ')), now)) moved.add(id);
    if (kept) kept[group.id] = [...now].join(' ');
  }
  moved.delete('');
  return { moved, kept };
}

function* difference(one: ReadonlySet<string>, other: ReadonlySet<string>): Generator<string> {
  for (const each of one) if (!other.has(each)) yield each;
  for (const each of other) if (!one.has(each)) yield each;
}
