import { type Attribute, type Attributes, isMoment, type Located, subOf } from './attribute.ts';
import { type Token, tokenize } from './filter-token.ts';
import { badFilter, badPath, ScimError } from './scim-error.ts';

export type Comparator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Literal = string | number | boolean | null;

/** A filter as RFC 7644 section 3.4.2.2 writes it, its attributes found in the schema. */
export type Filter =
  | { op: 'and' | 'or'; left: Filter; right: Filter }
  | { op: 'not'; inner: Filter }
  | { op: 'pr'; target: Located }
  | { op: Comparator; target: Located; value: Literal }
  /** `emails[type eq "work"]`: one element must fit the whole inner filter, whose targets are parts of the attribute. */
  | { op: 'some'; target: Located; inner: Filter };

/** The path of a PATCH operation: an attribute, maybe only some of its elements, maybe only a part of these. */
export interface Path {
  target: Located;
  where: Filter | null;
  sub: Attribute | null;
}

const comparators: ReadonlySet<string> = new Set(['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le']);
/** Deepest nesting of brackets and `not`. */
const deepest = 50;

/**
 * Reads a filter on resources of one type. What only one of the `others` has is known too, and is absent from every
 * resource (RFC 7644 section 3.4.2.1). Throws `invalidFilter` saying what is wrong and where.
 */
export function parseFilter(text: string, attributes: Attributes, others: readonly Attributes[] = []): Filter {
  const parser = new Parser(tokenize(text), [attributes, ...others]);
  const filter = parser.filter(null);
  parser.expectEnd();
  return filter;
}

/** Reads a PATCH path; an extension’s URN alone is answered as that URN. Throws `invalidPath`. */
export function parsePath(text: string, attributes: Attributes): Path | { extension: string } {
  const extension = attributes.extension(text.trim());
  if (extension !== null) return { extension };
  try {
    return new Parser(tokenize(text), [attributes]).path();
  } catch (error) {
    throw error instanceof ScimError ? badPath(error.message) : error;
  }
}

class Parser {
  readonly #tokens: readonly Token[];
  /** The first that knows a name counts. */
  readonly #attributes: readonly Attributes[];
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], attributes: readonly Attributes[]) {
    this.#tokens = tokens;
    this.#attributes = attributes;
  }

  /** `within` is the attribute whose parts the names are, inside of brackets. */
  filter(within: Located | null): Filter {
    let left = this.#conjunction(within);
    while (this.#takeWord('or')) left = { op: 'or', left, right: this.#conjunction(within) };
    return left;
  }

  path(): Path {
    const target = this.#target(null);
    if (this.#peek().kind !== '[') {
      this.expectEnd();
      return { target: { ...target, sub: null }, where: null, sub: target.sub };
    }
    const where = this.#elements(target);
    const token = this.#take();
    if (token.kind === 'end') return { target, where, sub: null };
    const name = token.kind === 'word' && token.text.startsWith('.') ? token.text.slice(1) : null;
    const sub = name === null ? null : subOf(target.attribute, name);
    if (sub === null)
      throw badFilter(`What follows “]” at position ${token.at + 1} is no part of ${target.attribute.name}.`);
    this.expectEnd();
    return { target, where, sub };
  }

  expectEnd(): void {
    const token = this.#peek();
    if (token.kind !== 'end') throw badFilter(`Nothing more is expected at position ${token.at + 1}.`);
  }

  #conjunction(within: Located | null): Filter {
    let left = this.#term(within);
    while (this.#takeWord('and')) left = { op: 'and', left, right: this.#term(within) };
    return left;
  }

  #term(within: Located | null): Filter {
    this.#depth += 1;
    if (this.#depth > deepest) throw badFilter(`The filter is nested deeper than ${deepest} levels.`);
    try {
      return this.#takeWord('not') ? { op: 'not', inner: this.#bracketed(within) } : this.#comparison(within);
    } finally {
      this.#depth -= 1;
    }
  }

  #bracketed(within: Located | null): Filter {
    this.#expect('(');
    const inner = this.filter(within);
    this.#expect(')');
    return inner;
  }

  #comparison(within: Located | null): Filter {
    if (this.#peek().kind === '(') return this.#bracketed(within);
    const target = this.#target(within);
    if (target.attribute.returned === 'never') throw badFilter(`“${target.attribute.name}” can’t be asked about.`);
    if (this.#peek().kind === '[') {
      if (within !== null) throw badFilter('A filter inside of brackets can’t have brackets of its own.');
      return { op: 'some', target, inner: this.#elements(target) };
    }
    const token = this.#take();
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (word === 'pr') return { op: 'pr', target };
    if (!isComparator(word)) throw badFilter(`An operator such as “eq” is expected at position ${token.at + 1}.`);
    return { op: word, target, value: checked(word, target, this.#literal()) };
  }

  #elements(target: Located): Filter {
    if (target.sub !== null || target.attribute.type !== 'complex')
      throw badFilter(`“${target.attribute.name}” has no elements to choose from.`);
    this.#expect('[');
    const inner = this.filter(target);
    this.#expect(']');
    return inner;
  }

  #target(within: Located | null): Located {
    const token = this.#take();
    if (token.kind !== 'word') throw badFilter(`An attribute is expected at position ${token.at + 1}.`);
    const found = within === null ? this.#find(token.text) : partOf(within, token.text);
    if (found) return found;
    const owner = within?.attribute.name ?? this.#attributes.map(({ type }) => type.name).join(' or ');
    throw badFilter(`“${token.text}” is no attribute of ${owner}.`);
  }

  #find(name: string): Located | null {
    for (const attributes of this.#attributes) {
      const found = attributes.find(name);
      if (found) return found;
    }
    return null;
  }

  #literal(): Literal {
    const token = this.#take();
    if (token.kind === 'string' || token.kind === 'number') return token.value;
    const word = token.kind === 'word' ? token.text.toLowerCase() : '';
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    throw badFilter(`A value is expected at position ${token.at + 1}; texts stand in quotes.`);
  }

  #peek(): Token {
    // `tokenize` always ends with `end`, and nothing is taken behind it.
    return this.#tokens[this.#next] ?? { kind: 'end', at: 0 };
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#next += 1;
    return token;
  }

  #takeWord(word: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'word' || token.text.toLowerCase() !== word) return false;
    this.#next += 1;
    return true;
  }

  #expect(kind: '(' | ')' | '[' | ']'): void {
    const token = this.#take();
    if (token.kind !== kind) throw badFilter(`“${kind}” is expected at position ${token.at + 1}.`);
  }
}

function isComparator(word: string): word is Comparator {
  return comparators.has(word);
}

function partOf(within: Located, name: string): Located | null {
  const sub = subOf(within.attribute, name);
  return sub ? { ...within, sub } : null;
}

/** The attribute that is compared: of a list of complex values its `value`, unless a part is named. */
export function comparedOf({ attribute, sub }: Located): Attribute {
  if (sub) return sub;
  return attribute.type === 'complex' ? (subOf(attribute, 'value') ?? attribute) : attribute;
}

function checked(op: Comparator, target: Located, value: Literal): Literal {
  const attribute = comparedOf(target);
  if (value === null) {
    if (op === 'eq' || op === 'ne') return value;
    throw badFilter(`“${op}” needs a value to compare with.`);
  }
  switch (attribute.type) {
    case 'complex':
      throw badFilter(`“${attribute.name}” has parts; compare one of them.`);
    case 'boolean':
      return checkedFlag(op, attribute, value);
    case 'integer':
    case 'decimal':
      if (typeof value === 'number' && op !== 'co' && op !== 'sw' && op !== 'ew') return value;
      throw badFilter(`“${attribute.name}” is a number.`);
    case 'dateTime':
      if (typeof value === 'string' && (isText(op) || isMoment(value))) return value;
      throw badFilter(`“${attribute.name}” is a time such as "2026-01-31T14:05:00Z".`);
    case 'binary':
      if (isOrder(op)) throw badFilter(`“${attribute.name}” is binary and has no order.`);
      return checkedText(attribute, value);
    case 'string':
    case 'reference':
      return checkedText(attribute, value);
  }
}

function checkedText({ name }: Attribute, value: Literal): Literal {
  if (typeof value === 'string') return value;
  throw badFilter(`“${name}” is a text; put the value in quotes.`);
}

function checkedFlag(op: Comparator, { name }: Attribute, value: Literal): Literal {
  if (op !== 'eq' && op !== 'ne') throw badFilter(`“${name}” is true or false and has no order.`);
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === 'false') return word === 'true';
  throw badFilter(`“${name}” is true or false.`);
}

function isText(op: Comparator): boolean {
  return op === 'co' || op === 'sw' || op === 'ew';
}

function isOrder(op: Comparator): boolean {
  return op === 'gt' || op === 'ge' || op === 'lt' || op === 'le';
}
