import type { Job, Link, PullDefaults } from '@rollcall/shared';
import { z } from 'zod';

import type { Moves } from '../directory/directory.ts';
import type { Selection } from '../pull/select.ts';
import { put, resultKey } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';
import type { EngineDeps } from './deps.ts';
import { settingsHash } from './finish-plan.ts';
import type { PlanRun } from './finish-plan.ts';
import { hashOf } from './hash.ts';

const pullMark = z.object({
  /** Where the next look begins, by the org's clock, and when that was by ours. */
  watermark: z.string(),
  at: z.number(),
  /** What was asked for: a pull that asks for something else has to read everybody. */
  selector: z.string(),
  plan: z.string(),
  job: z.string(),
  /** How many of the site's accounts a limit in percent is of. */
  limitOf: z.number(),
  /** How many users were read when everybody was. */
  read: z.number(),
  groups: z.array(z.object({ id: z.string(), name: z.string(), members: z.number() })),
  /** Ids of who is in each group, parted by blanks; null where the org tells by itself who joined and left. */
  members: z.record(z.string(), z.string()).nullable(),
});

/** Up to where a connection's pulls have brought the site into line. */
export type PullMark = z.infer<typeof pullMark>;

export const pullMarkKey = (connection: string) => `pull/mark/${connection}`;

export function markOf(data: Readonly<Data>, connection: string): PullMark | null {
  return pullMark.safeParse(data.settings[pullMarkKey(connection)]).data ?? null;
}

/** What pulls must have in common for one to go on where the other ended. */
export function selectorOfRun({ connection, live }: PlanRun, options: PullDefaults): string {
  const { scope } = live.job.request;
  const main = scope.kind === 'pull' ? (scope.main ?? null) : null;
  return hashOf([settingsHash(connection), { ...options, strategy: null, testMode: null }, main]);
}

/** What of a mark is known before there is a plan. */
export type MarkDraft = Pick<PullMark, 'watermark' | 'selector' | 'read' | 'groups' | 'members'>;

/** The mark of a reading of everybody, which began where `moves` stood. */
export function markDraft(
  { watermark, told }: Moves,
  { selector, selection, members }: { selector: string; selection: Selection; members: Map<string, string[]> },
): MarkDraft {
  const groups = selection.groups.map(({ group, members: count }) => ({
    id: group.id,
    name: group.name,
    members: count,
  }));
  const ids = Object.fromEntries([...members].map(([group, within]) => [group, within.join(' ')]));
  return { watermark, selector, read: selection.read, groups, members: told === null ? ids : null };
}

export function markChange(connection: string, mark: PullMark): Change {
  return put('settings', pullMarkKey(connection), { ...mark });
}

/** Codes of who was left alone for somebody else's sake, so that nothing of theirs need move until it can be settled. */
const rivals: ReadonlySet<string | null> = new Set(['ambiguous', 'conflict']);

/**
 * Okta ids of users for whom a pull had something to do that was not done since, or who stood in each other's way. Null
 * where that is not known any more.
 */
export async function openOf(
  { store, plans }: Pick<EngineDeps, 'store' | 'plans'>,
  { plan, job }: { plan: string; job: Job['id'] },
  links: readonly Link[],
): Promise<Set<string> | null> {
  const saved = await plans.read(plan).catch(() => null);
  if (saved === null) return null;
  const open = new Set<string>();
  const linkByCms = new Map(links.map((link) => [link.cms.id, link]));
  const add = ({ okta, cms }: { okta: { id: string } | null; cms: { id: string } | null }) => {
    const id = okta?.id ?? linkByCms.get(cms?.id ?? '')?.okta.id;
    if (id !== undefined) open.add(id);
  };
  for (const { id, subject } of saved.items) {
    if (store.data.results[resultKey(job, id)]?.outcome !== 'done') add(subject);
  }
  for (const { code, subject } of saved.asides) if (rivals.has(code)) add(subject);
  return open;
}
