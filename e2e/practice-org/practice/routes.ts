import { Hono } from 'hono';
import { z } from 'zod';
import { appChangeSchema, createApp, newAppSchema } from '../access/apps.ts';
import type { EdgeParts } from '../http/edge.ts';
import { readBody, type Env } from '../http/env.ts';
import { faultSchema } from '../http/faults.ts';
import { newId, randomWord } from '../id.ts';
import type { ServiceApp } from '../model.ts';
import { notFound } from '../okta-error.ts';
import type { Org } from '../org.ts';

/** Back to the seed, with no faults waiting, no limits used and nothing counted. */
export function resetAll({ org, faults, limits, meter }: EdgeParts): void {
  org.reset();
  faults.clear();
  limits.reset();
  meter.reset();
}

/** What only a practice org has: faults on demand, statistics and a way back to the start. No token is asked. */
export function practiceRoutes(parts: EdgeParts): Hono<Env> {
  const { org, faults, meter } = parts;
  const app = new Hono<Env>();

  app.get('/faults', (c) => c.json(faults.list()));
  app.post('/faults', async (c) => {
    faults.add(await readBody(c, faultSchema));
    return c.json(faults.list(), 201);
  });
  app.delete('/faults', (c) => {
    faults.clear();
    return c.body(null, 204);
  });

  app.get('/stats', (c) => c.json(meter.read()));
  app.delete('/stats', (c) => {
    meter.reset();
    return c.body(null, 204);
  });

  app.post('/reset', (c) => {
    resetAll(parts);
    return c.body(null, 204);
  });

  app.route('/apps', appRoutes(org));
  app.route('/tokens', tokenRoutes(org));
  return app;
}

/** Service apps with other rights than the org's own, for tests of scopes, roles and DPoP. */
function appRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  app.get('/', (c) => c.json([...org.state.apps.values()]));
  app.post('/', async (c) => {
    const { app: made, privateKey } = await createApp(org, await readBody(c, newAppSchema));
    return c.json({ ...made, privateKey }, 201);
  });
  app.patch('/:id', async (c) => {
    const { scopes, roles, dpopRequired, jwks } = await readBody(c, appChangeSchema);
    const known = knownApp(org, c.req.param('id'));
    const changed = {
      ...known,
      scopes: scopes ?? known.scopes,
      roles: roles ?? known.roles,
      dpopRequired: dpopRequired ?? known.dpopRequired,
      jwks: jwks ?? known.jwks,
    };
    org.state.commit({ kind: 'app', app: changed });
    return c.json(changed);
  });
  app.delete('/:id', (c) => {
    org.state.commit({ kind: 'appGone', clientId: knownApp(org, c.req.param('id')).clientId });
    return c.body(null, 204);
  });
  return app;
}

function knownApp(org: Org, id: string): ServiceApp {
  const app = org.state.apps.get(id);
  if (app === undefined) throw notFound(id, 'AppInstance');
  return app;
}

const newTokenSchema = z.object({
  roles: z.array(z.string()).default(['SUPER_ADMIN']),
  ownerId: z.string().optional(),
});

/** SSWS tokens with other rights than the org's own, and a way to revoke one. */
function tokenRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();
  app.post('/', async (c) => {
    const { roles, ownerId = org.identity.adminId } = await readBody(c, newTokenSchema);
    if (org.state.users.byId(ownerId) === undefined) throw notFound(ownerId, 'User');
    const token = { id: newId('00T'), value: `00${randomWord(40)}`, ownerId, roles };
    org.state.commit({ kind: 'token', token });
    return c.json({ id: token.id, token: token.value }, 201);
  });
  app.delete('/:id', (c) => {
    const token = [...org.state.tokens.values()].find(({ id }) => id === c.req.param('id'));
    if (token === undefined) throw notFound(c.req.param('id'), 'ApiToken');
    org.state.commit({ kind: 'tokenGone', value: token.value });
    return c.body(null, 204);
  });
  return app;
}
