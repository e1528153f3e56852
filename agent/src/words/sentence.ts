interface Reading {
  text: string;
  /** How many sentences of it stay as they were. */
  left: number;
}

/** More sentences than this are somebody else's, and only looked up as a whole. */
const mostSentences = 12;

/**
 * A text said sentence by sentence: in the reading that leaves the fewest as they are and, of equal ones, has the most
 * sentences. A stop need not end a sentence, since names have stops too.
 */
export function saySentences(text: string, say: (sentence: string) => string | null): string {
  const parts = text.split(/(?<=(?:\.|\S\?)[)”’"]?) +/u).filter((sentence) => sentence !== '');
  if (parts.length === 0 || parts.length > mostSentences) return say(text) ?? text;
  // The best reading of the last so many parts, from none on.
  const best: Reading[] = [{ text: '', left: 0 }];
  for (let from = parts.length - 1; from >= 0; from--) best.push(bestFrom(from, parts, best, say));
  return best.at(-1)?.text ?? text;
}

function bestFrom(from: number, parts: string[], best: Reading[], say: (sentence: string) => string | null): Reading {
  let chosen: Reading | null = null;
  for (let to = from + 1; to <= parts.length; to++) {
    const rest = best[parts.length - to];
    const text = parts.slice(from, to).join(' ');
    const said = say(text);
    // Parts are put together only where that makes a sentence that is known.
    if (!rest || (said === null && to > from + 1)) continue;
    const left = rest.left + (said === null ? 1 : 0);
    if (chosen === null || left < chosen.left)
      chosen = { text: rest.text === '' ? (said ?? text) : `${said ?? text} ${rest.text}`, left };
  }
  return chosen ?? { text: parts.slice(from).join(' '), left: parts.length };
}
