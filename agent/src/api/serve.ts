import type { Context, Hono } from 'hono';
import { SyncError } from '@rollcall/shared';
import { routes } from '@rollcall/shared/routes';
import type { Route } from '@rollcall/shared/route';
import type { RouteAnswer, RouteName } from '@rollcall/shared/routes';
import type { z } from 'zod';

import type { Services } from '../services.ts';
import { languageOf } from '../words/language.ts';
import { sayAnswer } from '../words/marked.ts';
import { identify } from './caller.ts';
import type { Caller } from './caller.ts';
import { parseInput } from './parse-input.ts';
import { answerProblem } from './problem-answer.ts';

type BodyOf<N extends RouteName> = (typeof routes)[N]['body'] extends z.ZodType
  ? z.output<(typeof routes)[N]['body']>
  : undefined;

type QueryOf<N extends RouteName> = (typeof routes)[N] extends { query: infer Q extends z.ZodType }
  ? z.output<Q>
  : Record<string, string>;

/** What a route's handler gets: its parsed body, path and query parameters, and who calls. */
export interface Call<N extends RouteName> {
  body: BodyOf<N>;
  params: Record<string, string>;
  query: QueryOf<N>;
  origin: string | null;
  /** Who calls; on routes that are open to everybody this throws. */
  caller: Caller;
  services: Services;
}

export type Handler<N extends RouteName> = (call: Call<N>) => Promise<RouteAnswer<N>> | RouteAnswer<N>;
export type Handlers = { [N in RouteName]: Handler<N> };

/** Serves every route of the shared table: role first, then body and query by their schemas, then the handler. */
export function serveRoutes(app: Hono, handlers: Handlers, services: Services): void {
  for (const name of Object.keys(routes) as RouteName[]) {
    const route: Route = routes[name];
    // The table pairs each name with its handler; the union over all names can't show that to the compiler.
    const handler = handlers[name] as Handler<RouteName>;
    app.on(route.method, route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
      const start = services.now();
      const log = (status: number) =>
        services.log.debug({ method: route.method, route: route.path, status, ms: services.now() - start }, 'served');
      try {
        const caller = route.role === 'none' ? nobody : identify(c, route.role, services);
        if (caller.client) await services.pairing.touch(caller.client);
        const body = await readBody(c, route);
        const call = {
          body,
          params: c.req.param(),
          query: readQuery(c, route),
          origin: c.req.header('origin') ?? null,
          caller,
          services,
        };
        const made = await handler(call as Call<RouteName>);
        const language = languageOf(c);
        const answer = c.json(language ? sayAnswer(route.answer, made, language.say) : made);
        log(answer.status);
        return answer;
      } catch (error) {
        if (!(error instanceof SyncError))
          services.log.error({ route: route.path, error: describe(error) }, 'unexpected fault');
        const refusal = answerProblem(c, error);
        log(refusal.status);
        return refusal;
      }
    });
  }
  app.notFound((c) =>
    answerProblem(
      c,
      new SyncError('not_found', 'The agent has no such route.', {
        scope: 'run',
        next: 'GET /v1/openapi.json lists the routes; an older agent has fewer.',
      }),
    ),
  );
  app.onError((error, c) => answerProblem(c, error));
}

const nobody: Caller = { role: 'viewer', actor: { kind: 'system', id: 'none', name: 'not signed in' }, client: null };

async function readBody(c: Context, { body, strict }: Route): Promise<unknown> {
  if (!body) return undefined;
  const text = await c.req.text();
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new SyncError('invalid', 'The body is not JSON.', { scope: 'run' });
  }
  return parseInput(body, value, { what: 'The body', strict: strict === true, errors: languageOf(c)?.errors });
}

function readQuery(c: Context, { query }: Route): unknown {
  const sent = c.req.query();
  return query ? parseInput(query, sent, { what: 'The query', strict: true, errors: languageOf(c)?.errors }) : sent;
}

function describe(error: unknown): unknown {
  return error instanceof Error ? { name: error.name, message: error.message, stack: error.stack } : String(error);
}
