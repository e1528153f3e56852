import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { allow, originOf, readBody, readText, type Env } from '../http/env.ts';
import { readLimit, readSeq, setLinks, takePage } from '../http/paging.ts';
import type { Group, User } from '../model.ts';
import { notFound } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { fold } from '../store/fold.ts';
import type { AppUser, ScimApp } from './app.ts';
import { assignGroup, assignUser, unassignGroup, unassignUser } from './assign.ts';
import { namedApp } from './routes.ts';
import { userNameOf } from '../scim/user-body.ts';
import { toAppGroup, toAppUser } from './view.ts';

const assignmentSchema = z.object({
  id: z.string(),
  scope: z.enum(['USER', 'GROUP']).optional(),
  credentials: z.object({ userName: z.string().min(1).optional() }).nullish(),
  profile: z.record(z.string(), z.unknown()).nullish(),
});

const changeSchema = assignmentSchema.omit({ id: true });

/** Who is assigned to an app, below `/api/v1/apps/{id}/users` and `/groups`. */
export function assignmentRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  addUserRoutes(org, app);
  addGroupRoutes(org, app);
  return app;
}

const read = allow('apps', 'read');
const manage = allow('apps', 'manage');

function addUserRoutes(org: Org, app: Hono<Env>): void {
  app.get('/:id/users', read, (c) => {
    const one = namedApp(org, c);
    const limit = readLimit(c, { usual: 50, most: 500 });
    const found = matching(org, one, { seq: readSeq(c.req.query('after')), q: readText(c, 'q') });
    const page = takePage(found, limit, ({ seq }) => ({ seq }));
    setLinks(c, limit, page.next);
    return c.json(page.items.map((assigned) => toAppUser(org, assigned, originOf(c))));
  });

  app.post('/:id/users', manage, async (c) => {
    const one = namedApp(org, c);
    const { id, ...given } = await readBody(c, assignmentSchema);
    const user = knownUser(org, id);
    const assigned = assignUser({ org, caller: c.get('caller'), app: one, user }, overridesOf(given));
    return c.json(toAppUser(org, assigned, originOf(c)));
  });

  app.get('/:id/users/:userId', read, (c) => c.json(toAppUser(org, assignedUser(org, c), originOf(c))));

  app.post('/:id/users/:userId', manage, async (c) => {
    const { userId } = assignedUser(org, c);
    const given = await readBody(c, changeSchema);
    const about = { org, caller: c.get('caller'), app: namedApp(org, c), user: knownUser(org, userId) };
    return c.json(toAppUser(org, assignUser(about, overridesOf(given)), originOf(c)));
  });

  app.delete('/:id/users/:userId', manage, (c) => {
    const { userId } = assignedUser(org, c);
    unassignUser({ org, caller: c.get('caller'), app: namedApp(org, c), user: knownUser(org, userId) });
    return c.body(null, 204);
  });
}

/** App profile names that are other words than Okta's own profile has for the same. */
const ownNames: Readonly<Record<string, string>> = {
  givenName: 'firstName',
  familyName: 'lastName',
  locality: 'city',
  region: 'state',
  postalCode: 'zipCode',
  country: 'countryCode',
};

function overridesOf({ credentials, profile }: z.infer<typeof changeSchema>): Record<string, unknown> {
  const written = Object.entries(profile ?? {}).map(([name, value]) => [ownNames[name] ?? name, value] as const);
  const userName = credentials?.userName === undefined ? {} : { userName: credentials.userName };
  return { ...Object.fromEntries(written), ...userName };
}

function addGroupRoutes(org: Org, app: Hono<Env>): void {
  app.get('/:id/groups', read, (c) =>
    c.json(org.state.scim.groupsOf(namedApp(org, c).id).map((group) => toAppGroup(group, originOf(c)))),
  );

  app.get('/:id/groups/:groupId', read, (c) => {
    const groupId = c.req.param('groupId');
    const assigned = org.state.scim.group(namedApp(org, c).id, groupId);
    if (assigned === undefined) throw notFound(groupId, 'ApplicationGroupAssignment');
    return c.json(toAppGroup(assigned, originOf(c)));
  });

  app.put('/:id/groups/:groupId', manage, (c) => {
    const group = knownGroup(org, c.req.param('groupId'));
    const assigned = assignGroup(org, c.get('caller'), { app: namedApp(org, c), group });
    return c.json(toAppGroup(assigned, originOf(c)));
  });

  app.delete('/:id/groups/:groupId', manage, (c) => {
    const one = namedApp(org, c);
    const group = knownGroup(org, c.req.param('groupId'));
    if (org.state.scim.group(one.id, group.id) === undefined) throw notFound(group.id, 'ApplicationGroupAssignment');
    unassignGroup(org, c.get('caller'), { app: one, group });
    return c.body(null, 204);
  });
}

interface Question {
  readonly seq: number;
  readonly q: string | undefined;
}

/** Assignments in order, found by the beginning of the name at the app. */
function* matching(org: Org, { id }: ScimApp, { seq, q }: Question): Generator<AppUser> {
  const start = fold(q ?? '');
  for (const assigned of org.state.scim.usersAfter(id, seq)) {
    const user = org.state.users.byId(assigned.userId);
    if (assigned.scope === null || user === undefined) continue;
    if (fold(userNameOf(user, assigned)).startsWith(start)) yield assigned;
  }
}

function assignedUser(org: Org, c: Context<Env>): AppUser {
  const userId = c.req.param('userId') ?? '';
  const assigned = org.state.scim.user(namedApp(org, c).id, userId);
  if (assigned === undefined || assigned.scope === null) throw notFound(userId, 'AppUser');
  return assigned;
}

function knownUser(org: Org, id: string): User {
  const user = org.state.users.byId(id);
  if (user === undefined) throw notFound(id, 'User');
  return user;
}

/** The group with this id. Throws E0000007. */
export function knownGroup(org: Org, id: string): Group {
  const group = org.state.groups.byId(id);
  if (group === undefined) throw notFound(id, 'UserGroup');
  return group;
}
