import type { SyntaxNode } from '@lezer/common';

import { Untranslatable } from './term.ts';
import type { Term, Type } from './term.ts';
import { textOf } from './tree.ts';
import type { Source } from './tree.ts';

/** What a translation knows beside the language. */
export interface Names {
  /** The type of an Okta attribute by its name. */
  typeOf(attribute: string): Type;
  /** What a name or an access means in the place where the expression stands; undefined for what every place has. */
  lookUp?(node: SyntaxNode, source: Source): Term | undefined;
}

export interface Translation {
  source: Source;
  names: Names;
  /** A part of the expression in CEL. Throws `Untranslatable`. */
  toTerm(node: SyntaxNode): Term;
}

const spellings: Readonly<Record<string, string>> = {
  LambdaExpression: 'CEL has no functions of its own; write the condition out.',
  ArrayComprehensionExpression: 'Write list.filter(each, …) or list.map(each, …).',
  ComprehensionExpression: 'Write list.exists(each, …) or list.all(each, …).',
  SetComprehensionExpression: 'Write list.filter(each, …).',
  DictionaryComprehensionExpression: 'Write the conditions out.',
  DictionaryExpression: 'Write the conditions out with == and ? :.',
  FormatString: 'Join texts with +.',
  NamedExpression: 'Write the value where it is used.',
  VariableName: 'Attributes are written as okta.status and okta.profile.department, texts in "quotes".',
};

const longestToken = 40;

/** Why a node has no CEL: its token, and what to write. */
export function refuse(node: SyntaxNode, { source }: Translation, next?: string): Untranslatable {
  const text = textOf(source, node);
  const token = text.length > longestToken ? `${text.slice(0, longestToken)}…` : text;
  const hint = next ?? spellings[node.name] ?? 'Write the condition in CEL: == != < > && || ! in, has(…), size(…).';
  return new Untranslatable(`“${token}” has no counterpart.`, hint, node);
}
