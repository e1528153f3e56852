import type { Json } from '@rollcall/shared';

import type { Attributes } from './attribute.ts';
import { coerce } from './coerce.ts';
import type { MemberStep } from './collection.ts';
import { type Filter, parsePath, type Path } from './filter.ts';
import { asObject } from './filter-match.ts';
import type { Operation } from './patch.ts';

/**
 * The steps of a PATCH that does nothing but add or take out members by their ids, so that a group of ten thousand costs
 * no more than one of ten; null for one that does anything else. Throws as `applyPatch` does.
 */
export function memberSteps(operations: readonly Operation[], attributes: Attributes): MemberStep[] | null {
  const steps: MemberStep[] = [];
  for (const operation of operations) {
    const step = stepOf(operation, attributes);
    if (step === null) return null;
    steps.push(step);
  }
  return steps.length === 0 ? null : steps;
}

function stepOf({ op, path, value }: Operation, attributes: Attributes): MemberStep | null {
  if (op === 'replace') return null;
  const named = path ?? '';
  if (named.trim() === '') return op === 'add' ? stepFrom(op, membersAlone(value), attributes) : null;
  const parsed = parsePath(named, attributes);
  if ('extension' in parsed || !isMembers(parsed)) return null;
  if (parsed.where === null) return stepFrom(op, value, attributes);
  const ids = op === 'remove' ? idsIn(parsed.where) : null;
  return ids && { op, ids };
}

function isMembers({ target, sub }: Path): boolean {
  return target.extension === null && target.attribute.name === 'members' && sub === null;
}

/** The members of a value without a path that has nothing else. */
function membersAlone(value: Json | undefined): Json | undefined {
  const parts = Object.entries(asObject(value) ?? {});
  const [only] = parts;
  return only && parts.length === 1 && only[0].toLowerCase() === 'members' ? only[1] : undefined;
}

function stepFrom(op: 'add' | 'remove', value: Json | undefined, attributes: Attributes): MemberStep | null {
  const members = attributes.find('members')?.attribute;
  const listed = members && value !== undefined ? coerce(members, value) : null;
  if (!Array.isArray(listed)) return null;
  const ids = listed.map((each) => asObject(each)?.['value']);
  return ids.every((id) => typeof id === 'string') ? { op, ids } : null;
}

/** The ids that `value eq "…"`, or several of these with `or` between them, name. */
function idsIn(filter: Filter): string[] | null {
  if (filter.op === 'or') {
    const [left, right] = [idsIn(filter.left), idsIn(filter.right)];
    return left && right && [...left, ...right];
  }
  const isId = filter.op === 'eq' && filter.target.sub?.name === 'value' && typeof filter.value === 'string';
  return isId ? [String(filter.value)] : null;
}
