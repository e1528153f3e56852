import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SyncError } from '@rollcall/shared';

import { baseName } from '../../pull/config/config-source.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';

/** Writes the pull settings of the connection into a folder as the tool's files; without `force` into new ones only. */
export async function exportConfig(session: Session, folder: string, force: boolean): Promise<Answer> {
  const connection = await chooseConnection(session);
  const { files } = await session.client.call('exportPull', { params: { id: connection.id } });
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const { name, text } of files) {
    const file = path.join(folder, baseName(name));
    await write(file, text, { force, written });
    written.push(file);
  }
  return {
    json: { connection: connection.id, files: written },
    text: `The pull settings of "${connection.name}" are in ${written.join(', ')}. A token is not in them.`,
  };
}

async function write(file: string, text: string, { force, written }: { force: boolean; written: string[] }) {
  try {
    await writeFile(file, text, { flag: force ? 'w' : 'wx', mode: 0o600 });
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    const before = written.length === 0 ? 'Nothing was written.' : `Written was ${written.join(', ')}.`;
    throw new SyncError('invalid', isThere ? `${file} is there already.` : `${file} can’t be written.`, {
      scope: 'run',
      next: isThere ? `${before} Name another folder, or say --force.` : `${before} Name a folder that may be written.`,
      cause: error,
    });
  }
}
