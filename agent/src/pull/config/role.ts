import type { PullRole } from '@rollcall/shared';

/** `nick::Role` or `Role`; null where the nickname is not known. */
export function readRole(name: string, nicknames: readonly string[]): PullRole | null {
  const [target, ...rest] = name.split('::');
  if (rest.length === 0 || target === undefined) return { target: null, role: name };
  return nicknames.includes(target) ? { target, role: rest.join('::') } : null;
}
