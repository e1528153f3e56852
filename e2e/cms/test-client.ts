import { parse } from 'node-html-parser';
import type { HTMLElement } from 'node-html-parser';
import { z } from 'zod';
import { hashPassword } from './password.ts';
import type { User, UserChange } from './model.ts';
import type { PracticeCms } from './practice-cms.ts';

const ORIGIN = 'http://cms.test';
const MEDIA_TYPE = 'application/vnd.api+json';

/** What tests look at in a JSON:API or JSON answer. */
const documentSchema = z.looseObject({
  data: z.unknown().optional(),
  errors: z
    .array(
      z.looseObject({ status: z.string(), detail: z.string(), source: z.object({ pointer: z.string() }).optional() }),
    )
    .default([]),
});

const resourceSchema = z.looseObject({
  type: z.string(),
  id: z.string(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  relationships: z
    .object({
      roles: z
        .object({ data: z.array(z.object({ id: z.string(), meta: z.record(z.string(), z.unknown()) })) })
        .optional(),
    })
    .default({}),
});

type Resource = z.infer<typeof resourceSchema>;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: z.infer<typeof documentSchema>;
  /** The resources of a list, or the one of an individual answer. */
  rows: Resource[];
  errors: { status: string; detail: string; pointer: string | undefined }[];
}

export interface Ask {
  body?: unknown;
  headers?: Record<string, string>;
}

/** A browser-like client of the practice CMS: it keeps cookies, signs in, reads pages and submits their forms. */
export class TestClient {
  readonly #practice: PracticeCms;
  readonly #base: string;
  readonly #cookies = new Map<string, string>();
  #basic: string | null = null;
  #token: string | null = null;

  constructor(practice: PracticeCms) {
    this.#practice = practice;
    this.#base = `${ORIGIN}${practice.cms.presentation.basePath}`;
  }

  /** Uses Basic auth from now on. */
  basic(name: string, password: string): this {
    this.#basic = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    return this;
  }

  /** Signs in with JSON, keeping cookie and CSRF token. */
  async signIn(name: string, password: string): Promise<this> {
    const response = await this.fetch('/user/login?_format=json', {
      method: 'POST',
      body: JSON.stringify({ name, pass: password }),
    });
    this.#token = z.object({ csrf_token: z.string() }).parse(await response.json()).csrf_token;
    return this;
  }

  forgetToken(): this {
    this.#token = null;
    return this;
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#basic) headers.set('Authorization', this.#basic);
    if (this.#cookies.size > 0)
      headers.set('Cookie', [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const url = path.startsWith('http') ? path : `${this.#base}${path}`;
    const response = await this.#practice.app.request(url, { ...init, headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === 'deleted') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }

  /** A JSON:API or JSON call. */
  async api(method: string, path: string, { body, headers }: Ask = {}): Promise<Answer> {
    const sent = { Accept: MEDIA_TYPE, ...(body === undefined ? {} : { 'Content-Type': MEDIA_TYPE }) };
    const token = this.#token && method !== 'GET' ? { 'X-CSRF-Token': this.#token } : {};
    const response = await this.fetch(path, {
      method,
      headers: { ...sent, ...token, ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = documentSchema.safeParse(text === '' ? {} : parseOr(text)).data ?? { errors: [] };
    const list = z.array(resourceSchema).safeParse(Array.isArray(json.data) ? json.data : [json.data]);
    const errors = json.errors.map(({ status, detail, source }) => ({ status, detail, pointer: source?.pointer }));
    return { status: response.status, headers: response.headers, text, json, rows: list.data ?? [], errors };
  }

  /** A page, parsed. */
  async page(path: string): Promise<{ status: number; root: HTMLElement; url: string }> {
    const response = await this.fetch(path);
    return { status: response.status, root: parse(await response.text()), url: path };
  }

  /** Loads the page, fills its form and submits it; answers the raw response. */
  async submit(path: string, form: string, values: Record<string, string | null>): Promise<Response> {
    const { root } = await this.page(path);
    const element = root.querySelector(form);
    if (!element) throw new Error(`no ${form} on ${path}`);
    const body = new URLSearchParams(formValues(element));
    for (const [name, value] of Object.entries(values)) {
      if (value === null) body.delete(name);
      else body.set(name, value);
    }
    return this.fetch(new URL(element.getAttribute('action') ?? path, ORIGIN).href, { method: 'POST', body });
  }
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** The values a browser would send: inputs, checked boxes, chosen options and the last submit button. */
function formValues(form: HTMLElement): Record<string, string> {
  const values: Record<string, string> = {};
  for (const input of form.querySelectorAll('input')) {
    const name = input.getAttribute('name');
    const box = ['checkbox', 'radio'].includes(input.getAttribute('type') ?? '');
    if (!name || input.hasAttribute('disabled') || (box && !input.hasAttribute('checked'))) continue;
    values[name] = decode(input.getAttribute('value') ?? '');
  }
  for (const select of form.querySelectorAll('select')) {
    const option = select.querySelector('option[selected]') ?? select.querySelector('option');
    values[select.getAttribute('name') ?? ''] = decode(option?.getAttribute('value') ?? '');
  }
  return values;
}

function decode(value: string): string {
  return value.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<');
}

/** The messages a page shows, as text. */
export function messagesOf(root: HTMLElement): string {
  return (root.querySelector('[data-drupal-messages]')?.text ?? '').replaceAll(/\s+/g, ' ').trim();
}

/** An account of the practice site with a password and a role of its own that holds exactly the permissions. */
export function addAccount(practice: PracticeCms, name: string, permissions: string[], change: UserChange = {}): User {
  const { site } = practice.cms;
  const roles = permissions.length === 0 ? [] : [site.addRole(`only_${name}`, `Only ${name}`, permissions).id];
  const draft = site.draft(Math.floor(Date.now() / 1000), {
    name,
    mail: `${name}@people.example`,
    status: true,
    roles,
    ...change,
  });
  return site.insert({ ...draft, passwordHash: hashPassword(`pass of ${name}`) });
}

/** The account's client, with Basic auth. */
export function clientOf(practice: PracticeCms, name: string): TestClient {
  return new TestClient(practice).basic(name, `pass of ${name}`);
}

/** Admin's client, with Basic auth. */
export function adminOf(practice: PracticeCms): TestClient {
  return new TestClient(practice).basic(practice.user, practice.password);
}
