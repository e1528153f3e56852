import type { Account, Attrs, Difference, Link } from '@rollcall/shared';

import type { Fields } from '../directory/directory.ts';
import type { Mapped } from './map.ts';
import { identityFields, sameValue } from './map.ts';

/** How the mapped attributes of a linked pair stand to each other and to what was last agreed. */
export interface Comparison {
  /** Values to write to Okta, identity fields kept apart because they need more care. */
  write: Attrs;
  writeIdentity: Attrs;
  /** Differences that wait: never agreed on, or changed in Okta where either side may. */
  drift: Difference[];
  /** Values that are Okta's to keep, so that their difference is nobody's concern. */
  stays: Difference[];
  /** Differences that a person must decide. */
  conflicts: Difference[];
  /** Mapped attributes on which both sides agree now, by Okta's names. */
  agreed: Attrs;
}

export interface ComparisonInput {
  mapped: Mapped;
  okta: Account;
  link: Link | null;
  /** How differences that were never agreed are met: left alone, filled in where Okta is empty, or overwritten. */
  unagreed: 'leave' | 'fillBlanks' | 'overwrite';
  fields: Fields;
}

/** Three-way comparison of CMS, Okta and `link.base`, by each attribute's owner. Pure. */
export function compareAttributes(input: ComparisonInput): Comparison {
  const result: Comparison = { write: {}, writeIdentity: {}, drift: [], stays: [], conflicts: [], agreed: {} };
  for (const name of input.mapped.rules.keys()) {
    const wanted = input.mapped.values[name] ?? null;
    const present = input.okta.attributes[name] ?? null;
    if (sameValue(name, wanted, present, input.fields)) {
      result.agreed[name] = present;
      continue;
    }
    const difference = { field: name, cms: wanted, okta: present };
    switch (decide(name, input)) {
      case 'write':
        (identityFields.has(name) ? result.writeIdentity : result.write)[name] = wanted;
        break;
      case 'drift':
        result.drift.push(difference);
        break;
      case 'stays':
        result.stays.push(difference);
        break;
      case 'conflict':
        result.conflicts.push(difference);
        break;
      case 'none':
        break;
    }
  }
  return result;
}

type Decision = 'write' | 'drift' | 'stays' | 'conflict' | 'none';

function decide(name: string, input: ComparisonInput): Decision {
  const { link, fields } = input;
  const rule = input.mapped.rules.get(name);
  if (!rule || rule.apply === 'create') return 'none';
  if (link?.ignored.includes(name)) return 'stays';
  // Whoever could move the mail of an adopted account could take that account over, so Okta owns how it signs in.
  const adopted = link === null || link.origin !== 'created';
  if (rule.owner === 'okta' || (adopted && identityFields.has(name))) return 'stays';
  if (rule.owner === 'ask') return 'conflict';

  const wanted = input.mapped.values[name] ?? null;
  const present = input.okta.attributes[name] ?? null;
  const base = link?.base[name];
  if (base === undefined) return decideUnagreed(input.unagreed, wanted, present);
  // A field that the site never filled in says nothing about Okta's value.
  if (wanted === null && base === null) return 'stays';
  if (rule.owner === 'cms') return 'write';
  const cmsMoved = !sameValue(name, wanted, base, fields);
  const oktaMoved = !sameValue(name, present, base, fields);
  if (cmsMoved && oktaMoved) return 'conflict';
  return cmsMoved ? 'write' : 'drift';
}

function decideUnagreed(
  unagreed: ComparisonInput['unagreed'],
  wanted: Attrs[string],
  present: Attrs[string],
): Decision {
  if (wanted === null) return 'stays';
  if (unagreed === 'leave') return 'drift';
  if (unagreed === 'overwrite') return 'write';
  return present === null ? 'write' : 'drift';
}
