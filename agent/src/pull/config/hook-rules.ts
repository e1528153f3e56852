import type { SyntaxNode } from '@lezer/common';
import type { PullRule } from '@rollcall/shared';

import { compile } from '../../expression/compile.ts';
import { longestText } from '../../expression/language.ts';
import { operand, term, truth, Untranslatable } from '../../expression/python/term.ts';
import type { Term } from '../../expression/python/term.ts';
import { translationOf } from '../../expression/python/translate.ts';
import type { Translation } from '../../expression/python/translation.ts';
import { childrenOf, partsOf, readPython, textOf } from '../../expression/python/tree.ts';
import { readable } from '../conditions.ts';
import { groupsName, hookNames } from './hook-names.ts';

/** A statement that has no counterpart; `line` counts from 0 in the code. */
export interface Rest {
  line: number;
  code: string;
  why: string;
}

export interface HookRules {
  rules: PullRule[];
  rest: Rest[];
}

interface Walk extends HookRules {
  translation: Translation;
  /** What each name of the code stands for; null where that depends on what was left out. */
  locals: Map<string, Term | null>;
}

/**
 * The rules that the code of a hook comes to: attributes that are read, conditions on them, attributes that are set, groups
 * that are added or taken. Every other statement is in `rest`.
 */
export function rulesOf(code: string, extended: readonly string[]): HookRules {
  const source = readPython(code);
  if ('flaw' in source) {
    const { text: why, from } = source.flaw;
    const line = lineAt(code, from);
    return { rules: [], rest: [{ line, code: firstLine(code.split('\n')[line] ?? ''), why }] };
  }
  const locals: Walk['locals'] = new Map();
  const translation = translationOf(source, hookNames(locals, extended));
  const walk: Walk = { rules: [], rest: [], translation, locals };
  for (const statement of childrenOf(source.root)) visit(statement, [], walk);
  return { rules: walk.rules, rest: walk.rest };
}

function visit(statement: SyntaxNode, when: readonly Term[], walk: Walk): void {
  try {
    switch (statement.name) {
      case 'PassStatement':
        return;
      case 'IfStatement':
        return visitIf(statement, when, walk);
      case 'AssignStatement':
        return visitAssign(statement, when, walk);
      case 'ExpressionStatement':
        return visitCall(statement, when, walk);
      default:
        throw leftOut(statement);
    }
  } catch (error) {
    if (!(error instanceof Untranslatable)) throw error;
    leave(statement, error.message, walk);
  }
}

function leave(statement: SyntaxNode, why: string, { translation, rest, locals }: Walk): void {
  const { source } = translation;
  rest.push({ line: lineAt(source.text, statement.from), code: firstLine(textOf(source, statement)), why });
  statement.cursor().iterate(({ name, node }) => {
    if (name !== 'VariableName') return;
    const local = textOf(source, node);
    // A call by itself changes no text, but it may change the groups; going over them does not.
    const changes = local === groupsName ? node.prevSibling?.name !== 'in' : statement.name !== 'ExpressionStatement';
    if (changes) locals.set(local, null);
  });
}

/** All conditions first, so that no branch is translated where another one can't be. */
function visitIf(statement: SyntaxNode, when: readonly Term[], walk: Walk): void {
  const parts = childrenOf(statement).filter(({ name }) => name !== 'if' && name !== 'elif' && name !== 'else');
  const branches: { when: Term[]; body: SyntaxNode }[] = [];
  const others: Term[] = [];
  let test: Term | null = null;
  for (const part of parts) {
    if (part.name !== 'Body') {
      test = truth(walk.translation.toTerm(part));
      continue;
    }
    branches.push({ when: [...when, ...others, ...(test ? [test] : [])], body: part });
    if (test) others.push(term(`!${operand(test)}`, 'bool'));
    test = null;
  }
  for (const { when: conditions, body } of branches) {
    const known = new Map(walk.locals);
    for (const inner of childrenOf(body)) if (inner.name !== ':') visit(inner, conditions, walk);
    // Which value a name has behind the branch is anybody's guess.
    for (const [name, value] of walk.locals) if (known.get(name) !== value) walk.locals.set(name, null);
  }
}

function visitAssign(statement: SyntaxNode, when: readonly Term[], walk: Walk): void {
  const [target, sign, value, other] = childrenOf(statement);
  if (!target || sign?.name !== 'AssignOp' || !value || other) throw leftOut(statement);
  const { source } = walk.translation;
  if (target.name === 'VariableName') {
    const made = walk.translation.toTerm(value);
    // What is put into itself line by line would double each time.
    if (made.cel.length > longestText)
      throw new Untranslatable(`It is longer than ${longestText} characters.`, 'Leave something out.', value);
    walk.locals.set(textOf(source, target), made);
    return;
  }
  const attribute = /^target_attributes\s*\[\s*(['"])(\w+)\1\s*\]$/.exec(textOf(source, target))?.[2];
  if (attribute === undefined || !targetAttributes.has(attribute)) throw leftOut(target);
  const template = templateOf(walk.translation.toTerm(value), statement);
  add({ when, set: { [attribute]: template }, addRoles: [], removeRoles: [] }, statement, walk);
}

/** What the tool takes back from `target_attributes`. */
const targetAttributes: ReadonlySet<string> = new Set([
  'email',
  'username',
  'domain',
  'firstname',
  'lastname',
  'country',
]);

function visitCall(statement: SyntaxNode, when: readonly Term[], walk: Walk): void {
  const [call] = partsOf(statement);
  const [callee, list] = call?.name === 'CallExpression' ? childrenOf(call) : [];
  const [given, other] = list ? partsOf(list) : [];
  const method = callee
    ? /^target_groups\s*\.\s*(add|remove|discard)$/.exec(textOf(walk.translation.source, callee))?.[1]
    : undefined;
  if (method === undefined || !given || other) throw leftOut(statement);
  const role = templateOf(walk.translation.toTerm(given), statement);
  const roles = method === 'add' ? { addRoles: [role], removeRoles: [] } : { addRoles: [], removeRoles: [role] };
  add({ when, set: {}, ...roles }, statement, walk);
}

function templateOf(value: Term, at: SyntaxNode): string {
  if (value.type !== 'text' && value.type !== 'any') throw new Untranslatable('It is no text.', 'Write a text.', at);
  const literal = /^"[^"\\$]*"$/.test(value.cel) ? value.cel.slice(1, -1) : null;
  return literal ?? `\${ ${value.cel} }`;
}

type Step = Omit<PullRule, 'when'> & { when: readonly Term[] };

/** Joins a step to the last rule where both have the same condition and concern different things. */
function add({ when, ...step }: Step, at: SyntaxNode, { rules }: Walk): void {
  const rule: PullRule = { when: allOf(when), ...step };
  if (!isSound(rule)) throw leftOut(at);
  const last = rules.at(-1);
  const isTold = (given: PullRule) => [...Object.keys(given.set), ...given.addRoles, ...given.removeRoles];
  if (last?.when !== rule.when || isTold(rule).some((each) => isTold(last).includes(each))) {
    rules.push(rule);
    return;
  }
  Object.assign(last.set, rule.set);
  last.addRoles.push(...rule.addRoles);
  last.removeRoles.push(...rule.removeRoles);
}

function allOf(conditions: readonly Term[]): string | null {
  const [only] = conditions;
  if (only === undefined) return null;
  return conditions.length === 1 ? only.cel : conditions.map(operand).join(' && ');
}

function isSound({ when, set, addRoles, removeRoles }: PullRule): boolean {
  const isWhole = (text: string, kind: 'condition' | 'value' | 'name') =>
    compile(text, kind, readable).flaws.length === 0;
  return (
    (when === null || isWhole(when, 'condition')) &&
    Object.values(set).every((text) => isWhole(text, 'value')) &&
    [...addRoles, ...removeRoles].every((text) => isWhole(text, 'name'))
  );
}

function leftOut(node: SyntaxNode): Untranslatable {
  return new Untranslatable('Rules have no counterpart for it.', 'Write it as a rule.', node);
}

function lineAt(code: string, at: number): number {
  return code.slice(0, at).split('\n').length - 1;
}

const longest = 60;

function firstLine(code: string): string {
  const [line = ''] = code.trim().split('\n');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
