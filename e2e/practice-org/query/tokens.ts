import { OktaError } from '../okta-error.ts';

export type Token =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number };

const word = /[A-Za-z_$][\w.$:-]*/y;
const number = /-?\d+(?:\.\d+)?(?![\w.])/y;
const string = /"(?:[^"\\]|\\.)*"/y;
const longest = 10_000;

/** Splits a filter or search expression; a quote inside a string is written `\"`. Throws E0000031. */
export function tokenize(text: string): Token[] {
  if (text.length > longest) throw new OktaError('E0000031');
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  while (at < text.length) {
    const character = text[at] ?? '';
    if (/\s/.test(character)) {
      at += 1;
    } else if (character === '(' || character === ')') {
      at += 1;
      tokens.push({ kind: character === '(' ? 'open' : 'close' });
    } else {
      tokens.push(takeValue(take));
    }
  }
  return tokens;
}

function takeValue(take: (pattern: RegExp) => string | undefined): Token {
  const quoted = take(string);
  if (quoted !== undefined) return { kind: 'string', text: quoted.slice(1, -1).replaceAll(/\\(.)/gs, '$1') };
  const digits = take(number);
  if (digits !== undefined) return { kind: 'number', value: Number(digits) };
  const name = take(word);
  if (name !== undefined) return { kind: 'word', text: name };
  throw new OktaError('E0000031');
}
