import { type Attrs, SyncError } from '@rollcall/shared';

const beyondBasicPlane = /[\u{10000}-\u{10FFFF}]/u;

/** Okta keeps characters of at most three bytes in UTF-8: https://developer.okta.com/docs/reference/core-okta-api/ */
export function isKeepable(text: string): boolean {
  return !beyondBasicPlane.test(text);
}

/** Throws `unsupported_character` with the first attribute that Okta can't keep, before anything is sent. */
export function refuseUnkeepable(attributes: Attrs): void {
  for (const [field, value] of Object.entries(attributes)) {
    const texts = Array.isArray(value) ? value : [value];
    if (texts.every((text) => typeof text !== 'string' || isKeepable(text))) continue;
    throw new SyncError('unsupported_character', `Okta can’t keep a character of ${field}, such as an emoji.`, {
      field,
    });
  }
}

/** A profile to create: empty attributes are left out, because Okta reads null as a value to check. */
export function withoutEmpty(attributes: Attrs): Attrs {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== null));
}
