import { SyncError, toProblem } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import { folderSource } from '../../pull/config/folder-source.ts';
import { readConfig } from '../../pull/config/read-config.ts';
import type { ReadConfig } from '../../pull/config/report.ts';
import { nicknamesOf } from '../../pull/config/write-root.ts';
import { tokenInKeyring } from '../../pull/config/token.ts';
import { pickConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** Says what becomes of each key of the tool's files, and whether its token is in the keyring; asks no agent. */
export async function readFolder(folder: string, encoding: string, terminal: Terminal): Promise<Answer> {
  const config = await readConfig(folderSource(folder, { encoding }));
  return answerOfFiles(config, await tokenText(config.settings), terminal);
}

/** Makes a configuration the pull settings of a connection whose org is the one that it names. */
export async function saveConfig(
  session: Session,
  folder: string,
  { encoding, targets }: { encoding: string; targets: readonly string[] },
): Promise<Answer> {
  const { connections } = await session.client.call('connections', {});
  const connection = pickConnection(connections, session.wanted);
  const config = await readConfig(folderSource(folder, { encoding }), connection.okta?.url ?? null);
  if (config.settings === null) return answerOfFiles(config, null, session.terminal);
  const named = targets.map((each) => targetOf(each, connections));
  const settings = withTargets(config.settings, [...named, ...(connection.pull?.targets ?? [])]);
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

type Target = PullSettings['targets'][number];

function targetOf(text: string, connections: ConnectionAnswer[]): Target {
  const [, name, wanted] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name !== undefined) return { name, connection: pickConnection(connections, wanted).id };
  throw new SyncError('invalid', '--target is not as expected.', { scope: 'run', next: 'It takes NICK=CONNECTION.' });
}

/**
 * The settings with a connection for each nickname that stands before a role: the files do not know which one is meant, so
 * the first that is known under it counts. Throws `invalid` where none is.
 */
export function withTargets(settings: PullSettings, known: readonly Target[]): PullSettings {
  const all = [...settings.targets, ...known];
  const targets = nicknamesOf(settings).map((name) => {
    const found = all.find((target) => target.name === name);
    if (found) return found;
    throw new SyncError('invalid', `Which connection the files mean by "${name}" is not known.`, {
      scope: 'run',
      next: `Say it with "rollcall pull import FOLDER --save --target ${name}=CONNECTION".`,
    });
  });
  return { ...settings, targets };
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

/** What became of each key, and whether the files can be used. */
export function answerOfFiles(
  { settings, lines, problems }: ReadConfig,
  token: string | null,
  terminal: Terminal,
): Answer {
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
