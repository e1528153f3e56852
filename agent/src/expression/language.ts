import { Environment } from '@marcbachmann/cel-js';

/** The part of CEL (cel.dev) that Rollcall offers: texts, numbers, lists, and nothing that could run for long. */

/** Longest text of an expression, in characters. */
export const longestText = 2000;

const limits = { maxAstNodes: 500, maxDepth: 50, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 };

/** Functions that are called with their argument in brackets, such as `size(x)`. */
export const functions: ReadonlySet<string> = new Set(['has', 'size', 'string', 'int', 'double', 'bool']);

/** Functions that go over a list with a name for each element, such as `x.exists(each, …)`. */
export const loops: ReadonlySet<string> = new Set(['exists', 'all', 'exists_one', 'filter', 'map']);

/** Functions that are called on a value, such as `x.startsWith("a")`. */
export const methods: ReadonlySet<string> = new Set([
  ...loops,
  'contains',
  'endsWith',
  'hasValue',
  'indexOf',
  'join',
  'lastIndexOf',
  'lowerAscii',
  'orValue',
  'replace',
  'size',
  'split',
  'startsWith',
  'substring',
  'trim',
  'upperAscii',
]);

/** What to write instead of a function that other languages have, or that could take long. */
export const instead: Readonly<Record<string, string>> = {
  matches: 'Compare with startsWith, endsWith or contains; patterns are not offered, since some of them never end.',
  lower: 'Write lowerAscii().',
  toLowerCase: 'Write lowerAscii().',
  upper: 'Write upperAscii().',
  toUpperCase: 'Write upperAscii().',
  strip: 'Write trim().',
  startswith: 'Write startsWith("…").',
  endswith: 'Write endsWith("…").',
  includes: 'Write contains("…"), or "…" in the list.',
  len: 'Write size(…).',
  length: 'Write size(…).',
  str: 'Write string(…).',
  getattr: 'Write the attribute by its name, such as okta.profile.department; test it with has(…).',
};

/** An environment within the limits; `times` as wide for what an expression within them is rewritten to. */
export function newEnvironment(times = 1): Environment {
  const wider = { ...limits, maxAstNodes: limits.maxAstNodes * times, maxDepth: limits.maxDepth * times };
  const options = { homogeneousAggregateLiterals: false, enableOptionalTypes: true, limits: wider };
  return new Environment(options).registerFunction(
    'string.replace(string, string): string',
    (text: string, part: string, by: string) => text.replaceAll(part, by),
  );
}
