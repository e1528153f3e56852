import type { Account, Attrs, AttributeValue, Connection, Difference, Link, MappingRule } from '@rollcall/shared';

import type { Fields } from '../directory/directory.ts';
import { writesTo } from './direction.ts';
import type { Mapped } from './map.ts';
import { identityFields, readBy, sameValue } from './map.ts';
import { movedOnCms, nothingBack } from './map-back.ts';
import type { MappedBack, Return } from './map-back.ts';

/** How the mapped attributes of a linked pair stand to each other and to what was last agreed. */
export interface Comparison {
  /** Values to write to Okta, identity fields kept apart because they need more care. */
  write: Attrs;
  writeIdentity: Attrs;
  /** Values to write to the CMS, by its own names. */
  toCms: { write: Attrs; writeIdentity: Attrs };
  /** What is written to the CMS, by Okta's names. */
  cmsWrites: Difference[];
  /** Differences that wait: never agreed on, or changed on a side from which nothing is taken. */
  drift: Difference[];
  /** Values that are one side's to keep, so that their difference is nobody's concern. */
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
  /** How differences that were never agreed are met: left alone, filled in where empty, or overwritten. */
  unagreed: 'leave' | 'fillBlanks' | 'overwrite';
  fields: Fields;
  direction?: Connection['direction'];
  /** What may be written to the CMS; nothing when absent. */
  back?: MappedBack;
}

/** A comparison that found nothing yet, to be filled in. */
export function noDifferences(): Comparison {
  return {
    write: {},
    writeIdentity: {},
    toCms: { write: {}, writeIdentity: {} },
    cmsWrites: [],
    drift: [],
    stays: [],
    conflicts: [],
    agreed: {},
  };
}

/** Three-way comparison of CMS, Okta and `link.base`, by each attribute's owner. Pure. */
export function compareAttributes(input: ComparisonInput): Comparison {
  const result = noDifferences();
  const back = input.back ?? nothingBack;
  for (const name of new Set([...input.mapped.rules.keys(), ...back.returns.keys()])) {
    const field = fieldOf(name, input, back);
    if (field) place(field, result, back);
  }
  dropOverwritten(result, input.mapped, back);
  return result;
}

/** One mapped attribute as it is to be judged. */
interface Field {
  name: string;
  rule: MappingRule;
  /** The CMS's value as Okta would hold it, and Okta's own. */
  wanted: AttributeValue;
  present: AttributeValue;
  /** Where Okta's value could go; null when nothing may be written back. */
  back: Return | null;
  input: ComparisonInput;
}

function fieldOf(name: string, input: ComparisonInput, { returns }: MappedBack): Field | null {
  const back = returns.get(name) ?? null;
  const rule = back?.rule ?? input.mapped.rules.get(name);
  if (!rule) return null;
  const wanted = (back ? back.toOkta : input.mapped.values[name]) ?? null;
  return { name, rule, wanted, present: input.okta.attributes[name] ?? null, back, input };
}

function place(field: Field, result: Comparison, back: MappedBack): void {
  const { name, wanted, present } = field;
  if (agrees(field, back)) {
    result.agreed[name] = present;
    return;
  }
  const difference = { field: name, cms: wanted, okta: present };
  switch (decide(field, back)) {
    case 'write':
      (identityFields.has(name) ? result.writeIdentity : result.write)[name] = wanted;
      break;
    case 'writeCms':
      if (field.back) putBack(field.back, result, back);
      result.cmsWrites.push(difference);
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

/** A transform need not lead back to where it came from, so what the written side would hold is enough. */
function agrees({ name, wanted, present, back, input }: Field, { fields }: MappedBack): boolean {
  const onCms = back !== null && sameValue(back.rule.cms, back.value, back.present, fields);
  if (back?.rule.owner === 'okta') return onCms;
  return onCms || sameValue(name, wanted, present, input.fields);
}

function putBack({ rule, value }: Return, { toCms }: Comparison, { fields }: MappedBack): void {
  const decidesSignIn = rule.cms === fields.login || rule.cms === fields.email;
  (decidesSignIn ? toCms.writeIdentity : toCms.write)[rule.cms] = value;
}

/** What a CMS field held before it is overwritten goes nowhere: its new value is taken on by the next run. */
function dropOverwritten({ toCms, write, writeIdentity }: Comparison, mapped: Mapped, { fields }: MappedBack): void {
  const overwritten = new Set(Object.keys({ ...toCms.write, ...toCms.writeIdentity }));
  if (overwritten.has(fields.email)) overwritten.add('@email');
  if (overwritten.has(fields.login)) overwritten.add('@login');
  for (const values of overwritten.size === 0 ? [] : [write, writeIdentity]) {
    for (const name of Object.keys(values)) {
      const rule = mapped.rules.get(name);
      if (rule && readBy(rule).some((each) => overwritten.has(each))) delete values[name];
    }
  }
}

type Decision = 'write' | 'writeCms' | 'drift' | 'stays' | 'conflict' | 'none';

function decide(field: Field, back: MappedBack): Decision {
  const { name, rule, input } = field;
  const { link } = input;
  if (rule.apply === 'create') return 'none';
  if (link?.ignored.includes(name)) return 'stays';
  if (rule.owner === 'okta') return field.back ? decideBack(field, field.back, back) : 'stays';
  // Whoever could move the mail of an account that was not made from the site could take it over by it.
  const foreign = link === null || link.origin !== 'created' || link.createdSide === 'cms';
  const isKept = foreign && identityFields.has(name);
  const isBarred = !writesTo({ direction: input.direction ?? 'cmsToOkta' }, 'okta');
  if ((isKept || isBarred) && !field.back) return isBarred && rule.owner === 'either' ? 'drift' : 'stays';
  if (rule.owner === 'ask') return 'conflict';
  if (rule.owner === 'cms') return decideCms(field);
  return decideEither(field, back, isKept ? 'stays' : isBarred ? 'drift' : 'write');
}

function decideCms({ name, wanted, present, input }: Field): Decision {
  const base = input.link?.base[name];
  if (base === undefined) return decideUnagreed(input.unagreed, wanted, present);
  // A field that the site never filled in says nothing about Okta's value.
  return wanted === null && base === null ? 'stays' : 'write';
}

function decideBack({ name, input }: Field, entry: Return, back: MappedBack): Decision {
  const base = input.link?.base[name];
  const { value, present, rule } = entry;
  // No CMS account can do without its name, and Drupal takes no empty mail.
  if (value === null && (rule.cms === back.fields.login || rule.cms === back.fields.email)) return 'drift';
  if (base !== undefined) return value === null && base === null ? 'stays' : 'writeCms';
  const decided = decideUnagreed(input.unagreed, value, present);
  return decided === 'write' ? 'writeCms' : decided;
}

/** `toOkta` is what becomes of a change of the CMS. */
function decideEither(field: Field, back: MappedBack, toOkta: 'write' | 'drift' | 'stays'): Decision {
  const { name, wanted, present, input } = field;
  const entry = field.back;
  const base = input.link?.base[name];
  if (base === undefined) {
    if (entry && (toOkta !== 'write' || wanted === null)) return decideBack(field, entry, back);
    return decideUnagreed(input.unagreed, wanted, present);
  }
  if (!entry && wanted === null && base === null) return 'stays';
  // A value derived on create stands in for a field that the site left empty, so that emptiness is no change.
  const isStoodIn = wanted === null && input.mapped.rules.get(name)?.apply === 'create';
  const cmsMoved =
    !isStoodIn &&
    !sameValue(name, wanted, base, input.fields) &&
    (entry === null || movedOnCms(entry, base, input.okta, back.fields));
  const oktaMoved = !sameValue(name, present, base, input.fields);
  if (isStoodIn && !oktaMoved) return 'stays';
  if (cmsMoved && oktaMoved) return 'conflict';
  if (cmsMoved) return toOkta;
  return oktaMoved && entry ? decideBack(field, entry, back) : 'drift';
}

function decideUnagreed(
  unagreed: ComparisonInput['unagreed'],
  wanted: Attrs[string],
  present: Attrs[string],
): Decision {
  if (wanted === null || wanted === undefined) return 'stays';
  if (unagreed === 'leave') return 'drift';
  if (unagreed === 'overwrite') return 'write';
  return present === null ? 'write' : 'drift';
}
