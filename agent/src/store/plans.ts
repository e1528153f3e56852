import path from 'node:path';
import { type Aside, type Plan, type PlanItem, SyncError } from '@rollcall/shared';
import { type Disk, makePrivateFolder, realDisk, removeFile, ifDiskError } from './disk.ts';
import { planDigest, type PlanDraft } from './plan-digest.ts';
import {
  appendChange,
  asideOf,
  itemOf,
  type PlanChange,
  type PlanLine,
  readHead,
  readPlanFile,
  writePlanFile,
} from './plan-file.ts';

/** A plan with all it holds. */
export interface SavedPlan {
  plan: Plan;
  items: PlanItem[];
  asides: Aside[];
}

/** A part of a plan's items or asides, and where the next part begins; null behind the last. */
export interface PlanPage<T> {
  plan: Plan;
  rows: T[];
  next: number | null;
}

export interface PageOptions<T> {
  from?: number;
  limit?: number;
  where?: (row: T) => boolean;
}

/** Saved plans, one file each. */
export interface Plans {
  /** Saves a plan durably and answers it with its digest. */
  write(draft: PlanDraft, items: readonly PlanItem[], asides: readonly Aside[]): Promise<Plan>;
  /** Throws `not_found`, and `moved` when the file no longer matches the plan's digest. */
  read(id: string): Promise<SavedPlan>;
  /** Only the head. Throws `not_found`. */
  head(id: string): Promise<Plan>;
  /** Some items, without reading the rest into memory. Throws `not_found`. */
  items(id: string, options?: PageOptions<PlanItem>): Promise<PlanPage<PlanItem>>;
  /** Some asides, without reading the rest into memory. Throws `not_found`. */
  asides(id: string, options?: PageOptions<Aside>): Promise<PlanPage<Aside>>;
  /** Notes durably where the plan stands. Throws `not_found`. */
  update(id: string, change: PlanChange): Promise<void>;
  /** Heads of a connection's plans, newest first; of all without one. */
  list(connection?: string): Promise<Plan[]>;
  /**
   * Removes plans older than 30 days and, of those that no longer wait for a person, all but the newest 50; never one in
   * `keep`. Answers the removed ids.
   */
  prune(keep: ReadonlySet<string>): Promise<string[]>;
}

const keptMs = 30 * 24 * 60 * 60 * 1000;
const keptCount = 50;
const planId = /^[\w-]{1,80}$/;

/** Opens the folder `plans` under `home`. */
export async function openPlans(home: string, options: { now?: () => number; disk?: Disk } = {}): Promise<Plans> {
  const { now = Date.now, disk = realDisk } = options;
  const folder = path.join(home, 'plans');
  await makePrivateFolder(disk, folder);
  const fileOf = (id: string): string => {
    // Ids also come from callers of the API; none may lead out of the folder.
    if (!planId.test(id)) throw new SyncError('not_found', 'There is no such plan.', { scope: 'run' });
    return path.join(folder, `${id}.ndjson`);
  };
  const head = async (id: string): Promise<Plan> => readHead(disk, fileOf(id));
  const heads = async (): Promise<Plan[]> => {
    const names = (await disk.readdir(folder)).filter((name) => name.endsWith('.ndjson'));
    const all = await Promise.all(names.map((name) => readHead(disk, path.join(folder, name)).catch(() => null)));
    return all.flatMap((plan) => plan ?? []).sort((a, b) => (a.made < b.made ? 1 : -1));
  };
  return {
    head,
    async write(draft, items, asides) {
      const plan: Plan = { ...draft, digest: await planDigest(draft, items) };
      const file = fileOf(plan.id);
      await writePlanFile(disk, file, linesOf(plan, items, asides)).catch((error: unknown) => {
        throw ifDiskError(file, error);
      });
      return plan;
    },
    read: async (id) => readWhole(disk, fileOf(id)),
    items: async (id, page = {}) => readPage(disk, fileOf(id), itemOf, page),
    asides: async (id, page = {}) => readPage(disk, fileOf(id), asideOf, page),
    async update(id, change) {
      const file = fileOf(id);
      await appendChange(disk, file, change).catch((error: unknown) => {
        throw ifDiskError(file, error);
      });
    },
    async list(connection) {
      const all = await heads();
      return connection === undefined ? all : all.filter((plan) => plan.connection === connection);
    },
    async prune(keep) {
      const oldest = new Date(now() - keptMs).toISOString();
      const present = new Date(now()).toISOString();
      const free = (await heads()).filter((plan) => !keep.has(plan.id) && !waits(plan, present));
      const old = free.filter((plan, index) => plan.made < oldest || index >= keptCount);
      const removed = old.map((plan) => plan.id);
      for (const id of removed) await removeFile(disk, fileOf(id));
      return removed;
    },
  };
}

/** Whether a person may still approve or apply it. */
function waits({ state, expires }: Plan, now: string): boolean {
  return (state === 'open' || state === 'approved') && expires > now;
}

function* linesOf(plan: Plan, items: readonly PlanItem[], asides: readonly Aside[]): Generator<PlanLine> {
  yield { plan };
  for (const item of items) yield { item };
  for (const aside of asides) yield { aside };
}

async function readWhole(disk: Disk, file: string): Promise<SavedPlan> {
  const items: PlanItem[] = [];
  const asides: Aside[] = [];
  const plan = await readPlanFile(disk, file, (line, approvals) => {
    const item = itemOf(line, approvals);
    if (item) items.push(item);
    const aside = item ? null : asideOf(line);
    if (aside) asides.push(aside);
    return true;
  });
  if ((await planDigest(plan, items)) !== plan.digest)
    throw new SyncError('moved', `Plan ${plan.id} was changed on the disk after it was made.`, { scope: 'run' });
  return { plan, items, asides };
}

async function readPage<T>(
  disk: Disk,
  file: string,
  rowOf: (line: Buffer, approvals: Parameters<typeof itemOf>[1]) => T | null,
  { from = 0, limit = 100, where }: PageOptions<T>,
): Promise<PlanPage<T>> {
  const rows: T[] = [];
  let at = -1;
  let next: number | null = null;
  const plan = await readPlanFile(disk, file, (line, approvals) => {
    at += 1;
    if (at < from) return true;
    const row = rowOf(line, approvals);
    if (row === null || where?.(row) === false) return true;
    if (rows.length === limit) {
      next = at;
      return false;
    }
    rows.push(row);
    return true;
  });
  return { plan, rows, next };
}
