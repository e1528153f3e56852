import { EvaluationError, Optional, ParseError } from '@marcbachmann/cel-js';
import type { ASTNode, Environment, ParseResult } from '@marcbachmann/cel-js';
import type { AttributeValue } from '@rollcall/shared';

import { largestValue, mostSteps, stepsOf } from './cost.ts';
import { undecided } from './expression.ts';
import type { Expression, Flaw, Input, Outcome } from './expression.ts';
import { longestText, newEnvironment } from './language.ts';
import { plain, sentenceOf } from './library-words.ts';
import type { Vocabulary } from './vocabulary.ts';
import { walk } from './walk.ts';
import type { Place } from './walk.ts';

/** Reads one CEL expression whose result is of the wanted type. Never throws. */
export function compileCel(text: string, wanted: 'condition' | 'value', vocabulary: Vocabulary): Expression {
  const parsed = parse(text);
  if ('flaws' in parsed) return unusable(parsed.flaws);
  const { flaws, places, groups } = walk(parsed.ast, vocabulary);
  if (flaws.length === 0) flaws.push(...typeFlaws(text, wanted, vocabulary), ...costFlaws(parsed.ast, text));
  if (flaws.length > 0) return unusable(flaws);
  const program = { ...programOf(text, places), groups: [...groups] };
  return {
    flaws,
    reads: [...new Map(places.map(({ root, key, path }) => [path, { root, key, path }])).values()],
    groups: program.groups,
    run: (input) => runOn(program, wanted, input),
  };
}

/** An expression that can't be used: everybody is undecided by it. */
export function unusable(flaws: readonly Flaw[]): Expression {
  const [first] = flaws;
  const outcome = undecided(`The expression can’t be read: ${first?.text ?? ''}`, null, first?.next);
  return { flaws, reads: [], groups: [], run: () => outcome };
}

const environment = withAccounts(newEnvironment());
/** An attribute becomes up to three times as many nodes, and two levels more, where it is read plainly. */
const running = withAccounts(newEnvironment(3));

function withAccounts(empty: Environment): Environment {
  return empty
    .registerVariable('site', 'map')
    .registerVariable('okta', 'map')
    .registerVariable('groups', 'list<string>');
}

function parse(text: string): ParseResult | { flaws: Flaw[] } {
  const whole = { from: 0, to: text.length };
  if (text.trim() === '') return { flaws: [{ ...whole, text: 'There is nothing in it.', next: 'Write a condition.' }] };
  if (text.length > longestText) {
    const long = `It is longer than ${longestText} characters.`;
    return { flaws: [{ ...whole, text: long, next: 'Leave something out, or list names under scope.exclude.' }] };
  }
  try {
    return environment.parse(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { start, end } = error.range ?? { start: 0, end: text.length };
    const said = sentenceOf(error, text.slice(start, end).trim());
    return { flaws: [{ text: said, next: syntaxHint(text, start), from: start, to: Math.max(end, start) }] };
  }
}

const spellings: readonly [RegExp, string][] = [
  [/\band\b/, 'Write && for "and".'],
  [/\bor\b/, 'Write || for "or".'],
  [/\bnot\b/, 'Write ! for "not".'],
  [/\bis\b/, 'Write == for "is"; has(…) tells whether there is a value.'],
  [/(^|[^=!<>])=([^=]|$)/, 'Write == to compare.'],
];

function syntaxHint(text: string, at: number): string {
  const [, hint] = spellings.find(([pattern]) => pattern.test(text.slice(Math.max(0, at - 4), at + 8))) ?? [];
  return hint ?? 'Compare like site.mail.endsWith("@harbor.example") && size(site.roles) > 0.';
}

function typeFlaws(text: string, wanted: 'condition' | 'value', { environment: typed }: Vocabulary): Flaw[] {
  const { valid, type, error } = (typed ?? environment).check(text);
  const whole = { from: 0, to: text.length };
  if (!valid) {
    const { start: from, end: to } = error?.range ?? { start: 0, end: text.length };
    const next = 'Compare a text with a text and a number with a number; string(…) and int(…) convert.';
    const said = error ? sentenceOf(error, text.slice(from, to).trim()) : 'The types do not fit.';
    return [{ text: said, next, from, to }];
  }
  if (type === 'dyn' || type === undefined) return [];
  if (wanted === 'condition' && type !== 'bool') {
    return [{ ...whole, text: `It gives a ${type}, not true or false.`, next: 'Compare it with something.' }];
  }
  if (wanted === 'value' && !valueTypes.has(type)) {
    return [
      { ...whole, text: `It gives a ${type}, which no field holds.`, next: 'Make a text, number or list of texts.' },
    ];
  }
  return [];
}

const valueTypes: ReadonlySet<string> = new Set([
  'string',
  'int',
  'double',
  'bool',
  'null',
  'list',
  'list<string>',
  'list<dyn>',
]);

function costFlaws(ast: ASTNode, text: string): Flaw[] {
  if (stepsOf(ast) <= mostSteps) return [];
  const next = 'Leave out a loop within a loop, or a loop over the characters of a text.';
  return [{ text: 'It could take too long for one user.', next, from: 0, to: text.length }];
}

interface Program {
  run: ParseResult;
  places: readonly Place[];
  groups: readonly string[];
  /** The part of the original text that stands at a place of the one that runs. */
  original(from: number, to: number): string;
}

/** What is read plainly is the empty text or list where there is no value, as an unset field is in CEL. */
function programOf(text: string, places: readonly Place[]): Omit<Program, 'groups'> {
  const edits = places.flatMap(({ path, from, to, plainly }) => {
    if (plainly === null) return [];
    const dot = path.lastIndexOf('.');
    const empty = plainly === 'list' ? '[]' : '""';
    return [{ from, to, text: `${path.slice(0, dot)}.?${path.slice(dot + 1)}.orValue(${empty})` }];
  });
  edits.sort((a, b) => a.from - b.from);
  let [rewritten, at] = ['', 0];
  for (const edit of edits) {
    rewritten += text.slice(at, edit.from) + edit.text;
    at = edit.to;
  }
  rewritten += text.slice(at);
  const back = (position: number): number => {
    let shift = 0;
    for (const edit of edits) {
      const start = edit.from + shift;
      if (position <= start) break;
      if (position < start + edit.text.length) return edit.to;
      shift += edit.text.length - (edit.to - edit.from);
    }
    return position - shift;
  };
  return { run: running.parse(rewritten), places, original: (from, to) => text.slice(back(from), back(to)) };
}

function runOn(program: Program, wanted: 'condition' | 'value', input: Input): Outcome {
  const [site, okta, profile] = [blank(), blank(), blank()];
  for (const { root, key, path } of program.places) {
    const account = input[root];
    if (account === undefined) return undecided(`${missingAccount[root]}, so ${path} can’t be told.`, key);
    const value = Object.hasOwn(account, key) ? account[key] : undefined;
    if (value === undefined) return undecided(`${path} was not read for this account.`, key);
    if (isTooLarge(value)) return undecided(`${path} is too long to reckon with.`, key);
    if (value === null) continue;
    const holder = root === 'site' ? site : path.startsWith('okta.profile.') ? profile : okta;
    holder[path.slice(path.lastIndexOf('.') + 1)] = toCel(value);
  }
  const { isInGroup } = input;
  const [group] = program.groups;
  if (group !== undefined && !isInGroup) return undecided(`It was not read who is in the group “${group}”.`);
  const groups = group === undefined ? program.groups : program.groups.filter((name) => isInGroup?.(name));
  try {
    okta['profile'] = profile;
    return outcomeOf(program.run({ site, okta, groups }), wanted);
  } catch (error) {
    if (!(error instanceof EvaluationError)) throw error;
    return undecided(failureText(error, program), null, failureNext);
  }
}

const missingAccount = { site: 'There is no account on the site yet', okta: 'There is no Okta user yet' } as const;

type CelValue = string | number | bigint | boolean | string[] | object;

/** Without a prototype, so that no name means anything but an attribute. */
function blank(): Record<string, CelValue> {
  return Object.create(null) as Record<string, CelValue>;
}

function isTooLarge(value: AttributeValue): boolean {
  if (typeof value === 'string') return value.length > largestValue.characters;
  if (!Array.isArray(value)) return false;
  return value.length > largestValue.elements || value.join('').length > largestValue.characters;
}

function toCel(value: string | number | boolean | string[]): CelValue {
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
}

function outcomeOf(result: unknown, wanted: 'condition' | 'value'): Outcome {
  if (wanted === 'condition') {
    if (typeof result === 'boolean') return { is: 'value', value: result };
    return undecided('The condition gave neither true nor false.', null, 'Compare the value with something.');
  }
  const value = fromCel(result);
  if (value !== undefined) return { is: 'value', value };
  return undecided('The expression gave something that no field holds.', null, 'Make a text, number or list of texts.');
}

function fromCel(result: unknown): AttributeValue | undefined {
  if (result instanceof Optional) return result.hasValue() ? fromCel(result.value()) : null;
  if (result === null || typeof result === 'string' || typeof result === 'boolean') return result;
  if (typeof result === 'number') return Number.isFinite(result) ? result : undefined;
  if (typeof result === 'bigint') return Number.isSafeInteger(Number(result)) ? Number(result) : undefined;
  if (!Array.isArray(result)) return undefined;
  const texts = result.filter((each) => typeof each === 'string');
  return texts.length === result.length ? texts : undefined;
}

const failureNext = 'Correct the expression, or test with has(…) first whether there is a value.';

/** Only what a type or a place is called: the library's own words can quote a value. */
function failureText({ code, summary, range }: EvaluationError, program: Program): string {
  const part = range ? program.original(range.start, range.end).trim() : '';
  const reason = code === 'no_such_overload' ? plain(summary) : (reasons[code] ?? 'the value does not fit.');
  return `The expression can’t be worked out${part === '' ? '' : ` at “${part}”`}: ${reason}`;
}

const reasons: Readonly<Record<string, string>> = {
  index_out_of_range: 'the text or list is shorter.',
  no_such_key: 'there is no such entry.',
  division_by_zero: 'it divides by zero.',
};
