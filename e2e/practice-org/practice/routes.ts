import { Hono } from 'hono';
import type { EdgeParts } from '../http/edge.ts';
import { readBody, type Env } from '../http/env.ts';
import { faultSchema } from '../http/faults.ts';

/** What only a practice org has: faults on demand, statistics and a way back to the start. No token is asked. */
export function practiceRoutes({ org, faults, limits, meter }: EdgeParts): Hono<Env> {
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
    org.reset();
    faults.clear();
    limits.reset();
    meter.reset();
    return c.body(null, 204);
  });

  return app;
}
