import { LineCounter, isMap, parseDocument } from 'yaml';
import type { ErrorCode } from 'yaml';

import { baseName } from './config-source.ts';
import type { ConfigSource, Unreadable } from './config-source.ts';
import type { ConfigReport } from './report.ts';
import { Section } from './section.ts';

export interface ReadOptions {
  report: ConfigReport;
  source: ConfigSource;
}

/** The mapping in the named files, of which later ones count more; null with a problem told. YAML 1.1, as PyYAML reads it. */
export async function readYaml(files: readonly string[], options: ReadOptions): Promise<Section | null> {
  const layers = [];
  for (const file of files) {
    const layer = await readOne(file, options);
    if (layer === null) return null;
    layers.push(layer);
  }
  return new Section(layers, options.report);
}

const unreadable: Record<Unreadable, string> = {
  absent: 'It can’t be read: there is no such file.',
  notSent: 'It is not among the files.',
  large: 'It can’t be read: it is larger than 1 MiB.',
  encoding: 'It can’t be read: it is in another encoding.',
  refused: 'It can’t be read.',
};

async function readOne(file: string, { report, source }: ReadOptions) {
  const name = baseName(file);
  const tell = (line: number, text: string, next: string): null => {
    report.problems.push({ file: name, line, text, next });
    return null;
  };
  const found = await source.read(file);
  if ('fault' in found) {
    const next = found.fault === 'notSent' ? 'Add it to them.' : 'Check its place, size and encoding.';
    return tell(1, unreadable[found.fault], next);
  }
  const lines = new LineCounter();
  const document = parseDocument(found.text, { version: '1.1', lineCounter: lines, prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) return tell(lines.linePos(fault.pos[0]).line, faultText(fault.code), 'Correct the YAML.');
  const { contents } = document;
  if (!isMap(contents)) return tell(1, 'It holds no settings.', 'Write keys with values.');
  return { file: { path: name, document, lines }, map: contents };
}

/** Said in our own words: those of the parser quote the file, and a token may stand there. */
function faultText(code: ErrorCode): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'The key stands there twice; keys are unique.';
    case 'TAG_RESOLVE_FAILED':
      return 'A tag with ! makes nothing that a configuration holds.';
    case 'TAB_AS_INDENT':
      return 'A tab stands where spaces belong.';
    case 'BAD_ALIAS':
      return 'What follows the * is not defined above.';
    case 'MISSING_CHAR':
      return 'A quote, bracket, comma or colon is missing.';
    default:
      return 'It is no YAML from here on.';
  }
}
