import { createHmac, timingSafeEqual } from 'node:crypto';

import type { Secret } from '../secret/secret.ts';

/** How far the sender's clock may be off, in milliseconds. */
const window = 5 * 60_000;
const form = /^sha256=([0-9a-f]{64})$/;

/** What came with a message: its headers and its body exactly as sent. */
export interface Signed {
  /** Seconds since 1970. */
  timestamp: string | undefined;
  /** `sha256=` and the HMAC-SHA-256 (RFC 2104) over `timestamp.body`, in lower-case hex. */
  signature: string | undefined;
  body: string;
}

/** Tells messages of the site from others, each good one once. */
export interface SignatureCheck {
  /** Whether it was signed with the secret within five minutes, and did not come before. */
  accepts(message: Signed, secret: Secret): boolean;
}

export function createSignatureCheck(now: () => number): SignatureCheck {
  /** Signatures that were taken, until they are too old to be good. */
  const seen = new Map<string, number>();
  return {
    accepts({ timestamp, signature, body }, secret) {
      const [, hex] = form.exec(signature ?? '') ?? [];
      const at = /^\d{1,12}$/.test(timestamp ?? '') ? Number(timestamp) * 1000 : null;
      if (hex === undefined || at === null) return false;
      const wanted = createHmac('sha256', secret.reveal()).update(`${timestamp}.${body}`).digest();
      const isGood = timingSafeEqual(wanted, Buffer.from(hex, 'hex'));
      if (!isGood || Math.abs(now() - at) > window) return false;
      for (const [old, until] of seen) if (now() > until) seen.delete(old);
      if (seen.has(hex)) return false;
      seen.set(hex, at + window);
      return true;
    },
  };
}
