import { SyncError } from '@rollcall/shared';
import type { Account, DirectoryGroup, MembershipOf, Problem, PushedGroup, PushedMember } from '@rollcall/shared';

import { del, memberKey, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { groupsOf } from './apply-group.ts';
import { powerful } from './apply-role.ts';
import { writesTo } from './direction.ts';
import type { MadePlan, PlanRun } from './finish-plan.ts';
import { isGiven, settleMember, withoutRename } from './membership.ts';
import { linkedElsewhere, nobody } from './match.ts';
import type { Pair } from './match.ts';
import { fillGroups } from './observe-groups.ts';
import { planRemoval, planRole, renameItem, saveGroupPlan } from './plan-membership.ts';
import { isRefusal } from './pause.ts';
import { excluded } from './plan-aside.ts';
import { draft } from './plan-items.ts';
import type { DraftItem } from './plan-items.ts';
import { hashOf } from './hash.ts';
import { findRole, noteProblem } from './pushed-role.ts';
import { readAccounts } from './read-accounts.ts';
import { ticksOf } from './run-plan.ts';
import { whyOutside } from './scope.ts';

/** Store changes a commit. */
const chunk = 200;

/**
 * Plans what brings a pushed group's role and its holders into line; null where all is so, or where there is nothing to
 * give. Who already is as wanted is settled at once. Whoever holds the role without being in the group keeps it.
 */
export async function readAndPlanMembership(run: PlanRun, { group, anew }: MembershipOf): Promise<MadePlan | null> {
  const { deps, connection, sides, live } = run;
  const pushed = deps.store.data.pushed[group];
  if (pushed?.connection !== connection.id) return null;
  refuseUnticked(run);
  const roles = await groupsOf(sides.cms).list({ signal: live.abort.signal });
  const found = await findRole(run, pushed, roles);
  await run.book.update(live, { state: 'planning' });
  if (found.is === 'make') return planRole(run, pushed);
  const role = found.is === 'role' ? found.role : null;
  const former = roles.filter(({ id }) => id !== role?.id && pushed.former?.includes(id));
  const look = await lookAt(run, { pushed, role, former }, anew);
  if (pushed.removed) return planRemoval(run, look);
  const rename = await renameOf(run, look);
  if (look.drafts.length > 0 || rename.length > 0) return saveGroupPlan(run, look, rename);
  await clear(run, look);
  return null;
}

/** The role that was made for a group follows its name, unless somebody on the site has given it another. */
async function renameOf({ deps }: PlanRun, { pushed, role }: Look): Promise<DraftItem[]> {
  if (pushed.renamed === undefined) return [];
  const follows = role !== null && pushed.madeRole && role.name === pushed.renamed && role.name !== pushed.name;
  if (follows) return [renameItem(role, pushed.name)];
  await deps.store.commit(withoutRename(deps.store, pushed.id));
  return [];
}

/** A pushed group with the roles that it gives and no longer gives. */
interface Task {
  pushed: PushedGroup;
  role: DirectoryGroup | null;
  former: DirectoryGroup[];
}

/** What was read of a group's members, and what has to be done about each. */
export interface Look extends Task {
  accounts: Account[];
  drafts: { pair: Pair; member: PushedMember; items: DraftItem[] }[];
  /** Why an account could not be read, by its id. */
  faults: ReadonlyMap<string, Problem>;
  /** Somebody is left alone although the group says otherwise. */
  withheld: boolean;
}

function refuseUnticked({ connection }: PlanRun): void {
  const ticks = ticksOf(connection, 'scim');
  if (writesTo(connection, 'cms') && ticks.includes('update')) return;
  throw new SyncError('unsupported', 'Update is switched off for SCIM in Rollcall. No role was changed.', {
    scope: 'run',
    next: 'Change the connection’s settings in Rollcall if this is not intended.',
  });
}

async function lookAt(run: PlanRun, task: Task, anew: boolean): Promise<Look> {
  const { deps, sides, live } = run;
  const { signal } = live.abort;
  const { members, holders } = await openMembers(run, task, anew);
  const roles = [...(task.role ? [task.role] : []), ...task.former].map(({ id }) => id);
  const ids = new Set(members.map(({ account }) => account));
  const total = deps.store.accounts.count(sides.cms.id);
  const { faults, onFault } = createFaults(task);
  const accounts = await readAccounts(sides.cms, ids, { signal, total, onFault });
  const unread = [...accounts.values()].filter(({ groups }) => groups === null);
  await fillGroups(unread, sides.cms, roles, { signal, everybody: true });
  const leaving = task.pushed.removed || task.former.length > 0 || members.some(({ wanted }) => !wanted);
  const mapped = await mappedHolders(run, leaving ? roles : []);
  if (task.pushed.removed && mapped.error) throw mapped.error;
  const look: Look = { ...task, accounts: [...accounts.values()], drafts: [], faults, withheld: false };
  const changes: Change[] = [];
  for (const member of members) {
    const account = accounts.get(member.account);
    changes.push(...judge(run, look, { member, account, holders, mapped }));
    // In the turn in which they were made, so that nothing newer is written over.
    if (changes.length >= chunk) await deps.store.commit(changes.splice(0));
  }
  await deps.store.commit(changes);
  return look;
}

interface Open {
  members: PushedMember[];
  /** Who holds the role by its own list; null where that was not asked for. */
  holders: ReadonlySet<string> | null;
}

/** Those whom a run has not settled yet, and with `anew` those who are no longer as they were settled. */
async function openMembers({ deps, sides, live }: PlanRun, task: Task, anew: boolean): Promise<Open> {
  const { pushed, role, former } = task;
  const all = [...deps.store.pushed.members(pushed.id).values()];
  if (pushed.removed || former.length > 0) return { members: all, holders: null };
  const open = all.filter(({ settled }) => !settled);
  // A site may go on showing accounts with a role of this name that was deleted; only the role's list tells then.
  const isFirst = all.length > 0 && open.length === all.length;
  if (!role || !(anew || isFirst)) return { members: open, holders: null };
  const holders = new Set(await groupsOf(sides.cms).members(role.id, { signal: live.abort.signal }));
  return {
    members: all.filter(({ settled, wanted, account }) => !settled || holders.has(account) !== wanted),
    holders,
  };
}

interface Judged {
  member: PushedMember;
  account: Account | undefined;
  holders: Open['holders'];
  mapped: Mapped;
}

/** So many accounts may fail to be read before it is the site that fails. */
const mostFaults = 5;

/** Keeps why single accounts could not be read, unless none can be, or a role is to go for good. */
function createFaults({ pushed }: Task) {
  const faults = new Map<string, Problem>();
  const onFault = (id: string, { problem }: SyncError): boolean => {
    if (pushed.removed || problem.scope === 'run' || faults.size >= mostFaults) return false;
    faults.set(id, problem);
    return true;
  };
  return { faults, onFault };
}

/** Adds to the look what has to be done about one member, and answers what is settled or noted at once. */
function judge(run: PlanRun, look: Look, { member, account, holders, mapped }: Judged): Change[] {
  const { store } = run.deps;
  // What was changed since the run began is looked at by the next one.
  if (store.data.members[memberKey(member)] !== member) return [];
  const fault = look.faults.get(member.account);
  if (fault) return withhold(look, member, fault);
  if (!account) return [del('members', memberKey(member))];
  const { pushed, role, former } = look;
  const wishes = [
    ...(role ? [{ role, wanted: member.wanted && !pushed.removed }] : []),
    ...former.map((each) => ({ role: each, wanted: false })),
  ].filter((wish) => {
    const isListed = wish.role.id === role?.id && holders !== null;
    const holds = isListed ? holders.has(account.ref.id) : (account.groups?.includes(wish.role.id) ?? false);
    const stays = !wish.wanted && (isGiven(store, account.ref, wish.role.id) || mapped.has(account, wish.role.id));
    return holds !== wish.wanted && !stays;
  });
  if (wishes.length === 0) return role || !member.wanted ? settleMember(store, member) : [];
  const pair = pairOf(run, account);
  const problem = whyNot(run, pair, account) ?? whyNotGiven(pushed, wishes) ?? whyNotTaken(mapped, wishes);
  if (problem) return withhold(look, member, problem);
  look.drafts.push({ pair, member, items: wishes.map((wish) => memberItem(pair, account, wish)) });
  return [];
}

/** Leaves an account alone, and notes why; the same reason again writes nothing. */
function withhold(look: Look, member: PushedMember, problem: Problem): Change[] {
  look.withheld = true;
  const noted = member.problem?.code === problem.code && member.problem.detail === problem.detail;
  return noted ? [] : [put('members', memberKey(member), { ...member, settled: false, problem })];
}

function pairOf({ deps, connection }: PlanRun, cms: Account): Pair {
  const link = deps.store.links.of(connection.id, cms.ref) ?? null;
  return { ...nobody, cms, link };
}

/** Why nothing is written to an account; null where it may be. */
function whyNot({ deps, connection }: PlanRun, pair: Pair, cms: Account): Problem | null {
  const others = deps.store.links.all(cms.ref).some((link) => link.connection !== connection.id);
  if (others) return linkedElsewhere().problem;
  if (pair.link?.frozen) return excluded('This link is frozen, so nothing is written.');
  return whyOutside(cms, pair, connection)?.problem ?? null;
}

interface Wish {
  role: DirectoryGroup;
  wanted: boolean;
}

/** A role that came to power after the group was given it is given to nobody more. */
function whyNotGiven({ namedPrivileged }: PushedGroup, wishes: readonly Wish[]): Problem | null {
  const power = wishes.find(({ role, wanted }) => wanted && role.privileged && !namedPrivileged);
  return power ? powerful(power.role).problem : null;
}

/** Nobody loses a role that an Okta group may give as well. */
function whyNotTaken({ error }: Mapped, wishes: readonly Wish[]): Problem | null {
  return error && wishes.some(({ wanted }) => !wanted) ? error.problem : null;
}

function memberItem(pair: Pair, account: Account, { role, wanted }: Wish): DraftItem {
  const action = wanted ? 'grantGroup' : 'revokeGroup';
  const item = draft(action, { cms: account, okta: null, pair }, 'cms');
  return {
    ...item,
    id: hashOf([action, 'pushed', account.ref, role.id]).slice(0, 16),
    // The client's word stands behind it; there is no account in Okta to read before it is applied.
    subject: { ...item.subject, okta: null, group: role.id },
    before: { group: wanted ? null : role.name },
    after: { group: wanted ? role.name : null },
    reason: wanted ? 'changed' : 'leftGroup',
  };
}

/** Who holds a role by a group of Okta that the connection maps to it. */
interface Mapped {
  has(account: Account, role: string): boolean;
  /** Why Okta could not tell; null where it did, or had nothing to. */
  error: SyncError | null;
}

/** Asks Okta, as it is now. */
async function mappedHolders({ deps, connection, sides, live }: PlanRun, roles: readonly string[]): Promise<Mapped> {
  const holders = new Map<string, Set<string>>();
  let fault: SyncError | null = null;
  for (const { group, role, owner } of connection.groupMaps) {
    if (owner !== 'okta' || !roles.includes(role)) continue;
    try {
      const members = await groupsOf(sides.okta).members(group, { signal: live.abort.signal });
      holders.set(role, new Set([...(holders.get(role) ?? []), ...members]));
    } catch (error) {
      if (!(error instanceof SyncError) || error.code === 'cancelled' || isRefusal(error.code)) throw error;
      fault = error;
    }
  }
  return {
    error: fault,
    has(account, role) {
      const link = deps.store.links.of(connection.id, account.ref);
      return link !== undefined && (holders.get(role)?.has(link.okta.id) ?? false);
    },
  };
}

/** Nothing is left to do: what stood in the way is over, and roles from before are forgotten. */
async function clear({ deps }: PlanRun, { pushed, role, withheld }: Look): Promise<void> {
  const { store } = deps;
  const present = store.data.pushed[pushed.id];
  if (!present || present.version !== pushed.version) return;
  if (present.former && !withheld) {
    const { former: _former, ...kept } = present;
    await store.commit([put('pushed', pushed.id, kept)]);
  }
  if (!role) return;
  if (role.privileged && !pushed.namedPrivileged) await noteProblem(store, pushed.id, powerful(role).problem);
  else await noteProblem(store, pushed.id, null);
}
