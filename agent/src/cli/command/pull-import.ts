import { toProblem } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';

import { folderSource } from '../../pull/config/folder-source.ts';
import { readConfig } from '../../pull/config/read-config.ts';
import type { ReadConfig } from '../../pull/config/report.ts';
import { tokenInKeyring } from '../../pull/config/token.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** Says what becomes of each key of the tool's files, and whether its token is in the keyring; asks no agent. */
export async function readFolder(folder: string, encoding: string, terminal: Terminal): Promise<Answer> {
  const config = await readConfig(folderSource(folder, encoding));
  return answerOf(config, await tokenText(config.settings), terminal);
}

/** Makes a configuration the pull settings of a connection whose org is the one that it names. */
export async function saveConfig(session: Session, folder: string, encoding: string): Promise<Answer> {
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
