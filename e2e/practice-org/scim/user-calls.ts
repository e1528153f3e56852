import { z } from 'zod';
import type { Dialect, Resource } from '../apps/app.ts';
import { ScimProblem, type Send } from './http.ts';
import { mergeUser, patchUrn } from './user-body.ts';

const listSchema = z.looseObject({
  totalResults: z.number(),
  Resources: z.array(z.looseObject({ id: z.string() })).default([]),
});

export type Listed = z.infer<typeof listSchema>;

const idSchema = z.looseObject({ id: z.string().min(1) });

export interface UserCalls {
  /** The resource at the app with this userName, ignoring case; null when there is none. */
  find(userName: string): Promise<Resource | null>;
  /** Makes a user that is on and answers its id. */
  create(wanted: Resource, password: string): Promise<string>;
  /** Makes the app hold what is wanted. */
  update(id: string, change: { readonly sent: Resource | null; readonly wanted: Resource }): Promise<void>;
  setActive(id: string, active: boolean): Promise<void>;
  setPassword(id: string, password: string): Promise<void>;
}

/** What Okta's client sends about one person, in the words of the app's dialect. */
export function createUserCalls(send: Send, dialect: Dialect, who: string): UserCalls {
  const place = (id: string): string => `/Users/${encodeURIComponent(id)}`;
  const read = async (id: string, purpose: string): Promise<Resource> => {
    const { body } = await send({ method: 'GET', path: place(id), purpose });
    if (body === null) throw new ScimProblem('The user was answered without a body');
    return body;
  };
  const put = async (id: string, purpose: string, change: (server: Resource) => Resource): Promise<void> => {
    const body = change(await read(id, purpose));
    await send({ method: 'PUT', path: place(id), body, purpose });
  };
  const patch = async (id: string, purpose: string, value: Resource): Promise<void> => {
    const body = { schemas: [patchUrn], Operations: [{ op: 'replace', value }] };
    await send({ method: 'PATCH', path: place(id), body, purpose });
  };
  // Neither kind of app PATCHes a profile; a catalogue app does so for these two alone.
  const change = (id: string, purpose: string, value: Resource): Promise<void> =>
    dialect === 'patch' ? patch(id, purpose, value) : put(id, purpose, (server) => ({ ...server, ...value }));

  return {
    find: async (userName) => {
      const path = lookUpPath('/Users', 'userName', userName);
      const list = await readList(send, path, `Look up user ${who}`);
      const isMeant = (found: Resource): boolean => String(found['userName']).toLowerCase() === userName.toLowerCase();
      return list.Resources.find(isMeant) ?? null;
    },
    create: async (wanted, password) => {
      const body = { ...wanted, groups: [], password, active: true };
      const answer = await send({ method: 'POST', path: '/Users', body, purpose: `Create user ${who}` });
      const made = idSchema.safeParse(answer.body);
      if (!made.success) throw new ScimProblem('Create new user returned empty user', answer.status);
      return made.data.id;
    },
    update: (id, { sent, wanted }) =>
      put(id, `Update user ${who}`, (server) => ({ ...mergeUser(server, sent, wanted), active: true })),
    setActive: (id, active) => change(id, `${active ? 'Reactivate' : 'Deactivate'} user ${who}`, { active }),
    setPassword: (id, password) => change(id, `Sync password of ${who}`, { password }),
  };
}

/** The filter look-up that Okta writes before it makes anything. */
export function lookUpPath(endpoint: '/Users' | '/Groups', attribute: string, value: string): string {
  const quoted = JSON.stringify(value);
  return `${endpoint}?filter=${encodeURIComponent(`${attribute} eq ${quoted}`)}&startIndex=1&count=100`;
}

/** A list; a 404 with a SCIM error stands for an empty one, as Okta takes it. */
export async function readList(send: Send, path: string, purpose: string): Promise<Listed> {
  try {
    const { body } = await send({ method: 'GET', path, purpose });
    const list = listSchema.safeParse(body);
    if (list.success) return list.data;
  } catch (error) {
    if (error instanceof ScimProblem && error.status === 404) return { totalResults: 0, Resources: [] };
    throw error;
  }
  throw new ScimProblem('The list was answered in another form than ListResponse');
}
