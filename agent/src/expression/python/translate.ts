import type { SyntaxNode } from '@lezer/common';

import { compile } from '../compile.ts';
import type { Flaw } from '../expression.ts';
import { longestText } from '../language.ts';
import { callTerm } from './call.ts';
import { compareTerm, isComparison } from './compare.ts';
import { isLogic, logicTerm } from './logic.ts';
import { attributeTerm, operand, term, truth, Untranslatable } from './term.ts';
import type { Term } from './term.ts';
import { refuse } from './translation.ts';
import type { Names, Translation } from './translation.ts';
import { childrenOf, literalOf, partsOf, readPython, textOf } from './tree.ts';
import type { Source } from './tree.ts';

/** Attributes of Okta's base profile, all of them texts (Okta, User object, default profile properties). */
const base: ReadonlySet<string> = new Set(
  (
    'login email secondEmail firstName lastName middleName honorificPrefix honorificSuffix title displayName nickName ' +
    'profileUrl primaryPhone mobilePhone streetAddress city state zipCode countryCode postalAddress preferredLanguage ' +
    'locale timezone userType employeeNumber costCenter organization division department managerId manager'
  ).split(' '),
);

export const baseNames: Names = { typeOf: (name) => (base.has(name) ? 'text' : 'any') };

/**
 * The CEL of a condition in the part of Python that User Sync Tool's files use; anything else is refused with its token and
 * what to write instead. Nothing of it is run.
 */
export function pythonToCel(text: string, names: Names = baseNames): { cel: string } | { flaw: Flaw } {
  if (text.length > longestText) {
    const long = { text: `It is longer than ${longestText} characters.`, next: 'Leave something out.' };
    return { flaw: { ...long, from: longestText, to: text.length } };
  }
  const source = readPython(text);
  if ('flaw' in source) return source;
  const [statement, other] = childrenOf(source.root);
  const [expression, comma] = statement?.name === 'ExpressionStatement' ? childrenOf(statement) : [];
  if (!expression || comma || other) {
    const what = { text: 'It is not one expression.', next: 'Write one condition in CEL.' };
    return { flaw: { ...what, from: statement?.from ?? 0, to: statement?.to ?? text.length } };
  }
  try {
    return sound(truth(translationOf(source, names).toTerm(expression)).cel, text);
  } catch (error) {
    if (error instanceof Untranslatable) return { flaw: error.flaw };
    throw error;
  }
}

/** What has a counterpart word by word may still not fit together in CEL, which knows more types than Python shows. */
function sound(cel: string, text: string): { cel: string } | { flaw: Flaw } {
  const [flaw] = compile(cel, 'condition', { okta: null }).flaws;
  if (!flaw) return { cel };
  return { flaw: { text: `In CEL it would be ${cel}: ${flaw.text}`, next: flaw.next, from: 0, to: text.length } };
}

/** What translates the parts of one source. */
export function translationOf(source: Source, names: Names): Translation {
  const translation: Translation = { source, names, toTerm: (node) => toTerm(node, translation) };
  return translation;
}

function toTerm(node: SyntaxNode, translation: Translation): Term {
  const { source, names } = translation;
  const known = names.lookUp?.(node, source);
  if (known) return known;
  if (isLogic(node)) return logicTerm(node, translation);
  switch (node.name) {
    case 'ParenthesizedExpression':
      return translation.toTerm(only(node, translation));
    case 'String':
    case 'ContinuedString':
      return textTerm(node, translation);
    case 'Number':
      return numberTerm(node, translation);
    case 'Boolean':
      return term(textOf(source, node) === 'True' ? 'true' : 'false', 'bool');
    case 'None':
      return term('null', 'none');
    case 'TupleExpression':
    case 'ArrayExpression':
    case 'SetExpression':
      return term(
        `[${partsOf(node)
          .map((each) => translation.toTerm(each).cel)
          .join(', ')}]`,
        'list',
      );
    case 'UnaryExpression':
      return unaryTerm(node, translation);
    case 'BinaryExpression':
      return binaryTerm(node, translation);
    case 'ConditionalExpression':
      return conditionalTerm(node, translation);
    case 'MemberExpression':
      return startTerm(node, translation) ?? memberTerm(node, translation);
    case 'CallExpression':
      return callTerm(node, translation);
    default:
      throw refuse(node, translation);
  }
}

function only(node: SyntaxNode, translation: Translation): SyntaxNode {
  const [part, other] = partsOf(node);
  if (!part || other) throw refuse(node, translation);
  return part;
}

function textTerm(node: SyntaxNode, translation: Translation): Term {
  const text = literalOf(translation.source, node);
  if (text === null) throw refuse(node, translation, 'Write the text in plain "quotes".');
  return term(JSON.stringify(text), 'text');
}

function numberTerm(node: SyntaxNode, translation: Translation): Term {
  const number = textOf(translation.source, node);
  if (!/^(0|[1-9]\d*)(\.\d+)?$/.test(number)) throw refuse(node, translation, 'Write a plain number.');
  return term(number, 'number');
}

function unaryTerm(node: SyntaxNode, translation: Translation): Term {
  const [operator, value] = childrenOf(node);
  if (!operator || !value) throw refuse(node, translation);
  const given = translation.toTerm(value);
  const isNegative = textOf(translation.source, operator) === '-' && given.type === 'number';
  if (!isNegative) throw refuse(operator, translation);
  return term(`-${operand(given)}`, 'number');
}

function binaryTerm(node: SyntaxNode, translation: Translation): Term {
  if (isComparison(node)) return compareTerm(node, translation);
  const [left, operator, right] = childrenOf(node);
  if (!left || !operator || !right) throw refuse(node, translation);
  const [a, b] = [translation.toTerm(left), translation.toTerm(right)];
  const sign = textOf(translation.source, operator);
  const joins = (one: Term, other: Term) => one.type === 'text' && (other.type === 'text' || other.type === 'any');
  const isText = joins(a, b) || joins(b, a);
  const isNumber = a.type === 'number' && b.type === 'number';
  if ((sign === '+' && (isText || isNumber)) || ((sign === '-' || sign === '*') && isNumber)) {
    return term(`${operand(a)} ${sign} ${operand(b)}`, isText ? 'text' : 'number', false);
  }
  throw refuse(operator, translation, 'Join texts or reckon with numbers: + of two texts, + - * of two numbers.');
}

function conditionalTerm(node: SyntaxNode, translation: Translation): Term {
  const [yes, condition, no] = partsOf(node).filter(({ name }) => name !== 'if' && name !== 'else');
  if (!yes || !condition || !no) throw refuse(node, translation);
  const [a, b] = [translation.toTerm(yes), translation.toTerm(no)];
  const test = operand(truth(translation.toTerm(condition)));
  const made = term(`${test} ? ${operand(a)} : ${operand(b)}`, a.type === b.type ? a.type : 'any', false);
  return { ...made, condition: `${test} ? ${operand(truth(a))} : ${operand(truth(b))}` };
}

/** What a user of Okta has beside its profile, as the SDK names it. */
const own: ReadonlySet<string> = new Set(['id', 'status', 'created', 'lastUpdated']);

/** The first characters of a text, `x[:2]` or `x[0:2]`; Python takes a shorter text as it is. Null for anything else. */
function startTerm(node: SyntaxNode, translation: Translation): Term | null {
  const [holder] = childrenOf(node);
  const count = /\[\s*0?\s*:\s*(\d{1,4})\s*\]$/.exec(textOf(translation.source, node))?.[1];
  if (!holder || count === undefined) return null;
  const text = translation.toTerm(holder);
  if (text.type !== 'text' && text.type !== 'any') throw refuse(node, translation, 'Only a text has first characters.');
  const it = operand(text);
  return term(`size(${it}) > ${count} ? ${it}.substring(0, ${count}) : ${it}`, 'text', false);
}

function memberTerm(node: SyntaxNode, translation: Translation): Term {
  const path = textOf(translation.source, node).split('.');
  const [root, first = '', name = ''] = path;
  if (root === 'user' && path.length === 2 && own.has(first)) return attributeTerm(`okta.${first}`, 'text');
  const isName = /^[A-Za-z]\w*$/.test(name);
  if (root === 'user' && first === 'profile' && path.length === 3 && isName) {
    return attributeTerm(`okta.profile.${name}`, translation.names.typeOf(name));
  }
  throw refuse(node, translation, 'Write okta.status, or okta.profile. and the name of an attribute.');
}
