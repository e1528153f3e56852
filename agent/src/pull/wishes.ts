import { SyncError } from '@rollcall/shared';
import type { Account, Attrs, AttributeValue, PullSettings } from '@rollcall/shared';

import { compiled } from '../expression/compile.ts';
import { attributesAsked, holds } from './conditions.ts';
import type { Names } from './names.ts';
import { pulled } from './pulled.ts';

/** Whether the filter takes a user in who is in these groups; throws `undecided` where nobody can tell. */
export function isInFilter(
  okta: Account,
  groups: readonly string[],
  { settings, names }: { settings: PullSettings; names: Pick<Names, 'tested'> },
): boolean {
  return holds({ okta, groups, what: 'The filter' }, settings.filter.cel, names);
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
    const applies = rule.when === null || holds({ okta, groups, what: 'A rule' }, rule.when, names);
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
export function readBy(settings: PullSettings): string[] {
  const { attributes, rules, extendedAttributes } = settings;
  const templates = [
    ...Object.values(attributes),
    ...rules.flatMap(({ set, addRoles, removeRoles }) => [...Object.values(set), ...addRoles, ...removeRoles]),
  ];
  const read = templates.flatMap((text) =>
    text === null ? [] : compiled(text, 'value', ['okta']).reads.map(({ key }) => key),
  );
  return [...new Set([...attributesAsked(settings), ...read, ...extendedAttributes])];
}

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
