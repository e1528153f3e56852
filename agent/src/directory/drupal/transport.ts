import { SyncError } from '@rollcall/shared';
import { connectionFault } from '../connection-fault.ts';

/** Media type of JSON:API, for both what is sent and what is asked for. */
export const jsonApiType = 'application/vnd.api+json';

const callTimeoutMs = 30_000;

export interface Call {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query below the site's address, with a leading slash. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  signal?: AbortSignal | undefined;
}

export interface Reply {
  status: number;
  headers: Headers;
  text: string;
}

/**
 * Sends one call and answers whatever status came. Throws `unreachable`, `timeout` (30 s), `tls`, `cancelled`, and
 * `wrong_site` for a redirect that leaves the site, so that no credential ever follows one.
 */
export type Send = (call: Call) => Promise<Reply>;

/** Calls to one site, through `fetch`. */
export function createSend(site: string, fetch: typeof globalThis.fetch): Send {
  return async ({ method, path, headers, body, signal }) => {
    const url = `${site}${path}`;
    const limit = AbortSignal.timeout(callTimeoutMs);
    try {
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        ...(headers === undefined ? {} : { headers }),
        ...(body === undefined ? {} : { body }),
      });
      assertSameSite(site, url, response);
      return { status: response.status, headers: response.headers, text: await response.text() };
    } catch (error) {
      throw error instanceof SyncError ? error : connectionFault(error, site, signal);
    }
  };
}

/** True for an answer that is data (`application/json`, `application/vnd.api+json`) and no page. */
export function isJson(reply: Reply): boolean {
  return /[/+]json\b/u.test(reply.headers.get('content-type') ?? '');
}

/** The other side's clock in ms; null when the answer doesn't tell. */
export function serverTime(reply: Reply): number | null {
  const at = Date.parse(reply.headers.get('date') ?? '');
  return Number.isNaN(at) ? null : at;
}

function assertSameSite(site: string, url: string, response: Response): void {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status > 399 || location === null) return;
  const target = URL.parse(location, url);
  if (target?.origin === new URL(site).origin) return;
  throw new SyncError('wrong_site', `${site} sends callers on to ${target?.origin ?? 'an address that is none'}.`, {
    next: 'If that is the same site, connect again with that address.',
    status: response.status,
  });
}
