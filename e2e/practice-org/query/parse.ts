import { OktaError } from '../okta-error.ts';
import { tokenize, type Token } from './tokens.ts';

export const comparisons = ['eq', 'ne', 'sw', 'ew', 'co', 'gt', 'ge', 'lt', 'le', 'pr'] as const;
export type Comparison = (typeof comparisons)[number];
export type Operand = string | number | boolean | null;

export type Expression =
  | { readonly kind: 'and' | 'or'; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly inner: Expression }
  | { readonly kind: 'compare'; readonly attribute: string; readonly operator: Comparison; readonly value: Operand };

const deepest = 50;

/** Parses an Okta filter or search expression: comparison binds before parentheses, `and` before `or`. Throws E0000031. */
export function parse(text: string): Expression {
  const reader = createReader(tokenize(text));
  const expression = parseOr(reader, 0);
  if (!reader.done()) throw new OktaError('E0000031');
  return expression;
}

interface Reader {
  next(): Token;
  /** Takes the next token if it is this keyword, in any case. */
  skip(keyword: string): boolean;
  done(): boolean;
}

function createReader(tokens: readonly Token[]): Reader {
  let at = 0;
  return {
    next: () => {
      const token = tokens[at];
      if (token === undefined) throw new OktaError('E0000031');
      at += 1;
      return token;
    },
    skip: (keyword) => {
      const token = tokens[at];
      if (token?.kind !== 'word' || token.text.toLowerCase() !== keyword) return false;
      at += 1;
      return true;
    },
    done: () => at === tokens.length,
  };
}

function parseOr(reader: Reader, depth: number): Expression {
  let left = parseAnd(reader, depth);
  while (reader.skip('or')) left = { kind: 'or', left, right: parseAnd(reader, depth) };
  return left;
}

function parseAnd(reader: Reader, depth: number): Expression {
  let left = parseOperand(reader, depth);
  while (reader.skip('and')) left = { kind: 'and', left, right: parseOperand(reader, depth) };
  return left;
}

function parseOperand(reader: Reader, depth: number): Expression {
  if (depth > deepest) throw new OktaError('E0000031');
  if (reader.skip('not')) return { kind: 'not', inner: parseOperand(reader, depth + 1) };
  const token = reader.next();
  if (token.kind === 'open') {
    const inner = parseOr(reader, depth + 1);
    if (reader.next().kind !== 'close') throw new OktaError('E0000031');
    return inner;
  }
  if (token.kind !== 'word') throw new OktaError('E0000031');
  return parseComparison(token.text, reader);
}

function parseComparison(attribute: string, reader: Reader): Expression {
  const token = reader.next();
  const operator = token.kind === 'word' ? comparisons.find((known) => known === token.text.toLowerCase()) : undefined;
  if (operator === undefined) throw new OktaError('E0000031');
  const value = operator === 'pr' ? null : toOperand(reader.next());
  return { kind: 'compare', attribute, operator, value };
}

function toOperand(token: Token): Operand {
  if (token.kind === 'string') return token.text;
  if (token.kind === 'number') return token.value;
  const words: Readonly<Record<string, Operand>> = { true: true, false: false, null: null };
  const value = token.kind === 'word' ? words[token.text] : undefined;
  if (value === undefined) throw new OktaError('E0000031');
  return value;
}
