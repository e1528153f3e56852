import type { Time } from './json.ts';

/** A token that lets Okta in at the SCIM listener; `hash` is SHA-256 of it, `hint` its last four characters. */
export interface ScimToken {
  id: string;
  connection: string;
  label: string;
  hash: string;
  hint: string;
  state: 'active' | 'inactive';
  created: Time;
  expires: Time | null;
  lastUsed: Time | null;
  seenOkta: boolean;
}
