import { Hono, type Context } from 'hono';
import { z } from 'zod';
import { allow, originOf, readBody, readText, type Env } from '../http/env.ts';
import { readLimit, readSeq, setLinks, takePage } from '../http/paging.ts';
import { newId } from '../id.ts';
import type { GroupRule } from '../model.ts';
import { notFound, OktaError, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';

const ruleSchema = z.object({
  type: z.literal('group_rule').default('group_rule'),
  name: z.string().min(1).max(50),
  conditions: z.looseObject({
    expression: z.object({ type: z.literal('urn:okta:expression:1.0'), value: z.string().min(1) }),
  }),
  actions: z.object({ assignUserToGroups: z.object({ groupIds: z.array(z.string()).min(1) }) }),
});

/** Group rules below `/api/v1/groups/rules`: kept and switched on and off, but not evaluated. */
export function ruleRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  const read = allow('groups', 'read');
  const manage = allow('groups', 'manage');

  app.get('/', read, (c) => {
    const limit = readLimit(c, { usual: 50, most: 200 });
    const seq = readSeq(c.req.query('after'));
    const search = readText(c, 'search')?.toLowerCase() ?? '';
    const later = [...org.state.rules.values()].filter(
      (rule) => rule.seq > seq && rule.name.toLowerCase().includes(search),
    );
    const page = takePage(later, limit, (rule) => ({ seq: rule.seq }));
    setLinks(c, limit, page.next);
    return c.json(page.items.map((rule) => toRule(rule, originOf(c))));
  });

  app.post('/', manage, async (c) => {
    const fields = await readRule(org, c);
    const now = org.now();
    const rule: GroupRule = {
      id: newId('0pr'),
      seq: org.state.nextSeq(),
      status: 'INACTIVE',
      created: now,
      lastUpdated: now,
      ...fields,
    };
    org.state.commit({ kind: 'rule', rule });
    return c.json(toRule(rule, originOf(c)));
  });

  app.get('/:id', read, (c) => c.json(toRule(namedRule(org, c), originOf(c))));

  app.put('/:id', manage, async (c) => {
    const before = namedRule(org, c);
    if (before.status !== 'INACTIVE') throw validationFailed(['status: Only an inactive rule can be changed']);
    const rule = { ...before, ...(await readRule(org, c)), lastUpdated: org.now() };
    org.state.commit({ kind: 'rule', rule });
    return c.json(toRule(rule, originOf(c)));
  });

  app.delete('/:id', manage, (c) => {
    org.state.commit({ kind: 'ruleGone', id: namedRule(org, c).id });
    return c.body(null, 202);
  });

  app.post('/:id/lifecycle/:operation', manage, (c) => {
    const operation = c.req.param('operation');
    if (operation !== 'activate' && operation !== 'deactivate') throw new OktaError('E0000008');
    const status = operation === 'activate' ? 'ACTIVE' : 'INACTIVE';
    org.state.commit({ kind: 'rule', rule: { ...namedRule(org, c), status, lastUpdated: org.now() } });
    return c.body(null, 204);
  });

  return app;
}

async function readRule(org: Org, c: Context<Env>): Promise<Pick<GroupRule, 'name' | 'conditions' | 'groupIds'>> {
  const { name, conditions, actions } = await readBody(c, ruleSchema);
  const { groupIds } = actions.assignUserToGroups;
  for (const id of groupIds) if (org.state.groups.byId(id) === undefined) throw notFound(id, 'UserGroup');
  return { name, conditions, groupIds };
}

function namedRule(org: Org, c: Context<Env>): GroupRule {
  const id = c.req.param('id') ?? '';
  const rule = org.state.rules.get(id);
  if (rule === undefined) throw notFound(id, 'GroupRule');
  return rule;
}

function toRule(rule: GroupRule, origin: string): Record<string, unknown> {
  return {
    type: 'group_rule',
    id: rule.id,
    status: rule.status,
    name: rule.name,
    created: rule.created,
    lastUpdated: rule.lastUpdated,
    conditions: rule.conditions,
    actions: { assignUserToGroups: { groupIds: rule.groupIds } },
    _links: { self: { href: `${origin}/api/v1/groups/rules/${rule.id}` } },
  };
}
