/**
 * The base URL as Okta keeps it, without a slash at the end; or why it is refused. Okta takes no `_` in it:
 * https://developer.okta.com/docs/guides/scim-provisioning-integration-connect/main/. Only this computer's own addresses are
 * called, unless `anywhere` says otherwise.
 */
export function readBaseUrl(text: string, { anywhere }: { readonly anywhere: boolean }): { url: string } | string {
  if (!URL.canParse(text)) return 'The base URL must be a whole address such as http://127.0.0.1:21480/c1/scim/v2.';
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'The base URL must begin with http:// or https://.';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'The base URL must be an address only, without sign-in, query or fragment.';
  if (text.includes('_')) return 'The base URL can’t contain an underscore.';
  if (!anywhere && !isOwn(url.hostname)) return 'This practice org calls addresses of this computer only.';
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** Whether a host of a parsed URL is this computer itself; Node's URL has written IPv4 in full by then. */
function isOwn(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
