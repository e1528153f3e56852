import { Option } from '@commander-js/extra-typings';

import type { Cli } from '../cli.ts';
import { encodingLabel } from '../option.ts';
import type { Root } from '../root.ts';
import { exportConfig } from './pull-export.ts';
import { readFolder, saveConfig } from './pull-import.ts';
import { pullNow } from './pull-now.ts';
import { tryPull } from './pull-try.ts';

export function addPull(root: Root, cli: Cli): void {
  const pull = addOptions(root.command('pull'));
  pull.action((options, command) => cli.perform(command.optsWithGlobals(), (session) => pullNow(session, options)));
  pull
    .command('try')
    .description('What a pull would make of one user of Okta, and why. Nothing is written.')
    .argument('<user>', 'id, user name or mail in Okta')
    .action((user, _options, command) => cli.perform(command.optsWithGlobals(), (session) => tryPull(session, user)));
  pull
    .command('import')
    .description('Read the configuration of Adobe’s User Sync Tool and say what becomes of each key. Nothing is run.')
    .argument('<folder>', 'where user-sync-config.yml is')
    .option('--save', 'make it the pull settings of the connection')
    .option('--target <nick=connection...>', 'which connection a nickname before "::" means')
    .action((folder, { save, target }, command) => {
      const options = command.optsWithGlobals();
      const { configFileEncoding } = options;
      if (save)
        return cli.perform(options, (session) =>
          saveConfig(session, folder, { encoding: configFileEncoding, targets: target ?? [] }),
        );
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
    .option(
      '-c, --config-filename <file>',
      'settings from the tool’s main file; they are saved before anything is written',
    )
    .option('--config-file-encoding <label>', 'the encoding of its files', encodingLabel, 'utf8')
    .option('--users <words...>', 'all, mapped, group "NAME,NAME", or file FILE')
    .option('--user-filter <pattern>', 'only users whose whole user name fits')
    .option('--target-users <words...>', 'change only all, mapped, or group "ROLE,ROLE" of the site')
    .option('--adobe-users <words...>', 'the same')
    .option('--target-only-user-action <words...>', 'preserve, exclude, write-file FILE, remove-roles, block or delete')
    .option('--adobe-only-user-action <words...>', 'the same, with the tool’s own words')
    .option('--target-only-user-list <file>', 'who is only on the site is in this file; Okta is not asked')
    .option('--adobe-only-user-list <file>', 'the same')
    .option('--csv-encoding <label>', 'the encoding of files of people', encodingLabel, 'utf8')
    .addOption(
      new Option('--strategy <strategy>', 'what is read of either side').choices(['sync', 'push', 'delta'] as const),
    )
    .option('--process-groups', 'give and take the roles of mapped groups')
    .option('--no-process-groups', 'leave roles alone')
    .option('--update-user-info', 'write what changed of users who are on the site')
    .option('--no-update-user-info', 'leave them as they are')
    .option('--exclude-unmapped-users', 'make nobody who would get no role')
    .option('--include-unmapped-users', 'make them as well')
    .addOption(
      new Option('--summary-style <style>', 'the words of the summary').choices(['rollcall', 'adobe'] as const),
    )
    .addOption(
      new Option('--log-style <style>', 'adobe: lines of the tool’s log instead of the plan').choices([
        'rollcall',
        'adobe',
      ] as const),
    );
}
