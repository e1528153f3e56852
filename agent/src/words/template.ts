import type { Form } from './form.ts';

/** A sentence of a catalogue with places `{0}`, `{1}` for what is put in at run time. */
interface Template {
  pattern: RegExp;
  /** The longest piece of it that is always there: looked for before the pattern is tried. */
  piece: string;
  /** How many of its letters are its own: of two that fit, the one with more is meant. */
  weight: number;
  /** The places in the order of the sentence. */
  places: number[];
  translation: string;
}

/** The translation that a text was found to have, and what was put into the text. */
export interface Match {
  template: Template;
  values: Map<number, string>;
}

const place = /\{(\d+)(?::(\w+))?\}/g;

/** The places that a text names, sorted. */
export function placesOf(text: string): number[] {
  return [...text.matchAll(place)].map(([, number]) => Number(number)).sort((one, other) => one - other);
}

/** A found translation with its values, each in the form that the translation names. */
export function fill({ template, values }: Match, put: (value: string, form: Form) => string): string {
  return template.translation.replaceAll(place, (_, number: string, form: Form | undefined) => {
    const value = values.get(Number(number)) ?? '';
    return form === undefined ? value : put(value, form);
  });
}

/** Finds the sentence of a catalogue that a text was made from. */
export class Templates {
  /** Those that begin with a word of their own, by that word; each list with the heaviest first. */
  readonly #byWord = new Map<string, Template[]>();
  readonly #others: Template[] = [];

  constructor(sentences: Iterable<[string, string]>) {
    for (const [id, translation] of sentences) {
      if (placesOf(id).length === 0) continue;
      const template = toTemplate(id, translation);
      const word = /^[^\s{]+(?= )/.exec(id)?.[0];
      if (word === undefined) this.#others.push(template);
      else this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), template]);
    }
    for (const list of [...this.#byWord.values(), this.#others]) list.sort((one, other) => other.weight - one.weight);
  }

  find(text: string): Match | null {
    const word = text.slice(0, Math.max(0, text.indexOf(' ')));
    const one = match(this.#byWord.get(word) ?? [], text);
    const other = match(this.#others, text);
    if (!one || !other) return one ?? other;
    return other.template.weight > one.template.weight ? other : one;
  }
}

function toTemplate(id: string, translation: string): Template {
  const pieces = id.split(/\{\d+\}/);
  return {
    pattern: new RegExp(`^${pieces.map((piece) => escaped(piece)).join('([^]*?)')}$`, 'u'),
    piece: pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest)),
    weight: pieces.join('').length,
    places: [...id.matchAll(place)].map(([, number]) => Number(number)),
    translation,
  };
}

function match(templates: readonly Template[], text: string): Match | null {
  for (const template of templates) {
    const found = text.includes(template.piece) ? template.pattern.exec(text) : null;
    if (found)
      return { template, values: new Map(template.places.map((number, index) => [number, found[index + 1] ?? ''])) };
  }
  return null;
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
