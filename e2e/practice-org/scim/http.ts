import { STATUS_CODES } from 'node:http';
import { z } from 'zod';
import type { Resource } from '../apps/app.ts';
import type { Clock } from '../model.ts';
import type { RequestLog } from './request-log.ts';
import { withoutSecrets } from './request-log.ts';

/** A call that did not do what it was for; the message is what Okta's admin reads in Tasks. */
export class ScimProblem extends Error {
  /** Null when no answer came. */
  readonly status: number | null;
  /** Whole seconds of `Retry-After`; null when there is none that Okta honours. */
  readonly retryAfter: number | null;

  constructor(message: string, status: number | null = null, retryAfter: number | null = null) {
    super(message);
    this.name = 'ScimProblem';
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

interface ScimCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  /** What the request is for, as the page of requests tells it. */
  readonly purpose: string;
}

interface ScimAnswer {
  readonly status: number;
  /** Null when the answer has no body. */
  readonly body: Resource | null;
}

/** Sends one request of one app. Throws ScimProblem for anything but 2xx with JSON or without a body. */
export type Send = (call: ScimCall) => Promise<ScimAnswer>;

export interface Target {
  readonly appId: string;
  readonly baseUrl: string;
  readonly token: string;
}

export interface ScimHttpOptions {
  readonly log: RequestLog;
  readonly clock: Clock;
  /** How long Okta waits for an answer (ms). */
  readonly timeoutMs: number;
  /** Ends what is under way when the org closes. */
  readonly signal: AbortSignal;
}

const media = 'application/scim+json';
const resourceSchema = z.record(z.string(), z.unknown());
const problemSchema = z.object({ detail: z.string() });

/** Okta's SCIM client as it looks on the wire: its headers, its patience, and its words for what went wrong. */
export function createSend({ log, clock, timeoutMs, signal }: ScimHttpOptions, target: Target): Send {
  return async (call) => {
    const begun = performance.now();
    const note = (status: number | null, answer: string): void => {
      const { method, path, purpose } = call;
      const body = call.body === undefined ? null : withoutSecrets(call.body);
      const at = new Date(clock()).toISOString();
      const ms = Math.round(performance.now() - begun);
      log.add({ appId: target.appId, at, purpose, method, path, body, status, answer, ms });
    };
    let answer: Response;
    let text: string;
    try {
      answer = await fetch(`${target.baseUrl}${call.path}`, {
        ...requestOf(call, target.token),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
      text = await answer.text();
    } catch (error) {
      const reason = lossOf(error);
      note(null, reason);
      throw new ScimProblem(reason);
    }
    note(answer.status, shownAnswer(text));
    return read(answer, text);
  };
}

function requestOf({ method, body }: ScimCall, token: string): RequestInit {
  return {
    method,
    // A redirect could carry the token to another host.
    redirect: 'manual',
    headers: {
      'user-agent': 'Okta SCIM Client 1.0.0',
      accept: media,
      'accept-charset': 'utf-8',
      'accept-encoding': 'gzip,deflate',
      // An admin may paste the header's whole value.
      authorization: /^bearer /i.test(token) ? token : `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': `${media}; charset=utf-8` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

function read(answer: Response, text: string): ScimAnswer {
  const { status } = answer;
  const body = parse(text);
  if (status < 200 || status > 299) {
    const detail = problemSchema.safeParse(body);
    const said = detail.success ? detail.data.detail : body === undefined ? notJson(text) : '';
    const reason = STATUS_CODES[status] ?? String(status);
    const message = said === '' ? reason : `${reason}. Errors reported by remote server: ${said}`;
    throw new ScimProblem(message, status, retryAfterOf(answer));
  }
  if (body === undefined) throw new ScimProblem(notJson(text), status);
  return { status, body };
}

/** The JSON object of a body; null for none, undefined for anything else. */
function parse(text: string): Resource | null | undefined {
  if (text.trim() === '') return null;
  try {
    const parsed = resourceSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

function notJson(text: string): string {
  return `Invalid JSON: Unrecognized token ${JSON.stringify(text.trimStart().slice(0, 20))}`;
}

/** Okta honours whole seconds only, not a date. */
function retryAfterOf({ headers }: Response): number | null {
  const value = headers.get('retry-after');
  return value !== null && /^\d+$/.test(value) ? Number(value) : null;
}

function shownAnswer(text: string): string {
  const body = parse(text);
  return body === null || body === undefined ? text : withoutSecrets(body);
}

function lossOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'Read timed out';
  if (error instanceof DOMException && error.name === 'AbortError') return 'The practice org was closed';
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return code === 'ECONNREFUSED' ? 'Connection refused' : `Connection lost (${code === '' ? 'no reason told' : code})`;
}
