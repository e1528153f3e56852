/** A sentence of a catalogue with places `{0}`, `{1}` for what is put in at run time. */
export interface Template {
  pattern: RegExp;
  /** The longest piece of it that is always there: looked for before the pattern is tried. */
  piece: string;
  /** How many of its letters are its own: of two that fit, the one with more is meant. */
  weight: number;
  /** The places in the order of the sentence. */
  places: number[];
  translation: string;
}

/** How the translation of a sentence shows what was put in: `{0}` as it is, the others put into the reader's form. */
export type Form = 'words' | 'list' | 'number' | 'time';

const place = /\{(\d+)(?::(\w+))?\}/g;

export function hasPlaces(id: string): boolean {
  return id.search(place) >= 0;
}

/** The places that a text names, sorted. */
export function placesOf(text: string): number[] {
  return [...text.matchAll(place)].map(([, number]) => Number(number)).sort((one, other) => one - other);
}

export function toTemplate(id: string, translation: string): Template {
  const pieces = id.split(/\{\d+\}/);
  return {
    pattern: new RegExp(`^${pieces.map((piece) => escaped(piece)).join('([^]*?)')}$`, 'u'),
    piece: pieces.reduce((longest, piece) => (piece.length > longest.length ? piece : longest)),
    weight: pieces.join('').length,
    places: [...id.matchAll(place)].map(([, number]) => Number(number)),
    translation,
  };
}

/** Puts values into the places of a translation; `form` makes the reader's form of one. */
export function fill(translation: string, values: Map<number, string>, form: (value: string, form: Form) => string) {
  return translation.replaceAll(place, (_, number: string, name: Form | undefined) => {
    const value = values.get(Number(number)) ?? '';
    return name === undefined ? value : form(value, name);
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);
}
