import type { SyntaxNode } from '@lezer/common';

import { operand, term } from './term.ts';
import type { Term } from './term.ts';
import { refuse } from './translation.ts';
import type { Translation } from './translation.ts';
import { childrenOf, textOf } from './tree.ts';

const words: ReadonlySet<string> = new Set(['CompareOp', 'in', 'is', 'not']);

export function isComparison(node: SyntaxNode): boolean {
  return node.name === 'BinaryExpression' && words.has(childrenOf(node)[1]?.name ?? '');
}

/** `a < b <= c` is `a < b && b <= c`. Throws `Untranslatable`. */
export function compareTerm(node: SyntaxNode, translation: Translation): Term {
  const links = linksOf(node, translation);
  const [first, ...others] = links.map(({ left, operator, right, at }) =>
    one(left, operator, right, { at, translation }),
  );
  if (!first) throw refuse(node, translation);
  if (others.length === 0) return first;
  return term([first, ...others].map(operand).join(' && '), 'bool', false);
}

interface Link {
  left: Term;
  operator: string;
  right: Term;
  at: SyntaxNode;
}

function linksOf(node: SyntaxNode, translation: Translation): Link[] {
  const children = childrenOf(node);
  const [start, end] = [children[0], children.at(-1)];
  if (!start || !end || children.length < 3) throw refuse(node, translation);
  const operator = children
    .slice(1, -1)
    .map((each) => textOf(translation.source, each))
    .join(' ');
  const before = isComparison(start) ? linksOf(start, translation) : [];
  const left = before.at(-1)?.right ?? translation.toTerm(start);
  return [...before, { left, operator, right: translation.toTerm(end), at: node }];
}

interface Place {
  at: SyntaxNode;
  translation: Translation;
}

function one(left: Term, operator: string, right: Term, place: Place): Term {
  const negated = operator === '!=' || operator === 'is not' || operator === 'not in';
  if (operator === 'in' || operator === 'not in') return not(negated, contains(left, right, place));
  if (left.type === 'none' || right.type === 'none') return not(!negated, present(left, right, operator, place));
  const sign = { is: '==', 'is not': '!=', '<>': '!=' }[operator] ?? operator;
  const isIdentity = operator.startsWith('is') && left.type !== 'bool' && right.type !== 'bool';
  if (isIdentity) throw refuse(place.at, place.translation, 'Write == or !=.');
  return term(`${operand(left)} ${sign} ${operand(right)}`, 'bool', false);
}

function not(negated: boolean, value: Term): Term {
  return negated ? term(`!${operand(value)}`, 'bool') : value;
}

/** Whether there is a value, in place of a comparison with None. */
function present(left: Term, right: Term, operator: string, { at, translation }: Place): Term {
  const asked = left.type === 'none' ? right : left;
  const isEquality = ['==', '!=', 'is', 'is not'].includes(operator);
  if (!isEquality) throw refuse(at, translation, 'Compare with == or !=.');
  if (asked.attribute === null)
    throw refuse(at, translation, 'Only an attribute can be without a value: has(okta.profile.name).');
  return term(`has(${asked.attribute})`, 'bool');
}

function contains(left: Term, right: Term, { at, translation }: Place): Term {
  if (right.type === 'list') return term(`${operand(left)} in ${operand(right)}`, 'bool', false);
  if (right.type === 'text') return term(`${operand(right)}.contains(${left.cel})`, 'bool');
  const [it, part] = [operand(right), operand(left)];
  throw refuse(at, translation, `Write ${it}.contains(${part}) for a text, or ${part} in ${it} for a list.`);
}
