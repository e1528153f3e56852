import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { allow, originOf, readBody, readText, type Env } from '../http/env.ts';
import { readLimit, readQuestion, readSeq, setLinks, takePage } from '../http/paging.ts';
import { groupParty } from '../log/system-log.ts';
import type { Group } from '../model.ts';
import { notFound, OktaError, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { toApp } from '../apps/view.ts';
import { toListedUser } from '../users/view.ts';
import { createGroupList } from './list.ts';
import { membersOf, memberTotal } from './members.ts';
import { joinGroup, leaveGroup } from './membership.ts';
import { newGroup } from './new-group.ts';
import { toGroup, withStats } from './view.ts';

const groupSchema = z.object({
  profile: z.object({ name: z.string().default(''), description: z.string().nullish() }),
});

/** The Groups API below `/api/v1/groups`, rules aside. */
export function groupRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  addCollectionRoutes(org, app);
  addGroupRoutes(org, app);
  addMemberRoutes(org, app);
  return app;
}

const read = allow('groups', 'read');
const manage = allow('groups', 'manage');

function addCollectionRoutes(org: Org, app: Hono<Env>): void {
  const list = createGroupList(org);
  app.get('/', read, (c) => {
    const q = readText(c, 'q');
    const limit = readLimit(c, q === undefined ? { usual: 10_000, most: 10_000 } : { usual: 300, most: 300 });
    const page = list({ ...readQuestion(c), limit });
    setLinks(c, limit, page.next);
    return c.json(page.items.map((group) => answerOf(org, c, group)));
  });

  app.post('/', manage, async (c) => {
    const { profile } = await readBody(c, groupSchema);
    const group = newGroup(org, 'OKTA_GROUP', checkProfile(org, profile, null));
    org.state.commit({ kind: 'group', group });
    record(org, c, group, ['group.lifecycle.create', 'Create Okta group']);
    return c.json(toGroup(group, originOf(c)));
  });
}

function addGroupRoutes(org: Org, app: Hono<Env>): void {
  app.get('/:id', read, (c) => c.json(answerOf(org, c, namedGroup(org, c))));

  app.put('/:id', manage, async (c) => {
    const before = editable(namedGroup(org, c));
    const { profile } = await readBody(c, groupSchema);
    const group: Group = {
      ...before,
      version: before.version + 1,
      lastUpdated: org.now(),
      profile: checkProfile(org, profile, before.id),
    };
    org.state.commit({ kind: 'group', group });
    record(org, c, group, ['group.profile.update', 'Update Okta group profile']);
    return c.json(toGroup(group, originOf(c)));
  });

  app.delete('/:id', manage, (c) => {
    const group = editable(namedGroup(org, c));
    org.state.commit({ kind: 'groupGone', id: group.id });
    record(org, c, group, ['group.lifecycle.delete', 'Delete Okta group']);
    return c.body(null, 204);
  });
}

function addMemberRoutes(org: Org, app: Hono<Env>): void {
  app.get('/:id/users', read, (c) => {
    const group = namedGroup(org, c);
    const limit = readLimit(c, { usual: 1000, most: 1000 });
    const page = takePage(membersOf(org, group, readSeq(c.req.query('after'))), limit, ({ seq }) => ({ seq }));
    setLinks(c, limit, page.next);
    return c.json(page.items.map(({ user }) => toListedUser(user, originOf(c))));
  });

  for (const [method, change] of [
    ['PUT', joinGroup],
    ['DELETE', leaveGroup],
  ] as const) {
    app.on(method, '/:id/users/:userId', manage, (c) => {
      const group = namedGroup(org, c);
      const userId = c.req.param('userId') ?? '';
      const user = org.state.users.byId(userId);
      if (user === undefined || (method === 'PUT' && user.status === 'DEPROVISIONED')) throw notFound(userId, 'User');
      change({ org, caller: c.get('caller'), group, user });
      return c.body(null, 204);
    });
  }

  app.get('/:id/apps', read, (c) => {
    const { id } = namedGroup(org, c);
    const assigned = org.state.scim.all().filter((one) => org.state.scim.group(one.id, id) !== undefined);
    return c.json(assigned.map((one) => toApp(one, originOf(c))));
  });
}

function namedGroup(org: Org, c: Context<Env>): Group {
  const id = c.req.param('id') ?? '';
  const group = org.state.groups.byId(id);
  if (group === undefined) throw notFound(id, 'UserGroup');
  return group;
}

function editable(group: Group): Group {
  if (group.type !== 'OKTA_GROUP') throw new OktaError('E0000006');
  return group;
}

function answerOf(org: Org, c: Context<Env>, group: Group): Record<string, unknown> {
  const view = toGroup(group, originOf(c));
  if (!(c.req.query('expand') ?? '').split(',').includes('stats')) return view;
  return withStats(view, memberTotal(org, group));
}

function checkProfile(org: Org, profile: z.infer<typeof groupSchema>['profile'], id: string | null): Group['profile'] {
  const name = profile.name.trim();
  if (name === '') throw validationFailed(['name: The field cannot be left blank']);
  if (name.length > 255) throw validationFailed(['name: The field cannot exceed 255 characters']);
  const other = org.state.groups.byName(name);
  if (other !== undefined && other.id !== id)
    throw validationFailed(['name: An object with this field already exists in the current organization']);
  return { name, description: profile.description ?? null };
}

function record(org: Org, c: Context<Env>, group: Group, [eventType, message]: readonly [string, string]): void {
  org.log.record(c.get('caller'), { eventType, message, target: [groupParty(group)] });
}
