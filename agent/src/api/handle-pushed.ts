import { SyncError } from '@rollcall/shared';
import type { Connection, DirectoryGroup, PushedGroup } from '@rollcall/shared';
import type { PushedChange } from '@rollcall/shared/api-pushed';

import { groupsOf } from '../engine/apply-group.ts';
import { powerful } from '../engine/apply-role.ts';
import { mapsOf } from '../engine/observe-groups.ts';
import { runEntry } from '../engine/record.ts';
import type { Services } from '../services.ts';
import { accountKey, memberKey, put } from '../store/data.ts';
import type { Caller } from './caller.ts';
import { findConnection } from './connection-store.ts';
import { previewOf, pushedAnswer } from './pushed-view.ts';
import type { Handlers } from './serve.ts';

type Names = 'pushed' | 'previewPushed' | 'changePushed';
type Roles = ReadonlyMap<string, DirectoryGroup>;

/** How long a page waits for the site's roles, and a change for its first effects, in milliseconds. */
const patience = 5_000;

/** Groups that a SCIM client has pushed. */
export const pushedHandlers: Pick<Handlers, Names> = {
  async pushed({ params, services }) {
    const { store } = services;
    const connection = findConnection(services, params['id']);
    const roles = await knownRoles(services, connection);
    const groups = store.pushed.groups(connection.id).map((group) => pushedAnswer(group, store, roles));
    const offered = [...roles.values()].filter(({ writable }) => writable);
    return { groups, roles: offered.map(({ id, name, privileged }) => ({ id, name, privileged })) };
  },
  async previewPushed({ params, body, services }) {
    const { connection, group } = findGroup(services, params);
    const role = await findRole(services, connection, body.role ?? '');
    const groups = groupsOf(await siteOf(services, connection));
    const wanted = new Set(await groups.members(role.id));
    const present = group.role === null || group.role === role.id ? wanted : new Set(await groups.members(group.role));
    return previewOf(group, role, { wanted, present }, { store: services.store, connection });
  },
  async changePushed({ params, body, caller, services }) {
    const { connection, group } = findGroup(services, params);
    await refuseRole(services, connection, body);
    await choose(services, group, { body, caller });
    await services.scim.converge.soon(group.id, { within: patience });
    const present = services.store.data.pushed[group.id] ?? group;
    return pushedAnswer(present, services.store, await knownRoles(services, connection));
  },
};

function findGroup(services: Services, params: Record<string, string>): { connection: Connection; group: PushedGroup } {
  const connection = findConnection(services, params['id']);
  const group = services.store.data.pushed[params['group'] ?? ''];
  if (group?.connection === connection.id && !group.removed) return { connection, group };
  throw new SyncError('not_found', `No group "${params['group'] ?? ''}" was pushed to this connection.`, {
    scope: 'run',
    next: 'Run "rollcall scim groups list" to see the pushed groups.',
  });
}

async function siteOf({ directories }: Services, connection: Connection) {
  const site = await directories.side(connection, 'cms');
  if (site) return site;
  throw new SyncError('not_configured', `The connection "${connection.name}" has no site yet.`, { scope: 'run' });
}

/** The site's roles as they are, or as they were last seen where it does not answer; each look keeps what it saw. */
async function knownRoles(services: Services, connection: Connection): Promise<Roles> {
  const { store, directories } = services;
  const directory = connection.cms?.id ?? '';
  const site = connection.pausedFor === null ? await directories.side(connection, 'cms') : null;
  try {
    const listed = (await site?.groups?.list({ signal: AbortSignal.timeout(patience) })) ?? null;
    if (listed) {
      const rows = listed.map((role) => ({ ...role, directory }));
      await store.commit(rows.map((row) => put('groups', accountKey({ directory, id: row.id }), row)));
      return new Map(listed.map((role) => [role.id, role]));
    }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
  }
  const rows = Object.values(store.data.groups).filter((row) => row.directory === directory);
  return new Map(rows.map((row) => [row.id, row]));
}

async function findRole(services: Services, connection: Connection, id: string): Promise<DirectoryGroup> {
  const roles = await groupsOf(await siteOf(services, connection)).list();
  const role = roles.find((each) => each.id === id);
  if (role) return role;
  throw new SyncError('missing_group', `The site has no role "${id}".`, {
    field: 'role',
    scope: 'run',
    next: `There are ${roles.map((each) => each.id).join(', ')}.`,
  });
}

/** Throws where a person may not give the group this role. */
async function refuseRole(services: Services, connection: Connection, { role: id, namedPrivileged }: PushedChange) {
  if (id === null) return;
  const role = await findRole(services, connection, id);
  const refuse = (code: 'unsupported' | 'conflict', text: string) => {
    throw new SyncError(code, text, { field: 'role', scope: 'run', next: 'Choose another role.' });
  };
  if (!role.writable) refuse('unsupported', `Who has the role ${role.name} can’t be changed through the site’s API.`);
  if (mapsOf(connection).some((map) => map.role === id && map.owner === 'cms'))
    refuse('conflict', `Who has the role ${role.name} is decided on the site, by this connection’s groups.`);
  if (role.privileged && !namedPrivileged) throw powerful(role);
}

/** Keeps the choice, with everybody in the group to be looked at anew, and tells the activity who made it. */
async function choose(
  { store, activity, engine, newId, now }: Services,
  group: PushedGroup,
  { body, caller }: { body: PushedChange; caller: Caller },
): Promise<void> {
  if (group.plan !== undefined) await engine.reject(group.plan, caller.actor).catch(() => undefined);
  const present = store.data.pushed[group.id] ?? group;
  const { plan: _plan, former = [], ...kept } = present;
  const isSame = body.role === present.role;
  const before = isSame || present.role === null ? former : [...former, present.role];
  const left = before.filter((role) => role !== body.role);
  const chosen: PushedGroup = {
    ...kept,
    role: body.role,
    madeRole: isSame && present.madeRole,
    namedPrivileged: body.role !== null && body.namedPrivileged,
    chosen: true,
    problem: null,
    ...(left.length > 0 ? { former: left } : {}),
  };
  const members = [...store.pushed.members(group.id).values()].map((member) =>
    put('members', memberKey(member), { ...member, settled: false, problem: null }),
  );
  await store.commit([put('pushed', group.id, chosen), ...members]);
  const about = { id: newId(), connection: group.connection, job: null, by: caller.actor };
  const fields = ['pushedGroup', group.name, body.role ?? 'none'];
  const entry = { ...about, now: new Date(now()).toISOString(), outcome: 'done' as const, problem: null, fields };
  await activity.append(runEntry('settings', entry), null);
}
