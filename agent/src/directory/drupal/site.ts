import { SyncError } from '@rollcall/shared';
import type { z } from 'zod';
import { entryDocument, parseAs } from './document.ts';
import { permissionsNeeded, switchedOff, toFault } from './fault.ts';
import type { Door } from './session.ts';
import { anonymous, type Opened, type SignIn } from './sign-in.ts';
import { type Call, isJson, jsonApiType, type Reply, type Send, serverTime } from './transport.ts';
import { Turns } from './turns.ts';

/** What a site says about its caller and its clock. */
export interface Entry {
  /** UUID of the account that the site takes us for; null while JSON:API is off. */
  account: string | null;
  /** The name signed in with, where the way of signing in tells one. */
  login: string | null;
  jsonApi: boolean;
  /** Read by the site's edit forms in a browser, since JSON:API is off. */
  forms: boolean;
  /** The site's clock in ms; null when it doesn't tell. */
  at: number | null;
}

export interface JsonCall<T> {
  method?: Call['method'];
  path: string;
  body?: unknown;
  schema: z.ZodType<T>;
  signal?: AbortSignal | undefined;
  /** True for an answer that an anonymous visitor could have got as well; it is believed only while signed in. */
  doubtful?: (document: T) => boolean;
  /** The account that is written: Drupal saves a user as a whole, so of two writes at once one would be lost. */
  writes?: string;
}

interface SiteOptions extends Door {
  signIn: SignIn;
  /** False where whoever is signed in to the browser may be somebody else next time. */
  steady: boolean;
}

/** One Drupal site, signed in to: every call is signed, and a session that ended is renewed once and the call repeated. */
export class Site implements Door {
  readonly url: string;
  readonly now: () => number;
  readonly send: Send;
  readonly #signIn: SignIn;
  readonly #steady: boolean;
  readonly #turns = new Turns();
  #account: string | null = null;

  constructor({ url, send, signIn, now, steady }: SiteOptions) {
    this.url = url;
    this.send = send;
    this.now = now;
    this.#signIn = signIn;
    this.#steady = steady;
  }

  /**
   * Who the site takes us for: what every run demands first and last. Throws `anonymous` when that is nobody, or
   * somebody else than before. With JSON:API off the account is null.
   */
  async whoAmI(signal?: AbortSignal): Promise<Entry> {
    let opened = await this.#signIn.opened();
    let entry = await this.#entry(opened, signal);
    if (entry.jsonApi && entry.account === null) {
      opened = await this.#signIn.renewed(opened);
      entry = await this.#entry(opened, signal);
      if (entry.account === null) throw this.#signIn.refuse(anonymous());
    }
    if (!this.#steady) this.#account = entry.account;
    if (this.#account !== null && entry.jsonApi && entry.account !== this.#account)
      throw new SyncError('anonymous', 'The site takes Rollcall for another account than before.');
    this.#account ??= entry.account;
    return entry;
  }

  /** UUID of our own account. */
  async ownAccount(signal?: AbortSignal): Promise<string> {
    if (this.#account !== null) return this.#account;
    const { account } = await this.whoAmI(signal);
    if (account === null) throw switchedOff(this.url);
    return account;
  }

  /** One JSON:API call, parsed; null for an answer without content (204). Throws what the status means. */
  call<T>(call: JsonCall<T>): Promise<T | null> {
    return call.writes === undefined ? this.#call(call) : this.#turns.take(call.writes, () => this.#call(call));
  }

  async #call<T>(call: JsonCall<T>): Promise<T | null> {
    const { method = 'GET' } = call;
    const headers: Record<string, string> = { accept: jsonApiType };
    if (call.body !== undefined) headers['content-type'] = jsonApiType;
    const sent: Call = {
      method,
      path: call.path,
      headers,
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: call.signal,
    };
    const reply = await this.#signedIn(sent, (answer) => mayBeAnonymous(answer, call));
    if (reply.status === 204) return null;
    if (reply.status >= 300) throw toFault(reply, { site: this.url, method, now: this.now() });
    const document = isJson(reply) ? parseAs(call.schema, reply.text) : null;
    if (document !== null) return document;
    throw new SyncError('server_fault', `${this.url} answered with something else than JSON:API.`, {
      status: reply.status,
    });
  }

  /** As `call`, for what always has content. */
  async read<T>(call: JsonCall<T>): Promise<T> {
    const document = await this.call(call);
    if (document !== null) return document;
    throw new SyncError('server_fault', `${this.url} answered without content.`, { status: 204 });
  }

  /** One call to an admin page or its form, in the same session; answers any status below 400. */
  async page(call: Call): Promise<Reply> {
    const reply = await this.#signedIn(call, ({ status }) => status === 403);
    if (reply.status === 403)
      throw new SyncError('forbidden', `${this.url} doesn’t show Rollcall the page ${call.path}.`, {
        next: permissionsNeeded(this.url, 'administer permissions'),
        scope: 'item',
        status: 403,
      });
    if (reply.status < 400) return reply;
    if (reply.status === 404)
      throw new SyncError('not_found', `${this.url} has no page ${call.path}.`, { status: 404 });
    throw toFault(reply, { site: this.url, method: call.method, now: this.now() });
  }

  async #signedIn(call: Call, doubtful: (reply: Reply) => boolean): Promise<Reply> {
    const opened = await this.#signIn.opened();
    const reply = await this.#sign(opened, call);
    if (!doubtful(reply) || (!refusedToken(reply) && (await this.#isOurs(opened, call.signal)))) return reply;
    return this.#sign(await this.#signIn.renewed(opened), call);
  }

  async #sign(opened: Opened, call: Call): Promise<Reply> {
    const signature = await opened.headers(call.path, call.method !== 'GET');
    const reply = await this.send({ ...call, headers: { ...call.headers, ...signature } });
    await opened.keep(call.path, reply);
    return reply;
  }

  async #isOurs(opened: Opened, signal?: AbortSignal): Promise<boolean> {
    const entry = await this.#entry(opened, signal);
    return !entry.jsonApi || entry.account !== null;
  }

  async #entry(opened: Opened, signal?: AbortSignal): Promise<Entry> {
    const reply = await this.#sign(opened, {
      method: 'GET',
      path: '/jsonapi',
      headers: { accept: jsonApiType },
      signal,
    });
    const known = { login: opened.login, at: serverTime(reply) };
    if (reply.status === 404 && !isJson(reply)) return { ...known, account: null, jsonApi: false, forms: false };
    if (reply.status === 401) return { ...known, account: null, jsonApi: true, forms: false };
    if (reply.status !== 200) throw toFault(reply, { site: this.url, method: 'GET', now: this.now() });
    const document = isJson(reply) ? parseAs(entryDocument, reply.text) : null;
    if (document === null)
      throw new SyncError('wrong_site', `${this.url}/jsonapi doesn’t answer as Drupal’s JSON:API does.`, {
        status: reply.status,
      });
    const { links, forms } = document.meta;
    return { ...known, account: links.me?.meta.id ?? null, jsonApi: true, forms };
  }
}

/** A write by a session that ended is refused like any stranger's; a read shows what strangers may see. */
function mayBeAnonymous<T>(reply: Reply, { schema, doubtful }: JsonCall<T>): boolean {
  if (reply.status === 401 || reply.status === 403) return true;
  if (doubtful === undefined || reply.status !== 200) return false;
  const document = parseAs(schema, reply.text);
  return document !== null && doubtful(document);
}

/** The header's name stands untranslated in core's CsrfRequestHeaderAccessCheck. */
function refusedToken(reply: Reply): boolean {
  return reply.status === 403 && reply.text.includes('X-CSRF-Token');
}
