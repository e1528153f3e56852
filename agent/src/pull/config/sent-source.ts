import { posix } from 'node:path';

import { baseName, rootName } from './config-source.ts';
import type { ConfigSource } from './config-source.ts';

interface SentFile {
  name: string;
  text: string;
}

/**
 * Files that came with a request: what the main file names is looked up among them and nowhere else, by its place beside the
 * main file, else by its name alone where only one of them has it.
 */
export function sentSource(files: readonly SentFile[]): ConfigSource {
  const byPlace = new Map(files.map(({ name, text }) => [placeOf(name), text]));
  const places = [...byPlace.keys()];
  const folder = posix.dirname(rootOf(places) ?? '');
  return {
    root: rootName,
    async read(name) {
      const exact = byPlace.get(posix.join(folder, placeOf(name)));
      const named = places.filter((place) => baseName(place) === baseName(name));
      const text = exact ?? (named.length === 1 ? byPlace.get(named[0] ?? '') : undefined);
      return text === undefined ? { fault: 'notSent' } : { text };
    },
  };
}

/** The main file; of several the one that lies highest. */
function rootOf(places: readonly string[]): string | undefined {
  return places.filter((place) => baseName(place) === rootName).sort((one, other) => one.length - other.length)[0];
}

function placeOf(name: string): string {
  return posix.normalize(name.replaceAll('\\', '/'));
}
