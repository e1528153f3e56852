import { toProblem } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';

import { readConfig } from '../../pull/config/read-config.ts';
import type { ReadConfig } from '../../pull/config/report.ts';
import { tokenInKeyring } from '../../pull/config/token.ts';
import type { Cli } from '../cli.ts';
import { encodingLabel } from '../option.ts';
import type { Root } from '../root.ts';
import type { Answer } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function addPull(root: Root, cli: Cli): void {
  root
    .command('pull')
    .description('Bring the site into line with groups and users of Okta.')
    .command('import')
    .description('Read the configuration of Adobe’s User Sync Tool and say what becomes of each key. Nothing is run.')
    .argument('<folder>', 'where user-sync-config.yml is')
    .option('--config-file-encoding <label>', 'the encoding of its files', encodingLabel, 'utf8')
    .action((folder, { configFileEncoding }, command) =>
      cli.answer(command.optsWithGlobals(), async () => {
        const config = await readConfig(folder, configFileEncoding);
        return answerOf(config, await tokenText(config.settings), cli.terminal);
      }),
    );
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
