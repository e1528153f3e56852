// Answers one fixed JSON value and nothing else: the least that a route of ours could cost, in a process of its own.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';

process.once('message', (value: object) => {
  const app = new Hono().all('*', (c) => c.json(value));
  serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
    process.send?.(`http://127.0.0.1:${port}/`),
  );
});
