import { SyncError } from '@rollcall/shared';

/** First path segments of Drupal's own pages: from there on an address is a page, not the site. */
const pages = new Set(['user', 'admin', 'jsonapi', 'node', 'index.php']);

/**
 * The address of a site as it is kept: https (or http on this computer), the sub-folder of the site if it has one, no
 * page, query or trailing slash. Throws `invalid`.
 */
export function normaliseUrl(address: string): string {
  const url = parse(address.trim());
  if (url.username !== '' || url.password !== '')
    throw refused('The address holds a name or password.', 'Enter the address alone, then name and password.');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw refused(
      'Over http the password would travel in the clear.',
      `Use https://${url.host}; http works on this computer only.`,
    );
  const segments = url.pathname.split('/').filter((segment) => segment !== '');
  const page = segments.findIndex((segment) => pages.has(segment));
  const folder = page === -1 ? segments : segments.slice(0, page);
  return [url.origin, ...folder].join('/');
}

/** The page on which a person sees one account; null while its number isn't known. */
export function accountUrl(url: string, _id: string, handle: string | null): string | null {
  return handle === null ? null : `${url}/user/${handle}`;
}

function parse(address: string): URL {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//iu.test(address) ? address : `https://${address}`);
  if (url === null || url.hostname === '')
    throw refused('That is no web address.', 'Enter the address of the site, such as https://www.example.org.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw refused('The address must begin with https.', 'Enter an address such as https://www.example.org.');
  return url;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/u.test(hostname);
}

function refused(detail: string, next: string): SyncError {
  return new SyncError('invalid', detail, { next, field: 'url', scope: 'run' });
}
