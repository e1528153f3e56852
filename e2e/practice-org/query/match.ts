import { OktaError } from '../okta-error.ts';
import type { Comparison, Expression, Operand } from './parse.ts';

type AttributeType = 'string' | 'boolean' | 'number' | 'date';

/** What an expression may ask of one attribute. */
export interface Attribute<T> {
  readonly type: AttributeType;
  readonly operators: readonly Comparison[];
  readonly get: (item: T) => unknown;
}

export interface Language<T> {
  /** The attribute behind a name; undefined answers E0000031. Names are case-sensitive. */
  readonly attribute: (name: string) => Attribute<T> | undefined;
  /** Whether string values are compared with their case: `filter` does, `search` does not. */
  readonly caseSensitive: boolean;
  readonly allowNot: boolean;
}

/** Turns an expression into a test of one item; checks names, operators and value types first. Throws E0000031. */
export function compile<T>(expression: Expression, language: Language<T>): (item: T) => boolean {
  if (expression.kind === 'compare') return compileComparison(expression, language);
  if (expression.kind === 'not') {
    if (!language.allowNot) throw new OktaError('E0000031');
    const inner = compile(expression.inner, language);
    return (item) => !inner(item);
  }
  const left = compile(expression.left, language);
  const right = compile(expression.right, language);
  return expression.kind === 'and' ? (item) => left(item) && right(item) : (item) => left(item) || right(item);
}

function compileComparison<T>(
  { attribute: name, operator, value }: Extract<Expression, { kind: 'compare' }>,
  language: Language<T>,
): (item: T) => boolean {
  const attribute = language.attribute(name);
  if (attribute === undefined || !attribute.operators.includes(operator)) throw new OktaError('E0000031');
  if (operator === 'pr') return (item) => isPresent(attribute.get(item));
  const normalise = normaliser(attribute.type, language.caseSensitive);
  const wanted = normalise(value);
  if (wanted === undefined) throw new OktaError('E0000031');
  const test = tests[operator];
  const holds = (one: unknown): boolean => {
    const known = normalise(one);
    return known !== undefined && test(known, wanted);
  };
  return (item) => {
    const actual = attribute.get(item);
    // A comparison with an array holds when it holds for one of its values.
    const values: unknown[] = Array.isArray(actual) ? actual : [actual];
    return operator === 'ne' ? !values.some((one) => normalise(one) === wanted) : values.some(holds);
  };
}

type Comparable = string | number | boolean;

type Normalise = (value: unknown) => Comparable | undefined;

/** The comparable form of a value; undefined for one that is absent or of another type. */
function normaliser(type: AttributeType, caseSensitive: boolean): Normalise {
  const byType: Readonly<Record<AttributeType, Normalise>> = {
    string: (value) => (typeof value === 'string' ? withCase(value, caseSensitive) : undefined),
    boolean: (value) => (typeof value === 'boolean' ? value : undefined),
    number: (value) => (typeof value === 'number' ? value : undefined),
    date: (value) => {
      const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      return Number.isNaN(time) ? undefined : time;
    },
  };
  return byType[type];
}

function withCase(text: string, caseSensitive: boolean): string {
  return caseSensitive ? text : text.toLowerCase();
}

const tests: Readonly<Record<Exclude<Comparison, 'pr'>, (actual: Comparable, wanted: Comparable) => boolean>> = {
  eq: (actual, wanted) => actual === wanted,
  ne: (actual, wanted) => actual !== wanted,
  sw: (actual, wanted) => String(actual).startsWith(String(wanted)),
  ew: (actual, wanted) => String(actual).endsWith(String(wanted)),
  co: (actual, wanted) => String(actual).includes(String(wanted)),
  gt: (actual, wanted) => actual > wanted,
  ge: (actual, wanted) => actual >= wanted,
  lt: (actual, wanted) => actual < wanted,
  le: (actual, wanted) => actual <= wanted,
};

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** The value an expression demands of `attribute` by `eq` in every case it holds; undefined when it leaves a choice. */
export function demanded(expression: Expression, attribute: string): Operand | undefined {
  if (expression.kind === 'compare')
    return expression.operator === 'eq' && expression.attribute === attribute ? expression.value : undefined;
  if (expression.kind !== 'and') return undefined;
  return demanded(expression.left, attribute) ?? demanded(expression.right, attribute);
}
