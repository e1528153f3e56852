import { createForms } from './form.ts';
import type { Form } from './form.ts';
import { saySentences } from './sentence.ts';
import { fill, Templates } from './template.ts';

/** Texts of one language: the English sentence is the key of each, as gettext has it. */
export interface Entries {
  sentences: Record<string, string>;
  /** Single words and pieces that sentences are put together from, in lower case. */
  words: Record<string, string>;
}

/** A longer text is somebody else's. */
const longest = 4000;
const mostKept = 2000;

/** The texts of one language, found by what they are in English at run time. */
export class Catalogue {
  readonly #sentences: Map<string, string>;
  readonly #words: Map<string, string>;
  readonly #templates: Templates;
  readonly #forms: ReturnType<typeof createForms>;
  /** What was said lately: most texts are asked for again with the next look at a page. */
  readonly #kept = new Map<string, string>();

  /** `locale` is a BCP 47 tag, for numbers, times and lists. */
  constructor({ sentences, words }: Entries, locale: string) {
    this.#sentences = new Map(Object.entries(sentences));
    this.#words = new Map(Object.entries(words));
    this.#templates = new Templates(this.#sentences);
    this.#forms = createForms(locale);
  }

  /** An English text of the agent in this language. What is not known of it stays as it is. */
  readonly say = (text: string): string => {
    if (text.length > longest) return text;
    const known = this.#kept.get(text);
    if (known !== undefined) return known;
    if (this.#kept.size >= mostKept) this.#kept.clear();
    const said = this.#sentencesOf(text);
    this.#kept.set(text, said);
    return said;
  };

  #sentencesOf(text: string): string {
    return saySentences(text, (sentence) => this.#known(sentence) ?? this.#led(sentence));
  }

  /** A sentence, also without the stop at its end. */
  #known(text: string): string | null {
    const said = this.#exactly(text);
    if (said !== null || !text.endsWith('.')) return said;
    const open = text.slice(0, -1);
    const saidOpen = this.#exactly(open) ?? this.#small(open);
    return saidOpen === null ? null : `${saidOpen}.`;
  }

  #exactly(text: string): string | null {
    const said = this.#sentences.get(text);
    if (said !== undefined) return said;
    const found = this.#templates.find(text);
    return found && fill(found, (value, form) => this.#put(value, form));
  }

  /** A piece of a sentence that stands alone. */
  #small(text: string): string | null {
    const said = this.#exactly(text.charAt(0).toLowerCase() + text.slice(1));
    return said === null ? null : large(said);
  }

  /** A sentence with somebody else's words in front of a colon or comma, or pieces in brackets. */
  #led(text: string): string | null {
    if (/^\(.+\)$/.test(text)) return `(${this.#list(text.slice(1, -1)).text})`;
    for (const { index, 0: separator } of text.matchAll(/[:,] /g)) {
      const said = this.#known(text.slice(index + separator.length));
      const lead = text.slice(0, index);
      if (said !== null) return (this.#known(lead) ?? lead) + separator + said;
    }
    return null;
  }

  #put(value: string, form: Form): string {
    if (form !== 'words') return this.#forms[form](value);
    const list = this.#list(value);
    if (list.whole) return list.text;
    const said = this.#sentencesOf(value);
    return said === value ? list.text : said;
  }

  /** A word or a piece; also a sentence whose stop was taken away because another text goes on behind it. */
  #piece(text: string): string | null {
    const word = this.#words.get(text.toLowerCase());
    if (word !== undefined) return /^\p{Lu}\p{Ll}/u.test(text) ? large(word) : word;
    return this.#known(text) ?? this.#known(`${text}.`)?.replace(/\.$/, '') ?? null;
  }

  /** One piece, or several with "and", "or", "then" or commas between them; `whole` where each of them is known. */
  #list(text: string): { text: string; whole: boolean } {
    const one = this.#piece(text);
    if (one !== null) return { text: one, whole: true };
    const pieces = text.split(/(, then |, | and | or |; )/);
    const joint = (between: string) => between.replace(/\S+( \S+)*/, (word) => this.#words.get(word) ?? word);
    const said = pieces.map((piece, index) => (index % 2 === 1 ? joint(piece) : this.#piece(piece)));
    return { text: said.map((piece, index) => piece ?? pieces[index]).join(''), whole: !said.includes(null) };
  }
}

function large(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
