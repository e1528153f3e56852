import { SyncError } from '@rollcall/shared';
import type { Account, Entry, Link, Side, UndoOf } from '@rollcall/shared';

import type { Activity } from '../store/activity.ts';
import { groupsOf } from './apply-group.ts';
import { isRoleItem } from './apply-role.ts';
import { otherSide } from './direction.ts';
import { guardPlan, savePlan } from './finish-plan.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { namedLimit } from './guard.ts';
import { nobody } from './match.ts';
import type { Pair } from './match.ts';
import { fillGroups, noGroups, observeGroups } from './observe-groups.ts';
import type { KnownGroups } from './observe-groups.ts';
import { nothingSeen } from './observe.ts';
import type { PlanContext } from './plan-items.ts';
import { readAccounts } from './read-accounts.ts';
import { joinPlans } from './plan.ts';
import { ticksOf } from './run-plan.ts';
import { outlookOf } from './undo.ts';
import type { Undoable } from './undo.ts';
import { planUndo, settable } from './undo-items.ts';
import { planRolesBack } from './undo-role.ts';

/** From so many accounts on each group is asked for its members, instead of each account for its groups. */
const manyAccounts = 100;
const page = 1000;

/**
 * Plans to take back what a run or single entries of the activity did: a new plan from the values before, made from how
 * the accounts are now. Throws `not_found` where there is nothing of the kind.
 */
export async function readAndPlanUndo(run: PlanRun, scope: UndoOf): Promise<MadePlan> {
  const { deps, connection, sides, live } = run;
  const all = await entriesOf(deps.activity, connection.id, scope);
  const entries = all.filter(isAboutAccount);
  const images = await deps.activity.images(all);
  const targets = targetsOf(entries, run).map((target) => ({
    ...target,
    undoables: target.entries.map((entry): Undoable => ({ entry, image: images.get(entry.id) ?? null })),
  }));
  const { signal } = live.abort;
  const read = (side: Side) =>
    readAccounts(sides[side], idsOf(targets, side), { signal, total: deps.store.accounts.count(sides[side].id) });
  const [cms, okta] = [await read('cms'), await read('okta')];
  await run.book.update(live, { state: 'planning' });
  const accounts = { cms, okta };
  const context = { ...contextOf(run), groups: await groupsFor(entries, accounts, run) };
  const planned = targets.map(({ side, ids, link, undoables }) => {
    const pair = pairOf(accounts, ids, link);
    const linked = link !== null;
    const outlook = outlookOf({ undoables, side, account: pair[side], directory: sides[side], linked });
    return { pair, plan: planUndo(pair, side, settable(outlook, side, context), context) };
  });
  const observed = { ...nothingSeen(deps), cms: [...cms.values()], okta: [...okta.values()] };
  const linked = deps.store.links.count(connection);
  const items = planned.flatMap(({ plan }) => plan.items);
  const roles = await planRolesBack(run, { entries: all, images, items });
  const draft = { planned: joinPlans([...planned, ...roles]), observed, named: targets.length <= namedLimit, linked };
  const guarded = await guardPlan(run, draft);
  return { plan: await savePlan(run, { ...draft, ...guarded }), items: guarded.items, sources: new Map() };
}

/** An account that entries are about, with its partner where one is known. */
interface Target {
  side: Side;
  ids: Record<Side, string | null>;
  link: Link | null;
  /** Newest first. */
  entries: Entry[];
}

/** Entries that were carried out, newest first. Throws `not_found`, and `wrong_state` for what never was done. */
async function entriesOf(activity: Activity, connection: string, scope: UndoOf): Promise<Entry[]> {
  if ('job' in scope) {
    const all = await entriesOfJob(activity, connection, scope.job);
    const done = all.filter(isDone);
    if (done.length > 0) return done;
    throw new SyncError('not_found', `Run ${scope.job} has changed nothing that could be taken back.`, {
      scope: 'run',
      next: 'Run "rollcall runs" to see what each run has done.',
    });
  }
  const wanted = new Set(scope.entries);
  const jobs = new Set(scope.entries.map((id) => id.slice(0, Math.max(0, id.lastIndexOf('/')))));
  const found: Entry[] = [];
  for (const job of jobs)
    found.push(...(await entriesOfJob(activity, connection, job)).filter(({ id }) => wanted.has(id)));
  for (const id of wanted) {
    const entry = found.find((each) => each.id === id);
    if (!entry) {
      throw new SyncError('not_found', `The activity has no change "${id}" of this connection.`, {
        scope: 'run',
        next: 'Run "rollcall activity --json" to see the ids of changes.',
      });
    }
    if (!isDone(entry)) {
      throw new SyncError('wrong_state', `"${id}" was never carried out, so there is nothing to take back.`, {
        scope: 'run',
        next: 'Choose changes that were done.',
      });
    }
  }
  return found.toSorted((a, b) => b.at.localeCompare(a.at));
}

async function entriesOfJob(activity: Activity, connection: string, job: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  let after: string | null = null;
  do {
    const from: { after?: string } = after === null ? {} : { after };
    const found = await activity.query({ connection, job, limit: page, ...from });
    entries.push(...found.entries.filter((entry) => entry.item !== null));
    after = found.next;
  } while (after !== null);
  return entries;
}

/** What was done to a role itself is looked at when it is known who loses it. */
function isAboutAccount({ type }: Entry): boolean {
  return !isRoleItem({ action: type });
}

function isDone({ outcome }: Entry): boolean {
  return outcome === 'done';
}

function targetsOf(entries: readonly Entry[], { deps, connection, sides }: PlanRun): Target[] {
  const targets = new Map<string, Target>();
  for (const entry of entries) {
    const side = entry.side ?? 'okta';
    const { cms, okta } = entry.subject;
    const named: Record<Side, string | null> = { cms, okta };
    const linkOf = (of: Side) => {
      const id = named[of];
      return id === null ? undefined : deps.store.links.of(connection.id, { directory: sides[of].id, id });
    };
    const link = linkOf(side) ?? linkOf(otherSide(side)) ?? null;
    const ids = { cms: cms ?? link?.cms.id ?? null, okta: okta ?? link?.okta.id ?? null };
    const key = `${side}/${ids[side] ?? entry.id}`;
    const target = targets.get(key) ?? { side, ids, link, entries: [] };
    target.entries.push(entry);
    targets.set(key, target);
  }
  return [...targets.values()];
}

function idsOf(targets: readonly Target[], side: Side): Set<string> {
  return new Set(targets.flatMap(({ ids }) => ids[side] ?? []));
}

/** Memberships are read only where some are to be taken back. */
async function groupsFor(
  entries: readonly Entry[],
  { cms, okta }: Record<Side, Map<string, Account>>,
  { sides, connection, live }: PlanRun,
): Promise<KnownGroups> {
  if (!entries.some(({ subject }) => subject.group !== null)) return noGroups;
  const everybody = cms.size + okta.size > manyAccounts;
  const { signal } = live.abort;
  const input = { sides, connection, signal, everybody };
  const accounts = { cms: [...cms.values()], okta: [...okta.values()] };
  const mapped = await observeGroups(accounts, input);
  const pushed = entries.flatMap(({ subject, side }) =>
    side === 'cms' && subject.group !== null && !mapped.cms.has(subject.group) ? [subject.group] : [],
  );
  if (pushed.length === 0) return mapped;
  // Roles that a pushed group gave are no part of the connection's own groups.
  const roles = (await groupsOf(sides.cms).list({ signal })).filter(({ id }) => pushed.includes(id));
  const unread = accounts.cms.filter(({ groups }) => groups === null);
  await fillGroups(
    unread,
    sides.cms,
    roles.map(({ id }) => id),
    { signal, everybody },
  );
  return { ...mapped, cms: new Map([...mapped.cms, ...roles.map((role) => [role.id, role] as const)]) };
}

function pairOf(accounts: Record<Side, Map<string, Account>>, ids: Target['ids'], link: Link | null): Pair {
  const cms = ids.cms === null ? null : (accounts.cms.get(ids.cms) ?? null);
  const okta = ids.okta === null ? null : (accounts.okta.get(ids.okta) ?? null);
  return { ...nobody, cms, okta, link, gone: { cms: !cms, okta: !okta }, named: true };
}

export function contextOf({ connection, sides, live }: PlanRun): PlanContext {
  const { trigger, operations } = live.job.request;
  return {
    connection,
    ...sides,
    trigger,
    listed: { cms: false, okta: false },
    groups: noGroups,
    operations,
    ticks: ticksOf(connection, trigger),
    absenceProven: true,
  };
}
