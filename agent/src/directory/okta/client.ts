import { SyncError } from '@rollcall/shared';
import type { z } from 'zod';
import { connectionFault } from '../connection-fault.ts';
import { serverTime } from './pace-policy.ts';
import { fromPage, isJson, type Refusal, toSyncError } from './problem.ts';
import { type SignIn, userAgent } from './sign-in.ts';

export interface OktaCall {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path below the org's address. */
  path: string;
  query?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
  /** For a list: the address of the page to begin with, as an earlier page named it. */
  from?: string;
  signal?: AbortSignal | undefined;
}

export interface OktaAnswer<T> {
  value: T;
  headers: Headers;
  /** The org's time in ms; null when the answer has no `Date`. */
  time: number | null;
}

/** Calls one org's API. Every failure is a SyncError; no error quotes a header or body that was sent. */
export class OktaClient {
  readonly origin: string;
  readonly #signIn: SignIn;
  readonly #now: () => number;

  constructor(options: { origin: string; signIn: SignIn; now: () => number }) {
    this.origin = options.origin;
    this.#signIn = options.signIn;
    this.#now = options.now;
  }

  /** Sends a call and reads its answer as `shape`. */
  async read<T>(shape: z.ZodType<T>, call: OktaCall): Promise<OktaAnswer<T>> {
    return this.#read(shape, this.#address(call), call);
  }

  /** Sends a call whose answer's body says nothing. */
  async send(call: OktaCall): Promise<void> {
    await this.#exchange(this.#address(call), call);
  }

  /** Reads a list page by page, by the addresses that Okta gives; `next` is the one behind the page. */
  async *pages<T>(shape: z.ZodType<T>, call: OktaCall): AsyncGenerator<OktaAnswer<T> & { next: URL | null }> {
    const seen = new Set<string>();
    let url: URL | null = call.from === undefined ? this.#address(call) : this.#ownAddress(call.from);
    while (url !== null) {
      if (seen.has(url.href)) throw new SyncError('partial_listing', 'Okta’s pages lead back to one already read.');
      seen.add(url.href);
      const answer: OktaAnswer<T> = await this.#read(shape, url, call);
      url = this.#next(answer.headers);
      yield { ...answer, next: url };
    }
  }

  #address({ path, query = {} }: OktaCall): URL {
    const url = new URL(path, this.origin);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  }

  async #read<T>(shape: z.ZodType<T>, url: URL, call: OktaCall): Promise<OktaAnswer<T>> {
    const { text, refusal } = await this.#exchange(url, call);
    const parsed = shape.safeParse(parseJson(text));
    if (!isJson(refusal.headers)) throw fromPage(refusal);
    if (!parsed.success) throw new SyncError('server_fault', 'Okta’s answer is not what its documentation says.');
    return { value: parsed.data, headers: refusal.headers, time: serverTime(refusal.headers) };
  }

  async #exchange(url: URL, call: OktaCall): Promise<{ text: string; refusal: Refusal }> {
    const { method = 'GET', body, signal } = call;
    if (signal?.aborted === true) throw new SyncError('cancelled', 'The run was cancelled.');
    const headers = new Headers({ accept: 'application/json', 'user-agent': userAgent, ...call.headers });
    headers.set('content-type', 'application/json');
    const sent = body === undefined ? null : JSON.stringify(body);
    try {
      const answer = await this.#signIn.send(url, { method, headers, body: sent, signal });
      const text = await answer.text();
      const refusal = { method, url, status: answer.status, headers: answer.headers, text, at: this.#now() };
      if (answer.status >= 300 && answer.status < 400) throw redirected(refusal);
      if (!answer.ok) throw toSyncError(refusal);
      return { text, refusal };
    } catch (error) {
      throw error instanceof SyncError ? error : connectionFault(error, this.origin, signal);
    }
  }

  /** The `rel="next"` address as it came, RFC 8288; a page of another host is refused, because it would get the token. */
  #next(headers: Headers): URL | null {
    const link = /<([^>]*)>\s*;[^,<]*rel="?next"?/iu.exec(headers.get('link') ?? '')?.[1];
    return link === undefined ? null : this.#ownAddress(link);
  }

  #ownAddress(link: string): URL {
    const url = new URL(link, this.origin);
    if (url.origin === this.origin) return url;
    throw new SyncError('wrong_site', `${new URL(this.origin).host} names a next page at ${url.host}.`);
  }
}

function redirected({ url, status, headers }: Refusal): SyncError {
  const target = URL.parse(headers.get('location') ?? '', url.href)?.host ?? 'nowhere';
  return new SyncError('wrong_site', `${url.host} redirects to ${target}, which Rollcall does not follow.`, { status });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
