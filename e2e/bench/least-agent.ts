// The least that an agent could be: one route, and a file that lowdb has read. Bundled and started by `start.ts`.
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { JSONFilePreset } from 'lowdb/node';

const db = await JSONFilePreset(`${process.argv[2]}/db.json`, { people: [] as object[] });
const app = new Hono().post('/v1/hello', (c) => c.json({ people: db.data.people.length }));
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
  process.stdout.write(`${JSON.stringify({ api: `http://127.0.0.1:${port}` })}\n`),
);
