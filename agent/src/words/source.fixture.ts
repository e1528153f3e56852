import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'oxc-parser';
import type { Expression, Node, Program, StringLiteral, TemplateLiteral } from 'oxc-parser';

/** Takes the texts out of the source, as they stand in the catalogues: `{0}`, `{1}` for what is put in at run time. */

export interface Found {
  id: string;
  /** `file:line`, from the root of the repository. */
  at: string;
}

const root = path.join(import.meta.dirname, '../../..');
/** Texts that expand into more than this stay one, with a place for what differs. */
const mostVariants = 24;
/** A function with more answers than this stays a place: its answers are texts of their own. */
const mostReturned = 8;
/** Stands for something put in at run time until places are numbered. */
const hole = '\u0000';

interface Constant {
  init: Expression;
  source: Source;
  /** The block, or the file, in which its name is known. */
  scope: Node;
}

interface Source {
  file: string;
  text: string;
  program: Program;
  /** Constants by name, in every block. */
  constants: Map<string, Constant[]>;
  /** Functions of the file by name, with what each can return. */
  functions: Map<string, Expression[]>;
  imports: Map<string, { file: string; name: string }>;
}

const sources = new Map<string, Source>();

/** All texts of the files that the globs name from the root of the repository, tests left out. */
export function textsOf(patterns: string[], exclude: (file: string) => boolean): Found[] {
  const reader = new Reader();
  const found = filesOf(patterns)
    .filter((file) => !exclude(file))
    .flatMap((file) => reader.texts(file));
  // What stands in a table or constant is read where it is put into a sentence, unless it is one itself.
  return found
    .filter(({ node, id }) => !reader.used.has(node) || /^\p{Lu}.*\.$/u.test(id))
    .map(({ id, at }) => ({ id, at }));
}

/** Every string in these files, to tell whether a word is still in use. */
export function stringsOf(patterns: string[]): Set<string> {
  const strings = new Set<string>();
  for (const file of filesOf(patterns))
    walk(read(file).program, (node) => {
      if (isString(node)) strings.add(node.value);
      return true;
    });
  return strings;
}

function filesOf(patterns: string[]): string[] {
  return globSync(patterns, { cwd: root })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => !/\.(test|fixture|suite)\.ts$/.test(file))
    .sort();
}

function read(file: string): Source {
  const known = sources.get(file);
  if (known) return known;
  const text = readFileSync(path.join(root, file), 'utf8');
  const { program } = parseSync(file, text);
  const source: Source = { file, text, program, constants: new Map(), functions: new Map(), imports: new Map() };
  sources.set(file, source);
  walk(program, (node, scope) => {
    note(node, scope, source);
    return true;
  });
  return source;
}

/** Keeps what names stand for. */
function note(node: Node, scope: Node, source: Source): void {
  if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) {
    const others = source.constants.get(node.id.name) ?? [];
    source.constants.set(node.id.name, [...others, { init: node.init, source, scope }]);
  }
  if (node.type === 'FunctionDeclaration' && node.id && node.body)
    source.functions.set(node.id.name, returnsOf(node.body));
  if (node.type !== 'ImportDeclaration' || !node.source.value.endsWith('.ts')) return;
  const file = path.posix.join(path.posix.dirname(source.file), node.source.value);
  for (const specifier of node.specifiers)
    if (specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier')
      source.imports.set(specifier.local.name, { file, name: specifier.imported.name });
}

function returnsOf(body: Node): Expression[] {
  const found: Expression[] = [];
  walk(body, (node) => {
    if (node.type === 'ReturnStatement' && node.argument) found.push(node.argument);
    return !node.type.includes('Function');
  });
  return found;
}

class Reader {
  /** Texts that are parts of others. */
  readonly used = new Set<Node>();
  /** Functions being looked into, which may lead back to themselves. */
  readonly #asked = new Set<string>();

  texts(file: string): (Found & { node: Node })[] {
    const source = read(file);
    const found: (Found & { node: Node })[] = [];
    walk(source.program, (node) => {
      if (isSilent(node, source.text)) return false;
      if (!isText(node)) return true;
      const at = `${file}:${source.text.slice(0, node.start).split('\n').length}`;
      for (const text of this.#variants(node, source) ?? [])
        for (const sentence of sentencesIn(text)) if (reads(sentence)) found.push({ id: numbered(sentence), at, node });
      return !isString(node);
    });
    return found;
  }

  /** What an expression can be as text; null when nothing of it is known. */
  #variants(node: Node, source: Source): string[] | null {
    const inner = (part: Node) => this.#part(part, source);
    if (isString(node)) return [node.value];
    switch (node.type) {
      case 'TemplateLiteral':
        return filled(node, inner);
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'ParenthesizedExpression':
        return inner(node.expression);
      case 'ConditionalExpression':
        return either(inner(node.consequent), inner(node.alternate));
      case 'LogicalExpression': {
        // `name ?? ''` is a name; that there may be none is the compiler's worry.
        const other = inner(node.right)?.filter((text) => text !== '') ?? [];
        return either(inner(node.left), other.length === 0 ? null : other);
      }
      case 'BinaryExpression':
        return node.operator === '+' ? joined([inner(node.left) ?? [hole], inner(node.right) ?? [hole]]) : null;
      case 'CallExpression':
        return node.callee.type === 'Identifier' ? this.#returned(node.callee.name, source) : null;
      case 'Identifier':
        return this.#constantText(constantOf(node.name, node, source));
      case 'MemberExpression':
        return node.computed && node.object.type === 'Identifier'
          ? this.#values(constantOf(node.object.name, node, source))
          : null;
      default:
        return null;
    }
  }

  #part(part: Node, source: Source): string[] | null {
    const variants = this.#variants(part, source);
    if (variants && isText(part)) this.used.add(part);
    return variants;
  }

  /** What a function of our own can return as a piece of a sentence; null when that is too much, or it is none of ours. */
  #returned(name: string, source: Source): string[] | null {
    const place = placeOf(name, source);
    const key = `${place.source.file} ${place.name}`;
    if (this.#asked.has(key)) return null;
    this.#asked.add(key);
    const texts = (place.source.functions.get(place.name) ?? []).map((value) => this.#part(value, place.source));
    this.#asked.delete(key);
    if (texts.every((variants) => variants === null)) return null;
    const all = texts.flatMap((variants) => variants ?? [hole]);
    return all.length <= mostReturned && all.every((text) => !/[.!?]$/.test(text)) ? all : null;
  }

  #constantText(constant: Constant | null): string[] | null {
    if (!constant) return null;
    const variants = this.#part(constant.init, constant.source);
    return variants?.every((text) => text === '' || /[\p{L}\0]/u.test(text)) ? variants : null;
  }

  /** What `table[key]` can be, of a table of texts. */
  #values(constant: Constant | null): string[] | null {
    const table = constant && unwrapped(constant.init);
    if (table?.type !== 'ObjectExpression' || table.properties.length === 0) return null;
    const values = table.properties.flatMap((property) =>
      property.type === 'Property' && isString(property.value) ? [property.value] : [],
    );
    if (values.length < table.properties.length) return null;
    for (const value of values) this.used.add(value);
    return values.map(({ value }) => value);
  }
}

/** The one constant that a name stands for at a place. */
function constantOf(name: string, at: Node, source: Source): Constant | null {
  const place = placeOf(name, source);
  const known = place.source.constants.get(place.name) ?? [];
  if (place.source !== source) return known.find(({ scope }) => scope.type === 'Program') ?? null;
  const around = known.filter(({ scope }) => scope.start <= at.start && at.end <= scope.end);
  return around.sort((one, other) => other.scope.start - one.scope.start)[0] ?? null;
}

function placeOf(name: string, source: Source): { name: string; source: Source } {
  const imported = source.imports.get(name);
  return imported ? { name: imported.name, source: read(imported.file) } : { name, source };
}

function filled({ quasis, expressions }: TemplateLiteral, inner: (part: Node) => string[] | null): string[] {
  const own = quasis.map(({ value }) => value.cooked ?? '');
  const parts = own.flatMap((text, index) => {
    const expression = expressions[index];
    return expression ? [[text], inner(expression) ?? [hole]] : [[text]];
  });
  return joined(parts) ?? [own.join(hole)];
}

function joined(parts: string[][]): string[] | null {
  const count = parts.reduce((product, { length }) => product * length, 1);
  if (count > mostVariants) return null;
  return parts.reduce((texts, part) => texts.flatMap((text) => part.map((next) => text + next)), ['']);
}

function either(one: string[] | null, other: string[] | null): string[] | null {
  return one || other ? [...(one ?? [hole]), ...(other ?? [hole])] : null;
}

function unwrapped(node: Expression): Expression {
  return node.type === 'TSAsExpression' || node.type === 'TSSatisfiesExpression' ? unwrapped(node.expression) : node;
}

function isString(node: Node): node is StringLiteral {
  return node.type === 'Literal' && typeof node.value === 'string';
}

function isText(node: Node): boolean {
  return (
    isString(node) || node.type === 'TemplateLiteral' || (node.type === 'BinaryExpression' && node.operator === '+')
  );
}

/** What no person reads: modules, types, the log, and faults of the program itself. */
function isSilent(node: Node, text: string): boolean {
  if (/^(Import|ExportAll|TSLiteralType|TaggedTemplate)/.test(node.type)) return true;
  const head = text.slice(node.start, node.start + 60);
  if (node.type === 'NewExpression') return /^new (Error|TypeError|RangeError|RegExp)\(/.test(head);
  return node.type === 'CallExpression' && /^[\w.?#]*\blog\??\.(debug|info|warn|error)\(/.test(head);
}

/** Two words in a row, which codes, headers and separators do not have; or a sentence around what is put in. */
function reads(text: string): boolean {
  // Empty quotes are a branch that the source rules out.
  if (/\n|“”|""/.test(text)) return false;
  return (
    /\p{L}[,;:”"’)]* [(“"‘]?\p{L}/u.test(text) ||
    /^\0 \p{L}{3,}$/u.test(text) ||
    /^\p{Lu}\p{Ll}+(: \0| \0$)/u.test(text) ||
    (/\p{L}{3,}/u.test(text) && /^(\p{Lu}\p{L}*|[\p{Lu}\0"“].* .*)\.$/u.test(text))
  );
}

/** A stop inside of a name, such as that of `okta.profile. and the name`, is followed by a small letter. */
function sentencesIn(text: string): string[] {
  // What ends with a colon goes on at run time.
  return text
    .replace(/: $/, `: ${hole}`)
    .replaceAll(/(?<=\.)\0/g, ' \0')
    .trim()
    .split(/(?<=(?:\.|\S\?)[)”’"]?) +(?!\p{Ll})/u);
}

function numbered(text: string): string {
  let next = 0;
  return text.replaceAll(/\0+/g, () => `{${next++}}`);
}

/** Visits a node and what is in it, with the block or file around it; `visit` tells whether to go on inside. */
function walk(node: Node, visit: (node: Node, scope: Node) => boolean, scope = node): void {
  if (!visit(node, scope)) return;
  const around = node.type.includes('Function') || node.type === 'BlockStatement' ? node : scope;
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) walk(child, visit, around);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
