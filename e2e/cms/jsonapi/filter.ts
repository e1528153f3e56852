import type { User } from '../model.ts';
import type { Visitor } from '../visitor.ts';
import { ApiFault } from './document.ts';
import { mapAt, textAt } from './php-query.ts';
import type { PhpMap, PhpValue } from './php-query.ts';
import { propertyAt } from './property.ts';
import type { Property } from './property.ts';

export type Predicate = (user: User) => boolean;

const OPERATORS = [
  '=',
  '<>',
  '>',
  '>=',
  '<',
  '<=',
  'STARTS_WITH',
  'CONTAINS',
  'ENDS_WITH',
  'IN',
  'NOT IN',
  'BETWEEN',
  'NOT BETWEEN',
  'IS NULL',
  'IS NOT NULL',
] as const;
type Operator = (typeof OPERATORS)[number];

interface Condition {
  property: Property;
  operator: Operator;
  operands: string[];
  memberOf: string | undefined;
}

interface Group {
  conjunction: 'AND' | 'OR';
  memberOf: string | undefined;
}

/** The predicate of a `filter[…]` parameter, with condition groups; throws the faults core answers. */
export function compileFilter(filter: PhpMap, visitor: Visitor): Predicate {
  const groups = new Map<string, Group>();
  const conditions: Condition[] = [];
  for (const [key, value] of filter) {
    const group = value instanceof Map ? mapAt(value, 'group') : undefined;
    if (group) groups.set(key, toGroup(group));
    else conditions.push(toCondition(key, value, visitor));
  }
  return predicateOf(undefined, groups, conditions);
}

function toGroup(group: PhpMap): Group {
  const conjunction = textAt(group, 'conjunction') ?? 'AND';
  if (conjunction !== 'AND' && conjunction !== 'OR') {
    throw new ApiFault(400, 'Invalid conjunction for filter group; the only allowed values are AND and OR.');
  }
  return { conjunction, memberOf: textAt(group, 'memberOf') };
}

function toCondition(key: string, value: PhpValue, visitor: Visitor): Condition {
  if (typeof value === 'string') return condition({ path: key, operator: '=', value, memberOf: undefined }, visitor);
  const long = mapAt(value, 'condition');
  const body = long ?? value;
  const path = textAt(body, 'path') ?? (long ? undefined : key);
  if (path === undefined) throw new ApiFault(400, "Filter parameter is missing a 'path' key.");
  const memberOf = textAt(body, 'memberOf');
  return condition({ path, operator: textAt(body, 'operator') ?? '=', value: body.get('value'), memberOf }, visitor);
}

interface RawCondition {
  path: string;
  operator: string;
  value: PhpValue | undefined;
  memberOf: string | undefined;
}

function condition({ path, operator, value, memberOf }: RawCondition, visitor: Visitor): Condition {
  const known = OPERATORS.find((candidate) => candidate === operator);
  if (!known) throw new ApiFault(400, `The '${operator}' operator is not allowed in a filter parameter.`);
  if (value === undefined && !known.endsWith('NULL'))
    throw new ApiFault(400, "Filter parameter is missing a 'value' key.");
  const operands =
    value instanceof Map ? [...value.values()].filter((item) => typeof item === 'string') : [value ?? ''];
  return { property: readableProperty(path, visitor), operator: known, operands, memberOf };
}

/** The property at a filter path, if the visitor may filter by it. */
function readableProperty(path: string, visitor: Visitor): Property {
  if (/^roles(\.entity)?\.(id|label|drupal_internal__id|weight|is_admin)$/.test(path)) {
    throw new ApiFault(
      400,
      "Filtering on config entities is not supported by Drupal's entity API. You tried to filter on a Role config entity.",
    );
  }
  const property = requireProperty(path);
  const mayFilter =
    property.name !== 'pass' &&
    (property.readers === 'everyone' ||
      visitor.can('administer users') ||
      (property.readers === 'mail' && visitor.can('view user email addresses')));
  if (!mayFilter) {
    const field = property.internal.split('.')[0];
    throw new ApiFault(
      403,
      `The current user is not authorized to filter by the \`${field}\` field, given in the path \`${path}\`.`,
    );
  }
  return property;
}

/** The property at a filter or sort path; 400 when there is no such field. */
export function requireProperty(path: string): Property {
  const property = propertyAt(path);
  if (property) return property;
  const field = path.split('.')[0];
  throw new ApiFault(
    400,
    `Invalid nested filtering. The field \`${field}\`, given in the path \`${path}\`, does not exist.`,
  );
}

function predicateOf(group: string | undefined, groups: Map<string, Group>, conditions: Condition[]): Predicate {
  const parts = [
    ...conditions.filter(({ memberOf }) => memberOf === group).map(toPredicate),
    ...[...groups].filter(([, { memberOf }]) => memberOf === group).map(([id]) => predicateOf(id, groups, conditions)),
  ];
  const conjunction = group === undefined ? 'AND' : groups.get(group)?.conjunction;
  if (conjunction === 'OR') return (user) => parts.some((part) => part(user));
  return (user) => parts.every((part) => part(user));
}

function toPredicate({ property, operator, operands }: Condition): Predicate {
  if (operator === 'IS NULL') return (user) => property.values(user).length === 0;
  if (operator === 'IS NOT NULL') return (user) => property.values(user).length > 0;
  const test = valueTest(property.kind, operator, operands);
  return (user) => property.values(user).some(test);
}

type Comparison = Exclude<Operator, 'IS NULL' | 'IS NOT NULL'>;

function valueTest(
  kind: Property['kind'],
  operator: Comparison,
  operands: string[],
): (value: string | number) => boolean {
  // Drupal's SQLite collation ignores case, as MySQL's default does.
  const folded = operands.map((operand) => operand.toLowerCase());
  const [first = ''] = folded;
  switch (operator) {
    case 'STARTS_WITH':
      return (value) => fold(value).startsWith(first);
    case 'ENDS_WITH':
      return (value) => fold(value).endsWith(first);
    case 'CONTAINS':
      return (value) => fold(value).includes(first);
    default:
      break;
  }
  if (kind === 'text') return (value) => compares(operator, fold(value), folded);
  const ranks = operands.map(rankOf);
  return (value) => compares(operator, Number(value), ranks);
}

function fold(value: string | number): string {
  return String(value).toLowerCase();
}

/**
 * An operand beside an integer column, as SQLite sees it: text that is no number sorts above every number.
 * That is why a date such as `2026-01-01` finds nothing with `>=`.
 */
function rankOf(operand: string): number {
  const number = operand.trim() === '' ? Number.NaN : Number(operand);
  return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number;
}

function compares<T extends string | number>(
  operator: Exclude<Comparison, 'STARTS_WITH' | 'ENDS_WITH' | 'CONTAINS'>,
  value: T,
  operands: T[],
): boolean {
  const [first, second] = operands;
  if (first === undefined) return operator === 'NOT IN';
  switch (operator) {
    case '=':
      return value === first;
    case '<>':
      return value !== first;
    case '>':
      return value > first;
    case '>=':
      return value >= first;
    case '<':
      return value < first;
    case '<=':
      return value <= first;
    case 'IN':
      return operands.includes(value);
    case 'NOT IN':
      return !operands.includes(value);
    case 'BETWEEN':
      return second !== undefined && value >= first && value <= second;
    case 'NOT BETWEEN':
      return second !== undefined && (value < first || value > second);
    default:
      return operator satisfies never;
  }
}
