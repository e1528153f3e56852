import { systemCaller } from '../access/caller.ts';
import { appParty } from '../apps/assign.ts';
import type { GroupPush, ScimApp, ScimConnection } from '../apps/app.ts';
import { membersOf } from '../groups/members.ts';
import { groupParty } from '../log/system-log.ts';
import { textOf, type Group } from '../model.ts';
import type { Org } from '../org.ts';
import { createGroupCalls, membersAtOnce, type GroupCalls, type Member } from './group-calls.ts';
import { problemOf } from './outcome.ts';
import { isReady, isWaiting, isWanted, type ProvisionDeps } from './provision-user.ts';
import { userNameOf } from './user-body.ts';

/** One pushed group while it is brought in step; `keep` stores what was reached. */
interface Work {
  readonly org: Org;
  readonly app: ScimApp & { readonly connection: ScimConnection };
  readonly group: Group;
  readonly calls: GroupCalls;
  readonly present: () => GroupPush;
  readonly keep: (change: Partial<GroupPush>) => void;
  readonly tell: (event: readonly [string, string]) => void;
}

/** Members by user id, as the app knows them. */
type Members = ReadonlyMap<string, Member>;

/**
 * Brings one pushed group in step with the app: makes or finds it, renames, changes members, deletes. Answers when to try
 * again by itself (ms since 1970), or null. What fails is kept as the push's problem.
 */
export async function pushGroup(deps: ProvisionDeps, appId: string, pushId: string): Promise<number | null> {
  const { org } = deps;
  const begun = org.state.scim.push(appId, pushId);
  const app = org.state.scim.byId(appId);
  if (begun === undefined || app === undefined || !isReady(app) || !isWaiting(begun)) return null;
  if (!app.connection.features.includes('groups')) return null;
  const group = org.state.groups.byId(begun.groupId);
  const label = group === undefined ? (begun.sentName ?? begun.groupId) : nameAt(begun, group);
  const calls = createGroupCalls(deps.sendOf(app, app.connection), app.connection.dialect, label);
  const present = (): GroupPush => org.state.scim.push(appId, pushId) ?? begun;
  const keep = (change: Partial<GroupPush>): void => {
    // Unlinked meanwhile: nothing is kept of it.
    const known = org.state.scim.push(appId, pushId);
    if (known !== undefined) org.state.commit({ kind: 'push', push: { ...known, ...change } });
  };
  const record = (eventType: string, message: string, failure?: string): void => {
    const target = [...(group === undefined ? [] : [groupParty(group)]), appParty(app)];
    org.log.record(systemCaller(), { eventType, message, target, ...(failure === undefined ? {} : { failure }) });
  };
  try {
    if (begun.isUnlinked) {
      if (begun.externalId !== null) await calls.remove(begun.externalId);
      org.state.commit({ kind: 'pushGone', appId, id: pushId });
      record('application.provision.group_push.removed', 'Remove pushed group from application');
      return null;
    }
    if (group !== undefined && begun.status === 'ACTIVE')
      await bringInStep({ org, app, group, calls, present, keep, tell: ([type, message]) => record(type, message) });
    const isMoved = present().revision !== begun.revision;
    keep({ state: isMoved ? 'due' : 'done', problem: null, lastSync: org.now() });
    return null;
  } catch (error) {
    const lead = `Unable to push group ${label} to app ${app.label}: `;
    const problem = problemOf({ error, before: begun.problem, lead, now: org.clock(), hurry: deps.hurry });
    keep({ state: present().revision === begun.revision ? 'error' : 'due', problem });
    record('application.provision.group_push.pushed', 'Push group to application', problem.summary);
    return problem.retryAt === null ? null : Date.parse(problem.retryAt);
  }
}

async function bringInStep(work: Work): Promise<void> {
  const { group, calls, present, keep, tell, app } = work;
  const name = nameAt(present(), group);
  if (present().externalId === null) {
    const found = await calls.find(name);
    const externalId = found ?? (await calls.create(name));
    // A group that was there is overwritten as a whole.
    keep({ externalId, sentName: name, isFull: found !== null });
    tell(['application.provision.group_push.pushed', 'Push group to application']);
  }
  const { externalId, sentName, isFull } = present();
  if (externalId === null) return;
  const wanted = wantedMembers(work);
  if (isFull || (app.connection.dialect === 'put' && !isTold(work, wanted))) {
    await calls.replace(externalId, name, [...wanted.values()]);
    keepMembers(work, { add: wanted, keepOthers: false });
    keep({ isFull: false, sentName: name });
    tell(['application.provision.group_push.push_memberships', 'Push group memberships']);
    return;
  }
  if (!isTold(work, wanted)) {
    await changeMembers(work, { id: externalId, name, wanted });
    tell(['application.provision.group_push.push_memberships', 'Push group memberships']);
  } else if (sentName !== name) {
    await calls.rename(externalId, name);
    keep({ sentName: name });
    tell(['application.provision.group_push.updated', 'Rename pushed group in application']);
  }
}

/** Sends the difference in steps of a hundred; each that was taken is kept, so that a repeat goes on from there. */
async function changeMembers(
  work: Work,
  { id, name, wanted }: { id: string; name: string; wanted: Members },
): Promise<void> {
  const told = work.org.state.scim.membersOf(work.present().id);
  const gone = [...told].filter(([userId, value]) => wanted.get(userId)?.value !== value);
  const fresh = [...wanted].filter(([userId, { value }]) => told.get(userId) !== value);
  while (gone.length > 0 || fresh.length > 0) {
    const out = gone.splice(0, membersAtOnce);
    const add = fresh.splice(0, membersAtOnce - out.length);
    await work.calls.step(id, name, { remove: out.map(([, value]) => value), add: add.map(([, member]) => member) });
    const left = Object.fromEntries(out.map(([userId]) => [userId, null]));
    keepMembers(work, { add: new Map(add), keepOthers: true, left });
    work.keep({ sentName: name });
  }
}

function keepMembers(
  { org, present }: Work,
  { add, keepOthers, left = {} }: { add: Members; keepOthers: boolean; left?: Record<string, null> },
): void {
  const { id } = present();
  const others = keepOthers ? [] : [...org.state.scim.membersOf(id).keys()].map((userId) => [userId, null] as const);
  const members = { ...Object.fromEntries(others), ...left };
  const added = Object.fromEntries([...add].map(([userId, { value }]) => [userId, value]));
  org.state.commit({ kind: 'pushMembers', pushId: id, members: { ...members, ...added } });
}

function isTold({ org, present }: Work, wanted: Members): boolean {
  const told = org.state.scim.membersOf(present().id);
  return told.size === wanted.size && [...wanted].every(([userId, { value }]) => told.get(userId) === value);
}

/** Members of the group that the app knows and has on; all others are left out without a word, as in Okta. */
function wantedMembers({ org, app, group }: Work): Members {
  const wanted = new Map<string, Member>();
  for (const { user } of membersOf(org, group, 0)) {
    const assigned = org.state.scim.user(app.id, user.id);
    if (assigned === undefined || assigned.externalId === null || !assigned.isOn || !isWanted(assigned, user)) continue;
    wanted.set(user.id, { value: assigned.externalId, display: userNameOf(user, assigned) });
  }
  return wanted;
}

/** The name of a pushed group at the app. */
export function nameAt({ targetName }: Pick<GroupPush, 'targetName'>, group: Group): string {
  return targetName ?? textOf(group.profile, 'name');
}
