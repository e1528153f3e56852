import { z } from 'zod';
import type { Dialect, Resource } from '../apps/app.ts';
import { ScimProblem, type Send } from './http.ts';
import { lookUpPath, readList } from './user-calls.ts';
import { patchUrn } from './user-body.ts';

const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';
const idSchema = z.looseObject({ id: z.string().min(1) });

/** How many members one PATCH adds or removes; Okta publishes no number. */
export const membersAtOnce = 100;

/** A member as Okta writes it: without `type`, `display` is the name at the app. */
export interface Member {
  readonly value: string;
  readonly display: string;
}

/** One step of a change of members: whom to take out by id, and whom to add. */
interface MemberStep {
  readonly remove: readonly string[];
  readonly add: readonly Member[];
}

export interface GroupCalls {
  /** The id of the group with this name at the app; null when there is none. */
  find(name: string): Promise<string | null>;
  /** Makes an empty group and answers its id. */
  create(name: string): Promise<string>;
  /** Gives the group this name and exactly these members. */
  replace(id: string, name: string, members: readonly Member[]): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Changes some members; the name goes with every change. Only for the PATCH dialect. */
  step(id: string, name: string, step: MemberStep): Promise<void>;
  /** Removes the group; one that is gone already is as good. */
  remove(id: string): Promise<void>;
}

/** What Okta's client sends about one pushed group, in the words of the app's dialect. */
export function createGroupCalls(send: Send, dialect: Dialect, label: string): GroupCalls {
  const place = (id: string): string => `/Groups/${encodeURIComponent(id)}`;
  const patch = async (id: string, purpose: string, operations: readonly Resource[]): Promise<void> => {
    const body = { schemas: [patchUrn], Operations: operations };
    await send({ method: 'PATCH', path: place(id), body, purpose });
  };
  const put = async (id: string, purpose: string, change: Resource): Promise<void> => {
    const { body } = await send({ method: 'GET', path: place(id), purpose });
    await send({ method: 'PUT', path: place(id), body: { schemas: [groupUrn], ...body, ...change }, purpose });
  };
  const named = (id: string, displayName: string): Resource => ({ op: 'replace', value: { id, displayName } });

  return {
    find: async (name) => {
      const path = lookUpPath('/Groups', 'displayName', name);
      const list = await readList(send, path, `Look up group ${label}`);
      const isMeant = (found: Resource): boolean => String(found['displayName']).toLowerCase() === name.toLowerCase();
      return list.Resources.find(isMeant)?.id ?? null;
    },
    create: async (displayName) => {
      const body = { schemas: [groupUrn], displayName, members: [] };
      const answer = await send({ method: 'POST', path: '/Groups', body, purpose: `Create group ${label}` });
      const made = idSchema.safeParse(answer.body);
      if (!made.success) throw new ScimProblem('Create new group returned empty group', answer.status);
      return made.data.id;
    },
    replace: (id, displayName, members) => {
      const purpose = `Push members of group ${label}`;
      if (dialect === 'put') return put(id, purpose, { displayName, members });
      return patch(id, purpose, [named(id, displayName), { op: 'replace', path: 'members', value: members }]);
    },
    rename: (id, displayName) => {
      const purpose = `Rename group ${label}`;
      return dialect === 'put' ? put(id, purpose, { displayName }) : patch(id, purpose, [named(id, displayName)]);
    },
    step: (id, displayName, { remove, add }) =>
      patch(id, `Change members of group ${label}`, [
        named(id, displayName),
        ...remove.map((value) => ({ op: 'remove', path: `members[value eq ${JSON.stringify(value)}]` })),
        ...(add.length === 0 ? [] : [{ op: 'add', path: 'members', value: add }]),
      ]),
    remove: async (id) => {
      try {
        await send({ method: 'DELETE', path: place(id), purpose: `Delete group ${label}` });
      } catch (error) {
        if (!(error instanceof ScimProblem && error.status === 404)) throw error;
      }
    },
  };
}
