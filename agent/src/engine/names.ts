import { hashOf } from './hash.ts';

/** First and last name made from what a CMS has when it keeps neither. */
export interface DerivedNames {
  firstName: string | null;
  lastName: string | null;
}

/**
 * First word and the other words of the display name; with one word only, or none, the mail's local part for what is
 * missing. Okta demands both names and Drupal core has neither.
 */
export function deriveNames(displayName: string | null, email: string | null): DerivedNames {
  const local = email?.split('@')[0] ?? null;
  const shown = displayName?.includes('@') ? null : displayName;
  const words = (shown ?? '').split(/[\s_.]+/u).filter((word) => word !== '');
  const [first, ...rest] = words;
  if (first !== undefined && rest.length > 0) return { firstName: cut(first), lastName: cut(rest.join(' ')) };
  return { firstName: cut(first ?? local), lastName: cut(local ?? first ?? null) };
}

/** Longest user name that Drupal keeps, and how much of it tells logins apart that begin alike. */
const longest = 60;
const markLength = 8;

/** A new account's user name: the login, or of one that is too long the local part with a mark that is the login's own. */
export function shortName(login: string): string {
  if (Array.from(login).length <= longest) return login;
  const mark = hashOf(login.toLowerCase()).slice(0, markLength);
  const local = Array.from(login.split('@')[0] ?? '').slice(0, longest - markLength - 1);
  return `${local.join('')}-${mark}`;
}

/** Okta takes names of 1 to 50 characters. */
function cut(name: string | null): string | null {
  if (name === null || name === '') return null;
  return Array.from(name).slice(0, 50).join('');
}
