import { randomBytes } from 'node:crypto';
import path from 'node:path';
import PQueue from 'p-queue';
import { type Entry, type Image, SyncError } from '@rollcall/shared';
import type { Secrets } from '../secret/secrets.ts';
import { Chain, type DraftEntry } from './activity-chain.ts';
import { appendLines, eachLine, entriesFile, filterLines, imagesFile, listDays } from './activity-files.ts';
import { type ActivityFilter, type ActivityPage, queryActivity, toEntry } from './activity-query.ts';
import { type ActivityReport, toImage, verifyActivity } from './activity-verify.ts';
import { type ActivityDay, del, put } from './data.ts';
import { type Disk, makePrivateFolder, realDisk, removeFile, ifDiskError } from './disk.ts';
import type { Store } from './store.ts';

/** Whose values to erase: the person's ids on either side, in one connection or in all. */
export interface Person {
  connection?: string;
  cms?: string;
  okta?: string;
}

/** The append-only record of what happened. */
export interface Activity {
  /**
   * Adds an entry with its values before and after, and answers it durable and in its place in the chain. An entry
   * whose id stands there already is answered as it stands. Throws `disk`.
   */
  append(draft: DraftEntry, image: Image | null): Promise<Entry>;
  /** Newest first; reads no more of the record than it must. */
  query(filter: ActivityFilter): Promise<ActivityPage>;
  get(id: string): Promise<Entry | null>;
  /** The values of an entry; null when there were none, they were erased or their time was up. */
  image(entry: Entry): Promise<Image | null>;
  /** The values of many entries by their ids, each day read once; an entry without kept values is missing. */
  images(entries: readonly Entry[]): Promise<Map<string, Image>>;
  /** Looks for what was changed, cut or added by others. Can't see what the same system user did who also has the key. */
  verify(): Promise<ActivityReport>;
  /** Erases a person's values and leaves the entries, so the chain stays whole; answers how many were erased. */
  erase(person: Person): Promise<number>;
  /** Removes days whose time is up; the newest day always stays. */
  prune(kept?: { imageDays?: number; entryDays?: number }): Promise<void>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

export interface ActivityOptions {
  store: Store;
  /** Keeps the chain's key, so that the key never lies beside what it protects. */
  secrets: Pick<Secrets, 'get' | 'set'>;
  now?: () => number;
  disk?: Disk;
}

const chainKeyRef = 'activity';
const dayMs = 24 * 60 * 60 * 1000;
const defaultKept = { imageDays: 180, entryDays: 730 };
/** How far back an entry's id is looked for: longer than any run lasts that may repeat one. */
const lookBackDays = 2;

/** Opens the record under `home`; takes in entries that were written just before a crash. */
export async function openActivity(home: string, options: ActivityOptions): Promise<Activity> {
  const folder = path.join(home, 'activity');
  await makePrivateFolder(options.disk ?? realDisk, folder);
  const record = new ActivityRecord(folder, new Chain(await chainKey(options.secrets)), options);
  await record.catchUp();
  return record;
}

interface Pending {
  draft: DraftEntry;
  image: Image | null;
  done: PromiseWithResolvers<Entry>;
}

class ActivityRecord implements Activity {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #store: Store;
  readonly #chain: Chain;
  readonly #now: () => number;
  readonly #days: Record<string, ActivityDay>;
  readonly #turns = new PQueue({ concurrency: 1 });
  readonly #ids = new Map<string, Set<string>>();
  readonly #unsaved = new Set<string>();
  #pending: Pending[] = [];

  constructor(folder: string, chain: Chain, { store, now = Date.now, disk = realDisk }: ActivityOptions) {
    this.#disk = disk;
    this.#folder = folder;
    this.#store = store;
    this.#chain = chain;
    this.#now = now;
    this.#days = { ...store.data.activity };
  }

  /** Entries that the files hold and the store has not heard of yet are believed when they carry on the chain. */
  async catchUp(): Promise<void> {
    const newest = this.#newestDay();
    for (const day of await listDays(this.#disk, this.#folder)) {
      if (newest !== undefined && day < newest) continue;
      let seal = this.#days[day] ?? this.#newDay();
      await eachLine(
        this.#disk,
        entriesFile(this.#folder, day),
        (line, end) => {
          const entry = toEntry(line);
          if (entry?.prev === seal.mac && this.#chain.isIntact(entry)) seal = extend(seal, entry, end);
        },
        seal.bytes,
      );
      if (seal.count > (this.#days[day]?.count ?? 0)) this.#note(day, seal);
    }
    await this.#saveDays();
  }

  append(draft: DraftEntry, image: Image | null): Promise<Entry> {
    const done = Promise.withResolvers<Entry>();
    this.#pending.push({ draft, image, done });
    void this.#alone(() => this.#writePending());
    return done.promise;
  }

  query(filter: ActivityFilter): Promise<ActivityPage> {
    return queryActivity(this.#place, filter);
  }

  async get(id: string): Promise<Entry | null> {
    const { entries } = await this.query({ id, limit: 1 });
    return entries[0] ?? null;
  }

  async image(entry: Entry): Promise<Image | null> {
    return (await this.images([entry])).get(entry.id) ?? null;
  }

  async images(entries: readonly Entry[]): Promise<Map<string, Image>> {
    const wanted = entries.filter((entry) => entry.image !== null);
    const byId = new Map(wanted.map((entry) => [entry.id, entry]));
    const found = new Map<string, Image>();
    for (const [day, { from, to }] of Object.entries(this.#days)) {
      if (!wanted.some(({ at }) => at >= from && at <= to)) continue;
      await eachLine(this.#disk, imagesFile(this.#folder, day), (line) => {
        const image = toImage(line);
        const entry = image && byId.get(image.entry);
        const isOwn = entry && this.#chain.imageMark(line.toString()) === entry.image;
        if (isOwn && !found.has(entry.id)) found.set(entry.id, image);
      });
    }
    return found;
  }

  verify(): Promise<ActivityReport> {
    return this.#alone(() => verifyActivity(this.#place, this.#chain));
  }

  erase(person: Person): Promise<number> {
    return this.#alone(async () => {
      let erased = 0;
      for (const day of await listDays(this.#disk, this.#folder)) {
        const ids = await this.#entriesAbout(person, day);
        if (ids.size === 0) continue;
        const isOther = (line: Buffer): boolean => !ids.has(toImage(line)?.entry ?? '');
        erased += await filterLines(this.#disk, imagesFile(this.#folder, day), isOther);
      }
      return erased;
    });
  }

  prune(kept: { imageDays?: number; entryDays?: number } = {}): Promise<void> {
    const { imageDays, entryDays } = { ...defaultKept, ...kept };
    return this.#alone(async () => {
      const newest = this.#newestDay() ?? '';
      const days = (await listDays(this.#disk, this.#folder)).filter((day) => day < newest);
      for (const day of days.filter((each) => each < this.#firstKept(Math.min(imageDays, entryDays))))
        await removeFile(this.#disk, imagesFile(this.#folder, day));
      const old = days.filter((each) => each < this.#firstKept(entryDays));
      // The store forgets first: a day that it knows and that has no file would look like one that somebody removed.
      await this.#store.commit(old.map((day) => del('activity', day)));
      for (const day of old) {
        delete this.#days[day];
        await removeFile(this.#disk, entriesFile(this.#folder, day));
      }
    });
  }

  async close(): Promise<void> {
    await this.#turns.onIdle();
  }

  get #place() {
    return { disk: this.#disk, folder: this.#folder, days: this.#days };
  }

  /** Runs jobs that change files one after the other. */
  #alone<T>(job: () => Promise<T>): Promise<T> {
    return this.#turns.add(job);
  }

  async #writePending(): Promise<void> {
    const batch = this.#pending;
    this.#pending = [];
    if (batch.length === 0) return;
    try {
      const written = await this.#write(batch);
      for (const { draft, done } of batch) done.resolve(written.get(draft.id) ?? (await this.#standing(draft.id)));
    } catch (error) {
      for (const { done } of batch) done.reject(ifDiskError(this.#folder, error));
    }
  }

  async #write(batch: readonly Pending[]): Promise<Map<string, Entry>> {
    const day = this.#today();
    await this.#loadIds(day);
    let seal = this.#days[day] ?? this.#newDay();
    const written = new Map<string, Entry>();
    const images: string[] = [];
    for (const { draft, image } of batch) {
      if (written.has(draft.id) || this.#isKnown(draft.id)) continue;
      const line = image && JSON.stringify(image);
      if (line !== null) images.push(line);
      const entry = this.#chain.seal(draft, line && this.#chain.imageMark(line), seal.mac);
      seal = extend(seal, entry, seal.bytes);
      written.set(draft.id, entry);
    }
    if (written.size === 0) return written;
    if (images.length > 0) await appendLines(this.#disk, imagesFile(this.#folder, day), images);
    const lines = [...written.values()].map((entry) => JSON.stringify(entry));
    const bytes = await appendLines(this.#disk, entriesFile(this.#folder, day), lines);
    for (const id of written.keys()) this.#ids.get(day)?.add(id);
    this.#note(day, { ...seal, bytes });
    // The entries themselves are safe by now, and a start takes in those that the store has not heard of.
    void this.#saveDays();
    return written;
  }

  async #standing(id: string): Promise<Entry> {
    const entry = await this.get(id);
    if (!entry) throw new SyncError('internal', `Activity entry ${id} can’t be read back.`);
    return entry;
  }

  async #entriesAbout({ connection, cms, okta }: Person, day: string): Promise<Set<string>> {
    const ids = new Set<string>();
    await eachLine(this.#disk, entriesFile(this.#folder, day), (line) => {
      const entry = toEntry(line);
      if (!entry || (connection !== undefined && entry.connection !== connection)) return;
      const { subject } = entry;
      if ((cms !== undefined && subject.cms === cms) || (okta !== undefined && subject.okta === okta))
        ids.add(entry.id);
    });
    return ids;
  }

  async #loadIds(today: string): Promise<void> {
    // The days before are whole once one has begun, so they were read with it.
    if (this.#ids.has(today)) return;
    const first = dayOf(Date.parse(today) - lookBackDays * dayMs);
    for (const day of this.#ids.keys()) if (day < first) this.#ids.delete(day);
    for (const day of new Set([...(await listDays(this.#disk, this.#folder)), today])) {
      if (day < first || this.#ids.has(day)) continue;
      const ids = new Set<string>();
      await eachLine(this.#disk, entriesFile(this.#folder, day), (line) => {
        const entry = toEntry(line);
        if (entry) ids.add(entry.id);
      });
      this.#ids.set(day, ids);
    }
  }

  #isKnown(id: string): boolean {
    return [...this.#ids.values()].some((ids) => ids.has(id));
  }

  #note(day: string, seal: ActivityDay): void {
    this.#days[day] = seal;
    this.#unsaved.add(day);
  }

  /** Tells the store where the days stand; never throws, since one that can't be written hears of them later. */
  async #saveDays(): Promise<void> {
    const days = [...this.#unsaved];
    this.#unsaved.clear();
    const changes = days.flatMap((day) => {
      const seal = this.#days[day];
      return seal ? [put('activity', day, seal)] : [];
    });
    try {
      await this.#store.note(changes);
    } catch {
      for (const day of days) this.#unsaved.add(day);
    }
  }

  #newestDay(): string | undefined {
    return Object.keys(this.#days).sort().at(-1);
  }

  #newDay(): ActivityDay {
    const mac = this.#days[this.#newestDay() ?? '']?.mac ?? '';
    return { count: 0, bytes: 0, prev: mac, mac, from: '', to: '' };
  }

  /** Days never go back, so that the files stay in the order of the chain when the clock is set back. */
  #today(): string {
    const today = dayOf(this.#now());
    const newest = this.#newestDay();
    return newest !== undefined && newest > today ? newest : today;
  }

  #firstKept(days: number): string {
    return dayOf(this.#now() - days * dayMs);
  }
}

async function chainKey(secrets: ActivityOptions['secrets']): Promise<Buffer> {
  const known = await secrets.get(chainKeyRef);
  if (known) return Buffer.from(known.reveal(), 'base64');
  const key = randomBytes(32);
  await secrets.set(chainKeyRef, key.toString('base64'));
  return key;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function extend(seal: ActivityDay, { at, mac }: Entry, bytes: number): ActivityDay {
  return {
    ...seal,
    count: seal.count + 1,
    bytes,
    mac,
    from: seal.from === '' || at < seal.from ? at : seal.from,
    to: at > seal.to ? at : seal.to,
  };
}
