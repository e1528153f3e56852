import type { SyntaxNode } from '@lezer/common';
import { parser } from '@lezer/python';

import type { Flaw } from '../expression.ts';

/** Python as the files of Adobe's User Sync Tool have it. It is only ever read, never run. */
export interface Source {
  text: string;
  root: SyntaxNode;
}

/** Reads Python; what is no Python is told as a flaw at the first place that can't be read. */
export function readPython(text: string): Source | { flaw: Flaw } {
  const root = parser.parse(`${text}\n`).topNode;
  const broken = firstBroken(root);
  if (broken === null) return { text, root };
  const from = Math.min(broken.from, text.length);
  const part = text.slice(from, from + 20).trim();
  const what = part === '' ? 'It ends too early.' : `“${part}” can’t be read here.`;
  return { flaw: { text: what, next: 'Write a condition in CEL.', from, to: Math.max(from, broken.to) } };
}

function firstBroken(root: SyntaxNode): SyntaxNode | null {
  const cursor = root.cursor();
  do if (cursor.type.isError) return cursor.node;
  while (cursor.next());
  return null;
}

/** The children of a node in their order, without comments; `named` leaves out brackets and commas. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.name !== 'Comment') children.push(child);
  return children;
}

const marks: ReadonlySet<string> = new Set(['(', ')', '[', ']', '{', '}', ',', '.', ':', ';']);

export function partsOf(node: SyntaxNode): SyntaxNode[] {
  return childrenOf(node).filter(({ name }) => !marks.has(name));
}

export function textOf({ text }: Source, { from, to }: SyntaxNode): string {
  return text.slice(from, to);
}

/** The text of a string literal without prefix or with `u` or `r`; null for any other node or prefix. */
export function literalOf(source: Source, node: SyntaxNode): string | null {
  if (node.name === 'ContinuedString') {
    const parts = childrenOf(node).map((each) => literalOf(source, each));
    return parts.includes(null) ? null : parts.join('');
  }
  if (node.name !== 'String') return null;
  const found = /^(u|r)?("""|'''|"|')([\s\S]*)\2$/i.exec(textOf(source, node));
  const [, prefix = '', , content = ''] = found ?? [];
  if (!found) return null;
  return prefix.toLowerCase() === 'r' ? content : unescape(content);
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

function unescape(content: string): string {
  return content.replaceAll(
    /\\(?:x([\da-f]{2})|u([\da-f]{4})|([\s\S]))/gi,
    (whole, byte?: string, unit?: string, other = '') => {
      const code = byte ?? unit;
      return code === undefined ? (escapes[other] ?? whole) : String.fromCodePoint(Number.parseInt(code, 16));
    },
  );
}
