import { sentencesOf } from './sentence.ts';
import { fill, hasPlaces, toTemplate } from './template.ts';
import type { Form, Template } from './template.ts';

/** Texts of one language: the English sentence is the key of each, as gettext has it. */
export interface Entries {
  sentences: Record<string, string>;
  /** Single words and pieces that sentences are put together from, in lower case. */
  words: Record<string, string>;
}

export interface Catalogue {
  /** An English text of the agent in this language. What is not known of it stays as it is. */
  say(text: string): string;
}

/** More sentences than this are taken for what somebody else wrote, and only looked up as a whole. */
const mostSentences = 12;
const mostKept = 2000;

/** A catalogue over the given entries. `locale` is a BCP 47 tag, for numbers, times and lists. */
export function createCatalogue({ sentences, words }: Entries, locale: string): Catalogue {
  const templates = new Templates(sentences);
  const forms = createForms(locale);
  const kept = new Map<string, string>();

  function say(text: string): string {
    const known = kept.get(text);
    if (known !== undefined) return known;
    if (kept.size >= mostKept) kept.clear();
    const said = saySentences(text);
    kept.set(text, said);
    return said;
  }

  function saySentences(text: string): string {
    const parts = sentencesOf(text);
    if (parts.length > mostSentences) return sayOne(text) ?? text;
    return bestOf(parts, sayOne).text;
  }

  /** One sentence, also without the stop at its end, and with somebody else's words in front of a colon or comma. */
  function sayOne(text: string): string | null {
    const whole = sayExactly(text);
    if (whole !== null) return whole;
    for (const { index, 0: separator } of text.matchAll(/[:,] /g)) {
      const said = sayExactly(text.slice(index + separator.length));
      const lead = text.slice(0, index);
      if (said !== null) return (sayExactly(lead) ?? lead) + separator + said;
    }
    return null;
  }

  function sayExactly(text: string): string | null {
    const said = sentences[text] ?? sayTemplate(text);
    if (said !== null || !text.endsWith('.')) return said;
    const open = sayExactly(text.slice(0, -1)) ?? saySmall(text.slice(0, -1));
    return open === null ? null : `${open}.`;
  }

  /** A piece of a sentence that stands alone. */
  function saySmall(text: string): string | null {
    const small = text.charAt(0).toLowerCase() + text.slice(1);
    const said = sentences[small] ?? sayTemplate(small);
    return said === null ? null : large(said);
  }

  /** A sentence whose stop was taken away, because another text goes on behind it. */
  function sayOpen(text: string): string | null {
    return sayExactly(`${text}.`)?.replace(/\.$/, '') ?? null;
  }

  function sayTemplate(text: string): string | null {
    const found = templates.find(text);
    return found && fill(found.template.translation, found.values, put);
  }

  function put(value: string, form: Form): string {
    if (form !== 'words') return forms[form](value);
    const said = sayPieces(value, false) ?? saySentences(value);
    return said === value ? (sayPieces(value, true) ?? value) : said;
  }

  /** A word, or several with "and", "or", "then" or commas between them. */
  function sayPieces(text: string, several: boolean): string | null {
    const word = words[text] ?? words[text.toLowerCase()] ?? sayExactly(text) ?? sayOpen(text);
    if (word !== null && word !== undefined) return startsLarge(text) ? large(word) : word;
    if (!several) return null;
    const pieces = text.split(/(, then |, | and | or |; )/);
    if (pieces.length === 1) return null;
    return pieces.map((piece, index) => sayPieces(piece, false) ?? (index % 2 === 1 ? joint(piece) : piece)).join('');
  }

  function joint(text: string): string {
    const word = words[text.trim()];
    return word === undefined ? text : text.replace(text.trim(), word);
  }

  return { say };
}

/** The reading of a text with the fewest sentences left as they are; of equal ones that with the most sentences. */
function bestOf(parts: string[], say: (text: string) => string | null): { text: string; left: number } {
  const best: { text: string; left: number }[] = [{ text: '', left: 0 }];
  for (let from = parts.length - 1; from >= 0; from--) {
    const rest = best;
    let chosen: { text: string; left: number } | null = null;
    for (let to = from + 1; to <= parts.length; to++) {
      const after = rest[parts.length - to];
      if (!after) continue;
      const text = parts.slice(from, to).join(' ');
      const said = say(text);
      if (said === null && to > from + 1) continue;
      const left = after.left + (said === null ? 1 : 0);
      if (chosen === null || left < chosen.left)
        chosen = { text: [said ?? text, after.text].filter((piece) => piece !== '').join(' '), left };
    }
    if (chosen) best.push(chosen);
  }
  return best.at(-1) ?? { text: '', left: 0 };
}

/** Finds the sentence of a catalogue that a text was made from. */
class Templates {
  /** Those that begin with a word of their own, by that word. */
  readonly #byWord = new Map<string, Template[]>();
  readonly #others: Template[] = [];

  constructor(sentences: Record<string, string>) {
    for (const [id, translation] of Object.entries(sentences)) {
      if (!hasPlaces(id)) continue;
      const template = toTemplate(id, translation);
      const word = /^[^\s{]+(?= )/.exec(id)?.[0];
      if (word === undefined) this.#others.push(template);
      else this.#byWord.set(word, [...(this.#byWord.get(word) ?? []), template]);
    }
    for (const list of [...this.#byWord.values(), this.#others]) list.sort((one, other) => other.weight - one.weight);
  }

  find(text: string): { template: Template; values: Map<number, string> } | null {
    const word = text.slice(0, Math.max(0, text.indexOf(' ')));
    return heavier(match(this.#byWord.get(word) ?? [], text), match(this.#others, text));
  }
}

type Match = { template: Template; values: Map<number, string> } | null;

function match(templates: readonly Template[], text: string): Match {
  for (const template of templates) {
    const found = text.includes(template.piece) ? template.pattern.exec(text) : null;
    if (found)
      return { template, values: new Map(template.places.map((place, index) => [place, found[index + 1] ?? ''])) };
  }
  return null;
}

function heavier(one: Match, other: Match): Match {
  if (!one || !other) return one ?? other;
  return other.template.weight > one.template.weight ? other : one;
}

function createForms(locale: string): Record<Exclude<Form, 'words'>, (text: string) => string> {
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const times = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    number: (text) =>
      text.replaceAll(/\d{1,3}(,\d{3})+|\d+\.\d+|\d+/g, (digits) => numbers.format(Number(digits.replaceAll(',', '')))),
    time: (text) => text.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => times.format(new Date(time))),
    list: (text) => new Intl.ListFormat(locale).format(text.split(/, | and /)),
  };
}

function startsLarge(text: string): boolean {
  return /^\p{Lu}\p{Ll}/u.test(text);
}

function large(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
