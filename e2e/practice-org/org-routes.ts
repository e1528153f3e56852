import { Hono } from 'hono';
import { allow, originOf, type Env } from './http/env.ts';
import type { Org } from './org.ts';

/** The org itself at `/api/v1/org`: its id never changes, so a client can pin it. */
export function orgRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', allow('orgs', 'read'), (c) =>
    c.json({
      id: org.identity.id,
      subdomain: org.identity.subdomain,
      companyName: org.identity.name,
      status: 'ACTIVE',
      website: null,
      _links: { self: { href: `${originOf(c)}/api/v1/org` } },
    }),
  );
  return app;
}
