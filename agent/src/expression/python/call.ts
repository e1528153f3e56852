import type { SyntaxNode } from '@lezer/common';

import { attributeTerm, operand, term, truth } from './term.ts';
import type { Term } from './term.ts';
import { refuse } from './translation.ts';
import type { Translation } from './translation.ts';
import { childrenOf, literalOf, partsOf, textOf } from './tree.ts';

/** A call of the functions and methods that have a counterpart. Throws `Untranslatable`. */
export function callTerm(node: SyntaxNode, translation: Translation): Term {
  const [callee, list] = childrenOf(node);
  if (!callee || !list) throw refuse(node, translation);
  const args = partsOf(list);
  // A named argument, or one that is taken apart.
  if (args.some(({ name }) => name === 'AssignOp' || name === '*' || name === '**')) throw refuse(node, translation);
  if (callee.name === 'VariableName') return functionTerm(node, textOf(translation.source, callee), args, translation);
  const [on, , method] = callee.name === 'MemberExpression' ? childrenOf(callee) : [];
  if (!on || method?.name !== 'PropertyName') throw refuse(node, translation);
  return methodTerm({ node, on, name: textOf(translation.source, method), args }, translation);
}

function functionTerm(node: SyntaxNode, name: string, args: SyntaxNode[], translation: Translation): Term {
  if (name === 'getattr' || name === 'hasattr') return attributeCall(node, name, args, translation);
  const [value, other] = args;
  if (!value || other) throw refuse(node, translation);
  const given = translation.toTerm(value);
  switch (name) {
    case 'len':
      return term(`size(${given.cel})`, 'number');
    case 'str':
      return term(given.type === 'text' ? operand(given) : `string(${given.cel})`, 'text');
    case 'int':
      return term(`int(${given.cel})`, 'number');
    case 'float':
      return term(`double(${given.cel})`, 'number');
    case 'bool':
      return truth(given);
    default:
      throw refuse(node, translation, `CEL has no ${name}(); there are has, size, string, int, double and bool.`);
  }
}

/** `getattr(user.profile, "x", D)` and `hasattr(user.profile, "x")`. */
function attributeCall(node: SyntaxNode, name: string, args: SyntaxNode[], translation: Translation): Term {
  const [holder, key, fallback] = args;
  const attribute = key ? literalOf(translation.source, key) : null;
  const of = holder ? textOf(translation.source, holder).replaceAll(/\s/g, '') : '';
  const prefix = { user: 'okta', 'user.profile': 'okta.profile' }[of];
  const isName = attribute !== null && /^[A-Za-z]\w*$/.test(attribute);
  if (prefix === undefined || !isName) {
    throw refuse(node, translation, 'Write okta.profile. and the name; has(okta.profile.name) asks for a value.');
  }
  const path = `${prefix}.${attribute}`;
  if (name === 'hasattr') return term(`has(${path})`, 'bool');
  const type = of === 'user' ? 'text' : translation.names.typeOf(attribute);
  const other = fallback ? translation.toTerm(fallback) : term('null', 'none');
  if (other.type === 'none' || other.cel === '""') return attributeTerm(path, type);
  return term(`${prefix}.?${attribute}.orValue(${other.cel})`, type === 'any' ? other.type : type);
}

interface Method {
  node: SyntaxNode;
  on: SyntaxNode;
  name: string;
  args: SyntaxNode[];
}

/** Python's methods of texts, by how many arguments they take here. */
const plain: Readonly<Record<string, { cel: string; args: number; type: 'text' | 'bool' }>> = {
  lower: { cel: 'lowerAscii', args: 0, type: 'text' },
  casefold: { cel: 'lowerAscii', args: 0, type: 'text' },
  upper: { cel: 'upperAscii', args: 0, type: 'text' },
  strip: { cel: 'trim', args: 0, type: 'text' },
  replace: { cel: 'replace', args: 2, type: 'text' },
};

const tests: Readonly<Record<string, string>> = { startswith: 'startsWith', endswith: 'endsWith' };

function methodTerm({ node, on, name, args }: Method, translation: Translation): Term {
  const method = plain[name];
  const test = tests[name];
  if (method === undefined && test === undefined) {
    throw refuse(
      node,
      translation,
      'There are startsWith, endsWith, contains, lowerAscii, upperAscii, trim and replace.',
    );
  }
  const receiver = translation.toTerm(on);
  if (receiver.type !== 'text' && receiver.type !== 'any')
    throw refuse(node, translation, 'Only a text has this method.');
  const given = args.map((each) => translation.toTerm(each));
  if (method) {
    if (given.length !== method.args) throw refuse(node, translation);
    return term(`${operand(receiver)}.${method.cel}(${given.map(({ cel }) => cel).join(', ')})`, method.type);
  }
  const [only, other] = args;
  if (!only || other) throw refuse(node, translation);
  // A tuple of texts: any of them.
  const choices = only.name === 'TupleExpression' ? partsOf(only).map((each) => translation.toTerm(each)) : given;
  const [first, ...others] = choices.map(({ cel }) => `${operand(receiver)}.${test}(${cel})`);
  if (first === undefined) throw refuse(node, translation);
  return others.length === 0 ? term(first, 'bool') : term([first, ...others].join(' || '), 'bool', false);
}
