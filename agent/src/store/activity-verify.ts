import type { Entry, Image } from '@rollcall/shared';
import type { Chain } from './activity-chain.ts';
import { eachLine, entriesFile, imagesFile, listDays } from './activity-files.ts';
import { type ActivityPlace, toEntry } from './activity-query.ts';

/** Something about the record that Rollcall did not do itself. */
export interface ActivityFault {
  day: string;
  /** Id of the entry; null where the day as a whole is meant. */
  entry: string | null;
  /** `order`: an entry before it was removed, added or moved. */
  what: 'unreadable' | 'changed' | 'order' | 'cut' | 'unknownDay' | 'imageChanged';
}

export interface ActivityReport {
  days: number;
  entries: number;
  /** Entries whose values were erased or whose time was up. */
  imagesGone: number;
  faults: ActivityFault[];
}

/** Follows the chain through every day and compares each with what the store says of it. */
export async function verifyActivity(place: ActivityPlace, chain: Chain): Promise<ActivityReport> {
  const report: ActivityReport = { days: 0, entries: 0, imagesGone: 0, faults: [] };
  const days = new Set([...(await listDays(place.disk, place.folder)), ...Object.keys(place.days)]);
  let prev: string | undefined;
  for (const day of [...days].sort()) {
    report.days += 1;
    prev = await verifyDay(place, chain, { day, prev, report });
  }
  return report;
}

async function verifyDay(
  place: ActivityPlace,
  chain: Chain,
  { day, prev, report }: { day: string; prev: string | undefined; report: ActivityReport },
): Promise<string | undefined> {
  const seal = place.days[day];
  const fault = (what: ActivityFault['what'], entry: string | null = null) => report.faults.push({ day, entry, what });
  const entries: Entry[] = [];
  // Days before the first one were removed when their time was up, so the store's word opens the chain.
  let last = prev ?? seal?.prev;
  await eachLine(place.disk, entriesFile(place.folder, day), (line) => {
    const entry = toEntry(line);
    if (!entry) {
      fault('unreadable');
      return;
    }
    if (!chain.isIntact(entry)) fault('changed', entry.id);
    else if (last !== undefined && entry.prev !== last) fault('order', entry.id);
    last = entry.mac;
    entries.push(entry);
  });
  report.entries += entries.length;
  if (!seal) fault('unknownDay');
  else if (entries.length < seal.count) fault('cut');
  else if (last !== seal.mac) fault('order');
  const images = await verifyImages(place, chain, { day, entries });
  report.imagesGone += images.gone;
  for (const entry of images.changed) fault('imageChanged', entry);
  return seal?.mac ?? last;
}

async function verifyImages(
  place: ActivityPlace,
  chain: Chain,
  { day, entries }: { day: string; entries: Entry[] },
): Promise<{ gone: number; changed: string[] }> {
  const missing = new Map(entries.flatMap(({ id, image }) => (image === null ? [] : [[id, image] as const])));
  const strangers = new Set<string>();
  await eachLine(place.disk, imagesFile(place.folder, day), (line) => {
    const id = toImage(line)?.entry;
    if (id === undefined) return;
    if (missing.get(id) === chain.imageMark(line.toString())) missing.delete(id);
    else strangers.add(id);
  });
  const changed = [...missing.keys()].filter((id) => strangers.has(id));
  return { gone: missing.size - changed.length, changed };
}

/** The image on a line; null for a line that holds none. */
export function toImage(line: Buffer): Image | null {
  try {
    const image: Image = JSON.parse(line.toString());
    return image;
  } catch {
    return null;
  }
}
