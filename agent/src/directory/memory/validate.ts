import { type Attrs, SyncError } from '@rollcall/shared';
import type { MemoryShape } from './shape.ts';

const beyondBasicPlane = /[\u{10000}-\u{10FFFF}]/u;

/** Trimmed, and null for empty, as the imitated systems keep their values. */
export function normalise(attributes: Attrs): Attrs {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? value.trim() || null : value]),
  );
}

/** Throws `invalid`, `missing_name` or `unsupported_character` for the first attribute that the shape doesn't take. */
export function refuseInvalid(shape: MemoryShape, attributes: Attrs): void {
  for (const field of Object.keys(attributes)) refuseUnknown(shape, field);
  for (const { name, maxLength } of shape.attributes) {
    const value = attributes[name];
    if (shape.fields.required.includes(name) && (value ?? null) === null)
      throw new SyncError('missing_name', `${name} can’t be left blank.`, { field: name });
    if (typeof value !== 'string') continue;
    if (maxLength !== null && value.length > maxLength)
      throw new SyncError('invalid', `${name} takes at most ${maxLength} characters.`, { field: name });
    if (shape.basicPlaneOnly && beyondBasicPlane.test(value))
      throw new SyncError('unsupported_character', `${name} holds a character that can’t be kept.`, { field: name });
  }
}

/** Throws `password_policy` with the rule. */
export function refuseWeak(shape: MemoryShape, password: string): void {
  if (password.length >= shape.minPassword) return;
  throw new SyncError('password_policy', `The password needs at least ${shape.minPassword} characters.`, {
    field: 'password',
  });
}

function refuseUnknown(shape: MemoryShape, field: string): void {
  if (shape.attributes.some((attribute) => attribute.name === field)) return;
  throw new SyncError('invalid', `There is no attribute ${field}.`, { field });
}
