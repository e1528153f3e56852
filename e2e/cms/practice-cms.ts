import { setTimeout as sleep } from 'node:timers/promises';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { authenticate } from './authenticate.ts';
import { innerPath } from './cms.ts';
import type { Cms, CmsContext, CmsEnv, Language, Presentation, Theme } from './cms.ts';
import { Faults } from './faults.ts';
import type { Fault } from './faults.ts';
import { Flood } from './flood.ts';
import { Home } from './home.ts';
import type { HomeContent } from './home.ts';
import { isJsonApiPath, jsonApiRoutes } from './jsonapi/routes.ts';
import { loginRoutes } from './login-routes.ts';
import { Mailbox } from './mailbox.ts';
import type { Settings, SiteState } from './model.ts';
import { deniedPage } from './page/layout.ts';
import { notFoundPage, pageRoutes } from './page/routes.ts';
import { newPassword } from './password.ts';
import { CallCounts, practiceRoutes } from './practice-routes.ts';
import { seedState } from './seed.ts';
import { Sessions } from './session.ts';
import { Site } from './site.ts';

export interface PracticeCmsOptions {
  /** Made-up people beside the named ones, at most 10,000. */
  users?: number;
  /** A folder that keeps the site over restarts; without one it lives in memory. */
  home?: string;
  /** Path of a site in a sub-folder, as `/sub`. */
  basePath?: string;
  language?: Language;
  theme?: Theme;
  /** `late` brings messages by script after the page, as BigPipe does. */
  messages?: Presentation['messages'];
  /** First value of core's JSON:API setting "accept only read operations". */
  readOnly?: boolean;
  /** Whether core's JSON:API module is on at the start. */
  jsonapi?: boolean;
  /** Admin's password; otherwise a new one is made and kept in the home. */
  password?: string;
  /** A first state in place of the seeded organisation. */
  seed?: SiteState;
  /** Milliseconds since the epoch, for tests. */
  clock?: () => number;
}

/** The site without a socket: `app.fetch` and `app.request` answer, `cms` is its inside. */
export interface PracticeCms {
  app: Hono<CmsEnv>;
  cms: Cms;
  user: string;
  password: string;
  /** Writes what waits to the home. */
  flush(): void;
}

const MAX_GENERATED = 10_000;

/** Builds the practice CMS: a site that answers as Drupal 10.6 with core's JSON:API, Basic auth and user pages. */
export function createPracticeCms(options: PracticeCmsOptions = {}): PracticeCms {
  const clock = options.clock ?? Date.now;
  const home = options.home === undefined ? null : new Home(options.home);
  const content = home?.read() ?? firstContent(options, clock);
  const sessions = new Sessions();
  const mailbox = new Mailbox();
  const site = new Site({
    state: content.state,
    sessions,
    mailbox,
    language: options.language ?? 'en',
    onChange: () => home?.writeSoon(content),
  });
  site.configure(startSettings(options));
  const cms: Cms = {
    site,
    sessions,
    mailbox,
    flood: new Flood(),
    faults: new Faults(),
    presentation: presentationOf(options),
  };
  return { app: createApp(cms, clock), cms, user: 'admin', password: content.password, flush: () => home?.flush() };
}

function firstContent(options: PracticeCmsOptions, clock: () => number): HomeContent {
  const password = options.password ?? newPassword();
  const generated = Math.min(options.users ?? 0, MAX_GENERATED);
  const now = Math.floor(clock() / 1000);
  const seeded = () => seedState({ adminPassword: password, generated, now, language: options.language ?? 'en' });
  return { password, state: options.seed ?? seeded() };
}

function startSettings({ readOnly, jsonapi }: PracticeCmsOptions): Partial<Settings> {
  return { ...(readOnly === undefined ? {} : { readOnly }), ...(jsonapi === undefined ? {} : { jsonapi }) };
}

function presentationOf({
  basePath = '',
  language = 'en',
  theme = 'claro',
  messages = 'direct',
}: PracticeCmsOptions): Presentation {
  return { siteName: 'Harbor CMS', basePath: basePath.replace(/\/+$/, ''), language, theme, messages };
}

function createApp(cms: Cms, clock: () => number): Hono<CmsEnv> {
  const calls = new CallCounts();
  const app = new Hono<CmsEnv>({ getPath: (request) => innerPath(cms.presentation, new URL(request.url).pathname) });
  app.use(async (c, next) => {
    await next();
    c.header('X-Generator', 'Drupal 10 (https://www.drupal.org)');
    c.header('X-Content-Type-Options', 'nosniff');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'must-revalidate, no-cache, private');
  });
  app.route('/', practiceRoutes(cms, calls));
  app.use(async (c, next) => {
    calls.count(c.req.method, c.req.path);
    const fault = cms.faults.take(c.req.method, c.req.path);
    return fault ? answerFaultily(c, fault, next) : next();
  });
  app.use(async (c, next) => {
    const now = Math.floor(clock() / 1000);
    c.set('now', now);
    c.set('visitor', authenticate(cms, c, now));
    // Basic is no global provider: routes other than JSON:API's do not take it, right or wrong.
    if (c.get('visitor').credentials === 'basic' && !isJsonApiPath(c.req.path)) return refuseProvider(cms, c);
    return next();
  });
  app.route('/', jsonApiRoutes(cms));
  app.route('/', loginRoutes(cms));
  app.route('/', pageRoutes(cms));
  app.notFound((c) => notFoundPage(cms, c));
  return app;
}

function refuseProvider(cms: Cms, c: CmsContext) {
  const message = 'The used authentication method is not allowed on this route.';
  return c.req.query('_format') === 'json' ? c.json({ message }, 403) : deniedPage(cms, c);
}

async function answerFaultily(c: CmsContext, fault: Fault, next: () => Promise<void>): Promise<Response | undefined> {
  if (fault.delayMs > 0) await sleep(fault.delayMs);
  if (fault.status !== undefined) return faultAnswer(fault.status, fault.html);
  await next();
  if (fault.cut) c.env.outgoing?.destroy();
  return undefined;
}

function faultAnswer(status: number, asHtml: boolean): Response {
  const retry = status === 429 || status === 503 ? { 'Retry-After': '2' } : {};
  if (asHtml) {
    const body =
      '<!DOCTYPE html><html><head><title>Error</title></head><body><h1>The website encountered an unexpected error.</h1></body></html>';
    return new Response(body, { status, headers: { 'Content-Type': 'text/html; charset=UTF-8', ...retry } });
  }
  const errors = [{ title: 'Fault', status: String(status), detail: 'A fault asked for by a test.' }];
  return Response.json({ errors }, { status, headers: { 'Content-Type': 'application/vnd.api+json', ...retry } });
}

/** A practice CMS that listens on 127.0.0.1. */
export interface RunningPracticeCms extends PracticeCms {
  /** Base URL of the site without a trailing slash. */
  url: string;
  kind: 'drupal';
  close(): Promise<void>;
}

/** Starts the practice CMS on a port of 127.0.0.1; 0 takes a free one. Rejects when the port is taken. */
export async function startPracticeCms(options: PracticeCmsOptions & { port: number }): Promise<RunningPracticeCms> {
  const practice = createPracticeCms(options);
  const server = createAdaptorServer({ fetch: practice.app.fetch });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the practice CMS listens on no TCP port');
  const close = async () => {
    const closed = new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
    practice.flush();
  };
  return {
    ...practice,
    url: `http://127.0.0.1:${address.port}${practice.cms.presentation.basePath}`,
    kind: 'drupal',
    close,
  };
}
