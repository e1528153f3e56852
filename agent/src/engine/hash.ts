import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

import type { Account } from '@rollcall/shared';

/** First 128 bits of SHA-256 over the canonical JSON (RFC 8785) of a value, as hex. */
export function hashOf(value: unknown): string {
  return createHash('sha256')
    .update(canonicalize(value) ?? 'null')
    .digest('hex')
    .slice(0, 32);
}

/**
 * What must stay the same between plan and apply: login, mail, state and the mapped attributes. Unmapped attributes and
 * times stay out, since they move without concerning us; groups too, since a listing need not read them as `get` does.
 */
export function accountHash(account: Account, mapped: readonly string[]): string {
  const attributes: Record<string, unknown> = {};
  for (const name of mapped) attributes[name] = account.attributes[name] ?? null;
  return hashOf({
    login: account.login.toLowerCase(),
    email: account.email?.toLowerCase() ?? null,
    state: account.state,
    attributes,
  });
}
