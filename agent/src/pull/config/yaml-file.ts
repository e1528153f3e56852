import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { LineCounter, isMap, parseDocument } from 'yaml';

import type { ConfigReport } from './report.ts';
import { Section } from './section.ts';

/** Largest configuration file, in bytes. */
const largest = 1024 * 1024;

export interface ReadOptions {
  report: ConfigReport;
  /** A label of the WHATWG Encoding Standard. */
  encoding: string;
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

async function readOne(file: string, { report, encoding }: ReadOptions) {
  const name = path.basename(file);
  const tell = (line: number, text: string, next: string): null => {
    report.problems.push({ file: name, line, text, next });
    return null;
  };
  const text = await readText(file, encoding).catch((error: unknown) => (error instanceof Error ? error : null));
  if (typeof text !== 'string')
    return tell(1, `It can’t be read: ${whyNot(text)}.`, 'Check its place, size and encoding.');
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.1', lineCounter: lines, prettyErrors: false });
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) return tell(lines.linePos(fault.pos[0]).line, `${fault.message.replace(/\.$/, '')}.`, 'Correct the YAML.');
  const { contents } = document;
  if (!isMap(contents)) return tell(1, 'It holds no settings.', 'Write keys with values.');
  return { file: { path: name, document, lines }, map: contents };
}

async function readText(file: string, encoding: string): Promise<string> {
  const { size } = await stat(file);
  if (size > largest) throw new Error('it is larger than 1 MiB');
  return new TextDecoder(encoding, { fatal: true }).decode(await readFile(file));
}

function whyNot(error: Error | null): string {
  if (error === null) return 'unknown';
  const code = 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'it is in another encoding' : error.message;
}
