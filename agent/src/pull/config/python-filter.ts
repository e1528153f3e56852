import { serialize } from '@marcbachmann/cel-js';

import { newEnvironment } from '../../expression/language.ts';
import { pythonToCel } from '../../expression/python/translate.ts';

const words: Readonly<Record<string, string>> = {
  '&&': ' and ',
  '||': ' or ',
  '!': 'not ',
  'okta.': 'user.',
  true: 'True',
  false: 'False',
};

/** The tool's Python for a condition in CEL; null unless reading it back gives the same condition. */
export function celToPython(cel: string): string | null {
  const python = cel
    .replaceAll(
      /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\s*(?:&&|\|\|)\s*|!(?!=)|\b(?:okta\.|(?:true|false)\b)/g,
      (part) => words[part.trim()] ?? part,
    )
    .trim();
  const back = pythonToCel(python);
  return 'cel' in back && canonical(back.cel) === canonical(cel) ? python : null;
}

/** The same condition in the library's own spelling, without needless brackets. */
function canonical(cel: string): string {
  return serialize(newEnvironment().registerVariable('okta', 'map').parse(cel).ast);
}
