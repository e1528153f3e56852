/**
 * The form in which a site's address is compared: scheme, host and port in lower case, default port left out, base path
 * without a trailing slash.
 */
export function siteKey(address: string): string {
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`;
}
