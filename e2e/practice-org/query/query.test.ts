import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OktaError } from '../okta-error.ts';
import { compile, demanded, type Attribute, type Language } from './match.ts';
import { comparisons, parse, type Comparison } from './parse.ts';

interface Thing {
  readonly name: string;
  readonly size: number;
  readonly tags: readonly string[];
  readonly at: string;
  readonly on: boolean;
}

const all = [...comparisons];
const attributes: Record<string, Attribute<Thing>> = {
  name: { type: 'string', operators: all, get: (thing) => thing.name },
  size: { type: 'number', operators: all, get: (thing) => thing.size },
  tags: { type: 'string', operators: all, get: (thing) => thing.tags },
  at: { type: 'date', operators: ['eq', 'gt', 'ge', 'lt', 'le'], get: (thing) => thing.at },
  on: { type: 'boolean', operators: ['eq'], get: (thing) => thing.on },
};
const language: Language<Thing> = { attribute: (name) => attributes[name], caseSensitive: false, allowNot: false };
const thing: Thing = {
  name: 'Anna "Nan" Lee',
  size: 5,
  tags: ['Red', 'blue'],
  at: '2026-03-01T00:00:00.000Z',
  on: true,
};

function holds(text: string, more: Partial<Language<Thing>> = {}): boolean {
  return compile(parse(text), { ...language, ...more })(thing);
}

test.each([
  ['name eq "anna \\"nan\\" lee"', true],
  ['name sw "anna" and size gt 4', true],
  ['name sw "bob" or size ge 5 and on eq true', true],
  ['(name sw "bob" or size ge 5) and on eq false', false],
  ['name sw "anna" or size eq 1 and on eq false', true],
  ['tags eq "BLUE"', true],
  ['tags sw "gre"', false],
  ['at gt "2026-02-28T23:00:00-02:00"', false],
  ['at ge "2026-02-28T22:00:00-02:00"', true],
  ['name pr AND size LT 6', true],
  ['name co "nan"', true],
  ['size eq -5', false],
  ['name gt "aaa"', true],
])('%s is %s', (text, expected) => {
  expect(holds(text)).toBe(expected);
});

test('values keep their case where the language says so', () => {
  expect(holds('tags eq "Red"', { caseSensitive: true })).toBe(true);
  expect(holds('tags eq "red"', { caseSensitive: true })).toBe(false);
});

test('not needs to be allowed', () => {
  expect(holds('not (size eq 4)', { allowNot: true })).toBe(true);
  expect(() => holds('not (size eq 4)')).toThrow(OktaError);
});

test.each([
  '',
  'name',
  'name eq',
  'name like "x"',
  'name eq anna',
  'name eq "open',
  'Name eq "x"',
  '(size eq 5',
  'size eq 5)',
  'size eq 5 size eq 5',
  'size eq "5"',
  'on eq "true"',
  'on gt true',
  'at gt "yesterday"',
  'and size eq 5',
  'size eq 5 or',
  'size eq 5; drop',
  `${'('.repeat(60)}size eq 5${')'.repeat(60)}`,
])('%j is refused as a bad search', (text) => {
  expect(() => holds(text)).toThrow(expect.objectContaining({ code: 'E0000031' }));
});

test('a demanded value is one that every match must have', () => {
  expect(demanded(parse('name eq "a" and size gt 3'), 'name')).toBe('a');
  expect(demanded(parse('name eq "a" or size gt 3'), 'name')).toBeUndefined();
  expect(demanded(parse('name sw "a"'), 'name')).toBeUndefined();
});

/** An expression with the answer worked out while it was written. */
interface Written {
  readonly text: string;
  readonly value: (thing: Thing) => boolean;
}

const operators: Record<Exclude<Comparison, 'pr' | 'sw' | 'ew' | 'co'>, (a: number, b: number) => boolean> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
};

const comparison: fc.Arbitrary<Written> = fc.oneof(
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le'), fc.integer({ min: 0, max: 9 }))
    .map(([operator, number]): Written => ({
      text: `size ${operator} ${number}`,
      value: ({ size }) => operators[operator](size, number),
    })),
  fc.string({ maxLength: 4 }).map((start): Written => ({
    text: `name sw "${start.replaceAll(/["\\]/g, String.raw`\$&`)}"`,
    value: ({ name }) => name.toLowerCase().startsWith(start.toLowerCase()),
  })),
  fc.constantFrom('red', 'green').map((tag): Written => ({
    text: `tags eq "${tag}"`,
    value: ({ tags }) => tags.includes(tag),
  })),
);

const { expression } = fc.letrec<{ expression: Written; or: Written; and: Written; one: Written }>((tie) => ({
  expression: tie('or'),
  or: fc.array(tie('and'), { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map((part) => part.text).join(' or '),
    value: (item) => parts.some((part) => part.value(item)),
  })),
  and: fc.array(tie('one'), { minLength: 1, maxLength: 3 }).map((parts) => ({
    text: parts.map((part) => part.text).join(' and '),
    value: (item) => parts.every((part) => part.value(item)),
  })),
  one: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    comparison,
    tie('or').map((inner) => ({ text: `(${inner.text})`, value: inner.value })),
  ),
}));

const things: fc.Arbitrary<Thing> = fc.record({
  name: fc.string({ maxLength: 6 }),
  size: fc.integer({ min: 0, max: 9 }),
  tags: fc.subarray(['red', 'green']),
  at: fc.constant('2026-03-01T00:00:00.000Z'),
  on: fc.boolean(),
});

describe('properties', () => {
  test('every written expression means what its parts mean', () => {
    fc.assert(
      fc.property(expression, things, ({ text, value }, item) => {
        expect(compile(parse(text), language)(item)).toBe(value(item));
      }),
    );
  });

  test('any text is either understood or refused as E0000031', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          compile(parse(text), language);
        } catch (error) {
          expect(error).toMatchObject({ code: 'E0000031' });
        }
      }),
    );
  });
});
