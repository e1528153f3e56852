import { Option } from '@commander-js/extra-typings';
import { toProblem } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';

import { folderSource } from '../../pull/config/folder-source.ts';
import { readConfig } from '../../pull/config/read-config.ts';
import type { ReadConfig } from '../../pull/config/report.ts';
import { tokenInKeyring } from '../../pull/config/token.ts';
import type { Cli } from '../cli.ts';
import { encodingLabel } from '../option.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
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
      return cli.answer(options, async () => {
        const config = await readConfig(folderSource(folder, configFileEncoding));
        return answerOf(config, await tokenText(config.settings), cli.terminal);
      });
    });
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

/** Makes a configuration the pull settings of a connection whose org is the one that it names. */
async function saveConfig(session: Session, folder: string, encoding: string): Promise<Answer> {
  const connection = await chooseConnection(session);
  const config = await readConfig(folderSource(folder, encoding), connection.okta?.url ?? null);
  const { settings } = config;
  if (settings === null) return answerOf(config, null, session.terminal);
  const saved = await session.client.call('changeConnection', {
    params: { id: connection.id },
    body: { pull: settings },
  });
  const next = saved.methods.pull.on
    ? ''
    : ' Switch pull on with "rollcall connection set methods.pull.on=true methods.pull.operations=read,create,update,deactivate".';
  const lines = config.lines.filter(({ is }) => is === 'ignored').length;
  return {
    json: { saved: true, connection: saved.id, settings, lines: config.lines },
    text: `The pull settings of "${saved.name}" are saved; ${lines} keys are ignored. Nothing was run.${next}`,
  };
}

/** Whether the token is where the configuration says; null where there is nothing to look up. */
async function tokenText(settings: PullSettings | null): Promise<string | null> {
  const token = settings?.okta.token;
  if (token?.in !== 'keyring') return null;
  try {
    await tokenInKeyring(token);
    return 'The API token is in the keyring.';
  } catch (error) {
    const { detail, next } = toProblem(error);
    return `${detail} ${next}`;
  }
}

function answerOf({ settings, lines, problems }: ReadConfig, token: string | null, terminal: Terminal): Answer {
  const table = formatTable(
    ['Place', 'Key', '', 'Why'],
    lines.map(({ file, line, key, is, why }) => [`${file}:${line}`, key, is, why]),
    terminal,
  );
  const faults = problems.map(
    ({ file, line, text, next }) => `${terminal.paint('red', `${file}:${line}`)}  ${text}\n    ${next}`,
  );
  const count = (is: string) => lines.filter((each) => each.is === is).length;
  const counts = `${count('used')} keys are used, ${count('mapped')} mapped, ${count('ignored')} ignored.`;
  const end = settings === null ? 'It can’t be used as it is. Nothing was run.' : 'It can be used. Nothing was run.';
  return {
    json: { ok: settings !== null, settings, lines, problems, token },
    text: [table, ...faults, counts, ...(token === null ? [] : [token]), end]
      .filter((part) => part !== '')
      .join('\n\n'),
    exit: settings === null ? 2 : 0,
  };
}
