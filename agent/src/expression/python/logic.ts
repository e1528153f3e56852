import type { SyntaxNode } from '@lezer/common';

import { operand, term, truth } from './term.ts';
import type { Term } from './term.ts';
import { refuse } from './translation.ts';
import type { Translation } from './translation.ts';
import { childrenOf } from './tree.ts';

const words: ReadonlySet<string> = new Set(['and', 'or']);

/** Whether a node is `not a`, `a and b` or `a or b`. */
export function isLogic(node: SyntaxNode): boolean {
  if (node.name === 'UnaryExpression') return node.firstChild?.name === 'not';
  return node.name === 'BinaryExpression' && words.has(childrenOf(node)[1]?.name ?? '');
}

/**
 * Logic by Python's own precedence: `or` below `and` below `not`. The tree is not asked for it, since that takes
 * everything behind a `not` for negated. Throws `Untranslatable`.
 */
export function logicTerm(node: SyntaxNode, translation: Translation): Term {
  const choices = split(flatten(node), 'or').map((choice) => {
    const all = split(choice, 'and').map((part) => {
      const last = part.at(-1);
      if (last === undefined || isWord(last)) throw refuse(node, translation);
      const value = truth(translation.toTerm(last));
      // Two negations are none.
      return part.length % 2 === 1 ? value : term(`!${operand(value)}`, 'bool');
    });
    return joined(all, '&&');
  });
  return joined(choices, '||');
}

function isWord({ name }: SyntaxNode): boolean {
  return name === 'not' || words.has(name);
}

/** Operands and words in the order in which they are written. */
function flatten(node: SyntaxNode): SyntaxNode[] {
  return isLogic(node) ? childrenOf(node).flatMap((child) => (isWord(child) ? [child] : flatten(child))) : [node];
}

function split(nodes: readonly SyntaxNode[], word: string): SyntaxNode[][] {
  const groups: SyntaxNode[][] = [[]];
  for (const node of nodes) {
    if (node.name === word) groups.push([]);
    else groups.at(-1)?.push(node);
  }
  return groups;
}

function joined(terms: readonly Term[], sign: string): Term {
  const [first] = terms;
  if (first !== undefined && terms.length === 1) return first;
  return term(terms.map(operand).join(` ${sign} `), 'bool', false);
}
