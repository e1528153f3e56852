import { SyncError } from '@rollcall/shared';

const longest = 60;

/** In ASCII only these are allowed; of the rest, what core's UserNameConstraintValidator lists as invisible is not. */
const asciiAllowed = /^[ a-z0-9@+_.'-]$/iu;
const invisible = /^[\u0080-\u00A0\u00AD\u2000-\u200F\u2028-\u202F\u205F-\u206F\uFEFF\uFF01-\uFF60\uFFF9-\uFFFD]$/u;

/**
 * Refuses a name that Drupal would not take, before the call, because only here can the character be named: Drupal's
 * own sentence is translated and doesn't say which. `missing_name`, `unsupported_character` or `invalid`.
 */
export function assertUsername(name: unknown): asserts name is string {
  if (typeof name !== 'string' || name === '')
    throw new SyncError('missing_name', 'Drupal needs a username.', { field: 'name' });
  const bad = Array.from(name).find((character) => !isAllowed(character));
  if (bad !== undefined)
    throw new SyncError('unsupported_character', `Drupal takes no ${describe(bad)} in a username.`, { field: 'name' });
  if (name.startsWith(' ') || name.endsWith(' '))
    throw new SyncError('invalid', 'A Drupal username can’t begin or end with a space.', { field: 'name' });
  if (name.includes('  '))
    throw new SyncError('invalid', 'A Drupal username can’t have two spaces in a row.', { field: 'name' });
  const { length } = Array.from(name);
  if (length > longest)
    throw new SyncError('invalid', `The username has ${length} characters; Drupal takes ${longest} at most.`, {
      field: 'name',
    });
}

function isAllowed(character: string): boolean {
  return (character.codePointAt(0) ?? 0) < 0x80 ? asciiAllowed.test(character) : !invisible.test(character);
}

function describe(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return /[\p{C}\p{Z}]/u.test(character) ? `invisible character U+${code}` : `“${character}”`;
}
