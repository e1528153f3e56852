import type { AttributeValue } from '@rollcall/shared';

import { compileCel, unusable } from './cel.ts';
import { undecided } from './expression.ts';
import type { Expression, Flaw, Input, Outcome, Read, Root } from './expression.ts';
import { longestText } from './language.ts';
import { pathOf } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** A piece of a template: plain text, or what stands between `${` and `}`; `from` is where its content begins. */
type Piece = { is: 'text'; text: string } | { is: 'part'; content: string; from: number };

/** `${attribute}` and `${ CEL }` in a text. One part alone that is CEL keeps the type of its value. Never throws. */
export function compileTemplate(text: string, vocabulary: Vocabulary): Expression {
  if (text.length > longestText) {
    const next = 'Leave something out.';
    return unusable([{ text: `It is longer than ${longestText} characters.`, next, from: 0, to: text.length }]);
  }
  const pieces = piecesOf(text);
  if ('flaw' in pieces) return unusable([pieces.flaw]);
  const parts = pieces.map((piece) => (piece.is === 'text' ? plainText(piece.text) : compilePart(piece, vocabulary)));
  const flaws = parts.flatMap((part) => part.flaws);
  if (flaws.length > 0) return unusable(flaws);
  const reads = [...new Map(parts.flatMap((part) => part.reads).map((read) => [read.path, read])).values()];
  const [only] = pieces;
  const alone = pieces.length === 1 && only?.is === 'part' && !isName(only.content) ? parts[0] : undefined;
  return { flaws, reads, groups: [], run: alone?.run ?? ((input) => fill(parts, input)) };
}

function plainText(text: string): Expression {
  return { flaws: [], reads: [], groups: [], run: () => ({ is: 'value', value: text }) };
}

function fill(parts: readonly Expression[], input: Input): Outcome {
  let text = '';
  for (const part of parts) {
    const outcome = part.run(input);
    if (outcome.is === 'undecided') return outcome;
    text += textOf(outcome.value);
  }
  return { is: 'value', value: text };
}

function textOf(value: AttributeValue): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

function isName(content: string): boolean {
  return /^@?[\w-]+$/.test(content);
}

function compilePart({ content, from }: { content: string; from: number }, vocabulary: Vocabulary): Expression {
  if (isName(content)) return compileName(content, from, vocabulary);
  const compiled = compileCel(content, 'value', vocabulary);
  if (compiled.flaws.length === 0) return compiled;
  return unusable(compiled.flaws.map((flaw) => ({ ...flaw, from: flaw.from + from, to: flaw.to + from })));
}

function compileName(name: string, from: number, vocabulary: Vocabulary): Expression {
  const [root] = vocabulary.roots;
  const path = root === undefined ? [] : pathOf(root, name.replace(/^@/, '')).split('.');
  const read = vocabulary.resolve(path);
  if (root === undefined || read === null || (name.startsWith('@') && read.key !== name)) {
    const meant = vocabulary.nearest(path);
    const next =
      meant === null ? 'Choose one of the fields that are offered.' : `The nearest is \${${shortName(meant)}}.`;
    return unusable([{ text: `There is no attribute ${name} here.`, next, from, to: from + name.length }]);
  }
  return copyOf({ root, key: name, path: read.path });
}

function shortName(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

function copyOf(read: Read): Expression {
  const { root, key } = read;
  return {
    flaws: [],
    reads: [read],
    groups: [],
    run(input) {
      const account = input[root] ?? {};
      const value = Object.hasOwn(account, key) ? account[key] : undefined;
      if (value !== undefined) return { is: 'value', value };
      return undecided(`The mapping uses \${${key}}, which this account does not have.`, key, missingNext[root]);
    },
  };
}

const missingNext: Record<Root, string> = {
  site: 'Correct the mapping, or fill in the field on the site.',
  okta: 'Correct the mapping.',
};

function piecesOf(text: string): Piece[] | { flaw: Flaw } {
  const pieces: Piece[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf('${', at);
    const end = open === -1 ? text.length : open;
    if (end > at) pieces.push({ is: 'text', text: text.slice(at, end) });
    if (open === -1) break;
    const close = endOf(text, open + 2);
    if (close === null) {
      const what = { text: 'An open ${ is not ended.', next: 'End it with }.' };
      return { flaw: { ...what, from: open, to: text.length } };
    }
    const content = text.slice(open + 2, close);
    if (content.trim() === '') {
      const what = { text: 'There is nothing in ${}.', next: 'Name an attribute in it, such as ${mail}.' };
      return { flaw: { ...what, from: open, to: close + 1 } };
    }
    pieces.push({ is: 'part', content, from: open + 2 });
    at = close + 1;
  }
  return pieces;
}

/** Where the part that begins at `from` ends: brackets and quoted texts in it are passed over. */
function endOf(text: string, from: number): number | null {
  let depth = 0;
  let quote: string | null = null;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== null) {
      if (character === '\\') at += 1;
      else if (character === quote) quote = null;
    } else if (character === '"' || character === "'") quote = character;
    else if (character === '{') depth += 1;
    else if (character === '}' && depth === 0) return at;
    else if (character === '}') depth -= 1;
  }
  return null;
}
