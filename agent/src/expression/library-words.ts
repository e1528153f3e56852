/** What the library of CEL tells of an error; codes as in its `errors`. */
export interface LibraryError {
  code: string;
  summary: string;
}

/** What is wrong with a part of an expression, as a sentence; the library's own words are for whoever knows its inside. */
export function sentenceOf({ code, summary }: LibraryError, part: string): string {
  const isPlace = ['unexpected_token', 'expected_token', 'unexpected_character'].includes(code);
  if (isPlace) return part === '' ? 'It ends too early.' : `“${part}” can’t stand here.`;
  if (code === 'unknown_variable') return `“${part}” is not known here.`;
  if (code === 'reserved_identifier') return `“${part}” is a reserved word.`;
  if (/^invalid_(number|integer|hex_integer|exponent)$/.test(code)) return `“${part}” is no number.`;
  if (code.includes('escape')) return `“${part}” stands for no character.`;
  return sentences[code] ?? plain(summary);
}

/** What the library says, as a sentence. */
export function plain(summary: string): string {
  const text = summary.replace(/dyn<(\w+)>/g, '$1').replace(/^no such overload: /i, 'these do not fit together: ');
  return `${text.replace(/\.+$/, '')}.`;
}

const notEnded = 'A text in quotes is not ended.';
const condition = 'Only what is true or false can stand here.';
const index = 'Only elements of a list have a number.';

const sentences: Readonly<Record<string, string>> = {
  unterminated_string: notEnded,
  unterminated_triple_quoted_string: notEnded,
  newline_in_string: notEnded,
  limit_exceeded: 'It has too many parts.',
  invalid_condition_type: condition,
  invalid_logical_operand: condition,
  incompatible_ternary_branches: 'Both results of ? and : must be of one type.',
  no_matching_overload: 'A function gets something that it does not take.',
  optional_expected: 'Only what is read with .? can be asked so.',
  cannot_index_type: index,
  invalid_index_type: index,
  invalid_comprehension_range: 'Only a list can be gone over.',
  invalid_macro_argument: 'What stands in the brackets is not what the function takes.',
};
