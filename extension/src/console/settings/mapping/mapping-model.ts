import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

export type Rule = ConnectionAnswer['mapping'][number];

/** What stands against a mapping as it is; `index` is the rule's place, null for what is missing. */
export interface Flaw {
  kind: 'twice' | 'open' | 'unknownField' | 'unknownTarget' | 'fixedTarget' | 'missing' | 'identity';
  index: number | null;
  name: string;
  /** It can't be saved so. */
  blocks: boolean;
}

/** Okta attributes by which a person signs in or is reached. */
const identity: ReadonlySet<string> = new Set(['login', 'email', 'secondEmail', 'mobilePhone', 'primaryPhone']);

const placeholder = /\$\{([^}]+)\}/g;

/** The site fields that a rule reads by their plain names; those in its expressions are the agent's to know. */
export function namesIn(rule: Rule): string[] {
  if (rule.toOkta === null) return [rule.cms];
  const parts = [...rule.toOkta.matchAll(placeholder)].flatMap((match) => match[1] ?? []);
  return parts.filter((part) => /^@?[\w-]+$/.test(part));
}

export function flawsOf(rules: readonly Rule[], schema: SchemaAnswer | null): Flaw[] {
  const flaws = rules.flatMap((rule, index) => ruleFlaws(rules, rule, index, schema));
  const mapped = new Set(rules.map((rule) => rule.okta));
  for (const { name, required } of schema?.okta ?? []) {
    if (required && !mapped.has(name)) flaws.push({ kind: 'missing', index: null, name, blocks: false });
  }
  return flaws;
}

function ruleFlaws(rules: readonly Rule[], rule: Rule, index: number, schema: SchemaAnswer | null): Flaw[] {
  const flaws: Flaw[] = [];
  const add = (kind: Flaw['kind'], name: string, blocks = false) => flaws.push({ kind, index, name, blocks });
  const former = rules.findIndex((each) => each.okta === rule.okta);
  if (rule.apply === 'always' && former !== index) add('twice', rule.okta, true);
  if (rule.toOkta !== null && !/^([^$]|\$(?!\{)|\$\{[^}]+\})*$/.test(rule.toOkta)) add('open', rule.okta, true);
  if (schema?.cms) {
    const known = new Set([...schema.cms.map(({ name }) => name), ...schema.derived]);
    for (const name of namesIn(rule)) if (!known.has(name)) add('unknownField', name);
  }
  const target = schema?.okta?.find(({ name }) => name === rule.okta);
  if (schema?.okta && !target) add('unknownTarget', rule.okta);
  if (target && !target.writable) add('fixedTarget', rule.okta);
  if (identity.has(rule.okta) && rule.owner !== 'okta' && rule.apply === 'always') add('identity', rule.okta);
  return flaws;
}

/** A rule for the first thing that has none yet: a required attribute, else any that may be written. */
export function newRule(rules: readonly Rule[], schema: SchemaAnswer): Rule {
  const mapped = new Set(rules.map((rule) => rule.okta));
  const free = (schema.okta ?? []).filter(({ name, writable }) => writable && !mapped.has(name));
  const okta = (free.find(({ required }) => required) ?? free[0])?.name ?? 'department';
  const namesake = schema.cms?.find(({ name }) => name.replace(/^field_/, '') === okta.toLowerCase());
  const cms = namesake?.name ?? schema.derived[0] ?? schema.cms?.[0]?.name ?? '@login';
  return { cms, okta, toOkta: null, toCms: null, owner: 'cms', apply: 'always', sensitive: false };
}

export function replaced<R extends object>(rules: readonly R[], index: number, part: Partial<R>): R[] {
  return rules.map((rule, at) => (at === index ? { ...rule, ...part } : rule));
}

export function removed<R>(rules: readonly R[], index: number): R[] {
  return rules.filter((_rule, at) => at !== index);
}

/** The rule one place up or down; at the edge nothing moves. */
export function moved<R>(rules: readonly R[], index: number, by: 1 | -1): R[] {
  const to = index + by;
  const [rule, other] = [rules[index], rules[to]];
  if (!rule || !other) return [...rules];
  return rules.map((each, at) => (at === index ? other : at === to ? rule : each));
}

/** The unfinished `${…` at the end of what stands before the cursor; null when none is open. */
export function openPlaceholder(before: string): string | null {
  return /\$\{([^}]*)$/.exec(before)?.[1] ?? null;
}

/** The names that go on from what was begun, those that begin with it first. */
export function suggestions(begun: string, names: readonly string[]): string[] {
  const wanted = begun.toLowerCase();
  const fits = names.filter((name) => name.toLowerCase().includes(wanted));
  const starts = fits.filter((name) => name.toLowerCase().startsWith(wanted));
  return [...starts, ...fits.filter((name) => !starts.includes(name))].slice(0, 8);
}

/** The text with the open placeholder at `at` filled in. */
export function filledIn(text: string, at: number, name: string): { text: string; at: number } {
  const before = text.slice(0, at).replace(/\$\{[^}]*$/, `\${${name}}`);
  const after = text.slice(at).replace(/^[^$\s}]*\}/, '');
  return { text: before + after, at: before.length };
}
