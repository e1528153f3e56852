import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, AttributeValue, PullSettings } from '@rollcall/shared';

import { filterOutcome } from '../engine/scope.ts';
import { compiled } from '../expression/compile.ts';
import type { Kind } from '../expression/expression.ts';
import type { Names } from './names.ts';
import { pulled } from './pulled.ts';

/** Whether the filter takes a user in; throws `undecided` where nobody can tell. */
export function isInFilter(okta: Account, { filter }: PullSettings): boolean {
  return holds(okta, filter.cel, 'The filter');
}

/** What wishes are made by. */
export interface WishedBy {
  settings: PullSettings;
  names: Names;
  /** Runs over everybody have none. */
  teller?: Teller;
}

/** Is told how wishes come about, step by step; `rule` is its number, null before any rule. */
export interface Teller {
  /** A rule is begun. */
  asks(): void;
  /** It is done with; not told where nobody can decide. */
  asked(applies: boolean): void;
  sets(rule: number | null, name: string, value: AttributeValue): void;
  gives(rule: number, role: string): void;
  takes(role: string): void;
}

/** What the site shall hold for an Okta user who is in these groups. Throws `undecided` where nobody can tell. */
export function wishesOf(okta: Account, groups: readonly string[], by: WishedBy): Attrs {
  const { settings, names, teller } = by;
  const { attributes, defaultCountry } = settings;
  const values: Record<string, AttributeValue> = {
    email: fill(okta, attributes.email),
    username: attributes.username === null ? null : fill(okta, attributes.username),
    firstname: fill(okta, attributes.firstName),
    lastname: fill(okta, attributes.lastName),
    country: attributes.country === null ? null : fill(okta, attributes.country),
  };
  const roles = new Set(groups.flatMap((group) => names.rolesOf.get(group) ?? []));
  if (teller) for (const [name, value] of Object.entries(values)) teller.sets(null, name, value);
  for (const [index, rule] of settings.rules.entries()) {
    teller?.asks();
    const applies = rule.when === null || holds(okta, rule.when, 'A rule');
    if (applies) {
      for (const [name, template] of Object.entries(rule.set)) {
        const value = fill(okta, template);
        values[name] = value;
        teller?.sets(index, name, value);
      }
      if (names.managed.size > 0) changeRoles(okta, index, roles, by);
    }
    teller?.asked(applies);
  }
  const { email, username, firstname, lastname } = values;
  const country = values['country'] ?? defaultCountry;
  return {
    [pulled.email]: email ?? null,
    // As the tool does: who has no user name of their own is called by the mail.
    [pulled.username]: attributes.username === null ? null : (username ?? email ?? null),
    [pulled.firstname]: firstname ?? null,
    [pulled.lastname]: lastname ?? null,
    [pulled.country]: typeof country === 'string' ? country.toUpperCase() : null,
    [pulled.groups]: oneOf(groups, names),
    [pulled.roles]: oneOf(roles, names),
  };
}

function changeRoles(okta: Account, index: number, roles: Set<string>, { settings, names, teller }: WishedBy): void {
  const { addRoles = [], removeRoles = [] } = settings.rules[index] ?? {};
  for (const role of addRoles.map((name) => roleOf(okta, name, names))) {
    roles.add(role);
    teller?.gives(index, role);
  }
  for (const role of removeRoles.map((name) => roleOf(okta, name, names))) {
    roles.delete(role);
    teller?.takes(role);
  }
}

/** The same list for the same ids, since thousands of users share a few. */
function oneOf(ids: Iterable<string>, { lists }: Names): string[] {
  const list = [...ids].sort();
  const key = list.join(' ');
  const known = lists.get(key);
  if (!known) lists.set(key, list);
  return known ?? list;
}

/** Names of the Okta attributes that a pull reads, beside those of the connection's own mapping. */
export function readBy({ filter, attributes, rules, extendedAttributes }: PullSettings): string[] {
  const texts: [string | null, Kind][] = [
    [filter.cel, 'condition'],
    ...Object.values(attributes).map((text): [string | null, Kind] => [text, 'value']),
    ...rules.flatMap(({ when, set, addRoles, removeRoles }): [string | null, Kind][] => [
      [when, 'condition'],
      ...[...Object.values(set), ...addRoles, ...removeRoles].map((text): [string, Kind] => [text, 'value']),
    ]),
  ];
  const read = texts.flatMap(([text, kind]) =>
    text === null ? [] : compiled(text, kind, ['okta']).reads.map(({ key }) => key),
  );
  return [...new Set([...read, ...extendedAttributes])];
}

function holds(okta: Account, condition: string, what: string): boolean {
  const outcome = filterOutcome({ cms: null, okta }, { scope: { ...anybody, filter: condition } });
  if (outcome?.problem) throw new SyncError('undecided', `${what} can’t decide: ${outcome.problem.detail}`);
  return outcome?.outcome !== 'out';
}

const anybody = { groups: [], exclude: [], skipProtected: false };

/** A format string of the tool is empty as a whole where one of its attributes is. */
const plain = /^(?:[^$]|\$\{[\w-]+\})*$/;

function fill(okta: Account, template: string): AttributeValue {
  const expression = compiled(template, 'value', ['okta']);
  const isEmpty = ({ key }: { key: string }) => (okta.attributes[key] ?? '') === '';
  if (plain.test(template) && expression.reads.some(isEmpty)) return null;
  const outcome = expression.run({ okta: okta.attributes });
  if (outcome.is === 'undecided') throw new SyncError('undecided', outcome.problem.detail);
  return typeof outcome.value === 'string' ? outcome.value.trim() || null : outcome.value;
}

function roleOf(okta: Account, template: string, names: Names): string {
  const name = fill(okta, template);
  const role = typeof name === 'string' ? names.role(name) : undefined;
  if (role) return role.id;
  const text = `A rule names the role "${String(name ?? '')}", which the pull settings do not declare.`;
  throw new SyncError('undecided', text, { next: 'Add it to the extended roles of the pull settings.' });
}
