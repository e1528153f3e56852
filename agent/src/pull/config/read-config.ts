import type { PullSettings } from '@rollcall/shared';

import type { ConfigSource } from './config-source.ts';
import { noExtension, readExtensionConfig } from './extension-config.ts';
import { readOwnConfig, withOwn } from './own-config.ts';
import { readOktaConfig } from './okta-config.ts';
import type { ConfigReport, ReadConfig } from './report.ts';
import { readRootConfig } from './root-config.ts';
import { readYaml } from './yaml-file.ts';
import type { ReadOptions } from './yaml-file.ts';

/**
 * Reads the configuration of Adobe's User Sync Tool as it is, with what became of every key. `org` is the address of the only
 * org that it may be for: null where there is none yet, left out where any will do. Never throws; settings are null while
 * anything stands against them.
 */
export async function readConfig(source: ConfigSource, org?: string | null): Promise<ReadConfig> {
  const report: ConfigReport = { lines: [], problems: [] };
  const settings = await readSettings({ report, source }, org);
  return { ...report, settings: report.problems.length === 0 ? settings : null };
}

async function readSettings(options: ReadOptions, org: string | null | undefined): Promise<PullSettings | null> {
  const main = await readYaml([options.source.root], options);
  if (!main) return null;
  const root = readRootConfig(main);
  const connector = root.oktaFiles.length > 0 ? await readYaml(root.oktaFiles, options) : null;
  const extended = root.extensionFiles.length > 0 ? await readYaml(root.extensionFiles, options) : null;
  const own = readOwnConfig(extended);
  const connected = connector && readOktaConfig(connector, { org, token: own.token ?? null });
  const extension = extended ? readExtensionConfig(extended, root.nicknames) : noExtension;
  if (!connected?.okta) return null;
  const { okta, filter, attributes, filterText } = connected;
  const byReason = { gone: null, leftGroups: null, deactivated: null };
  const read = { okta, filter, attributes, targets: [], byReason, ...root.settings, ...extension };
  if (extended && own.filter && own.filter.for !== filterText) {
    const why = 'It was written for another all_users_filter.';
    extended.note(extended.place, 'rollcall.filter', { is: 'ignored', why });
  }
  const whole = withOwn(read, own, filterText);
  if ('settings' in whole) return whole.settings;
  main.problem(main.place, `There is more in "${whole.long}" than Rollcall takes.`, 'Shorten it.');
  return null;
}
