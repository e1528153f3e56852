import type { DirectoryGroup, PlanBrake, PlanItem, PushedGroup } from '@rollcall/shared';

import { memberKey, put } from '../store/data.ts';
import { groupsOf } from './apply-group.ts';
import { guardPlan, savePlan } from './finish-plan.ts';
import type { Draft, MadePlan, PlanRun } from './finish-plan.ts';
import { brakeLimit } from './guard.ts';
import type { Guardedness } from './guard.ts';
import { hashOf } from './hash.ts';
import { nobody } from './match.ts';
import type { Pair } from './match.ts';
import { forgetGroup } from './membership.ts';
import { nothingSeen } from './observe.ts';
import { nothing } from './plan-aside.ts';
import { draft } from './plan-items.ts';
import type { DraftItem } from './plan-items.ts';
import { joinPlans } from './plan.ts';
import { keepOnGroup } from './pushed-role.ts';
import { addRecent, recentOf } from './recent.ts';
import type { Look } from './run-membership.ts';
import { inTurns } from './turns.ts';

/** The time within which losses of roles count together, in milliseconds. */
const revokeWindow = 10 * 60_000;

/** Plans the role of a group that has none. That it will be ours is kept first: an answer that is lost leaves no stranger. */
export async function planRole(run: PlanRun, pushed: PushedGroup): Promise<MadePlan> {
  const { store } = run.deps;
  await keepOnGroup(store, pushed.id, { madeRole: true, role: null });
  // Whoever held a role that is gone does not hold the new one.
  const settled = [...store.pushed.members(pushed.id).values()].filter((member) => member.settled);
  await store.commit(settled.map((member) => put('members', memberKey(member), { ...member, settled: false })));
  const item = roleItem('createGroup', { id: pushed.id, name: pushed.name });
  return finish(run, { drafts: [{ pair: nobody, items: [item] }], accounts: [] });
}

/** The making or deleting of a role, not yet judged. */
export function roleItem(action: 'createGroup' | 'deleteGroup', { id, name }: { id: string; name: string }): DraftItem {
  const made = action === 'createGroup';
  const item = draft(action, { cms: null, okta: null, pair: nobody }, 'cms');
  return {
    ...item,
    id: hashOf([action, id, name]).slice(0, 16),
    subject: { ...item.subject, group: id, label: name },
    before: made ? null : { group: name },
    after: made ? { group: name } : null,
    reason: made ? 'new' : 'leftGroup',
    undo: 'none',
  };
}

export function renameItem({ id, name }: DirectoryGroup, to: string): DraftItem {
  const item = draft('renameGroup', { cms: null, okta: null, pair: nobody }, 'cms');
  return {
    ...item,
    id: hashOf(['renameGroup', id, to]).slice(0, 16),
    subject: { ...item.subject, group: id, label: name },
    before: { group: name },
    after: { group: to },
    undo: 'none',
  };
}

type Drafts = Pick<Look, 'accounts'> & { drafts: { pair: Pair; items: DraftItem[] }[] };

/** Guards and saves what a look found. What the guard refused before, for the same reason, is not told again. */
export async function saveGroupPlan(run: PlanRun, look: Look, more: DraftItem[]): Promise<MadePlan | null> {
  const { draftOf, guarded } = await guard(run, withMore(look, more));
  const told = new Set(
    look.drafts.flatMap(({ member, items }) =>
      member.problem ? items.map((item) => `${item.id} ${member.problem?.code}`) : [],
    ),
  );
  const items = guarded.items.filter(
    ({ id, verdict }) => verdict.is !== 'refuse' || !told.has(`${id} ${verdict.code}`),
  );
  if (items.length === 0) return null;
  return save(run, draftOf, { ...guarded, items });
}

function withMore({ accounts, drafts }: Drafts, more: DraftItem[]): Drafts {
  return more.length === 0 ? { accounts, drafts } : { accounts, drafts: [...drafts, { pair: nobody, items: more }] };
}

/**
 * Plans to delete the role of a group that the client has deleted, after each member's loss of it. A role that others hold
 * too, that something else gives, or that a protected member can't lose stays, with everybody who has it.
 */
export async function planRemoval(run: PlanRun, look: Look): Promise<MadePlan | null> {
  const { deps } = run;
  const { pushed, role, drafts, withheld } = look;
  if (!role || withheld || (await isHeldOtherwise(run, look))) return forget(run, pushed);
  const losses = drafts.flatMap(({ items }) => items);
  const removal = { ...roleItem('deleteGroup', role), needs: losses.map(({ id }) => id) };
  const { draftOf, guarded } = await guard(run, withMore(look, [removal]));
  if (guarded.items.some(({ verdict }) => verdict.is === 'refuse')) return forget(run, pushed);
  return deps.store.data.pushed[pushed.id] ? save(run, draftOf, guarded) : null;
}

async function forget({ deps }: PlanRun, pushed: PushedGroup): Promise<null> {
  await deps.store.commit(forgetGroup(deps.store, pushed));
  return null;
}

async function isHeldOtherwise({ deps, connection, sides, live }: PlanRun, { pushed, role }: Look): Promise<boolean> {
  const id = role?.id ?? '';
  const { store } = deps;
  const isMapped = Object.values(store.data.connections).some(
    ({ cms, groupMaps }) => cms?.id === connection.cms?.id && groupMaps.some((map) => map.role === id),
  );
  const isGivenElse = store.pushed.giving(id).some((group) => {
    const isHere = store.data.connections[group.connection]?.cms?.id === connection.cms?.id;
    return isHere && group.id !== pushed.id && !group.removed;
  });
  if (isMapped || isGivenElse) return true;
  const members = store.pushed.members(pushed.id);
  const holders = await groupsOf(sides.cms).members(id, { signal: live.abort.signal });
  return holders.some((holder) => !members.has(holder));
}

async function finish(run: PlanRun, drafts: Drafts): Promise<MadePlan> {
  const { draftOf, guarded } = await guard(run, drafts);
  return save(run, draftOf, guarded);
}

async function guard(run: PlanRun, { accounts, drafts }: Drafts): Promise<{ draftOf: Draft; guarded: Guardedness }> {
  const planned = joinPlans(drafts.map(({ pair, items }) => ({ pair, plan: { ...nothing, items } })));
  const observed = { ...nothingSeen(run.deps), cms: accounts };
  const draftOf = { planned, observed, named: false, linked: await peopleCount(run) };
  return { draftOf, guarded: await guardPlan(run, draftOf) };
}

async function save(run: PlanRun, draftOf: Draft, { items, brake }: Guardedness): Promise<MadePlan> {
  const held = brake ?? (await revokeBrake(run, items, draftOf.linked));
  return { plan: await savePlan(run, { ...draftOf, items, brake: held }), items, sources: new Map() };
}

/** Of how many people a share is: those who are linked, or whom the client has brought. */
async function peopleCount(run: PlanRun): Promise<number> {
  const { deps, connection, sides } = run;
  let brought = 0;
  await inTurns(deps.store.walk('accounts'), ([, { ref, scim }]) => {
    if (ref.directory === sides.cms.id && scim?.connection === connection.id) brought += 1;
  });
  return Math.max(brought, deps.store.links.count(connection));
}

/** Counts losses of roles over a while: many small pushes are held as one large one would be. */
async function revokeBrake(run: PlanRun, items: readonly PlanItem[], linked: number): Promise<PlanBrake | null> {
  const { deps, connection, live } = run;
  const losses = items.filter(({ action, verdict }) => action === 'revokeGroup' && verdict.is === 'allow').length;
  if (losses === 0 || live.job.request.mode !== 'apply') return null;
  const lost = { store: deps.store, key: `scim/losses/${connection.id}`, now: deps.now(), time: revokeWindow };
  const limit = brakeLimit(connection.brakes.revokeGroup, linked);
  const count = recentOf(lost).length + losses;
  if (count > limit) {
    const text = `${count} users would lose a role by pushed groups within 10 minutes, the limit is ${limit}.`;
    const over = [{ name: 'revokeGroup' as const, count, limit, sides: ['cms' as const] }];
    return { code: 'brake', text: `${text} Nothing is written until a person approves this plan.`, over };
  }
  await addRecent(lost, losses);
  return null;
}
