import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node, YAMLMap } from 'yaml';
import type { z } from 'zod';

import { expectedText } from './expected.ts';
import type { ConfigLine, ConfigReport } from './report.ts';

/** One YAML file that was read. */
export interface ConfigFile {
  path: string;
  document: Document;
  lines: LineCounter;
}

/** A mapping of one file, or the same mapping of several of which the last one counts. */
interface Layer {
  file: ConfigFile;
  map: YAMLMap;
}

export interface Found<T> {
  value: T;
  file: string;
  line: number;
}

type Note = Pick<ConfigLine, 'is' | 'why'>;

/** Reads the keys of a mapping one by one, tells what became of each, and at the end which of them nobody knows. */
export class Section {
  readonly #layers: Layer[];
  readonly #path: string;
  readonly #report: ConfigReport;
  readonly #known = new Set<string>();
  /** Keys whose value was refused. */
  readonly #refused = new Set<string>();

  constructor(layers: Layer[], report: ConfigReport, path = '') {
    this.#layers = layers;
    this.#report = report;
    this.#path = path;
  }

  /** The value of a key; null where there is none or, with a problem told, one that is not as expected. */
  take<T>(key: string, schema: z.ZodType<T>, note: Note): Found<T> | null {
    const found = this.#find(key);
    if (!found) return null;
    const { layer, node } = found;
    const at = { file: layer.file.path, line: this.#lineOf(layer.file, node) };
    const value = valueOf(node, layer.file);
    if (value === tooMuch) {
      this.#refused.add(key);
      this.problem(at, `${this.#name(key)} repeats too much by *.`, 'Write what is meant in full.');
      return null;
    }
    const parsed = schema.safeParse(value);
    if (value === null && !parsed.success) {
      this.#tell(key, { is: 'ignored', why: 'It has no value.' });
      return null;
    }
    this.#tell(key, note);
    if (parsed.success && !holdsCommand(value)) return { value: parsed.data, ...at };
    this.#refused.add(key);
    if (holdsCommand(value)) {
      this.problem(at, `${this.#name(key)} holds $(…): commands of a shell are not run.`, 'Write the value itself.');
      return null;
    }
    const why = expectedText(parsed.error?.issues[0]);
    this.problem(at, `${this.#name(key)}: ${why}`, 'Correct the value; put texts like NO into quotes.');
    return null;
  }

  /** A mapping below a key; null where it is absent or no mapping. */
  section(key: string): Section | null {
    this.#known.add(key);
    const layers = this.#layers.flatMap((layer) => {
      const node = resolved(layer, layer.map.get(key, true));
      if (isMap(node)) return [{ file: layer.file, map: node }];
      const isEmpty = node === undefined || (isScalar(node) && node.value === null);
      const at = { file: layer.file.path, line: this.#lineOf(layer.file, node ?? layer.map) };
      if (!isEmpty) {
        this.#refused.add(key);
        this.problem(at, `${this.#name(key)} is no mapping.`, 'Write its keys below it, indented.');
      }
      return [];
    });
    return layers.length === 0 ? null : new Section(layers, this.#report, this.#name(key));
  }

  /** The mappings in the list of a key. */
  sections(key: string, note: Note): Section[] {
    const found = this.#find(key);
    if (!found) return [];
    this.#tell(key, note);
    const { layer, node } = found;
    const items = isSeq(node) ? node.items.map((item) => resolved(layer, item)) : [];
    const at = { file: layer.file.path, line: this.#lineOf(layer.file, node) };
    const isEmpty = node === undefined || (isScalar(node) && node.value === null);
    if ((!isSeq(node) && !isEmpty) || !items.every((item) => isMap(item))) {
      this.problem(at, `${this.#name(key)} is no list of mappings.`, 'Begin each entry with a dash.');
      return [];
    }
    const maps = items.filter((item) => isMap(item));
    return maps.map((map) => new Section([{ file: layer.file, map }], this.#report, `${this.#name(key)}[]`));
  }

  /** Names a key that has no effect here, if it is there. */
  ignore(key: string, why: string): void {
    if (this.#find(key)) this.#tell(key, { is: 'ignored', why });
  }

  /** Refuses a key, if it is there. */
  refuse(key: string, text: string, next: string): void {
    const found = this.#find(key);
    if (found) this.problem(this.#placeOf(key, found.layer), text, next);
  }

  /** Where a missing key would stand. */
  get place(): { file: string; line: number } {
    const layer = this.#layers.at(-1);
    return layer ? { file: layer.file.path, line: this.#lineOf(layer.file, layer.map) } : { file: '', line: 1 };
  }

  require<T>(key: string, found: T | null): T | null {
    if (found === null && !this.#refused.has(key))
      this.problem(this.place, `${this.#name(key)} is missing.`, 'Add it.');
    return found;
  }

  problem(at: { file: string; line: number }, text: string, next: string): void {
    this.#report.problems.push({ ...at, text, next });
  }

  /** What became of a part of a value. */
  note(at: { file: string; line: number }, key: string, note: Note): void {
    this.#report.lines.push({ ...at, key: this.#name(key), ...note });
  }

  /** Tells every key that nobody asked for: with a reason they are ignored, without one they are problems. */
  end(ignored: string | null = null): void {
    for (const layer of this.#layers) {
      for (const { key: node } of layer.map.items) {
        const key = isScalar(node) ? String(node.value) : '';
        if (this.#known.has(key)) continue;
        if (ignored !== null) this.ignore(key, ignored);
        else {
          const at = this.#placeOf(key, layer);
          this.problem(at, `The key "${this.#name(key)}" is not known.`, 'Check its spelling, or take it out.');
        }
      }
    }
  }

  #find(key: string): { layer: Layer; node: Node | undefined } | null {
    this.#known.add(key);
    const layer = this.#layers.findLast(({ map }) => map.has(key));
    return layer ? { layer, node: resolved(layer, layer.map.get(key, true)) } : null;
  }

  #tell(key: string, note: Note): void {
    const layer = this.#layers.findLast(({ map }) => map.has(key));
    if (layer) this.#report.lines.push({ ...this.#placeOf(key, layer), key: this.#name(key), ...note });
  }

  #name(key: string): string {
    return this.#path === '' ? key : `${this.#path}.${key}`;
  }

  #placeOf(key: string, { file, map }: Layer): { file: string; line: number } {
    const pair = map.items.find(({ key: node }) => isScalar(node) && String(node.value) === key);
    return { file: file.path, line: this.#lineOf(file, isScalar(pair?.key) ? pair.key : map) };
  }

  #lineOf({ lines }: ConfigFile, node: Node | undefined): number {
    return node?.range ? lines.linePos(node.range[0]).line : 1;
  }
}

/** Stands for a value whose aliases come to more than anybody writes. */
const tooMuch = Symbol('tooMuch');

function valueOf(node: Node | undefined, { document }: ConfigFile): unknown {
  try {
    return node?.toJS(document, { maxAliasCount: 100 }) ?? null;
  } catch (error) {
    if (error instanceof ReferenceError) return tooMuch;
    throw error;
  }
}

function resolved({ file }: Layer, node: unknown): Node | undefined {
  const target = isAlias(node) ? node.resolve(file.document) : node;
  return isMap(target) || isSeq(target) || isScalar(target) ? target : undefined;
}

function holdsCommand(value: unknown): boolean {
  if (typeof value === 'string') return /^\s*\$\(.*\)\s*$/.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some((each) => holdsCommand(each));
}
