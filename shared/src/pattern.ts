import { SyncError } from './error.ts';

/** Longest pattern, longest text it is tried on, and how many open-ended repetitions it may have. */
const longestPattern = 200;
const longestText = 256;
const mostRepeats = 3;

/** A pattern of the tool, ignoring case: `whole` fits all of a text, `start` its beginning. */
export interface Pattern {
  fits(text: string): boolean;
  /** The text with what fits replaced, where `\1` or `$1` is a group of the pattern; null where it does not fit. */
  rename(text: string, replacement: string): string | null;
}

/** Reads a pattern. Throws `invalid` for one that is none, or that could take very long on some text. */
export function readPattern(source: string, fit: 'whole' | 'start'): Pattern {
  if (source.length > longestPattern) throw wrong(source, `is longer than ${longestPattern} characters`);
  if (isSlow(source)) throw wrong(source, 'repeats what already repeats, which can take very long');
  let pattern: RegExp;
  try {
    pattern = new RegExp(fit === 'whole' ? `^(?:${source})$` : `^(?:${source})`, 'iu');
  } catch {
    throw wrong(source, 'is no regular expression');
  }
  const short = (text: string) => text.length <= longestText;
  return {
    fits: (text) => short(text) && pattern.test(text),
    rename: (text, replacement) =>
      short(text) && pattern.test(text) ? text.replace(pattern, replacement.replaceAll(/\\(\d)/g, '$$$1')) : null,
  };
}

function wrong(source: string, what: string): SyncError {
  return new SyncError('invalid', `The pattern "${source.slice(0, 60)}" ${what}.`, {
    scope: 'run',
    field: 'pull',
    next: 'Write it in a simpler way, such as prefix-.* or two patterns. Nothing was run.',
  });
}

const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;

/** How many ways to try there may be, where each open-ended part counts as eight. */
const mostWays = 16_384;

/**
 * A group with a repetition or a choice in it is not repeated, a text is not referred to again, few parts are open-ended, and what
 * may be missing or be one of several leaves few ways to try.
 */
function isSlow(source: string): boolean {
  const open: { risky: boolean; choices: number }[] = [];
  let risky = false;
  let choices = 1;
  let count = 0;
  let ways = 1;
  for (let at = 0; at < source.length; at += 1) {
    const character = source[at] ?? '';
    const rest = source.slice(at + 1);
    const [repeat] = quantifier.exec(source.slice(at)) ?? [];
    if (character === '\\') {
      if (/^[1-9k]/.test(rest)) return true;
      at += 1;
    } else if (character === '[') at = endOfClass(source, at);
    else if (character === '(') {
      if (/^\?(?:[=!]|<[=!])/.test(rest)) return true;
      if (rest.startsWith('?')) at += 1;
      open.push({ risky, choices });
      [risky, choices] = [false, 1];
    } else if (character === ')') {
      if (risky && /^[*+{]/.test(rest)) return true;
      const outer = open.pop();
      risky ||= outer?.risky ?? false;
      choices = outer?.choices ?? 1;
    } else if (character === '|' && open.length > 0) {
      risky = true;
      ways = (ways / choices) * (choices + 1);
      choices += 1;
    } else if (repeat !== undefined) {
      const isFixed = /^\{\d+\}/.test(repeat);
      risky ||= !isFixed;
      if (repeat.startsWith('?')) ways *= 2;
      else if (!isFixed) count += 1;
      at += repeat.length - 1;
    }
  }
  return count > mostRepeats || ways * 8 ** count > mostWays;
}

function endOfClass(source: string, from: number): number {
  for (let at = from + 1; at < source.length; at += 1) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === ']') return at;
  }
  return source.length;
}
