import { OktaError } from '../okta-error.ts';

/** The weak ETag of a stored thing: its version. */
export function etagOf({ version }: { readonly version: number }): string {
  return `W/"${version.toString(36).padStart(6, '0')}"`;
}

/** Throws E0000231 when `If-Match` names another version and E0000242 when it is no ETag. */
export function checkMatch(item: { readonly version: number }, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.every((tag) => /^(?:W\/)?"[^"]*"$/.test(tag))) throw new OktaError('E0000242');
  if (!tags.some((tag) => bare(tag) === bare(etagOf(item)))) throw new OktaError('E0000231');
}

/** Okta hands out weak tags and takes them back, so both forms compare alike. */
function bare(tag: string): string {
  return tag.replace(/^W\//, '');
}
