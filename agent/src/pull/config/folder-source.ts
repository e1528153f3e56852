import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { rootName } from './config-source.ts';
import type { ConfigSource, Unreadable } from './config-source.ts';

/** Largest configuration file, in bytes. */
const largest = 1024 * 1024;

/** Files of a folder and, where the main file names one elsewhere, of this computer; `encoding` is a label of the WHATWG Encoding Standard. */
export function folderSource(
  folder: string,
  { encoding = 'utf-8', root = rootName }: { encoding?: string; root?: string } = {},
): ConfigSource {
  return {
    root,
    async read(name) {
      const file = path.resolve(folder, name);
      try {
        const { size } = await stat(file);
        if (size > largest) return { fault: 'large' };
        return { text: new TextDecoder(encoding, { fatal: true }).decode(await readFile(file)) };
      } catch (error) {
        return { fault: faultOf(error) };
      }
    },
  };
}

function faultOf(error: unknown): Unreadable {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ENOENT') return 'absent';
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'encoding' : 'refused';
}
