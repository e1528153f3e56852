import canonicalize from 'canonicalize';

/**
 * Canonical JSON (RFC 8785). It knows no text with half a surrogate pair, which a name that a system cut in the middle
 * of an emoji holds; such text gets U+FFFD in its place.
 */
export function canonicalText(value: object): string {
  try {
    return canonicalize(value) ?? '';
  } catch {
    const wellFormed: unknown = JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
      typeof inner === 'string' ? inner.toWellFormed() : inner,
    );
    return canonicalize(wellFormed) ?? '';
  }
}
