import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, Theme } from '../cms.ts';
import { LOGOUT_PURPOSE, sessionToken } from '../session.ts';
import type { Message } from '../session.ts';
import type { Markup } from './form.ts';
import { parsePhpQuery } from '../jsonapi/php-query.ts';
import type { PhpMap } from '../jsonapi/php-query.ts';
import { markup, text } from './words.ts';

export interface Tab {
  path: string;
  label: string;
}

export interface Page {
  title: string;
  /** The heading when it has markup of its own. */
  heading?: Markup;
  /** Admin pages use the admin theme; the others the site's front theme. */
  admin: boolean;
  body: Markup;
  tabs?: readonly Tab[];
  breadcrumb?: readonly Tab[];
  /** The primary button above the content. */
  action?: Tab;
  help?: string;
  /** Shown at once, before those that waited in the session. */
  messages?: readonly Message[];
  settings?: Record<string, unknown>;
  head?: Markup;
}

const ADMIN_THEMES: Record<Theme, string> = { claro: 'claro', dark: 'gin', plain: 'stark' };
const MESSAGE_TITLES = { status: 'Status message', warning: 'Warning message', error: 'Error message' };

/** A whole page of the site; it takes the waiting messages out of the session. */
export function page(cms: Cms, c: CmsContext, content: Page): Markup {
  const { presentation } = cms;
  const { language, siteName } = presentation;
  const shown = [...(content.messages ?? []), ...takeMessages(c)];
  const late = presentation.messages === 'late' && shown.length > 0;
  return html`<!DOCTYPE html>
    <html lang="${language}" dir="ltr" ${htmlClass(presentation.theme, content.admin)}>
      <head>
        <meta charset="utf-8" />
        <meta name="Generator" content="Drupal 10 (https://www.drupal.org)" />
        <meta name="viewport" content="width=device-width, initial-scale=1.0" />
        <link rel="icon" href="data:," />
        <title>${content.title} | ${siteName}</title>
        <link rel="stylesheet" href="${presentation.basePath}/practice/theme.css" />
        ${content.head ?? ''}
      </head>
      <body class="${bodyClass(cms, c)}">
        <a href="#main-content" class="visually-hidden focusable skip-link">Skip to main content</a>
        ${toolbar(cms, c)}
        <div class="page-wrapper dialog-off-canvas-main-canvas" data-off-canvas-main-canvas>
          <main role="main">
            <div class="visually-hidden"><a id="main-content" tabindex="-1"></a></div>
            <header class="content-header">
              <div class="layout-container">
                ${breadcrumb(cms, content.breadcrumb ?? [])}
                <div class="region region-header">
                  <div id="block-page-title" class="block block-core block-page-title-block">
                    <h1 class="title page-title">${content.heading ?? content.title}</h1>
                  </div>
                  ${tabs(cms, c, content.tabs ?? [])}
                </div>
              </div>
            </header>
            <div class="layout-container">
              <div class="page-content">
                <div class="region region-highlighted">
                  <div data-drupal-messages-fallback class="hidden messages-list"></div>
                  ${late ? '' : messageList(cms, shown)}
                </div>
                ${
                  content.help
                    ? html`<div class="help">
                        <div class="region region-help"><p>${content.help}</p></div>
                      </div>`
                    : ''
                }
                <div class="region region-content">
                  ${content.action ? localAction(cms, content.action) : ''}
                  <div class="block block-system block-system-main-block">${content.body}</div>
                </div>
              </div>
            </div>
          </main>
        </div>
        <script type="application/json" data-drupal-selector="drupal-settings-json">
          ${raw(jsonForScript(drupalSettings(cms, c, content)))}
        </script>
        ${late ? lateMessages(cms, shown) : ''}
      </body>
    </html>`;
}

function htmlClass(theme: Theme, admin: boolean): Markup | '' {
  return theme === 'dark' && admin ? html` class="gin--dark-mode" data-gin-accent="blue"` : '';
}

function bodyClass(cms: Cms, c: CmsContext): string {
  const { theme } = cms.presentation;
  const signedIn = c.get('visitor').user.uid > 0;
  const classes = signedIn ? ['toolbar-loading'] : [];
  if (theme === 'plain') return classes.join(' ');
  if (theme === 'dark') classes.push('gin--horizontal-toolbar');
  if (signedIn) classes.push('user-logged-in');
  classes.push(`path-${c.req.path.split('/')[1] || 'frontpage'}`);
  return classes.join(' ');
}

function takeMessages(c: CmsContext): Message[] {
  return c.get('visitor').session?.messages.splice(0) ?? [];
}

function messageList(cms: Cms, messages: readonly Message[]): Markup | '' {
  if (messages.length === 0) return '';
  const types = (['status', 'warning', 'error'] as const).filter((type) =>
    messages.some((message) => message.type === type),
  );
  const groups = types.map((type) =>
    messageGroup(
      cms,
      type,
      messages.filter((message) => message.type === type),
    ),
  );
  return html`<div data-drupal-messages${cms.presentation.theme === 'plain' ? '' : html` class="messages-list"`}>
    <div class="messages-list__wrapper">${groups}</div>
  </div>`;
}

function messageGroup(cms: Cms, type: Message['type'], messages: readonly Message[]): Markup {
  const title = markup(cms.presentation.language, MESSAGE_TITLES[type]);
  const items = messages.map((message) => raw(message.html));
  const plain = cms.presentation.theme === 'plain';
  const list =
    items.length === 1
      ? items
      : html`<ul class="messages__list">
          ${items.map((item) => html`<li class="messages__item">${item}</li>`)}
        </ul>`;
  if (plain) {
    const inner = html`<h2 class="visually-hidden">${title}</h2>
      ${list}`;
    return html`<div role="contentinfo" aria-label="${title}">
      ${type === 'error' ? html`<div role="alert">${inner}</div>` : inner}
    </div>`;
  }
  const inner = html`<div class="messages__header">
      <h2 id="message-${type}-title" class="messages__title">${title}</h2>
    </div>
    <div class="messages__content">${list}</div>`;
  return html`<div
    role="contentinfo"
    aria-labelledby="message-${type}-title"
    class="messages-list__item messages messages--${type}"
  >
    ${type === 'error' ? html`<div role="alert">${inner}</div>` : inner}
  </div>`;
}

/** Puts the messages in by script a moment after the page is there, the way a slow BigPipe placeholder arrives. */
function lateMessages(cms: Cms, messages: readonly Message[]): Markup {
  return html`<template id="late-messages">${messageList(cms, messages)}</template>
    <script>
      setTimeout(() => {
        const late = document.getElementById('late-messages').content;
        document.querySelector('[data-drupal-messages-fallback]').after(late.cloneNode(true));
      }, 150);
    </script>`;
}

function toolbar(cms: Cms, c: CmsContext): Markup | '' {
  const visitor = c.get('visitor');
  const { user, session } = visitor;
  const { language } = cms.presentation;
  const to = (path: string) => sitePath(cms, path);
  if (user.uid === 0) {
    return html`<div class="site-header">
      <a href="${to('/')}" class="site-name">${cms.presentation.siteName}</a
      ><a href="${to('/user/login')}">${text(language, 'Log in')}</a>
    </div>`;
  }
  const token = session ? sessionToken(session, LOGOUT_PURPOSE) : '';
  const people = visitor.can('administer users')
    ? html`<a
          href="${to('/admin/people')}"
          class="toolbar-icon toolbar-item"
          data-drupal-link-system-path="admin/people"
          >${text(language, 'People')}</a
        ><a href="${to('/admin/people/roles')}" class="toolbar-icon toolbar-item">${text(language, 'Roles')}</a
        ><a href="${to('/admin/config/people/accounts')}" class="toolbar-icon toolbar-item"
          >${text(language, 'Account settings')}</a
        ><a href="${to('/admin/config/services/jsonapi')}" class="toolbar-icon toolbar-item">JSON:API</a>`
    : '';
  return html`<div id="toolbar-administration" role="group" aria-label="Site administration toolbar" class="toolbar">
    <nav id="toolbar-bar" role="navigation" aria-label="Toolbar items" class="toolbar-bar">
      <a href="${to('/')}" class="toolbar-icon toolbar-item site-name">${cms.presentation.siteName}</a>${people}
      <span class="toolbar-spacer"></span>
      <a href="${to('/user')}" class="toolbar-icon toolbar-icon-user toolbar-item" id="toolbar-item-user"
        >${user.name}</a
      >
      <a href="${to(`/user/logout?token=${token}`)}" class="toolbar-item">${text(language, 'Log out')}</a>
    </nav>
  </div>`;
}

function breadcrumb(cms: Cms, crumbs: readonly Tab[]): Markup | '' {
  if (crumbs.length === 0) return '';
  const { language } = cms.presentation;
  const items = crumbs.map(
    ({ path, label }) =>
      html`<li class="breadcrumb__item">
        <a href="${sitePath(cms, path)}" class="breadcrumb__link">${text(language, label)}</a>
      </li>`,
  );
  return html`<div class="region region-breadcrumb">
    <nav class="breadcrumb" role="navigation" aria-label="Breadcrumb">
      <ol class="breadcrumb__list">
        ${items}
      </ol>
    </nav>
  </div>`;
}

function tabs(cms: Cms, c: CmsContext, list: readonly Tab[]): Markup | '' {
  if (list.length === 0) return '';
  const { language } = cms.presentation;
  const items = list.map(({ path, label }) => {
    const active = path === c.req.path ? ' is-active' : '';
    return html`<li class="tabs__tab js-tab${active}">
      <a
        href="${sitePath(cms, path)}"
        class="tabs__link js-tabs-link${active}"
        data-drupal-link-system-path="${path.slice(1)}"
        >${text(language, label)}</a
      >
    </li>`;
  });
  return html`<nav role="navigation" class="tabs-wrapper is-horizontal" aria-label="Primary tabs" data-drupal-nav-tabs>
    <ul class="tabs tabs--primary" data-drupal-nav-tabs-target>
      ${items}
    </ul>
  </nav>`;
}

function localAction(cms: Cms, { path, label }: Tab): Markup {
  return html`<ul class="local-actions">
    <li class="local-actions__item">
      <a
        href="${sitePath(cms, path)}"
        class="button button--action button--primary"
        data-drupal-link-system-path="${path.slice(1)}"
        >${text(cms.presentation.language, label)}</a
      >
    </li>
  </ul>`;
}

/** The settings scripts of a Drupal page read; only what pages outside can rely on is here. */
function drupalSettings(cms: Cms, c: CmsContext, content: Page): Record<string, unknown> {
  const { basePath, language, theme } = cms.presentation;
  const { user } = c.get('visitor');
  const query = parsePhpQuery(new URL(c.req.url).search.slice(1));
  const permissions = cms.site.roles.filter(({ id }) => user.roles.includes(id)).flatMap((role) => role.permissions);
  const isAdmin = cms.site.mayUser(user, 'administer site configuration');
  return {
    path: {
      baseUrl: `${basePath}/`,
      pathPrefix: language === 'en' ? '' : `${language}/`,
      currentPath: c.req.path.slice(1) || 'node',
      currentPathIsAdmin: content.admin,
      isFront: c.req.path === '/',
      currentLanguage: language,
      ...(query.size > 0 ? { currentQuery: toPlain(query) } : {}),
    },
    pluralDelimiter: '\u0003',
    suppressDeprecationErrors: true,
    ajaxPageState: { libraries: '', theme: content.admin ? ADMIN_THEMES[theme] : 'olivero', theme_token: null },
    ...content.settings,
    user: {
      uid: user.uid === 0 ? 0 : String(user.uid),
      permissionsHash: isAdmin ? 'is-admin' : createHash('sha256').update(permissions.join()).digest('hex'),
    },
  };
}

function toPlain(map: PhpMap): Record<string, unknown> {
  return Object.fromEntries([...map].map(([key, value]) => [key, value instanceof Map ? toPlain(value) : value]));
}

/** JSON that cannot end the script element it stands in. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', String.raw`\u003C`)
    .replaceAll('>', String.raw`\u003E`)
    .replaceAll('&', String.raw`\u0026`);
}

/** The page of a refused request, for people. */
export function deniedPage(cms: Cms, c: CmsContext) {
  const body = html`<p>You are not authorized to access this page.</p>`;
  const title = text(cms.presentation.language, 'Access denied');
  return c.html(
    page(cms, c, { title, admin: c.req.path.startsWith('/admin') && c.get('visitor').user.uid > 0, body }),
    403,
  );
}
