import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, AttributeValue, Connection, MappingRule, Problem, Side } from '@rollcall/shared';

import type { Fields } from '../directory/directory.ts';
import { compiled } from '../expression/compile.ts';
import type { Root } from '../expression/expression.ts';
import { deriveNames } from './names.ts';

/** Attributes that every CMS account has by derivation, whatever its own names are. */
export const derivedAttributes = ['@login', '@email', '@displayName', '@firstName', '@lastName'] as const;

/** Okta attributes by which a person signs in or is reached: taking them over means taking over the account. */
export const identityFields: ReadonlySet<string> = new Set([
  'login',
  'email',
  'secondEmail',
  'mobilePhone',
  'primaryPhone',
]);

/** Names of the attributes by which somebody signs in or is reached, a side. */
export function identityOf(places: Record<Side, { fields: Fields }>): Record<Side, ReadonlySet<string>> {
  const { login, email } = places.cms.fields;
  return { cms: new Set([login, email]), okta: identityFields };
}

/** What the CMS says an Okta account should hold. */
export interface Mapped {
  /** By Okta's names; only rules that yielded a value or a known empty. */
  values: Attrs;
  /** The rule behind each value. */
  rules: Map<string, MappingRule>;
  /** A value that could not be made: the account is then undecided, never removed. */
  problem: Problem | null;
}

/** Maps a CMS account to Okta attributes. Pure; a failing rule is told in `problem`, never thrown. */
export function mapToOkta(account: Account, connection: Connection, required: readonly string[]): Mapped {
  const source = sourceValues(account);
  const values: Attrs = {};
  const rules = new Map<string, MappingRule>();
  let problem: Problem | null = null;
  for (const rule of connection.mapping) {
    // Rules for one attribute are tried in their order: the first that yields a value counts.
    if ((values[rule.okta] ?? null) !== null) continue;
    try {
      const value = oktaValueOf(rule, source);
      if (value === undefined) continue;
      values[rule.okta] = value;
      rules.set(rule.okta, rule);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      problem ??= error.problem;
    }
  }
  return { values, rules, problem: problem ?? missingRequired(values, required) };
}

/** Names of the CMS attributes that the mapping reads or writes, for hashing and sparse reads. */
export function mappedCmsNames(connection: Connection): string[] {
  return connection.mapping.flatMap((rule) => [
    ...readBy(rule),
    ...(rule.toOkta !== null && rule.toCms !== null ? [rule.cms] : []),
  ]);
}

export function mappedOktaNames(connection: Connection): string[] {
  return connection.mapping.flatMap((rule) => [rule.okta, ...namesIn(rule.toCms, 'okta')]);
}

/** Names of the attributes of one side, mapped or read by the filter: those that count for whether an account moved. */
export function mappedNames(connection: Connection, side: Side): string[] {
  const mapped = side === 'cms' ? mappedCmsNames(connection) : mappedOktaNames(connection);
  const { filter } = connection.scope;
  if (filter === null) return mapped;
  const root = side === 'cms' ? 'site' : 'okta';
  const { reads } = compiled(filter, 'condition', ['site', 'okta']);
  const read = reads.flatMap((each) => (each.root === root && !each.key.startsWith('@') ? [each.key] : []));
  return [...mapped, ...read.filter((name) => !mapped.includes(name))];
}

/** Names of the CMS attributes from which a rule makes Okta's value. */
export function readBy({ cms, toOkta }: MappingRule): string[] {
  return toOkta === null ? [cms] : namesIn(toOkta, 'site');
}

/** What a rule makes of the CMS's values; undefined where the one it copies was not read. Throws `undecided`. */
export function oktaValueOf(rule: MappingRule, source: Attrs): AttributeValue | undefined {
  const value = rule.toOkta === null ? source[rule.cms] : fill(rule.toOkta, { site: source });
  return value === undefined ? undefined : tidy(value);
}

/** What a rule makes of Okta's values for its CMS attribute; undefined where the one it copies was not read. Throws `undecided`. */
export function cmsValueOf(rule: MappingRule, source: Attrs): AttributeValue | undefined {
  const value = rule.toCms === null ? source[rule.okta] : fill(rule.toCms, { okta: source });
  return value === undefined ? undefined : tidy(value);
}

/** True when both values mean the same in that attribute. */
export function sameValue(name: string, left: unknown, right: unknown, fields: Fields): boolean {
  const [a, b] = [comparable(left), comparable(right)];
  if (a === b) return true;
  if (a === null || b === null || !fields.ignoreCase.includes(name)) return false;
  return a.toLowerCase() === b.toLowerCase();
}

/** Everything that a rule may read of an account: its own attributes and those that are derived. */
export function sourceValues(account: Account): Attrs {
  const names = deriveNames(account.displayName, account.email);
  return {
    ...account.attributes,
    '@login': account.login,
    '@email': account.email,
    '@displayName': account.displayName,
    '@firstName': names.firstName,
    '@lastName': names.lastName,
  };
}

function namesIn(template: string | null, root: Root): string[] {
  return template === null ? [] : compiled(template, 'value', [root]).reads.map(({ key }) => key);
}

function fill(template: string, source: { site: Attrs } | { okta: Attrs }): AttributeValue {
  const outcome = compiled(template, 'value', 'site' in source ? ['site'] : ['okta']).run(source);
  if (outcome.is === 'value') return outcome.value;
  const { detail, next, field } = outcome.problem;
  throw new SyncError('undecided', detail, { next, ...(field === null ? {} : { field }) });
}

function tidy(value: AttributeValue): AttributeValue {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  if (Array.isArray(value) && value.length === 0) return null;
  return value;
}

function comparable(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) return value.length === 0 ? null : JSON.stringify(value);
  return typeof value === 'string' ? value.trim() : JSON.stringify(value);
}

function missingRequired(values: Attrs, required: readonly string[]): Problem | null {
  const missing = required.filter((name) => (values[name] ?? null) === null);
  const [first] = missing;
  if (first === undefined) return null;
  return new SyncError('missing_name', `Okta needs ${list(missing)}, and the site has no value for it.`, {
    field: first,
  }).problem;
}

function list(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
