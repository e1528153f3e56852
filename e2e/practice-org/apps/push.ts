import { newId } from '../id.ts';
import { systemCaller, type Caller } from '../access/caller.ts';
import { groupParty } from '../log/system-log.ts';
import { textOf, type Group } from '../model.ts';
import { validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { appParty } from './assign.ts';
import type { GroupPush, PushRule, ScimApp } from './app.ts';

export interface NewPush {
  readonly app: ScimApp;
  readonly group: Group;
  /** The name at the app; null is the group's own. */
  readonly targetName: string | null;
  readonly status: GroupPush['status'];
  readonly ruleId?: string;
}

/** Has a group pushed. Throws E0000001 for one that is pushed to the app already, and for `Everyone`. */
export function createPush(org: Org, caller: Caller, { app, group, targetName, status, ruleId }: NewPush): GroupPush {
  if (group.type !== 'OKTA_GROUP') throw validationFailed(['sourceGroupId: Only groups of Okta itself can be pushed']);
  if (pushOf(org, app, group) !== undefined)
    throw validationFailed(['sourceGroupId: The group is pushed to this app already']);
  const now = org.now();
  const push: GroupPush = {
    appId: app.id,
    id: newId('gPm'),
    seq: org.state.nextSeq(),
    created: now,
    lastUpdated: now,
    groupId: group.id,
    status,
    targetName,
    ruleId: ruleId ?? null,
    externalId: null,
    sentName: null,
    isFull: false,
    isUnlinked: false,
    state: 'idle',
    revision: 0,
    lastSync: null,
    problem: null,
  };
  record(org, caller, { app, group, what: ['mapping.created', 'Create group push mapping'] });
  return putPushDue(org, push);
}

/** The mapping that pushes a group to an app; undefined when it is not pushed. */
export function pushOf(org: Org, app: ScimApp, group: Pick<Group, 'id'>): GroupPush | undefined {
  for (const push of org.state.scim.pushesAfter(app.id, 0))
    if (push.groupId === group.id && !push.isUnlinked) return push;
  return undefined;
}

/** Switches a push on or off; switched on again, it overwrites all members. */
export function setPushStatus(org: Org, push: GroupPush, status: GroupPush['status']): GroupPush {
  return putPushDue(org, { ...push, status, isFull: push.isFull || (status === 'ACTIVE' && push.externalId !== null) });
}

/** "Push now": all members are overwritten. */
export function pushNow(org: Org, push: GroupPush): GroupPush {
  return putPushDue(org, { ...push, isFull: push.externalId !== null });
}

/** Ends a push: leaves the group at the app as it is, or has it deleted there. */
export function unlinkPush(org: Org, push: GroupPush, { deleteTarget }: { readonly deleteTarget: boolean }): void {
  if (deleteTarget && push.externalId !== null) putPushDue(org, { ...push, isUnlinked: true });
  else org.state.commit({ kind: 'pushGone', appId: push.appId, id: push.id });
}

/** Stores a push as one that the app is to hear of; one that is inactive only is. */
export function putPushDue(org: Org, changed: GroupPush): GroupPush {
  const isDue = changed.status === 'ACTIVE' || changed.isUnlinked;
  const push: GroupPush = {
    ...changed,
    state: isDue ? 'due' : changed.state,
    revision: changed.revision + 1,
    lastUpdated: org.now(),
  };
  org.state.commit({ kind: 'push', push });
  return push;
}

/** "Find groups by rule": pushes what fits now and later. */
export function createRule(org: Org, app: ScimApp, given: Pick<PushRule, 'name' | 'comparison' | 'value'>): PushRule {
  const rule: PushRule = { id: newId('gPr'), appId: app.id, seq: org.state.nextSeq(), ...given };
  org.state.commit({ kind: 'pushRule', rule });
  applyRules(org, app);
  return rule;
}

/** Pushes every group that a rule finds and nobody has named. */
export function applyRules(org: Org, app: ScimApp): void {
  for (const rule of org.state.scim.rulesOf(app.id))
    for (const group of org.state.groups.after(0))
      if (group.type === 'OKTA_GROUP' && isFound(rule, group) && pushOf(org, app, group) === undefined)
        createPush(org, systemCaller(), { app, group, targetName: null, status: 'ACTIVE', ruleId: rule.id });
}

/** Ends a rule with the pushes that it made. */
export function removeRule(org: Org, rule: PushRule, { deleteTarget }: { readonly deleteTarget: boolean }): void {
  org.state.commit({ kind: 'pushRuleGone', id: rule.id });
  const pushes = [...org.state.scim.pushesAfter(rule.appId, 0)];
  for (const push of pushes) if (push.ruleId === rule.id) unlinkPush(org, push, { deleteTarget });
}

function isFound({ comparison, value }: PushRule, group: Group): boolean {
  const name = textOf(group.profile, 'name').toLowerCase();
  const wanted = value.toLowerCase();
  if (comparison === 'startsWith') return name.startsWith(wanted);
  return comparison === 'endsWith' ? name.endsWith(wanted) : name.includes(wanted);
}

interface PushEvent {
  readonly app: ScimApp;
  readonly group: Group;
  readonly what: readonly [string, string];
}

function record(org: Org, caller: Caller, { app, group, what: [type, message] }: PushEvent): void {
  const target = [groupParty(group), appParty(app)];
  org.log.record(caller, { eventType: `application.provision.group_push.${type}`, message, target });
}
