import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { allow, originOf, readBody, readFlag, type Env } from '../http/env.ts';
import { readLimit, readSeq, setLinks, takePage } from '../http/paging.ts';
import { notFound, OktaError, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { GroupPush } from './app.ts';
import { knownGroup } from './assignment-routes.ts';
import { createPush, setPushStatus, unlinkPush } from './push.ts';
import { namedApp } from './routes.ts';
import { toMapping } from './view.ts';

const statusSchema = z.enum(['ACTIVE', 'INACTIVE']);
const mappingSchema = z.object({
  sourceGroupId: z.string(),
  targetGroupId: z.string().nullish(),
  targetGroupName: z.string().min(1).nullish(),
  status: statusSchema.default('ACTIVE'),
});

/** Group push mappings below `/api/v1/apps/{id}/group-push/mappings`. */
export function pushRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  const read = [allow('apps', 'read'), allow('groups', 'read')] as const;
  const manage = [allow('apps', 'manage'), allow('groups', 'manage')] as const;
  const all = '/:id/group-push/mappings';
  const one = `${all}/:mappingId`;

  app.get(all, ...read, (c) => {
    const limit = readLimit(c, { usual: 100, most: 1000 });
    const found = linked(org.state.scim.pushesAfter(namedApp(org, c).id, readSeq(c.req.query('after'))));
    const page = takePage(found, limit, ({ seq }) => ({ seq }));
    setLinks(c, limit, page.next);
    return c.json(page.items.map((push) => toMapping(org, push, originOf(c))));
  });

  app.post(all, ...manage, async (c) => {
    const { sourceGroupId, targetGroupId, targetGroupName, status } = await readBody(c, mappingSchema);
    // A group at the app is linked by its name, which is how the practice org knows it.
    if (targetGroupId) throw validationFailed(['targetGroupId: Name the group by targetGroupName']);
    const group = knownGroup(org, sourceGroupId);
    const made = createPush(org, c.get('caller'), {
      app: namedApp(org, c),
      group,
      targetName: targetGroupName ?? null,
      status,
    });
    return c.json(toMapping(org, made, originOf(c)), 201);
  });

  app.get(one, ...read, (c) => c.json(toMapping(org, namedPush(org, c), originOf(c))));

  app.patch(one, ...manage, async (c) => {
    const { status } = await readBody(c, z.object({ status: statusSchema }));
    return c.json(toMapping(org, setPushStatus(org, namedPush(org, c), status), originOf(c)));
  });

  app.delete(one, ...manage, (c) => {
    const push = namedPush(org, c);
    const deleteTarget = readFlag(c, 'deleteTargetGroup');
    if (deleteTarget === undefined) throw new OktaError('E0000002', { args: ['deleteTargetGroup is required'] });
    if (push.status !== 'INACTIVE') throw validationFailed(['status: Only an inactive mapping can be deleted']);
    unlinkPush(org, push, { deleteTarget });
    return c.body(null, 204);
  });
  return app;
}

/** The mapping a path names. Throws E0000007. */
export function namedPush(org: Org, c: Context<Env>): GroupPush {
  const id = c.req.param('mappingId') ?? '';
  const push = org.state.scim.push(namedApp(org, c).id, id);
  if (push === undefined || push.isUnlinked) throw notFound(id, 'GroupPushMapping');
  return push;
}

function* linked(pushes: Iterable<GroupPush>): Generator<GroupPush> {
  for (const push of pushes) if (!push.isUnlinked) yield push;
}
