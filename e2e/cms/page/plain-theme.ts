import type { MiddlewareHandler } from 'hono';
import type { CmsEnv } from '../cms.ts';

/** Class names Claro-like themes add; a theme such as Stark has only those of core's own templates and scripts. */
const THEME_CLASS =
  /^(?!button--primary$|field--|js-pager|pager__|tablesort--).*(?:__|--)|^(?:action-link|block|breadcrumb|content-header|delete|draggable-table|edit|fieldset|form-boolean|form-boolean-group|form-element|form-radios|help|is-horizontal|item-list|js-tab|js-tabs-link|local-actions|messages-list|page-content|page-title|page-wrapper|region|site-name|skip-link|sortable-heading|tabledrag-cell|tabs|tabs-wrapper|title|toolbar-spacer|view|views-bulk-actions)$|^(?:block|region|view)-/;

/** Takes the theme's class names out of pages, so that nothing can lean on them: the hardest case for a page reader. */
export function plainTheme(): MiddlewareHandler<CmsEnv> {
  return async (c, next) => {
    await next();
    if (!c.res.headers.get('Content-Type')?.startsWith('text/html')) return;
    const page = await c.res.text();
    c.res = new Response(page.replaceAll(/ class="([^"]*)"/g, keptClasses), c.res);
  };
}

function keptClasses(_: string, classes: string): string {
  const kept = classes.split(/\s+/).filter((name) => name !== '' && !THEME_CLASS.test(name));
  return kept.length === 0 ? '' : ` class="${kept.join(' ')}"`;
}
