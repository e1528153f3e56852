/** 32 random bytes as base64url, the nonce of one hello. */
export function newNonce(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/**
 * Whether `proof` is base64url(HMAC-SHA-256(key = SHA-256(token), nonce)): only the agent that issued the token knows its
 * hash, so only it can answer. The comparison is the browser's own and takes the same time for every wrong proof.
 */
export async function isProven(token: string, nonce: string, proof: string | null): Promise<boolean> {
  const signature = proof === null ? null : fromBase64Url(proof);
  if (signature === null) return false;
  const text = new TextEncoder();
  const hash = await crypto.subtle.digest('SHA-256', text.encode(token));
  const key = await crypto.subtle.importKey('raw', hash, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  return crypto.subtle.verify('HMAC', key, signature, text.encode(nonce));
}

function toBase64Url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
  } catch {
    return null;
  }
}
