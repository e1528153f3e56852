import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';
import type { Faults } from './faults.ts';
import type { Flood } from './flood.ts';
import type { Mailbox } from './mailbox.ts';
import type { Sessions } from './session.ts';
import type { Site } from './site.ts';
import type { Visitor } from './visitor.ts';

export type Language = 'en' | 'de';
export type Theme = 'claro' | 'dark' | 'plain';

/** How the site presents itself; fixed for its life. */
export interface Presentation {
  siteName: string;
  /** Path of a site in a sub-folder, `/sub`, or empty. */
  basePath: string;
  language: Language;
  theme: Theme;
  /** `late` inserts messages by script after the page is there, as BigPipe does. */
  messages: 'direct' | 'late';
}

/** Everything a route works with. */
export interface Cms {
  site: Site;
  sessions: Sessions;
  flood: Flood;
  mailbox: Mailbox;
  faults: Faults;
  presentation: Presentation;
}

export interface CmsEnv {
  Bindings: { incoming?: IncomingMessage; outgoing?: ServerResponse };
  Variables: {
    visitor: Visitor;
    /** Start of the request in epoch seconds: the value `changed` gets. */
    now: number;
  };
}

export type CmsContext = Context<CmsEnv>;

/** `/de` on a German site, else empty. */
function languagePrefix({ language }: Presentation): string {
  return language === 'en' ? '' : `/${language}`;
}

/** The path a page links to: base path, language prefix, then the site's own path. */
export function sitePath(cms: Cms, path: string): string {
  return `${cms.presentation.basePath}${languagePrefix(cms.presentation)}${path}`;
}

/** The absolute URL of a site path, on the host the request came to. */
export function siteUrl(cms: Cms, c: CmsContext, path: string): string {
  return `${new URL(c.req.url).origin}${sitePath(cms, path)}`;
}

/** The URL of the request without its query: links to the document itself keep the path that was asked for. */
export function requestUrl(c: CmsContext): string {
  const { origin, pathname } = new URL(c.req.url);
  return `${origin}${pathname}`;
}

/** The path inside the site, without base path and language prefix; a path outside the site maps to none of its routes. */
export function innerPath(presentation: Presentation, pathname: string): string {
  const { basePath } = presentation;
  if (basePath && pathname !== basePath && !pathname.startsWith(`${basePath}/`)) return '/outside-of-the-site';
  const path = pathname.slice(basePath.length) || '/';
  const prefix = languagePrefix(presentation);
  if (prefix && (path === prefix || path.startsWith(`${prefix}/`))) return path.slice(prefix.length) || '/';
  return path;
}

/** The address the request came from; a request without a socket counts as this machine. */
export function addressOf(c: CmsContext): string {
  return c.env?.incoming?.socket.remoteAddress ?? '127.0.0.1';
}
