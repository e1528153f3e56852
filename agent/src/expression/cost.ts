import type { ASTNode } from '@marcbachmann/cel-js';

import { loops } from './language.ts';

/** What one attribute may hold so that an expression still reads it, in characters and elements. */
export const largestValue = { characters: 10_000, elements: 200 };

/** Steps that an expression may take for one user: some ten milliseconds. */
export const mostSteps = 2_000_000;

/** The largest that a value can become, in characters and elements, and the steps that making it can take. */
interface Bound {
  size: number;
  items: number;
  steps: number;
}

/**
 * An upper bound of the steps that an expression takes for any user whose values are within `largestValue`. It can be told
 * beforehand since what is offered has no other loops than those over the elements of a list.
 */
export function stepsOf(ast: ASTNode): number {
  return boundOf(ast, new Map()).steps;
}

type Variables = ReadonlyMap<string, Bound>;

function boundOf(node: ASTNode, variables: Variables): Bound {
  switch (node.op) {
    case 'value':
      return { size: typeof node.args === 'string' ? node.args.length : 1, items: 1, steps: 1 };
    case 'id':
      return variables.get(node.args) ?? attribute;
    case '.':
    case '.?':
      return node.args[0].op === 'map' ? together([boundOf(node.args[0], variables)]) : attribute;
    case 'call':
      return together(node.args[1].map((each) => boundOf(each, variables)));
    case 'rcall':
      return loops.has(node.args[0]) ? boundOfLoop(node.args, variables) : boundOfMethod(node.args, variables);
    case 'map':
      return together(node.args.flat().map((each) => boundOf(each, variables)));
    case '!_':
    case '-_':
      return small(together([boundOf(node.args, variables)]));
    case 'list':
    case '+':
    case '?:':
    case '[]':
    case '[?]':
      return together(node.args.map((each) => boundOf(each, variables)));
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compared(node.args.map((each) => boundOf(each, variables)));
    default:
      return small(together(node.args.map((each) => boundOf(each, variables))));
  }
}

/** Methods whose result grows with what they are given; that of all others is a number, true or false. */
const growing: ReadonlySet<string> = new Set([
  'join',
  'lowerAscii',
  'orValue',
  'replace',
  'split',
  'substring',
  'trim',
  'upperAscii',
]);

function small(bound: Bound): Bound {
  return { ...bound, size: 1, items: 1 };
}

/** Two values are compared as far as the shorter goes. */
function compared(parts: readonly Bound[]): Bound {
  const shorter = Math.min(...parts.map(({ size }) => size));
  return { size: 1, items: 1, steps: parts.reduce((sum, part) => sum + part.steps, shorter + 1) };
}

const attribute: Bound = { size: largestValue.characters, items: largestValue.elements, steps: 1 };

function together(parts: readonly Bound[]): Bound {
  const size = parts.reduce((sum, part) => sum + part.size, 1);
  const items = parts.reduce((sum, part) => sum + part.items, 1);
  return { size, items, steps: parts.reduce((sum, part) => sum + part.steps, size) };
}

function boundOfMethod([name, on, args]: [string, ASTNode, ASTNode[]], variables: Variables): Bound {
  const given = args.map((each) => boundOf(each, variables));
  const receiver = boundOf(on, variables);
  if (name === 'startsWith' || name === 'endsWith') return compared([receiver, ...given]);
  const whole = together([receiver, ...given]);
  if (!growing.has(name)) return small(whole);
  // A text splits into as many parts as it has characters, and each of them can be replaced or joined by a literal one.
  if (name === 'split') return { ...whole, items: receiver.size + 1 };
  if (name !== 'replace' && name !== 'join') return whole;
  const size = receiver.size * (1 + Math.max(0, ...given.map((each) => each.size)));
  return { size, items: 1, steps: whole.steps + size };
}

/** The sum over all elements is that over as many average ones, since what is done to one is linear in its size. */
function boundOfLoop([name, on, args]: [string, ASTNode, ASTNode[]], variables: Variables): Bound {
  const list = boundOf(on, variables);
  const [variable, ...bodies] = args;
  const element = { size: Math.ceil(list.size / Math.max(1, list.items)), items: 1, steps: 1 };
  const inner = variable?.op === 'id' ? new Map([...variables, [variable.args, element]]) : variables;
  const body = together(bodies.map((each) => boundOf(each, inner)));
  const size = name === 'map' ? list.items * body.size : name === 'filter' ? list.size : 1;
  return { size, items: list.items, steps: list.steps + list.items * body.steps };
}
