import { Hono } from 'hono';
import { html } from 'hono/html';
import { sitePath } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { cancelRoutes } from './cancel-routes.ts';
import { deniedPage, page } from './layout.ts';
import { loginPageRoutes } from './login-page.ts';
import { ADMIN_CRUMBS } from './people-page.ts';
import { peopleRoutes } from './people-routes.ts';
import { rolePageRoutes } from './role-routes.ts';
import { settingsRoutes } from './settings-routes.ts';
import { plainTheme } from './plain-theme.ts';
import { PLAIN_STYLESHEET, STYLESHEET } from './style.ts';
import { userPageRoutes } from './user-routes.ts';
import { text } from './words.ts';

/** Every HTML page of the site. */
export function pageRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  if (cms.presentation.theme === 'plain') routes.use(plainTheme());
  routes.use(async (c, next) => {
    const format = c.req.query('_format') ?? 'html';
    if (format !== 'html') return c.json({ message: `Not acceptable format: ${format}` }, 406);
    return next();
  });
  routes.get('/practice/theme.css', (c) =>
    c.body(cms.presentation.theme === 'plain' ? PLAIN_STYLESHEET : STYLESHEET, 200, {
      'Content-Type': 'text/css',
      'Cache-Control': 'max-age=300',
    }),
  );
  routes.get('/', (c) => c.html(frontPage(cms, c)));
  routes.get('/admin', (c) =>
    c.get('visitor').can('access administration pages') ? c.html(adminPage(cms, c)) : deniedPage(cms, c),
  );
  routes.route('/', loginPageRoutes(cms));
  routes.route('/', peopleRoutes(cms));
  routes.route('/', userPageRoutes(cms));
  routes.route('/', cancelRoutes(cms));
  routes.route('/', rolePageRoutes(cms));
  routes.route('/', settingsRoutes(cms));
  return routes;
}

function frontPage(cms: Cms, c: CmsContext) {
  const body = html`<p>This is a practice site. Its people are made up, and nothing it does leaves this computer.</p>`;
  return page(cms, c, { title: 'Welcome!', admin: false, body });
}

function adminPage(cms: Cms, c: CmsContext) {
  const { language } = cms.presentation;
  const links = [
    ['/admin/people', 'People'],
    ['/admin/people/roles', 'Roles'],
    ['/admin/config/people/accounts', 'Account settings'],
    ['/admin/config/services/jsonapi', 'JSON:API'],
    ['/admin/modules', 'Extend'],
  ].map(([path = '', label = '']) => html`<li><a href="${sitePath(cms, path)}">${text(language, label)}</a></li>`);
  const body = html`<ul class="admin-list">
    ${links}
  </ul>`;
  return page(cms, c, {
    title: text(language, 'Administration'),
    admin: true,
    body,
    breadcrumb: ADMIN_CRUMBS.slice(0, 1),
  });
}

/** The answer to a path the site does not have. */
export function notFoundPage(cms: Cms, c: CmsContext) {
  const body = html`<p>The requested page could not be found.</p>`;
  return c.html(page(cms, c, { title: 'Page not found', admin: false, body }), 404);
}
