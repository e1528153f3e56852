import type { Environment } from '@marcbachmann/cel-js';
import { closest, distance } from 'fastest-levenshtein';

import type { Kind, Read, Root } from './expression.ts';
import { newEnvironment } from './language.ts';

export type NameType = 'string' | 'number' | 'boolean' | 'strings';

/** The attributes of one side; null where its schema is not known, so that any name may be one. */
export type Names = readonly { name: string; type: NameType }[] | null;

/** The accounts that an expression may read, each with its attributes, and whether a condition may test groups. */
export type Schema = Partial<Record<Root, Names>> & { groups?: null };

/** Values that an account has whatever its attributes are; they are kept under `@` and the name. */
const derived: Record<Root, readonly string[]> = {
  site: ['login', 'email', 'displayName', 'firstName', 'lastName'],
  okta: [],
};

/** What only a condition may read: a mapping of these would not notice when they change. */
const forConditions: Record<Root, readonly string[]> = {
  site: ['id', 'state', 'roles', 'created', 'changed'],
  okta: ['id', 'status', 'created', 'lastUpdated'],
};

/** What may be read, under which name, and of which type. */
export interface Vocabulary {
  roots: readonly Root[];
  /** Whether `"Name" in groups` is known. */
  testsGroups: boolean;
  /** The attribute that a path such as `['okta', 'profile', 'department']` names; null when there is none. */
  resolve(path: readonly string[]): Read | null;
  /** The path that was probably meant. */
  nearest(path: readonly string[]): string | null;
  /** For checking types; null where no schema is known. */
  environment: Environment | null;
}

export function vocabularyOf(kind: Kind, schema: Schema): Vocabulary {
  const roots = (['site', 'okta'] as const).filter((root) => root in schema);
  const testsGroups = kind === 'condition' && 'groups' in schema;
  const fixed = (root: Root) => [...derived[root], ...(kind === 'condition' ? forConditions[root] : [])];
  const attributes = roots.flatMap((root) => [
    ...fixed(root).map((name) => `${root}.${name}`),
    ...(schema[root] ?? []).map(({ name }) => pathOf(root, name)),
  ]);
  const paths = testsGroups ? [...attributes, 'groups'] : attributes;
  return {
    roots,
    testsGroups,
    resolve(path) {
      const root = roots.find((each) => each === path[0]);
      if (root === undefined) return null;
      if (path.length === 2 && fixed(root).includes(path[1] ?? '')) {
        return { root, key: `@${path[1] ?? ''}`, path: path.join('.') };
      }
      const own = root === 'site' ? path.slice(1) : path[1] === 'profile' ? path.slice(2) : [];
      const [name] = own;
      const known = schema[root];
      if (name === undefined || own.length > 1 || (known && !known.some((each) => each.name === name))) return null;
      return { root, key: name, path: path.join('.') };
    },
    nearest(path) {
      const wanted = path.join('.');
      const ending = paths.find((each) => each.endsWith(`.${path.at(-1) ?? ''}`));
      if (ending !== undefined || paths.length === 0) return ending ?? null;
      const found = closest(wanted, paths);
      return distance(wanted, found) <= Math.max(3, wanted.length / 3) ? found : null;
    },
    environment: roots.some((root) => schema[root] === null) ? null : typedEnvironment(roots, schema, fixed),
  };
}

/** How an attribute of a side is written in CEL: Okta's are in its user's profile. */
export function pathOf(root: Root, name: string): string {
  return root === 'site' ? `site.${name}` : `okta.profile.${name}`;
}

/** A number is an int or a double of CEL, which only its value tells. */
const celTypes = { string: 'string', number: 'dyn', boolean: 'bool', strings: 'list<string>' } as const;

function typedEnvironment(roots: readonly Root[], schema: Schema, fixed: (root: Root) => string[]): Environment {
  const environment = newEnvironment().registerVariable('groups', 'list<string>');
  for (const root of roots) {
    const attributes = Object.fromEntries((schema[root] ?? []).map(({ name, type }) => [name, celTypes[type]]));
    const own = Object.fromEntries(fixed(root).map((name) => [name, name === 'roles' ? 'list<string>' : 'string']));
    if (root === 'okta') environment.registerType('Profile', { fields: attributes });
    const fields = root === 'site' ? { ...attributes, ...own } : { ...own, profile: 'Profile' };
    const name = root === 'site' ? 'SiteAccount' : 'OktaUser';
    environment.registerType(name, { fields }).registerVariable(root, name);
  }
  return environment;
}
