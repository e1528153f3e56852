import { Hono } from 'hono';
import type { Cms, CmsEnv } from './cms.ts';
import { faultSchema } from './faults.ts';

/** Calls counted by `METHOD /path`, with UUIDs and numbers folded into `*`. */
export class CallCounts {
  readonly #counts = new Map<string, number>();

  count(method: string, path: string): void {
    const pattern = path.replaceAll(/\/(?:[0-9a-f-]{36}|\d+)(?=\/|$)/g, '/*');
    const key = `${method} ${pattern}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  all(): Record<string, number> {
    return Object.fromEntries([...this.#counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  clear(): void {
    this.#counts.clear();
  }
}

/** The control surface tests use; no Drupal has it. Pages of other origins are refused. */
export function practiceRoutes(cms: Cms, calls: CallCounts): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.use('/practice/*', async (c, next) => {
    const origin = c.req.header('Origin');
    if (origin !== undefined && origin !== new URL(c.req.url).origin) return c.json({ error: 'foreign origin' }, 403);
    return next();
  });
  routes.post('/practice/faults', async (c) => {
    const parsed = faultSchema.safeParse(await c.req.json().catch(() => null));
    if (!parsed.success) return c.json({ error: 'not a fault', issues: parsed.error.issues }, 400);
    cms.faults.add(parsed.data);
    return c.json(cms.faults.list(), 201);
  });
  routes.get('/practice/faults', (c) => c.json(cms.faults.list()));
  routes.delete('/practice/faults', (c) => {
    cms.faults.clear();
    return c.body(null, 204);
  });
  routes.get('/practice/stats', (c) => {
    const { users, roles } = cms.site;
    return c.json({
      calls: calls.all(),
      users: users.length - 1,
      roles: roles.length,
      mails: cms.mailbox.list().length,
    });
  });
  routes.delete('/practice/stats', (c) => {
    calls.clear();
    return c.body(null, 204);
  });
  routes.get('/practice/mails', (c) => c.json(cms.mailbox.list()));
  routes.delete('/practice/mails', (c) => {
    cms.mailbox.clear();
    return c.body(null, 204);
  });
  return routes;
}
