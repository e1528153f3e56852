import { compile, demanded, type Attribute, type Language } from '../query/match.ts';
import { parse, type Comparison, type Expression } from '../query/parse.ts';
import type { User } from '../model.ts';
import { baseAttributes, containable } from '../schema/base-attributes.ts';
import type { State } from '../store/state.ts';

const ordered: readonly Comparison[] = ['eq', 'gt', 'ge', 'lt', 'le'];
const dates = ['created', 'activated', 'statusChanged', 'lastUpdated'] as const;

type Read = (user: User) => unknown;

/** What `filter` may ask of users: a few named attributes, values with their case. */
const filterAttributes = new Map<string, Attribute<User>>([
  ['id', { type: 'string', operators: ['eq'], get: (user) => user.id }],
  ['status', { type: 'string', operators: ['eq'], get: (user) => user.status }],
  ['lastUpdated', { type: 'date', operators: ordered, get: (user) => user.lastUpdated }],
  ...['login', 'email', 'firstName', 'lastName'].map((name): [string, Attribute<User>] => [
    `profile.${name}`,
    { type: 'string', operators: ['eq'], get: (user) => user.profile[name] },
  ]),
]);

const filterLanguage: Language<User> = {
  attribute: (name) => filterAttributes.get(name),
  caseSensitive: true,
  allowNot: false,
};

/** An expression ready to be asked of users. */
export interface UserQuery {
  readonly expression: Expression;
  readonly matches: (user: User) => boolean;
}

/** `filter`: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/User/#tag/User/operation/listUsers */
export function compileFilter(text: string): UserQuery {
  const expression = parse(text);
  return { expression, matches: compile(expression, filterLanguage) };
}

/** `search`: any attribute of the profile and the user's own fields; values without case. */
export function compileSearch(text: string, state: State): UserQuery {
  const expression = parse(text);
  return { expression, matches: compile(expression, searchLanguage(state)) };
}

function searchLanguage(state: State): Language<User> {
  return { attribute: (name) => searchAttribute(name, state), caseSensitive: false, allowNot: false };
}

/** How `search` and `sortBy` read an attribute; undefined when there is none of this name. */
export function searchAttribute(name: string, state: State): Attribute<User> | undefined {
  const date = dates.find((known) => known === name);
  if (date !== undefined) return { type: 'date', operators: [...ordered, 'pr'], get: (user) => user[date] };
  const fields: Readonly<Record<string, Read>> = {
    id: (user) => user.id,
    status: (user) => user.status,
    'type.id': (user) => user.typeId,
  };
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return { type: 'string', operators: [...ordered, 'sw', 'pr'], get: field };
  return name.startsWith('profile.') ? profileAttribute(name.slice('profile.'.length), state) : undefined;
}

function profileAttribute(name: string, state: State): Attribute<User> | undefined {
  const schema = { ...baseAttributes, ...state.attributes.custom };
  const definition = Object.hasOwn(schema, name) ? schema[name] : undefined;
  if (definition === undefined) return undefined;
  const get: Read = (user) => user.profile[name];
  const itemType = definition.type === 'array' ? definition.items?.['type'] : definition.type;
  switch (itemType) {
    case 'boolean':
      return { type: 'boolean', operators: ['eq', 'pr'], get };
    case 'number':
    case 'integer':
      return { type: 'number', operators: [...ordered, 'pr'], get };
    default: {
      const inside: readonly Comparison[] = containable.includes(name) ? ['co'] : [];
      return { type: 'string', operators: [...ordered, 'sw', 'pr', ...inside], get };
    }
  }
}

/** The few users an expression can hold for when it demands an id, login or email; undefined = any user. */
export function candidates({ expression }: UserQuery, state: State): readonly User[] | undefined {
  const id = demanded(expression, 'id');
  if (typeof id === 'string') return presentOnly([state.users.byId(id)]);
  const login = demanded(expression, 'profile.login');
  if (typeof login === 'string') return presentOnly([state.users.byLogin(login)]);
  const email = demanded(expression, 'profile.email');
  if (typeof email === 'string') return [...state.users.byEmail(email)].sort((a, b) => a.seq - b.seq);
  return undefined;
}

function presentOnly(users: readonly (User | undefined)[]): User[] {
  return users.flatMap((user) => user ?? []);
}
