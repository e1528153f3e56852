import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { systemCaller } from '../access/caller.ts';
import { comparisons, type PushRule, type ScimApp } from '../apps/app.ts';
import { createRule, pushNow, removeRule } from '../apps/push.ts';
import { namedPush } from '../apps/push-routes.ts';
import { createScimApp, namedApp } from '../apps/routes.ts';
import { readBody, readFlag, type Env } from '../http/env.ts';
import { notFound, OktaError } from '../okta-error.ts';
import type { Org } from '../org.ts';
import { connectionSchema, saveConnection, testConnection } from '../scim/connect.ts';
import { ScimProblem } from '../scim/http.ts';
import { confirmImport, importNow } from '../scim/import.ts';
import type { Provisioner } from '../scim/provisioner.ts';

interface Parts {
  readonly org: Org;
  readonly provisioner: Provisioner;
}

/** What Okta has only in its Admin Console: an app's SCIM connection, and the buttons around it. No token is asked. */
export function scimRoutes(parts: Parts): Hono<Env> {
  const app = new Hono<Env>();
  addConnectionRoutes(parts, app);
  addTaskRoutes(parts, app);
  addRuleRoutes(parts, app);
  return app;
}

function addConnectionRoutes(parts: Parts, app: Hono<Env>): void {
  const { org, provisioner } = parts;
  app.post('/', async (c) => {
    const { label, ...change } = await readBody(c, connectionSchema.extend({ label: z.string().min(1) }));
    const made = createScimApp(org, systemCaller(), { label });
    return c.json(toConnection(org, saveConnection(parts, made, change)), 201);
  });
  app.get('/:id', (c) => c.json(toConnection(org, namedApp(org, c))));
  app.put('/:id', async (c) => {
    const saved = saveConnection(parts, namedApp(org, c), await readBody(c, connectionSchema));
    return c.json(toConnection(org, saved));
  });
  app.post('/:id/test', async (c) =>
    c.json(await testConnection(parts, namedApp(org, c), await readBody(c, connectionSchema))),
  );
  app.post('/:id/import', async (c) => {
    try {
      return c.json(await importNow(parts, namedApp(org, c)));
    } catch (error) {
      if (error instanceof ScimProblem) throw new OktaError('E0000195', { args: [error.message] });
      throw error;
    }
  });
  app.post('/:id/import/confirm', async (c) => {
    const { ids } = await readBody(c, z.strictObject({ ids: z.array(z.string()) }));
    return c.json(await confirmImport(parts, namedApp(org, c), ids));
  });
  app.get('/:id/requests', (c) => c.json(provisioner.requests.of(namedApp(org, c).id)));
  app.delete('/:id/requests', (c) => {
    provisioner.requests.clear(namedApp(org, c).id);
    return c.body(null, 204);
  });
}

function addTaskRoutes({ org, provisioner }: Parts, app: Hono<Env>): void {
  app.get('/:id/tasks', (c) => {
    const one = namedApp(org, c);
    return c.json({ ...provisioner.backlog(one), tasks: provisioner.tasks(one) });
  });
  app.post('/:id/retry', (c) => c.json({ retried: provisioner.retry(namedApp(org, c), c.req.query('only')) }));
  app.post('/:id/provision', (c) => c.json({ due: provisioner.provisionAll(namedApp(org, c)) }));
  app.post('/:id/settled', async (c) => {
    const one = namedApp(org, c);
    await provisioner.settled();
    return c.json({ ...provisioner.backlog(one), tasks: provisioner.tasks(one) });
  });
  app.post('/:id/mappings/:mappingId/push', (c) => {
    pushNow(org, namedPush(org, c));
    return c.body(null, 204);
  });
}

const ruleSchema = z.strictObject({
  name: z.string().min(1),
  comparison: z.enum(comparisons).default('startsWith'),
  value: z.string().min(1),
});

function addRuleRoutes({ org }: Parts, app: Hono<Env>): void {
  app.get('/:id/rules', (c) => c.json(org.state.scim.rulesOf(namedApp(org, c).id)));
  app.post('/:id/rules', async (c) => {
    const made = createRule(org, namedApp(org, c), await readBody(c, ruleSchema));
    return c.json(made, 201);
  });
  app.delete('/:id/rules/:ruleId', (c) => {
    const rule = namedRule(org, c);
    removeRule(org, rule, { deleteTarget: readFlag(c, 'deleteTargetGroup') ?? false });
    return c.body(null, 204);
  });
}

function namedRule(org: Org, c: Context<Env>): PushRule {
  const id = c.req.param('ruleId') ?? '';
  const rule = org.state.scim.rulesOf(namedApp(org, c).id).find((one) => one.id === id);
  if (rule === undefined) throw notFound(id, 'GroupPushRule');
  return rule;
}

/** The connection as it may be shown: whether there is a token, never which. */
function toConnection(org: Org, app: ScimApp): Record<string, unknown> {
  return {
    id: app.id,
    label: app.label,
    status: app.status,
    ...app.connection,
    hasToken: org.state.scim.secretOf(app.id) !== '',
  };
}
