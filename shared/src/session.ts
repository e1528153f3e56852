import type { AttributeValue } from './account.ts';
import type { Json, Time } from './json.ts';

/**
 * What the browser may be asked to do on a site in the administrator's own session. There is no address, method or
 * header in it: the page's side has a table of its own, so that the agent can make it do nothing else.
 */
export type Errand =
  /** Who is signed in. */
  | { kind: 'whoAmI' }
  | { kind: 'read'; account: string }
  | { kind: 'find'; by: 'handle' | 'login' | 'email'; value: string }
  /** The first rows of the list of users: the site's own mark. */
  | { kind: 'first' }
  /** The newest users, from which fields are learnt where their settings can't be read. */
  | { kind: 'newest' }
  | { kind: 'roles'; offset: number }
  | { kind: 'fields'; of: 'field_config' | 'field_storage_config' }
  /** Whether the site takes writes, asked with an empty document, which can't make anything. */
  | { kind: 'mayWrite' }
  | { kind: 'update'; account: string; values: Record<string, AttributeValue> };

/** One errand for one use. */
export interface Ticket {
  id: string;
  errand: Errand;
  expires: Time;
}

/** How the site answered; the agent judges it by the same schemas as an answer that it fetched itself. */
export interface TicketResult {
  ticket: string;
  /** Status of the site's answer; 0 when the page went away before there was one. */
  status: number;
  /** The document; null where the site answered with a page or nothing. */
  body: Json;
  /** The site's clock; null when it doesn't tell. */
  date: string | null;
}
