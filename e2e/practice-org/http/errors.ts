import type { Context } from 'hono';
import type { HtmlEscapedString } from 'hono/utils/html';
import { routePath } from 'hono/route';
import { newId } from '../id.ts';
import { OktaError, toErrorBody } from '../okta-error.ts';
import type { Env } from './env.ts';

/** Draws an error for a person; used where a browser shows pages, not the API. */
export type ToPage = (c: Context<Env>, error: OktaError) => HtmlEscapedString | Promise<HtmlEscapedString>;

/** Answers whatever a handler threw in Okta's error shape; anything unforeseen is E0000009. */
export function answerError(error: Error, c: Context<Env>, toPage?: ToPage): Response | Promise<Response> {
  if (!(error instanceof OktaError)) process.stderr.write(`${routePath(c)}: ${error.stack ?? error.message}\n`);
  const known = error instanceof OktaError ? error : new OktaError('E0000009');
  const isPage = toPage !== undefined && !/^\/(?:api|oauth2|practice|\.well-known)\//.test(c.req.path);
  return isPage ? c.html(toPage(c, known), known.status) : c.json(toErrorBody(known, newId('oae')), known.status);
}

interface Route {
  readonly method: string;
  readonly path: string;
}

/** E0000022 for a known path called with another method, E0000008 for an unknown path. */
export function unknown(c: Context<Env>, routes: readonly Route[]): OktaError {
  const isKnown = routes.some((route) => route.method !== 'ALL' && patternOf(route.path).test(c.req.path));
  return new OktaError(isKnown ? 'E0000022' : 'E0000008');
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/:[^/]+/g, '[^/]+')}/?$`);
}
