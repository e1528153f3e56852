import type { ScimToken, Time } from '@rollcall/shared';

/** How long before its end a token is told of, in milliseconds. */
const soon = 14 * 86_400_000;

/** Tokens of a connection that are let in, or would be but for their age, and that end within 14 days or have ended; first ones first. */
export function endingTokens(
  tokens: Readonly<Record<string, ScimToken>>,
  connection: string,
  now: number,
): (ScimToken & { expires: Time })[] {
  return Object.values(tokens)
    .flatMap((token) => (token.expires === null ? [] : [{ ...token, expires: token.expires }]))
    .filter((token) => token.connection === connection && token.state === 'active')
    .filter(({ expires }) => Date.parse(expires) - now < soon)
    .toSorted((a, b) => (a.expires < b.expires ? -1 : 1));
}

/** Of two tokens, where a client that names itself Okta has used the newer one: which is used now, and which can go. */
export function rotationOf(tokens: readonly ScimToken[]): { used: ScimToken; old: ScimToken } | null {
  const [old, used] = tokens.toSorted((a, b) => (a.created < b.created ? -1 : 1));
  return old && used?.seenOkta ? { used, old } : null;
}
