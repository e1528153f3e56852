import { inConsole, inSetUp, onSite, places } from './places.ts';
import type { Place } from './places.ts';

/** The looks of each page that are pictured. */
const looks = ['light', 'dark', '360', 'de'] as const;
export type Look = (typeof looks)[number];

/** Name of the picture of a page in one look. */
export function pictureOf({ name }: Place, look: Look): string {
  return `${name}.${look}.webp`;
}

/** The tables of docs/screens.md. */
export function tables(): string {
  const parts = { 'In Drupal’s own pages': onSite, 'The console': inConsole, 'The set-up': inSetUp };
  return Object.entries(parts)
    .map(([title, shown]) => `## ${title}\n\n${head}${shown.map(row).join('')}`)
    .join('\n');
}

/** Names of all pictures. */
export function pictures(): string[] {
  return places.flatMap((place) => looks.map((look) => pictureOf(place, look)));
}

const head = '| What | Light | Dark | Narrow | German |\n| --- | --- | --- | --- | --- |\n';

function row(place: Place): string {
  const cells = looks.map((look) => {
    const file = `../screenshots/${pictureOf(place, look)}`;
    return `[<img src="${file}" width="${look === '360' ? 90 : 220}" alt="${place.name}, ${look}">](${file})`;
  });
  return `| ${place.says} | ${cells.join(' | ')} |\n`;
}
