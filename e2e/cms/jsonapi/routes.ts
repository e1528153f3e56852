import { Hono } from 'hono';
import { requestUrl, siteUrl } from '../cms.ts';
import type { Cms, CmsContext, CmsEnv } from '../cms.ts';
import { ApiFault, answer, answerFault } from './document.ts';
import type { JsonObject } from './document.ts';
import { fieldRoutes } from './field-routes.ts';
import { roleRoutes } from './role-routes.ts';
import { userRoutes } from './user-routes.ts';

/** The resource types a site of the Standard profile names at its entry point. */
const RESOURCES =
  'action base_field_override block block_content/basic block_content_type comment comment_type contact_form contact_message/feedback contact_message/personal date_format editor entity_form_display entity_form_mode entity_view_display entity_view_mode field_config field_storage_config file filter_format image_style menu menu_link_content node/article node/page node_type path_alias rest_resource_config search_page shortcut/default shortcut_set taxonomy_term/tags taxonomy_vocabulary user user_role view'.split(
    ' ',
  );

const ALLOWED: [RegExp, string][] = [
  [/^\/jsonapi\/user\/user$/, 'GET, HEAD, POST'],
  [/^\/jsonapi\/user\/user\/[^/]+$/, 'GET, HEAD, PATCH, DELETE'],
  [/^\/jsonapi\/user\/user\/[^/]+\/relationships\/roles$/, 'GET, HEAD, PATCH, POST, DELETE'],
  [
    /^\/jsonapi(\/(user_role\/user_role|field_config\/field_config|field_storage_config\/field_storage_config)(\/[^/]+)?|\/user\/user\/[^/]+\/roles)?$/,
    'GET, HEAD',
  ],
];

/** Everything under /jsonapi, as the visitor set by the authentication sees it. */
export function jsonApiRoutes(cms: Cms): Hono<CmsEnv> {
  const routes = new Hono<CmsEnv>();
  routes.use('/jsonapi/*', async (c, next) => {
    if (!cms.site.settings.jsonapi) return c.notFound();
    refuseMethod(cms, c);
    await next();
    if (c.req.method === 'GET') c.header('X-Drupal-Dynamic-Cache', 'MISS');
    return undefined;
  });
  routes.get('/jsonapi', (c) => answer(c, 200, entryPoint(cms, c)));
  routes.route('/', userRoutes(cms));
  routes.route('/', roleRoutes(cms));
  routes.route('/', fieldRoutes(cms));
  routes.onError((error, c) => {
    if (!(error instanceof ApiFault)) throw error;
    return answerFault(c, challenged(cms, c, error), c.req.url);
  });
  return routes;
}

/** Routing comes before access in core, so these faults meet anonymous visitors too. */
function refuseMethod(cms: Cms, c: CmsContext): void {
  const allowed = ALLOWED.find(([pattern]) => pattern.test(c.req.path))?.[1];
  if (allowed === undefined) throw new ApiFault(404, `No route found for "${c.req.method} ${c.req.url}"`);
  const { method } = c.req;
  if (!allowed.split(', ').includes(method)) {
    const detail = `No route found for "${method} ${c.req.url}": Method Not Allowed (Allow: ${allowed})`;
    throw new ApiFault(405, detail, { Allow: allowed });
  }
  if (cms.site.settings.readOnly && method !== 'GET' && method !== 'HEAD') {
    const settings = siteUrl(cms, c, '/admin/config/services/jsonapi');
    const detail = `JSON:API is configured to accept only read operations. Site administrators can configure this at ${settings}.`;
    throw new ApiFault(405, detail, { Allow: 'GET' });
  }
}

/** A refusal becomes a challenge when the request offered no credentials at all. */
function challenged(cms: Cms, c: CmsContext, fault: ApiFault): ApiFault {
  if (fault.status !== 403 || c.get('visitor').credentials !== 'none') return fault;
  const realm = cms.presentation.siteName;
  return new ApiFault(401, 'No authentication credentials provided.', { 'WWW-Authenticate': `Basic realm="${realm}"` });
}

/** `meta.links.me` names the account; it is missing for an anonymous visitor, and so after a wrong password. */
function entryPoint(cms: Cms, c: CmsContext): JsonObject {
  const { user } = c.get('visitor');
  const links: [string, JsonObject][] = RESOURCES.map((name) => {
    const [type = name, bundle = type] = name.split('/');
    return [`${type}--${bundle}`, { href: siteUrl(cms, c, `/jsonapi/${type}/${bundle}`) }];
  });
  const me = { meta: { id: user.uuid }, href: siteUrl(cms, c, `/jsonapi/user/user/${user.uuid}`) };
  return {
    data: [],
    ...(user.uid > 0 ? { meta: { links: { me } } } : {}),
    links: { ...Object.fromEntries(links), self: { href: requestUrl(c) } },
  };
}

/** True for the paths JSON:API answers, where every authentication provider is welcome. */
export function isJsonApiPath(path: string): boolean {
  return path === '/jsonapi' || path.startsWith('/jsonapi/');
}
