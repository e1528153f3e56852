import type { SyntaxNode } from '@lezer/common';

import { isComparison } from '../../expression/python/compare.ts';
import { attributeTerm, operand, term } from '../../expression/python/term.ts';
import type { Term } from '../../expression/python/term.ts';
import { baseNames } from '../../expression/python/translate.ts';
import { refuse } from '../../expression/python/translation.ts';
import type { Names } from '../../expression/python/translation.ts';
import { childrenOf, literalOf, partsOf, textOf } from '../../expression/python/tree.ts';
import type { Source } from '../../expression/python/tree.ts';

/** Keys of `source_attributes` that every hook finds, by Okta's names. */
const given: Readonly<Record<string, string>> = {
  id: 'okta.id',
  email: 'okta.profile.email',
  login: 'okta.profile.login',
  firstName: 'okta.profile.firstName',
  lastName: 'okta.profile.lastName',
  c: 'okta.profile.countryCode',
};

/** What the code of a hook calls the names of the user's groups. */
export const groupsName = 'source_groups';

/**
 * What names mean in the code of a hook: its own, `source_attributes['name']` or `.get('name')`, and groups that are asked
 * for by name.
 */
export function hookNames(locals: ReadonlyMap<string, Term | null>, extended: readonly string[]): Names {
  const pathOf = (key: string): string | null =>
    Object.hasOwn(given, key) ? (given[key] ?? null) : extended.includes(key) ? `okta.profile.${key}` : null;
  return {
    ...baseNames,
    lookUp(node, source) {
      if (node.name === 'VariableName') return locals.get(textOf(source, node)) ?? undefined;
      if (isComparison(node)) return locals.has(groupsName) ? undefined : groupTest(node, source);
      const key = keyOf(node, source);
      if (key === null) return undefined;
      const path = pathOf(key);
      if (path === null) {
        const next =
          'Name it under extended_attributes; of a user there are id, email, login, firstName, lastName and c.';
        throw refuse(node, { source, names: baseNames, toTerm: () => attributeTerm(key, 'any') }, next);
      }
      return attributeTerm(path, path === 'okta.id' ? 'text' : baseNames.typeOf(path.slice('okta.profile.'.length)));
    },
  };
}

/** `'Name' in source_groups` and `'Name' not in source_groups`; undefined for anything else. */
function groupTest(node: SyntaxNode, source: Source): Term | undefined {
  const [left, ...others] = childrenOf(node);
  const right = others.pop();
  const name = left ? literalOf(source, left) : null;
  if (name === null || !right || textOf(source, right) !== groupsName) return undefined;
  const test = term(`${JSON.stringify(name)} in groups`, 'bool', false);
  const operator = others.map((each) => textOf(source, each)).join(' ');
  if (operator === 'not in') return term(`!${operand(test)}`, 'bool');
  return operator === 'in' ? test : undefined;
}

/** The key of `source_attributes['key']`, `.get('key')` or `.get('key', None)`; null for anything else. */
function keyOf(node: SyntaxNode, source: Source): string | null {
  const [callee, list, other] = childrenOf(node);
  if (!callee || !list) return null;
  if (node.name === 'CallExpression') {
    const [key, fallback] = partsOf(list);
    const isGet = textOf(source, callee).replaceAll(/\s/g, '') === 'source_attributes.get';
    return isGet && key && (!fallback || fallback.name === 'None') ? literalOf(source, key) : null;
  }
  const isItem =
    node.name === 'MemberExpression' && list.name === '[' && textOf(source, callee) === 'source_attributes';
  return isItem && other ? literalOf(source, other) : null;
}
