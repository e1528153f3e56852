import type { Time } from './json.ts';

export type ClientRole = 'owner' | 'operator' | 'viewer';

/** A paired browser. `hash` is SHA-256 of its token; the token itself is never kept. */
export interface Client {
  id: string;
  name: string;
  role: ClientRole;
  origin: string;
  hash: string;
  created: Time;
  lastUsed: Time | null;
  revoked: Time | null;
}
