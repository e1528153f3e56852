import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { PullSettings } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import { folderSource } from '../../pull/config/folder-source.ts';
import { readConfig } from '../../pull/config/read-config.ts';
import type { ReadConfig } from '../../pull/config/report.ts';
import { withTargets } from './pull-import.ts';
import type { Pull, PullNow } from './pull-site.ts';

/** A configuration for one run; `unsaved` are its settings where the connection has others. */
export type RunConfig = ReadConfig & { unsaved: PullSettings | null };

/** Reads the file that `--config-filename` names, for the connection's org only; null where none is named. */
export async function readConfigFile(
  { configFilename: file, configFileEncoding }: PullNow,
  { okta, pull }: ConnectionAnswer,
): Promise<RunConfig | null> {
  if (file === undefined) return null;
  const source = folderSource(path.dirname(file), { encoding: configFileEncoding, root: path.basename(file) });
  const config = await readConfig(source, okta?.url ?? null);
  const settings = config.settings && withTargets(config.settings, pull?.targets ?? []);
  return { ...config, settings, unsaved: isDeepStrictEqual(settings, pull) ? null : settings };
}

/** Makes settings from files those of the connection, since nothing is written by settings that are not saved. */
export async function saveUnsaved(pull: Pull): Promise<Pull> {
  const { session, connection, unsaved } = pull;
  if (unsaved === null) return pull;
  await session.client.call('changeConnection', { params: { id: connection.id }, body: { pull: unsaved } });
  return { ...pull, unsaved: null };
}
