import path from 'node:path';
import type { PullSettings } from '@rollcall/shared';

import { noExtension, readExtensionConfig } from './extension-config.ts';
import { readOktaConfig } from './okta-config.ts';
import type { ConfigReport, ReadConfig } from './report.ts';
import { readRootConfig } from './root-config.ts';
import { readYaml } from './yaml-file.ts';

/** The name that the tool gives its main file. */
const rootName = 'user-sync-config.yml';

/**
 * Reads the configuration of Adobe's User Sync Tool in a folder as it is, with what became of every key. Never throws;
 * settings are null while anything stands against them.
 */
export async function readConfig(folder: string, encoding = 'utf-8'): Promise<ReadConfig> {
  const report: ConfigReport = { lines: [], problems: [] };
  const settings = await readSettings(folder, { report, encoding });
  return { ...report, settings: report.problems.length === 0 ? settings : null };
}

async function readSettings(
  folder: string,
  options: { report: ConfigReport; encoding: string },
): Promise<PullSettings | null> {
  const main = await readYaml([path.join(folder, rootName)], options);
  if (!main) return null;
  const root = readRootConfig(main);
  const inFolder = (files: readonly string[]) => files.map((file) => path.resolve(folder, file));
  const connector = root.oktaFiles.length > 0 ? await readYaml(inFolder(root.oktaFiles), options) : null;
  const connected = connector && readOktaConfig(connector);
  const extended = root.extensionFiles.length > 0 ? await readYaml(inFolder(root.extensionFiles), options) : null;
  const extension = extended ? readExtensionConfig(extended, root.nicknames) : noExtension;
  if (!connected?.okta) return null;
  const { okta, filter, attributes } = connected;
  const byReason = { gone: null, leftGroups: null, deactivated: null };
  return { okta, filter, attributes, targets: [], byReason, ...root.settings, ...extension };
}
