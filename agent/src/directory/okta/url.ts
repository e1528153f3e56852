import { SyncError } from '@rollcall/shared';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * An org's address as it is kept: `https://host`, without path or trailing slash; plain http for loopback hosts only.
 * Throws `wrong_site` with the right address for an Admin Console address, else `invalid`.
 */
export function normaliseUrl(text: string): string {
  const trimmed = text.trim();
  const address = trimmed.includes('://') ? trimmed : `https://${trimmed}`;
  if (!URL.canParse(address)) throw refused(`"${trimmed}" is not an address.`);
  const url = new URL(address);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback.has(url.hostname)))
    throw refused('The address of an Okta org starts with https.');
  if (url.username !== '' || url.password !== '') throw refused('The address must not hold a name or password.');
  const [name = '', ...domain] = url.hostname.split('.');
  if (name.endsWith('-admin')) throw adminAddress(url.host, [name.slice(0, -'-admin'.length), ...domain].join('.'));
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '')
    throw refused(`Enter the org’s address alone: ${url.origin}.`);
  return url.origin;
}

function refused(detail: string): SyncError {
  return new SyncError('invalid', detail, { field: 'url', next: 'Use an address like https://name.okta.com.' });
}

function adminAddress(host: string, right: string): SyncError {
  return new SyncError('wrong_site', `${host} is the Admin Console, not the org itself.`, {
    field: 'url',
    next: `Use https://${right}.`,
  });
}
