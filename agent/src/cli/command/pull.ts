import { Option } from '@commander-js/extra-typings';

import type { Cli } from '../cli.ts';
import { encodingLabel } from '../option.ts';
import type { Root } from '../root.ts';
import { exportConfig } from './pull-export.ts';
import { readFolder, saveConfig } from './pull-import.ts';
import { pullNow } from './pull-now.ts';

export function addPull(root: Root, cli: Cli): void {
  const pull = addOptions(root.command('pull'));
  pull.action((options, command) => cli.perform(command.optsWithGlobals(), (session) => pullNow(session, options)));
  pull
    .command('import')
    .description('Read the configuration of Adobe’s User Sync Tool and say what becomes of each key. Nothing is run.')
    .argument('<folder>', 'where user-sync-config.yml is')
    .option('--config-file-encoding <label>', 'the encoding of its files', encodingLabel, 'utf8')
    .option('--save', 'make it the pull settings of the connection')
    .action((folder, { configFileEncoding, save }, command) => {
      const options = command.optsWithGlobals();
      if (save) return cli.perform(options, (session) => saveConfig(session, folder, configFileEncoding));
      return cli.answer(options, () => readFolder(folder, configFileEncoding, cli.terminal));
    });
  pull
    .command('export')
    .description('Write the pull settings as files of Adobe’s User Sync Tool, which "pull import" reads back.')
    .argument('[folder]', 'where to', '.')
    .option('--force', 'also in place of files that are there')
    .action((folder, { force }, command) =>
      cli.perform(command.optsWithGlobals(), (session) => exportConfig(session, folder, force === true)),
    );
}

/** The tool's options under its own names, and under ours where these speak of Adobe. */
function addOptions(pull: ReturnType<Root['command']>) {
  return pull
    .description('Bring the site into line with groups and users of Okta.')
    .option('-t, --test-mode', 'only show what would change')
    .option('-T, --no-test-mode', 'write, although the settings say test mode')
    .option('--yes', 'do not ask')
    .option('--connector <okta...>', 'where users come from; okta is the only one')
    .option('--users <words...>', 'all, mapped, or group "NAME,NAME"')
    .option('--user-filter <pattern>', 'only users whose whole user name fits')
    .option('--target-users <words...>', 'change only all, mapped, or group "ROLE,ROLE" of the site')
    .option('--adobe-users <words...>', 'the same')
    .option('--target-only-user-action <words...>', 'preserve, exclude, write-file FILE, remove-roles or block')
    .option('--adobe-only-user-action <words...>', 'the same, with the tool’s own words')
    .option('--process-groups', 'give and take the roles of mapped groups')
    .option('--no-process-groups', 'leave roles alone')
    .option('--update-user-info', 'write what changed of users who are on the site')
    .option('--no-update-user-info', 'leave them as they are')
    .option('--exclude-unmapped-users', 'make nobody who would get no role')
    .option('--include-unmapped-users', 'make them as well')
    .addOption(new Option('--summary-style <style>', 'the words of the summary').choices(['rollcall', 'adobe']));
}
