import { Hono, type Context } from 'hono';
import type { AppUser, ScimApp } from '../apps/app.ts';
import { toGroup } from '../groups/view.ts';
import { allow, originOf, readBody, readFlag, readText, type Env } from '../http/env.ts';
import { readLimit, readQuestion, setLinks } from '../http/paging.ts';
import { userParty } from '../log/system-log.ts';
import type { User } from '../model.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { createUser, createUserSchema } from './create.ts';
import { etagOf } from './etag.ts';
import { isOperation, performOperation } from './lifecycle.ts';
import { createUserList, findUser } from './list.ts';
import { removeUser } from './remove.ts';
import { updateUser, updateUserSchema } from './update.ts';
import { project, toListedUser, toUser } from './view.ts';

/** The Users API below `/api/v1/users`. */
export function userRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  addCollectionRoutes(org, app);
  addUserRoutes(org, app);
  addStatusRoutes(org, app);
  return app;
}

const read = allow('users', 'read');
const manage = allow('users', 'manage');

function addCollectionRoutes(org: Org, app: Hono<Env>): void {
  const list = createUserList(org);
  app.get('/', read, (c) => {
    const q = readText(c, 'q');
    const limit = readLimit(c, { usual: q === undefined ? 200 : 10, most: 200 });
    if (org.behaviour.largestPage > 0 && limit > org.behaviour.largestPage) throw new OktaError('E0000009');
    const page = list({ ...readQuestion(c), limit });
    setLinks(c, limit, page.next);
    const fields = c.req.query('fields');
    return c.json(page.items.map((user) => project(toListedUser(user, originOf(c)), fields)));
  });

  app.post('/', manage, async (c) => {
    const user = await createUser(org, c.get('caller'), {
      body: await readBody(c, createUserSchema),
      activate: readFlag(c, 'activate') ?? true,
      provider: readFlag(c, 'provider') ?? false,
      nextLogin: readText(c, 'nextLogin'),
    });
    return answer(c, user);
  });
}

function addUserRoutes(org: Org, app: Hono<Env>): void {
  app.get('/:id', read, (c) => answer(c, named(org, c)));

  for (const method of ['POST', 'PUT'] as const) {
    app.on(method, '/:id', manage, async (c) => {
      const user = await updateUser(org, c.get('caller'), {
        id: named(org, c).id,
        body: await readBody(c, updateUserSchema),
        replace: method === 'PUT',
        ifMatch: c.req.header('if-match'),
      });
      return answer(c, user);
    });
  }

  app.delete('/:id', manage, (c) => {
    removeUser(org, c.get('caller'), named(org, c));
    return c.body(null, 204);
  });
}

function addStatusRoutes(org: Org, app: Hono<Env>): void {
  app.post('/:id/lifecycle/:operation', manage, (c) => {
    const operation = c.req.param('operation');
    if (!isOperation(operation)) throw new OktaError('E0000008');
    const { user, body } = performOperation(operation, {
      org,
      caller: c.get('caller'),
      user: named(org, c),
      sendEmail: readFlag(c, 'sendEmail'),
    });
    return body === null ? answer(c, user) : c.json(body);
  });

  app.delete('/:id/sessions', manage, (c) => {
    const user = named(org, c);
    org.log.record(c.get('caller'), {
      eventType: 'user.session.clear',
      message: 'Clear user session',
      target: [userParty(user)],
    });
    return c.body(null, 204);
  });

  app.get('/:id/groups', read, (c) => {
    const user = named(org, c);
    const everyone = user.status === 'DEPROVISIONED' ? undefined : org.state.groups.everyone();
    const joined = org.state.groups.groupIdsOf(user.id).flatMap((id) => org.state.groups.byId(id) ?? []);
    return c.json(
      [...(everyone === undefined ? [] : [everyone]), ...joined].map((group) => toGroup(group, originOf(c))),
    );
  });

  app.get('/:id/appLinks', read, (c) => {
    const user = named(org, c);
    return c.json(org.state.scim.all().flatMap((one) => linkOf(one, org.state.scim.user(one.id, user.id)) ?? []));
  });
}

/** An app on the user's dashboard; null for one that the user is not assigned to. */
function linkOf({ id, name, label }: ScimApp, assigned: AppUser | undefined): Record<string, unknown> | null {
  if (assigned === undefined || assigned.scope === null) return null;
  const place = { linkUrl: null, logoUrl: null, hidden: false, sortOrder: 0 };
  return { id: assigned.userId, label, appName: name, appInstanceId: id, appAssignmentId: assigned.userId, ...place };
}

/** The user a path names. Throws E0000007. */
export function named(org: Org, c: Context<Env>): User {
  const name = c.req.param('id') ?? '';
  const user = findUser(org.state, name, c.get('caller').userId);
  if (user === undefined) throw notFound(name, 'User');
  return user;
}

function answer(c: Context<Env>, user: User): Response {
  c.header('ETag', etagOf(user));
  return c.json(project(toUser(user, originOf(c)), c.req.query('fields')));
}
