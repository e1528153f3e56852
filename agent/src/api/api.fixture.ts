import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { problemSchema } from '@rollcall/shared/api-basics';
import { routes } from '@rollcall/shared/routes';
import type { Route } from '@rollcall/shared/route';
import type { RouteAnswer, RouteName } from '@rollcall/shared/routes';

import { openAgent } from '../agent.ts';
import type { Agent } from '../agent.ts';
import { memoryDescriptor } from '../directory/memory/descriptor.ts';
import { MemoryDirectory } from '../directory/memory/memory.ts';
import { cmsShape, oktaShape } from '../directory/memory/shape.ts';
import type { MemoryShape } from '../directory/memory/shape.ts';
import type { DirectoryDescriptor } from '../directory/directory.ts';
import { createLog } from '../log.ts';

/** An agent over two directories in memory, called without a socket. */
export interface ApiWorld {
  home: string;
  agent: Agent;
  cms: MemoryDirectory;
  okta: MemoryDirectory;
  log: string[];
  pass(ms: number): void;
  /** Makes every place of that side answer with this mark of its own. */
  identify(side: 'cms' | 'okta', mark: string): void;
  /** A call with chosen headers; what is not named is what the script client sends. */
  send(name: RouteName, options?: SendOptions): Promise<Response>;
  call<N extends RouteName>(name: N, params?: Record<string, string>, body?: unknown): Promise<RouteAnswer<N>>;
  /** A connection of both sides, tested and live. */
  connect(change?: object): Promise<string>;
  finished(job: string): Promise<RouteAnswer<'job'>>;
  close(): Promise<void>;
}

export interface SendOptions {
  params?: Record<string, string>;
  query?: string;
  body?: unknown;
  headers?: Record<string, string | null>;
  method?: string;
}

export const extensionOrigin = 'chrome-extension://abcdefghijklmnopabcdefghijklmnop';
/** Planted as the CMS password, the Okta token, a person's new password and the site's hash: must turn up nowhere. */
export const planted = {
  password: 'pl4nted-cms-Passw0rd',
  token: '00plantedOktaT0ken-xyz',
  typed: 'pl4nted-Typed-w0rd',
  hash: '$2y$10$plantedplantedplantedp5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v',
};

export async function createApiWorld(): Promise<ApiWorld> {
  const home = await mkdtemp(path.join(tmpdir(), 'rollcall-api-'));
  let clock = Date.parse('2026-01-15T09:00:00.000Z');
  const now = () => clock;
  const directories = new Map<string, MemoryDirectory>();
  const log: string[] = [];
  const marks = new Map<string, string>();
  const kinds = [kindOf(cmsShape, directories, marks), kindOf(oktaShape, directories, marks)];
  const destination = { write: (line: string) => void log.push(line) };
  const agent = await openAgent({
    home,
    kinds,
    wrap: (directory) => directory,
    now,
    keyring: 'off',
    log: createLog({ level: 'debug', destination }),
  });

  const send = (name: RouteName, options: SendOptions = {}): Promise<Response> => {
    const route: Route = routes[name];
    const place = route.path.replaceAll(/\{(\w+)\}/g, (_whole, key: string) => options.params?.[key] ?? 'none');
    const headers = new Headers({ host: '127.0.0.1:0', authorization: `Bearer ${agent.scriptToken}` });
    const method = options.method ?? route.method;
    const hasBody = method !== 'GET' && method !== 'OPTIONS' && options.body !== undefined;
    if (hasBody) headers.set('content-type', 'application/json');
    for (const [key, value] of Object.entries(options.headers ?? {})) {
      if (value === null) headers.delete(key);
      else headers.set(key, value);
    }
    const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
    return Promise.resolve(
      agent.app.request(`${place}${options.query ?? ''}`, { method, headers, ...(hasBody ? { body } : {}) }),
    );
  };
  const call: ApiWorld['call'] = async (name, params = {}, body = {}) => {
    const answer = await send(name, { params, body });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${name} answered ${answer.status}: ${text}`);
    return routes[name].answer.parse(JSON.parse(text)) as RouteAnswer<typeof name>;
  };
  return {
    home,
    agent,
    get cms() {
      return placed(directories, cmsShape);
    },
    get okta() {
      return placed(directories, oktaShape);
    },
    log,
    send,
    call,
    pass: (ms) => {
      clock += ms;
    },
    identify: (side, mark) => void marks.set(side, mark),
    async connect(change = {}) {
      const { id } = await call('addConnection', {}, { name: 'Harbor' });
      const site = { user: 'admin', password: planted.password };
      await call(
        'connectSide',
        { id, side: 'cms' },
        { kind: cmsShape.kind, url: 'https://site.example', auth: 'secret', values: site },
      );
      await call(
        'connectSide',
        { id, side: 'okta' },
        {
          kind: oktaShape.kind,
          url: 'https://org.example',
          auth: 'secret',
          values: { user: 'token', password: planted.token },
        },
      );
      await call('test', { id }, {});
      await call('changeConnection', { id }, { mode: 'live', ...change });
      return id;
    },
    async finished(job) {
      await agent.services.engine.finished(job);
      return call('job', { id: job });
    },
    async close() {
      await agent.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** `code` of a problem answer. */
export async function codeOf(answer: Response): Promise<string> {
  return problemSchema.parse(await answer.json()).code;
}

function placed(directories: Map<string, MemoryDirectory>, shape: MemoryShape): MemoryDirectory {
  const found = [...directories.values()].find((directory) => directory.kind === shape.kind);
  if (!found) throw new Error(`no ${shape.kind} is connected yet`);
  return found;
}

/** A kind that keeps one directory in memory for each connected place and asks for a secret to sign in. */
function kindOf(
  shape: MemoryShape,
  directories: Map<string, MemoryDirectory>,
  marks: ReadonlyMap<string, string>,
): DirectoryDescriptor {
  const field = { help: '', required: true };
  const credentials = new Map<string, () => Promise<unknown>>();
  return {
    ...memoryDescriptor(shape),
    auth: [
      {
        name: 'secret',
        label: 'Name and password',
        fields: [
          { ...field, name: 'user', label: 'Name', secret: false },
          { ...field, name: 'password', label: 'Password', secret: true },
        ],
      },
    ],
    accountUrl: (url, id) => `${url}/admin/user/${id}`,
    create({ settings, now, credential }) {
      credentials.set(settings.id, credential);
      const known = directories.get(settings.id);
      if (known) return known;
      const made = new MemoryDirectory({ id: settings.id, shape, now });
      directories.set(settings.id, made);
      // A real directory reads its credential to sign in, so the planted one passes through here as well.
      const check = made.check.bind(made);
      made.check = async (options) => {
        await credentials.get(settings.id)?.();
        const found = await check(options);
        return { ...found, identity: marks.get(shape.side) ?? found.identity };
      };
      const identify = made.identify.bind(made);
      made.identify = async (options) => marks.get(shape.side) ?? identify(options);
      return made;
    },
  };
}
