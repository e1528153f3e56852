import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, AttributeValue, Connection, MappingRule, Problem } from '@rollcall/shared';

import type { Fields } from '../directory/directory.ts';
import { isWritableBack, writesTo } from './direction.ts';
import type { Places } from './direction.ts';
import { shortName } from './names.ts';
import { cmsValueOf, oktaValueOf, sameValue, sourceValues } from './map.ts';

/** What one rule would write to the CMS, beside what is there. */
export interface Return {
  rule: MappingRule;
  /** Okta's value as the CMS would hold it. */
  value: AttributeValue;
  present: AttributeValue;
  /** The CMS's value as Okta would hold it. */
  toOkta: AttributeValue;
}

/** What Okta says a CMS account should hold. */
export interface MappedBack {
  /** By Okta's names; one rule at most for each CMS field, so that two can never pull at it. */
  returns: Map<string, Return>;
  /** A value that could not be made. */
  problem: Problem | null;
  fields: Fields;
}

export const nothingBack: MappedBack = {
  returns: new Map(),
  problem: null,
  fields: { login: '', email: '', required: [], ignoreCase: [] },
};

/** Maps an Okta account to CMS attributes, by the rules that may write them. Pure; problems are told, never thrown. */
export function mapToCms(cms: Account, okta: Account, connection: Connection, places: Places): MappedBack {
  if (!writesTo(connection, 'cms')) return nothingBack;
  const source = sourceValues(cms);
  const returns: MappedBack['returns'] = new Map();
  let problem: Problem | null = null;
  for (const rule of writersOf(connection.mapping.filter(mayWrite), places).values()) {
    // What was not read is not known to differ.
    if (!(rule.cms in cms.attributes)) continue;
    try {
      const value = cmsValueOf(rule, okta.attributes) ?? null;
      returns.set(rule.okta, {
        rule,
        value,
        present: cms.attributes[rule.cms] ?? null,
        toOkta: oktaValueOf(rule, source) ?? null,
      });
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      problem ??= error.problem;
    }
  }
  return { returns, problem, fields: places.cms.fields };
}

/** What Okta's values would make of each CMS field that it may write, by the CMS's names. Throws `undecided`. Pure. */
export function cmsValuesOf(okta: Account, connection: Connection, places: Places): Attrs {
  const writers = [...writersOf(connection.mapping.filter(mayWrite), places)];
  return Object.fromEntries(writers.map(([field, rule]) => [field, cmsValueOf(rule, okta.attributes) ?? null]));
}

/** What a new CMS account is made from, by the CMS's names. Drupal needs a name, which few mappings give. Pure. */
export function mapNewCms(
  okta: Account,
  connection: Connection,
  places: Places,
): { values: Attrs; problem: Problem | null } {
  const { login, email } = places.cms.fields;
  const values: Attrs = {};
  try {
    for (const [field, rule] of writersOf(connection.mapping.filter(isWritableBack), places)) {
      const value = cmsValueOf(rule, okta.attributes) ?? null;
      if (value !== null) values[field] = value;
    }
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    return { values, problem: error.problem };
  }
  values[login] ??= shortName(okta.login);
  if (okta.email !== null) values[email] ??= okta.email;
  return { values, problem: null };
}

/** Whether the CMS's value, as the agreed one would have made it, was changed since. */
export function movedOnCms({ rule, present }: Return, base: AttributeValue, okta: Account, fields: Fields): boolean {
  const agreed = cmsValueOf(rule, { ...okta.attributes, [rule.okta]: base }) ?? null;
  return !sameValue(rule.cms, present, agreed, fields);
}

/** Whether Okta’s value may be written to the field of the CMS more than once. */
export function mayWrite(rule: MappingRule): boolean {
  return rule.apply === 'always' && rule.owner !== 'cms' && isWritableBack(rule);
}

/** One rule for each CMS field: mail from mail where several would do, else the first. */
function writersOf(rules: readonly MappingRule[], { cms, okta }: Places): Map<string, MappingRule> {
  const writers = new Map<string, MappingRule>();
  for (const rule of rules) {
    const isMail = rule.cms === cms.fields.email && rule.okta === okta.fields.email;
    if (isMail || !writers.has(rule.cms)) writers.set(rule.cms, rule);
  }
  return writers;
}
