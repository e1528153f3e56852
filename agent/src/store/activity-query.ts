import type { Entry, EntryType } from '@rollcall/shared';
import type { ActivityDay } from './data.ts';
import type { Disk } from './disk.ts';
import { eachLineBackward, entriesFile, listDays } from './activity-files.ts';

/** Which entries are wanted; what is not named does not matter. */
export interface ActivityFilter {
  id?: string;
  connection?: string;
  job?: string;
  /** Id of a CMS account, Okta account or group. */
  subject?: string;
  /** The same for several ids that mean one user. */
  subjects?: readonly string[];
  types?: readonly EntryType[];
  outcome?: Entry['outcome'];
  /** Only entries of changes that were begun: those with steps. */
  tried?: true;
  since?: string;
  until?: string;
  limit?: number;
  /** `next` of the page before. */
  after?: string;
}

export interface ActivityPage {
  /** Newest first. */
  entries: Entry[];
  /** Where the next page begins; null when there is nothing more. */
  next: string | null;
}

export interface ActivityPlace {
  disk: Disk;
  folder: string;
  days: Readonly<Record<string, ActivityDay>>;
}

/** Reads backwards from the newest entry and stops as soon as the page is full; days outside the times are not read. */
export async function queryActivity(place: ActivityPlace, filter: ActivityFilter): Promise<ActivityPage> {
  const { limit = 100 } = filter;
  const entries: Entry[] = [];
  let next: string | null = null;
  const [fromDay, fromByte] = filter.after?.split(':') ?? [];
  const days = (await listDays(place.disk, place.folder)).filter((day) => fromDay === undefined || day <= fromDay);
  for (const day of days.toReversed()) {
    if (!mayHold(place.days[day], filter)) continue;
    const visit = ({ bytes, at }: { bytes: Buffer; at: number }): boolean => {
      const entry = wanted(bytes, filter);
      if (!entry) return true;
      if (entries.length === limit) {
        next = `${day}:${at + bytes.length + 1}`;
        return false;
      }
      entries.push(entry);
      return true;
    };
    const end = day === fromDay ? Number(fromByte) : undefined;
    await eachLineBackward(place.disk, entriesFile(place.folder, day), visit, end);
    if (next !== null) break;
  }
  return { entries, next };
}

/** The entry on a line; null for a line that holds none. */
export function toEntry(line: Buffer): Entry | null {
  try {
    const entry: Entry = JSON.parse(line.toString());
    return entry;
  } catch {
    return null;
  }
}

function mayHold(day: ActivityDay | undefined, { since, until }: ActivityFilter): boolean {
  if (!day) return true;
  return (since === undefined || day.to >= since) && (until === undefined || day.from <= until);
}

function wanted(line: Buffer, filter: ActivityFilter): Entry | null {
  const { id, connection, job, subject, subjects, types, outcome, tried, since, until } = filter;
  // Most lines of a long record are about somebody else, and searching bytes is far cheaper than parsing.
  for (const word of [id, job, subject]) if (word !== undefined && !line.includes(JSON.stringify(word))) return null;
  if (types?.every((word) => !line.includes(JSON.stringify(word)))) return null;
  if (subjects?.every((word) => !line.includes(JSON.stringify(word)))) return null;
  const entry = toEntry(line);
  if (!entry) return null;
  const { cms, okta, group } = entry.subject;
  const fits =
    (id === undefined || entry.id === id) &&
    (connection === undefined || entry.connection === connection) &&
    (job === undefined || entry.job === job) &&
    (subject === undefined || subject === cms || subject === okta || subject === group) &&
    (subjects === undefined || [cms, okta, group].some((each) => each !== null && subjects.includes(each))) &&
    (types === undefined || types.includes(entry.type)) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (tried === undefined || entry.steps.length > 0) &&
    (since === undefined || entry.at >= since) &&
    (until === undefined || entry.at <= until);
  return fits ? entry : null;
}
