import { type DirectoryGroup, SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { CallOptions, Groups, Moves } from '../directory.ts';
import type { OktaClient } from './client.ts';
import { groupPath, userPath } from './path.ts';

const oktaGroup = z.object({
  id: z.string(),
  type: z.string(),
  lastMembershipUpdated: z.string().nullish(),
  profile: z.looseObject({ name: z.string(), description: z.string().nullish() }),
  _embedded: z.object({ stats: z.object({ hasAdminPrivilege: z.boolean().nullish() }).nullish() }).nullish(),
});

const groupRule = z.object({
  status: z.string(),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()) }).nullish() }).nullish(),
});

const member = z.object({ id: z.string() });

const limit = '200';

/** An org's groups. Those of applications, built-in ones and those that a rule fills are not writable. */
export function createGroups(client: OktaClient): Groups {
  return {
    async list(options = {}) {
      const ruled = await readRuled(client, options);
      const call = { path: '/api/v1/groups', query: { limit, expand: 'stats' }, ...options };
      const groups: DirectoryGroup[] = [];
      for await (const { value } of client.pages(z.array(oktaGroup), call))
        groups.push(...value.map((group) => toGroup(group, ruled)));
      return groups;
    },
    async members(group, options = {}) {
      const call = { path: groupPath(group, '/users'), query: { limit }, ...options };
      const ids: string[] = [];
      for await (const { value } of client.pages(z.array(member), call)) ids.push(...value.map((each) => each.id));
      return ids;
    },
    async of(account, options = {}) {
      const call = { path: userPath(account, '/groups'), query: { limit }, ...options };
      const ids: string[] = [];
      for await (const { value } of client.pages(z.array(member), call)) ids.push(...value.map((each) => each.id));
      return ids;
    },
    async create(name, options = {}) {
      const body = { profile: { name } };
      const { value } = await client.read(oktaGroup, { method: 'POST', path: '/api/v1/groups', body, ...options });
      // No administrator's role can have been given to a group that was made just now.
      return { ...toGroup(value, new Set()), privileged: false };
    },
    async rename(group, name, options = {}) {
      const path = groupPath(group);
      const { value } = await client.read(oktaGroup, { path, ...options });
      // PUT replaces the whole profile.
      await client.send({ method: 'PUT', path, body: { profile: { ...value.profile, name } }, ...options });
      const ruled = await readRuled(client, options);
      return toGroup(await readGroup(client, group, options), ruled);
    },
    async remove(group, options = {}) {
      await client.send({ method: 'DELETE', path: groupPath(group), ...options }).catch((error: unknown) => {
        if (!(error instanceof SyncError && error.code === 'missing_group')) throw error;
      });
    },
    async addMember(group, account, options = {}) {
      userPath(account);
      const call = { method: 'PUT' as const, path: groupPath(group, `/users/${account}`), ...options };
      await client.send(call).catch(async (error: unknown) => {
        throw await explain(client, error, group, options);
      });
    },
    async removeMember(group, account, options = {}) {
      userPath(account);
      const call = { method: 'DELETE' as const, path: groupPath(group, `/users/${account}`), ...options };
      await client.send(call).catch(async (error: unknown) => {
        const reason = await explain(client, error, group, options);
        if (!(reason instanceof SyncError && reason.code === 'not_found')) throw reason;
      });
    },
  };
}

/** Groups that were made, renamed or whose members changed later than `since`. That a rule fills one is not looked up. */
export async function movedGroups(client: OktaClient, since: string, options: CallOptions): Promise<Moves['groups']> {
  const filter = `lastMembershipUpdated gt "${since}" or lastUpdated gt "${since}"`;
  const call = { path: '/api/v1/groups', query: { filter, limit }, ...options };
  const moved: Moves['groups'] = [];
  for await (const { value } of client.pages(z.array(oktaGroup), call)) {
    for (const group of value) {
      const members = Date.parse(group.lastMembershipUpdated ?? '') > Date.parse(since);
      moved.push({ group: toGroup(group, new Set()), members });
    }
  }
  return moved;
}

type OktaGroup = z.infer<typeof oktaGroup>;

function toGroup(group: OktaGroup, ruled: ReadonlySet<string>): DirectoryGroup {
  return {
    id: group.id,
    name: group.profile.name,
    description: group.profile.description ?? null,
    kind: group.type,
    writable: group.type === 'OKTA_GROUP' && !ruled.has(group.id),
    privileged: group['_embedded']?.stats?.hasAdminPrivilege ?? true,
    guarded: [],
  };
}

async function readGroup(client: OktaClient, group: string, options: CallOptions): Promise<OktaGroup> {
  const query = { expand: 'stats' };
  return (await client.read(oktaGroup, { path: groupPath(group), query, ...options })).value;
}

/** Ids of the groups that an active rule fills; none when the rules may not be read. */
async function readRuled(client: OktaClient, options: CallOptions): Promise<ReadonlySet<string>> {
  const ruled = new Set<string>();
  try {
    const call = { path: '/api/v1/groups/rules', query: { limit }, ...options };
    for await (const { value } of client.pages(z.array(groupRule), call)) {
      for (const { status, actions } of value)
        if (status === 'ACTIVE') for (const id of actions?.assignUserToGroups?.groupIds ?? []) ruled.add(id);
    }
  } catch (error) {
    if (!(error instanceof SyncError && error.code === 'forbidden')) throw error;
  }
  return ruled;
}

/** Why a membership was refused: Okta's 403 and 404 don't tell group from user, reading the group does. */
async function explain(client: OktaClient, error: unknown, group: string, options: CallOptions): Promise<unknown> {
  if (!(error instanceof SyncError) || !['forbidden', 'missing_group'].includes(error.code)) return error;
  const { type, profile } = await readGroup(client, group, options);
  if (type !== 'OKTA_GROUP')
    return new SyncError('unsupported', `Okta doesn’t let the members of ${profile.name} be changed by hand.`);
  if (error.code === 'forbidden') return error;
  return new SyncError('not_found', 'Okta has no active user with this id.');
}
