import { redactText } from '../secret/redact.ts';

/**
 * Puts placeholders for everything that names a person, a host or a browser, the same one for the same person
 * throughout. What looks like a credential is blanked.
 */
export interface Mask {
  /** Remembers one person: by what nobody else has, such as ids, login and mail, and by a name that others may have too. */
  person(own: readonly (string | null | undefined)[], name?: string | null): void;
  /** Remembers a word that must not leave, such as a connection's name. */
  word(text: string, placeholder: string): void;
  /** The placeholder of one value as a whole, such as an id. */
  of(name: string): string;
  /** A text with everything known, every mail address and every host replaced. */
  text(text: string): string;
  /** As `text`, and with hosts that stand there without https://; not for texts in which dots join other names. */
  prose(text: string): string;
  /** An expression or template as `text`, and without the texts in quotes, which can be anybody's name. */
  expression(text: string): string;
}

const mailAddress = /[^\s"'<>()[\],;:]+@[\w-]+(?:\.[\w-]+)+/g;
/** The end of mail addresses alone, as a filter compares it. */
const mailHost = /@([\w-]+(?:\.[\w-]+)+)/g;
/** What Okta's scopes are called looks the same. */
const bareHost = /(?<![\w.<@-])(?!okta\.)(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,}(?![\w-])/gi;
const quoted = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g;
const webAddress = /\bhttps?:\/\/[^\s"'<>),;]+/g;
/** Names of up to so many words are looked for in a text. */
const longestName = 6;

export function createMask(): Mask {
  const known = new Map<string, string>();
  const counts = { person: 0, host: 0 };
  const next = (kind: keyof typeof counts) => `${kind} ${(counts[kind] += 1)}`;
  const remember = (text: string, placeholder: string) => {
    const key = keyOf(text);
    if (key !== '' && !known.has(key)) known.set(key, placeholder);
  };
  const of = (name: string, kind: keyof typeof counts = 'person'): string => {
    const found = known.get(keyOf(name));
    if (found !== undefined) return found;
    const made = next(kind);
    known.set(keyOf(name), made);
    return made;
  };
  const host = (address: string): string => {
    if (!URL.canParse(address)) return '<host>';
    const { hostname } = new URL(address);
    return hostname === '127.0.0.1' || hostname === 'localhost' ? hostname : `<${of(hostname, 'host')}>`;
  };
  const text = (original: string): string => {
    const withoutAddresses = redactText(original)
      .replaceAll(webAddress, host)
      .replaceAll(mailAddress, (mail) => `<${of(mail)}>`)
      .replaceAll(mailHost, (_whole, name: string) => `@<${of(name, 'host')}>`);
    return replaceNames(withoutAddresses, known);
  };
  return {
    person(own, name = null) {
      const marks = own.flatMap((each) => each ?? []);
      const found = marks.map((each) => known.get(keyOf(each))).find((each) => each !== undefined);
      const placeholder = found ?? next('person');
      for (const each of name === null ? marks : [...marks, name]) remember(each, placeholder);
      for (const each of marks) if (each.includes('@')) of(each.slice(each.lastIndexOf('@') + 1), 'host');
    },
    word: remember,
    of: (name) => of(name),
    text,
    prose: (prose) => text(prose).replaceAll(bareHost, (name) => `<${of(name, 'host')}>`),
    expression: (expression) => text(expression.replaceAll(quoted, (each) => (each.length > 2 ? '"<text>"' : each))),
  };
}

function keyOf(text: string): string {
  return text.trim().toLowerCase();
}

/** Replaces every run of words that is a known name, the longest first; what is inside `<…>` is a placeholder already. */
function replaceNames(text: string, known: ReadonlyMap<string, string>): string {
  const words = [...text.matchAll(/<[^>]*>|[\p{L}\p{N}\p{M}_.+'’@-]+/gu)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
  let masked = '';
  let at = 0;
  for (let index = 0; index < words.length; index += 1) {
    const from = words[index]?.start ?? 0;
    for (let length = Math.min(longestName, words.length - index); length > 0; length -= 1) {
      const end = words[index + length - 1]?.end ?? from;
      const whole = text.slice(from, end);
      // A sentence's full stop is no part of a name.
      const bare = whole.replace(/[.'’]+$/, '');
      const placeholder = known.get(keyOf(whole)) ?? known.get(keyOf(bare));
      if (placeholder === undefined) continue;
      const shown = known.has(keyOf(whole)) ? end : from + bare.length;
      masked += `${text.slice(at, from)}<${placeholder}>`;
      at = shown;
      index += length - 1;
      break;
    }
  }
  return masked + text.slice(at);
}
