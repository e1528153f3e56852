import type { Context, MiddlewareHandler } from 'hono';
import { SyncError } from '@rollcall/shared';

import { problemResponse } from './problem-answer.ts';

/** Longest body that the local API reads, in bytes. */
export const longestBody = 1024 * 1024;
const tooLong = 'The body is larger than 1 MiB.';
const methods = new Set(['GET', 'POST', 'PUT', 'DELETE']);

/**
 * Refuses what no paired extension and no script on this computer sends, before any route is looked up: another Host
 * (DNS rebinding), a page's Origin, a cross-site fetch without a pinned Origin, a body that a plain form could send.
 * Answers every OPTIONS preflight itself. Lessons and sources: CVE-2024-28224, CVE-2025-49596, Zoom's port 19421.
 */
export function loopbackGuard(input: { port: () => number; isPinned: (origin: string) => boolean }): MiddlewareHandler {
  return async (c, next) => {
    const refusal = refuse(c, input.port(), input.isPinned);
    const origin = c.req.header('origin');
    if (refusal) c.res = problemResponse(c, refusal.problem, 403);
    else if (c.req.method === 'OPTIONS') c.res = preflight(c);
    else await next();
    harden(c, origin !== undefined && isExtension(origin) && !refusal ? origin : null);
    return c.res;
  };
}

function refuse(c: Context, port: number, isPinned: (origin: string) => boolean): SyncError | null {
  const host = c.req.header('host')?.toLowerCase();
  if (host !== `127.0.0.1:${port}` && host !== `localhost:${port}`) {
    return forbidden('This address answers only to programs on this computer.');
  }
  const origin = c.req.header('origin');
  if (origin !== undefined && !isExtension(origin)) return forbidden('Web pages may not call the agent.');
  const site = c.req.header('sec-fetch-site');
  const foreign = site === 'cross-site' || site === 'same-site';
  if (foreign && !(origin !== undefined && (isPinned(origin) || isOpen(c)))) {
    return forbidden('A page of another site may not call the agent.');
  }
  if (!methods.has(c.req.method) && c.req.method !== 'OPTIONS') return forbidden('This method is not served.');
  return refuseBody(c);
}

/** Pairing starts from an origin that nobody has pinned yet. */
function isOpen(c: Context): boolean {
  return c.req.path === '/v1/hello' || c.req.path === '/v1/pairings' || c.req.method === 'OPTIONS';
}

function refuseBody(c: Context): SyncError | null {
  const length = Number(c.req.header('content-length') ?? 0);
  if (length > longestBody) return forbidden(tooLong);
  const hasBody = length > 0 || c.req.header('transfer-encoding') !== undefined;
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (hasBody && type !== 'application/json') return forbidden('Only application/json bodies are read.');
  return null;
}

/** The answer to a body that turns out to be too long. */
export function tooLarge(c: Context): Response {
  return problemResponse(c, forbidden(tooLong).problem, 403);
}

function forbidden(text: string): SyncError {
  return new SyncError('forbidden', text, { next: 'Use the paired extension or the rollcall command.' });
}

export function isExtension(origin: string): boolean {
  return /^(chrome-extension|moz-extension):\/\/[a-z0-9-]{1,64}$/.test(origin);
}

function preflight(c: Context): Response {
  return c.body(null, 204, {
    'access-control-allow-methods': 'GET, POST, PUT, DELETE',
    'access-control-allow-headers': 'authorization, content-type',
    'access-control-max-age': '600',
  });
}

function harden(c: Context, origin: string | null): void {
  const { headers } = c.res;
  headers.set('cache-control', 'no-store');
  headers.set('x-content-type-options', 'nosniff');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('content-security-policy', "default-src 'none'; frame-ancestors 'none'");
  headers.set('referrer-policy', 'no-referrer');
  headers.set('vary', 'accept-language');
  if (origin !== null) {
    headers.set('access-control-allow-origin', origin);
    headers.append('vary', 'origin');
  }
}
