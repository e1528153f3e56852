import type { Connection } from '@rollcall/shared';

import { asObject } from './filter-match.ts';
import type { Resource } from './filter-match.ts';
import { createScimWorld, oktaUser } from './scim.fixture.ts';
import type { ScimAnswer, ScimWorld } from './scim.fixture.ts';

export const patchUrn = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
export const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

/** A SCIM world with people in it, and short ways to push groups of them. */
export interface GroupWorld extends ScimWorld {
  /** SCIM ids of the people, in their order. */
  people: string[];
  push(displayName: string, members?: readonly string[], more?: Resource): Promise<ScimAnswer>;
  patch(id: string, ...operations: Resource[]): Promise<ScimAnswer>;
  add(id: string, ...members: string[]): Promise<ScimAnswer>;
  take(id: string, ...members: string[]): Promise<ScimAnswer>;
  /** SCIM ids in a group. */
  membersOf(id: string): Promise<string[]>;
  /** Who holds a role of this name on the site; null while there is no such role. */
  holders(role: string): Promise<string[] | null>;
  /** One beat of the agent, and whatever it starts about groups. */
  beat(): Promise<void>;
}

export async function createGroupWorld(
  names: readonly string[],
  change: Partial<Connection> = {},
): Promise<GroupWorld> {
  const world = await createScimWorld();
  const people: string[] = [];
  for (const name of names) people.push((await world.scim('POST', '/Users', { body: oktaUser(name) })).id);
  if (Object.keys(change).length > 0) await world.change(change);
  const values = (ids: readonly string[]) => ids.map((value) => ({ value }));
  const patch = (id: string, ...Operations: Resource[]) =>
    world.scim('PATCH', `/Groups/${id}`, { body: { schemas: [patchUrn], Operations } });
  return {
    ...world,
    get cms() {
      return world.cms;
    },
    get okta() {
      return world.okta;
    },
    people,
    push: (displayName, members = [], more = {}) =>
      world.scim('POST', '/Groups', { body: { schemas: [groupUrn], displayName, members: values(members), ...more } }),
    patch,
    add: (id, ...members) => patch(id, { op: 'add', path: 'members', value: values(members) }),
    take: (id, ...members) =>
      patch(id, ...members.map((each) => ({ op: 'remove', path: `members[value eq "${each}"]` }))),
    async membersOf(id) {
      const { members = [] } = (await world.scim('GET', `/Groups/${id}`)).body;
      return (Array.isArray(members) ? members : []).map((each) => {
        const value = asObject(each)?.['value'];
        return typeof value === 'string' ? value : '';
      });
    },
    async holders(role) {
      const groups = world.cms.groups;
      const found = (await groups.list()).find(({ name }) => name === role);
      return found ? (await groups.members(found.id)).toSorted() : null;
    },
    async beat() {
      const { triggers, scim } = world.agent.services;
      await triggers.beat();
      await scim.converge.rest();
    },
  };
}
