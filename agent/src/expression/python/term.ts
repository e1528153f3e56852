import type { SyntaxNode } from '@lezer/common';

import type { Flaw } from '../expression.ts';

/** What a part of a Python expression gives: `any` is an attribute whose type nobody knows. */
export type Type = 'bool' | 'text' | 'number' | 'list' | 'none' | 'any';

/** A part of a Python expression in CEL. */
export interface Term {
  cel: string;
  type: Type;
  /** It can stand beside any operator without brackets. */
  whole: boolean;
  /** The attribute that it is, so that it can be asked whether there is one. */
  attribute: string | null;
  /** What stands for it where only its truth counts; absent where its type tells that. */
  condition?: string;
}

export function term(cel: string, type: Type, whole = true): Term {
  return { cel, type, whole, attribute: null };
}

export function attributeTerm(path: string, type: Type): Term {
  return { cel: path, type, whole: true, attribute: path };
}

/** The CEL of a term as an operand. */
export function operand({ cel, whole }: Term): string {
  return whole ? cel : `(${cel})`;
}

/** Whether Python takes the value for true: no empty text, empty list, zero or None. */
export function truth(value: Term): Term {
  if (value.condition !== undefined) return term(value.condition, 'bool', false);
  const it = operand(value);
  switch (value.type) {
    case 'bool':
      return value;
    case 'text':
      return term(`${it} != ""`, 'bool', false);
    case 'number':
      return value.attribute === null
        ? term(`${it} != 0`, 'bool', false)
        : term(`has(${it}) && ${it} != 0`, 'bool', false);
    case 'list':
      return term(`size(${it}) > 0`, 'bool', false);
    case 'none':
      return term('false', 'bool');
    case 'any':
      return term(`has(${it}) && !(${it} in [false, 0])`, 'bool', false);
  }
}

/** Stops a translation; the catcher tells the flaw. */
export class Untranslatable extends Error {
  readonly flaw: Flaw;

  constructor(text: string, next: string, { from, to }: Pick<SyntaxNode, 'from' | 'to'>) {
    super(text);
    this.flaw = { text, next, from, to };
  }
}
