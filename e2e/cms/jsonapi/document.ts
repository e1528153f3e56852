import type { Context } from 'hono';
import type { CmsEnv } from '../cms.ts';

export const MEDIA_TYPE = 'application/vnd.api+json';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The answers JSON:API errors come with; the titles are Symfony's. */
const TITLES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
} as const;

export type FaultStatus = keyof typeof TITLES;

const INFO_SECTIONS: Partial<Record<FaultStatus, string>> = {
  400: '1',
  401: '2',
  403: '4',
  404: '5',
  405: '6',
  409: '10',
  415: '16',
};

export interface FaultDetail {
  detail: string;
  pointer?: string;
}

/** A request that JSON:API answers with an error document. */
export class ApiFault extends Error {
  readonly status: FaultStatus;
  readonly details: FaultDetail[];
  readonly headers: Record<string, string>;
  /** Constraint violations carry no links, everything else does. */
  readonly violations: boolean;

  constructor(status: FaultStatus, details: string | FaultDetail[], headers: Record<string, string> = {}) {
    const list = typeof details === 'string' ? [{ detail: details }] : details;
    super(list.map(({ detail }) => detail).join(' '));
    this.name = 'ApiFault';
    this.status = status;
    this.details = list;
    this.headers = headers;
    this.violations = typeof details !== 'string' && status === 422;
  }
}

/** Answers with a JSON:API document; null is a 204 without a body. */
export function answer(
  c: Context<CmsEnv>,
  status: 200 | 201,
  document: JsonObject,
  headers: Record<string, string> = {},
) {
  return c.body(JSON.stringify({ jsonapi: version(), ...document }), status, {
    'Content-Type': MEDIA_TYPE,
    ...headers,
  });
}

/** The error document of a fault; `via` is the URL of the request. */
export function answerFault(c: Context<CmsEnv>, fault: ApiFault, via: string) {
  const section = INFO_SECTIONS[fault.status];
  const info = section && {
    info: { href: `https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.4.${section}` },
  };
  const errors = fault.details.map(({ detail, pointer }) => ({
    title: TITLES[fault.status],
    status: String(fault.status),
    detail,
    ...(fault.violations ? {} : { links: { via: { href: via }, ...info } }),
    ...(pointer === undefined ? {} : { source: { pointer } }),
  }));
  return c.body(JSON.stringify({ jsonapi: version(), errors }), fault.status, {
    'Content-Type': MEDIA_TYPE,
    ...fault.headers,
  });
}

function version(): JsonObject {
  return { version: '1.0', meta: { links: { self: { href: 'http://jsonapi.org/format/1.0/' } } } };
}
