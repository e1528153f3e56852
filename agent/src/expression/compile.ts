import { compileCel } from './cel.ts';
import { undecided } from './expression.ts';
import type { Expression, Kind, Outcome } from './expression.ts';
import { compileTemplate } from './template.ts';
import { vocabularyOf } from './vocabulary.ts';
import type { Schema } from './vocabulary.ts';

/**
 * Reads an expression for use over any number of users. With the schema of a side every attribute and type is checked,
 * with null for it only the language is. Never throws: what is wrong stands in `flaws`.
 */
export function compile(text: string, kind: Kind, schema: Schema): Expression {
  const vocabulary = vocabularyOf(kind, schema);
  if (kind === 'condition') return compileCel(text, 'condition', vocabulary);
  const template = compileTemplate(text, vocabulary);
  return kind === 'value' ? template : { ...template, run: (input) => asName(template.run(input)) };
}

function asName(outcome: Outcome): Outcome {
  if (outcome.is === 'undecided') return outcome;
  const name = typeof outcome.value === 'string' ? outcome.value.trim() : '';
  return name === '' ? undecided('The name is empty.') : { is: 'value', value: name };
}

const known = new Map<string, Expression>();
/** So many texts are kept read; a connection has a few dozen. */
const mostKnown = 500;

/** As `compile` without a schema, for runs: the same text is read once. */
export function compiled(text: string, kind: Kind, roots: readonly (keyof Schema)[]): Expression {
  const key = `${kind} ${roots.join('+')} ${text}`;
  const kept = known.get(key);
  if (kept) return kept;
  if (known.size >= mostKnown) known.clear();
  const expression = compile(text, kind, Object.fromEntries(roots.map((root) => [root, null])));
  known.set(key, expression);
  return expression;
}
