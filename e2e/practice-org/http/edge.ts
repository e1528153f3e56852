import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { matchedRoutes } from 'hono/route';
import { systemCaller } from '../access/caller.ts';
import { requestFacts } from '../access/authenticate.ts';
import { newId, randomWord } from '../id.ts';
import { codeForStatus, OktaError, toErrorBody } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { Env } from './env.ts';
import { answerError } from './errors.ts';
import type { Fault, Faults } from './faults.ts';
import { concurrency, type Allowance, type LimitOptions, type RateLimits } from './limits.ts';
import type { Meter } from './stats.ts';

export interface EdgeParts {
  readonly org: Org;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly meter: Meter;
  readonly options: LimitOptions;
}

/** What stands before every call: request id, only local callers, faults on demand, rate limits and the count of calls. */
export function createEdge(parts: EdgeParts): MiddlewareHandler<Env> {
  return async (c, next) => {
    c.set('requestId', `req${randomWord(24)}`);
    c.header('X-Okta-Request-Id', c.get('requestId'));
    c.header('Date', new Date(parts.org.clock()).toUTCString());
    const refusal = refuseForeign(c);
    if (refusal !== undefined) return refusal;
    if (!isCounted(c.req.path)) return next();

    parts.meter.begin();
    const allowance = parts.limits.count({
      method: c.req.method,
      path: c.req.path,
      token: c.req.header('authorization') ?? '',
    });
    const answer = await answerCall(parts, { c, next, allowance });
    parts.meter.end({
      route: `${c.req.method} ${routeOf(c)}`,
      bucket: allowance?.bucket,
      status: (answer ?? c.res).status,
    });
    return answer;
  };
}

interface Call {
  readonly c: Context<Env>;
  readonly next: Next;
  readonly allowance: Allowance | undefined;
}

/** Answers the call itself when a fault or a limit stands against it; undefined when the routes have answered. */
async function answerCall({ org, faults, meter, options }: EdgeParts, call: Call): Promise<Response | undefined> {
  const { c, next, allowance } = call;
  const fault = faults.take(c.req.method, c.req.path);
  if (fault !== undefined && fault.delayMs > 0) await delay(fault.delayMs);
  if (fault?.status !== undefined) return answerFault(c, fault, org.clock());
  if (allowance?.refused === true) {
    recordViolation(org, c, allowance);
    setLimitHeaders(c, allowance);
    return answerError(new OktaError('E0000047'), c);
  }
  if (meter.inFlight > concurrency[options.plan]) {
    // Okta shows no limit and a hopeful reset when too many calls run at once.
    setLimitHeaders(c, { limit: 0, remaining: 0, reset: Math.ceil(org.clock() / 1000) + 1 });
    return answerError(new OktaError('E0000047'), c);
  }
  if (allowance !== undefined) setLimitHeaders(c, allowance);
  await next();
  if (fault?.cut === true) cutConnection(c);
  return undefined;
}

function setLimitHeaders(c: Context<Env>, allowance: Pick<Allowance, 'limit' | 'remaining' | 'reset'>): void {
  c.header('X-Rate-Limit-Limit', String(allowance.limit));
  c.header('X-Rate-Limit-Remaining', String(allowance.remaining));
  c.header('X-Rate-Limit-Reset', String(allowance.reset));
}

function recordViolation(org: Org, c: Context<Env>, { bucket, scope }: Allowance): void {
  org.log.record(
    { ...systemCaller(), ...requestFacts(c) },
    {
      eventType: scope === 'org' ? 'system.org.rate_limit.violation' : 'system.client.rate_limit.violation',
      message: 'Rate limit violation',
      severity: 'WARN',
      target: [{ id: bucket, type: 'Bucket Uri', alternateId: bucket, displayName: bucket }],
      failure: 'Too many requests',
    },
  );
}

function answerFault(c: Context<Env>, fault: Fault, now: number): Response {
  const status = fault.status ?? 500;
  if (status === 429) setLimitHeaders(c, { limit: 600, remaining: 0, reset: Math.ceil(now / 1000) + 2 });
  if (fault.html)
    return c.html(`<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`, status);
  const body = toErrorBody(new OktaError(codeForStatus(status)), newId('oae'));
  const code = fault.errorCode ?? body.errorCode;
  return c.json({ ...body, errorCode: code, errorLink: code }, status);
}

/** Loses the answer: the socket ends, or without a socket the body breaks off. */
function cutConnection(c: Context<Env>): void {
  const socket = c.env?.incoming?.socket;
  socket?.destroy();
  const broken = new ReadableStream({ start: (stream) => stream.error(new TypeError('terminated')) });
  // Without the reset Hono would carry the lost answer's headers over.
  c.res = undefined;
  c.res = socket === undefined ? new Response(broken) : RESPONSE_ALREADY_SENT;
}

function isCounted(path: string): boolean {
  return path.startsWith('/api/') || path.startsWith('/oauth2/');
}

/** The most specific route that took the call. */
function routeOf(c: Context<Env>): string {
  return matchedRoutes(c).findLast((route) => route.method !== 'ALL')?.path ?? 'unknown';
}

/** A page of another site must not reach the org through the browser: neither by DNS rebinding nor by a form. */
function refuseForeign(c: Context<Env>): Response | undefined {
  const { hostname, origin } = new URL(c.req.url);
  const sender = c.req.header('origin');
  const isLocal = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
  const isForeign = sender !== undefined && sender !== origin && c.req.method !== 'GET';
  if (isLocal && !isForeign) return undefined;
  return c.json(toErrorBody(new OktaError('E0000006'), newId('oae')), 403);
}
