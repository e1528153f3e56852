import { badFilter } from './scim-error.ts';

export type Token =
  | { kind: '(' | ')' | '[' | ']' | 'end'; at: number }
  /** An attribute path, an operator, or one of `true`, `false`, `null`. */
  | { kind: 'word'; text: string; at: number }
  | { kind: 'string'; value: string; at: number }
  | { kind: 'number'; value: number; at: number };

/** Longest filter or path that is read, in characters. */
const longest = 4096;
/** Most tokens that a filter may have: some 200 comparisons. */
const most = 1000;

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Takes a filter apart in one pass, character by character: no input can make it slower than its length. */
export function tokenize(text: string): Token[] {
  if (text.length > longest) throw badFilter(`The filter is longer than ${longest} characters.`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === ' ' || char === '\t') {
      at += 1;
      continue;
    }
    if (tokens.length >= most) throw badFilter('The filter has too many terms.');
    if (char === '(' || char === ')' || char === '[' || char === ']') {
      tokens.push({ kind: char, at });
      at += 1;
    } else if (char === '"') {
      const { value, end } = readString(text, at);
      tokens.push({ kind: 'string', value, at });
      at = end;
    } else {
      const end = endOfWord(text, at);
      if (end === at) throw badFilter(`“${char}” at position ${at + 1} is not understood.`);
      tokens.push(toWord(text.slice(at, end), at));
      at = end;
    }
  }
  tokens.push({ kind: 'end', at });
  return tokens;
}

function readString(text: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return { value, end: at + 1 };
    if (char !== '\\') {
      value += char;
      continue;
    }
    at += 1;
    const next = text.charAt(at);
    if (next === 'u') {
      const code = text.slice(at + 1, at + 5);
      if (!isHex(code)) throw badFilter(`The escape at position ${at} is not \\u with four hexadecimal digits.`);
      value += String.fromCharCode(Number.parseInt(code, 16));
      at += 4;
      continue;
    }
    const plain = escapes[next];
    if (plain === undefined) throw badFilter(`The escape “\\${next}” at position ${at} is unknown.`);
    value += plain;
  }
  throw badFilter(`The text that begins at position ${start + 1} has no closing quote.`);
}

function isHex(text: string): boolean {
  return /^[\da-f]{4}$/i.test(text);
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && isWordChar(text.charCodeAt(at))) at += 1;
  return at;
}

/** Letters, digits and `$ + - . : _`: what attribute names, URNs, operators and numbers are made of. */
function isWordChar(code: number): boolean {
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  const isDigit = code >= 48 && code <= 58;
  return isLetter || isDigit || code === 36 || code === 43 || code === 45 || code === 46 || code === 95;
}

function toWord(text: string, at: number): Token {
  const first = text.charCodeAt(0);
  const isNumber = first === 45 || (first >= 48 && first <= 57);
  if (!isNumber) return { kind: 'word', text, at };
  const value = Number(text);
  if (Number.isNaN(value)) throw badFilter(`“${text}” at position ${at + 1} is no number.`);
  return { kind: 'number', value, at };
}
