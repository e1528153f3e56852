import type { Json } from '@rollcall/shared';

import { asObject } from './filter-match.ts';

/** Bodies of writes by connection and id, oldest first; only in memory, and never with a password. */
export type TrueBodies = Map<string, Json>;

const most = 100;
/** Most characters of all of them together, as JSON. */
const mostLength = 8 * 1024 * 1024;

/** Keeps the body of a write, and lets go of the oldest ones when there are too many. */
export function takeTrue(bodies: TrueBodies, key: string, body: Json | null): void {
  if (body === null) return;
  bodies.set(key, withoutPasswords(body));
  let length = [...bodies.values()].reduce((sum: number, each) => sum + JSON.stringify(each).length, 0);
  for (const [oldest, each] of bodies) {
    if (bodies.size <= most && length <= mostLength) break;
    bodies.delete(oldest);
    length -= JSON.stringify(each).length;
  }
}

/** A body without any password, wherever it stands: as an attribute, under its URN, or as what an operation sets. */
export function withoutPasswords(value: Json): Json {
  if (Array.isArray(value)) return value.filter((each) => !setsPassword(each)).map(withoutPasswords);
  const object = asObject(value);
  if (!object) return value;
  const rest = Object.entries(object).filter(([name]) => !isPassword(name));
  return Object.fromEntries(rest.map(([name, each]) => [name, withoutPasswords(each)]));
}

function setsPassword(operation: Json): boolean {
  const path = asObject(operation)?.['path'];
  return typeof path === 'string' && isPassword(path);
}

function isPassword(name: string): boolean {
  return /(?:^|[:.])password\b/i.test(name.trim());
}
