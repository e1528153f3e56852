import { isDeepStrictEqual } from 'node:util';
import { SyncError } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';
import { Document, isMap, isScalar } from 'yaml';

import { rootName } from './config-source.ts';
import { ownOf } from './own-config.ts';
import type { OwnConfig } from './own-config.ts';
import { readConfig } from './read-config.ts';
import type { ReadConfig } from './report.ts';
import { sentSource } from './sent-source.ts';
import { filterOf, writeConnector } from './write-connector.ts';
import type { WrittenFile } from './write-connector.ts';
import { writeExtension } from './write-extension.ts';
import { connectorName, extensionName, writeRoot } from './write-root.ts';

interface ConfigFile {
  name: string;
  text: string;
}

/**
 * Pull settings as the tool's three files: its own keys as far as it has them, and the rest below `rollcall` in the
 * extension's file. Read back they are the same settings; throws `unsupported` for settings of which that can't be said. A
 * token is never in them.
 */
export async function writeConfig(settings: PullSettings): Promise<ConfigFile[]> {
  const token = settings.okta.token.in === 'file' ? { token: settings.okta.token } : {};
  const plain = await readBack(filesOf(settings, token));
  if (plain.settings === null) throw unwritable(plain);
  const own = { ...token, ...ownOf(plain.settings, settings, filterOf(settings.filter).text) };
  const files = filesOf(settings, own);
  const read = await readBack(files);
  if (!isDeepStrictEqual(read.settings, settings)) throw unwritable(read);
  return files;
}

function readBack(files: readonly ConfigFile[]): Promise<ReadConfig> {
  return readConfig(sentSource(files));
}

function unwritable({ problems: [problem] }: ReadConfig): SyncError {
  const why = problem ? ` ${problem.text}` : '';
  const next =
    'Change what is named in the pull settings, or keep them as JSON with "rollcall connection show --json".';
  return new SyncError('unsupported', `These settings can’t be written as files of the tool.${why}`, {
    scope: 'run',
    field: 'pull',
    next,
  });
}

function filesOf(settings: PullSettings, own: OwnConfig): ConfigFile[] {
  return [
    { name: rootName, text: yamlOf(writeRoot(settings)) },
    { name: connectorName, text: yamlOf(writeConnector(settings)) },
    { name: extensionName, text: yamlOf(writeExtension(settings, own)) },
  ];
}

/** YAML 1.1, as PyYAML reads it. */
function yamlOf({ keys, comments = {}, after }: WrittenFile): string {
  const document = new Document(keys, { version: '1.1' });
  const { contents } = document;
  if (isMap(contents)) {
    for (const { key } of contents.items) {
      const comment = isScalar(key) ? comments[String(key.value)] : undefined;
      if (isScalar(key) && comment !== undefined) key.commentBefore = comment;
    }
  }
  if (after !== undefined) document.comment = after;
  return document.toString({ lineWidth: 0 });
}
