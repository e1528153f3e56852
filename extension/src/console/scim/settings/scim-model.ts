import type { ConnectionAnswer } from '@rollcall/shared/api';

export type Custom = ConnectionAnswer['scim']['custom'][number];

/** What stands against a declared attribute. */
export type CustomFlaw = 'name' | 'twice' | 'title';

/** What is wrong with each attribute; null where nothing is. Names are told apart without their case (RFC 7643, 2.1). */
export function flawsOf(custom: readonly Custom[]): (CustomFlaw | null)[] {
  const seen = new Set<string>();
  return custom.map(({ name, title }) => {
    const key = name.toLowerCase();
    const isSecond = seen.has(key);
    seen.add(key);
    if (!/^[A-Za-z][A-Za-z0-9_-]{0,59}$/.test(name)) return 'name';
    if (isSecond) return 'twice';
    return title.length > 120 ? 'title' : null;
  });
}

/** What stands against a public address: no http address at all, or more than Okta takes. */
export function flawOfUrl(url: string | null): 'form' | 'more' | 'underscore' | null {
  if (url === null) return null;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return 'form';
  const { search, hash, username, hostname } = new URL(url);
  if (search !== '' || hash !== '' || username !== '') return 'more';
  // Okta refuses a base URL with an underscore.
  return hostname.includes('_') ? 'underscore' : null;
}

/** How a template of the mapping names the attribute. */
export function placeholderOf({ name }: Custom): string {
  return `\${${name}}`;
}
