import type { ASTNode } from '@marcbachmann/cel-js';

import type { Flaw, Read, Root } from './expression.ts';
import { functions, instead, loops, methods } from './language.ts';
import { pathOf } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/** An attribute in an expression; one that is read `plainly` stands for an empty text or list where it has no value. */
export interface Place extends Read {
  from: number;
  to: number;
  plainly: 'text' | 'list' | null;
}

export interface Walked {
  flaws: Flaw[];
  places: Place[];
  /** Names of the groups that it tests. */
  groups: Set<string>;
}

interface Scope {
  vocabulary: Vocabulary;
  /** Names that the loops around have given. */
  bound: ReadonlySet<string>;
  found: Walked;
}

/** Finds every attribute that an expression reads and everything in it that is not offered. Pure. */
export function walk(ast: ASTNode, vocabulary: Vocabulary): Walked {
  const found: Walked = { flaws: [], places: [], groups: new Set() };
  visit(ast, 'text', { vocabulary, bound: new Set(), found });
  return found;
}

type Wanted = 'text' | 'list' | 'presence';

function visit(node: ASTNode, wanted: Wanted, scope: Scope): void {
  switch (node.op) {
    case 'value':
      return;
    case 'id':
      return visitName(node, node.args, scope);
    case '.':
    case '.?':
      return visitField(node, wanted, scope);
    case 'call':
      return visitCall(node, node.args[0], node.args[1], scope);
    case 'rcall':
      return visitMethod(node, node.args, scope);
    case 'list':
      return node.args.forEach((each) => visit(each, 'text', scope));
    case 'map':
      return node.args.flat().forEach((each) => visit(each, 'text', scope));
    case '!_':
    case '-_':
      return visit(node.args, 'text', scope);
    case 'in':
      return visitIn(node.args, scope);
    default:
      return node.args.forEach((each) => visit(each, 'text', scope));
  }
}

function visitIn([left, right]: [ASTNode, ASTNode], scope: Scope): void {
  const isTest = right.op === 'id' && isGroups(right.args, scope) && left.op === 'value';
  if (isTest && typeof left.args === 'string' && left.args !== '') {
    scope.found.groups.add(left.args);
    return;
  }
  visit(left, 'text', scope);
  visit(right, 'list', scope);
}

/** Whether a name stands for the groups of the user, which can be asked for one by one only. */
function isGroups(name: string, { vocabulary, bound }: Scope): boolean {
  return name === 'groups' && vocabulary.testsGroups && !bound.has(name);
}

function visitName(node: ASTNode, name: string, scope: Scope): void {
  const { roots, nearest } = scope.vocabulary;
  if (scope.bound.has(name)) return;
  if (isGroups(name, scope)) {
    const next = 'Write "Name of a group" in groups, with the name itself in "quotes".';
    return flaw(node, 'It can only be asked whether a group is among the groups.', next, scope);
  }
  const root = roots.find((each) => each === name);
  if (root !== undefined) {
    return flaw(node, `“${name}” is the whole account.`, `Name the attribute: ${pathOf(root, 'name')}.`, scope);
  }
  const meant = nearest([name]);
  const next = meant === null ? startWith(roots) : `Write ${meant}.`;
  flaw(node, `“${name}” is not known here.`, next, scope);
}

function startWith(roots: readonly Root[]): string {
  return `An attribute is written as ${roots.map((root) => pathOf(root, 'name')).join(' or ')}, a text in "quotes".`;
}

function visitField(node: ASTNode & { op: '.' | '.?' }, wanted: Wanted, scope: Scope): void {
  const path = pathIn(node);
  const [root] = path ?? [];
  const isRoot = scope.vocabulary.roots.some((each) => each === root);
  if (path === null || root === undefined || !isRoot || scope.bound.has(root))
    return visit(node.args[0], 'text', scope);
  const read = scope.vocabulary.resolve(path);
  if (read === null) return unknownField(node, path, scope);
  const { start: from, end: to } = node;
  const plainly = node.op === '.?' || wanted === 'presence' ? null : wanted;
  // The place is replaced by another text, so nothing else may stand in it.
  if (!/^[\w.?\s]+$/.test(node.input.slice(from, to))) {
    return flaw(node, 'An attribute is written in one piece.', `Write ${read.path}.`, scope);
  }
  scope.found.places.push({ ...read, from, to, plainly });
}

function unknownField(node: ASTNode, path: readonly string[], scope: Scope): void {
  const meant = scope.vocabulary.nearest(path);
  const next = meant === null ? startWith(scope.vocabulary.roots) : `The nearest is ${meant}.`;
  flaw(node, `There is no attribute ${path.join('.')} here.`, next, scope);
}

/** The names of `a.b.c`; null for anything that is more than names. */
function pathIn(node: ASTNode): string[] | null {
  if (node.op === 'id') return [node.args];
  if (node.op !== '.' && node.op !== '.?') return null;
  const before = pathIn(node.args[0]);
  return before === null ? null : [...before, node.args[1]];
}

function visitCall(node: ASTNode, name: string, args: readonly ASTNode[], scope: Scope): void {
  if (!functions.has(name)) return notOffered(node, name, scope);
  // To the library the empty text is the number 0; where there is no value there is no number either.
  const wanted = name === 'has' || name === 'int' ? 'presence' : name === 'size' ? 'list' : 'text';
  for (const each of args) visit(each, wanted, scope);
}

function visitMethod(node: ASTNode, [name, on, args]: [string, ASTNode, ASTNode[]], scope: Scope): void {
  if (!methods.has(name)) return notOffered(node, name, scope);
  if (literalOnly.has(name) && args.some((each) => each.op !== 'value')) {
    return flaw(node, `${name}() takes texts in "quotes" only.`, 'Write the text itself in the brackets.', scope);
  }
  if (!loops.has(name)) {
    visit(on, name === 'join' ? 'list' : 'text', scope);
    return args.forEach((each) => visit(each, 'text', scope));
  }
  visit(on, 'list', scope);
  const [variable, ...bodies] = args;
  if (variable?.op !== 'id' || scope.vocabulary.roots.some((root) => root === variable.args)) {
    return flaw(
      variable ?? node,
      `${name}() takes a new name for each element first.`,
      `Write ${name}(each, …).`,
      scope,
    );
  }
  const inner = { ...scope, bound: new Set([...scope.bound, variable.args]) };
  for (const each of bodies) visit(each, 'text', inner);
}

/** Their result could grow by the product of two values otherwise. */
const literalOnly: ReadonlySet<string> = new Set(['replace', 'split', 'join']);

function notOffered(node: ASTNode, name: string, scope: Scope): void {
  const all = [...new Set([...functions, ...methods])].toSorted((a, b) => a.localeCompare(b)).join(', ');
  flaw(node, `“${name}” is not offered.`, instead[name] ?? `There are: ${all}.`, scope);
}

function flaw({ start: from, end: to }: ASTNode, text: string, next: string, { found }: Scope): void {
  found.flaws.push({ text, next, from, to });
}
