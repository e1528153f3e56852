import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

import type { Account } from '@rollcall/shared';

/** First 128 bits of SHA-256 over the canonical JSON (RFC 8785) of a value, as hex. */
export function hashOf(value: unknown): string {
  return digestOf(canonicalize(value) ?? 'null');
}

function digestOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

/**
 * What must stay the same between plan and apply: login, mail, state and the mapped attributes. Unmapped attributes and
 * times stay out, since they move without concerning us; groups too, since a listing need not read them as `get` does.
 */
export function accountHash(account: Account, mapped: readonly string[]): string {
  const { login, email, state, attributes } = account;
  const values = mapped.map((name) => [name, attributes[name] ?? null]);
  // In an order of its own, so that it needs no canonical form: a run over all makes several for each account.
  return digestOf(JSON.stringify([login.toLowerCase(), email?.toLowerCase() ?? null, state, values]));
}
