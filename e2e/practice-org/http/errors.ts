import type { Context } from 'hono';
import { routePath } from 'hono/route';
import { newId } from '../id.ts';
import { OktaError, toErrorBody } from '../okta-error.ts';
import type { Env } from './env.ts';

/** Answers whatever a handler threw in Okta's error shape; anything unforeseen is E0000009. */
export function answerError(error: Error, c: Context<Env>): Response {
  if (!(error instanceof OktaError)) process.stderr.write(`${routePath(c)}: ${error.stack ?? error.message}\n`);
  const known = error instanceof OktaError ? error : new OktaError('E0000009');
  return c.json(toErrorBody(known, newId('oae')), known.status);
}

interface Route {
  readonly method: string;
  readonly path: string;
}

/** E0000022 for a known path called with another method, E0000008 for an unknown path. */
export function answerUnknown(c: Context<Env>, routes: readonly Route[]): Response {
  const known = routes.some((route) => route.method !== 'ALL' && patternOf(route.path).test(c.req.path));
  return answerError(new OktaError(known ? 'E0000022' : 'E0000008'), c);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:[^/]+/g, '[^/]+')}/?$`);
}
