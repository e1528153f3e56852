import { SyncError } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';

import { askYes } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { modeText } from '../connection-text.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { changeOf, settingLines } from '../setting.ts';
import { formatPairs, formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function addConnection(root: Root, cli: Cli): void {
  const connection = root.command('connection').description('Look at connections and change their settings.');
  connection
    .command('list')
    .description('All connections.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), list));
  connection
    .command('show')
    .description('One connection with every setting.')
    .argument('[id]', 'its id; the only one where there is one')
    .action((id, _options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => show({ ...session, wanted: id ?? session.wanted })),
    );
  connection
    .command('set')
    .description('Change settings, such as mode=live or methods.manual.operations=read,create,update.')
    .argument('<settings...>', 'KEY=VALUE; "connection show" lists the keys')
    .action((settings, _options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => set(session, settings)),
    );
  connection
    .command('remove')
    .description('Forget a connection, its links and its credentials. Neither side is changed.')
    .argument('[id]', 'its id; the only one where there is one')
    .option('--yes', 'do not ask')
    .action((id, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) =>
        remove({ ...session, wanted: id ?? session.wanted }, options.yes ?? false),
      ),
    );
}

async function list({ client, terminal }: Session): Promise<Answer> {
  const answer = await client.call('connections', {});
  if (answer.connections.length === 0)
    return { json: answer, text: 'Nothing is connected yet. Run "rollcall connect".' };
  const rows = answer.connections.map(({ id, name, cms, okta, mode, pausedFor }) => [
    id,
    name,
    cms?.url ?? '',
    okta?.url ?? '',
    pausedFor === null ? mode : `paused: ${pausedFor}`,
  ]);
  return { json: answer, text: formatTable(['Id', 'Name', 'Site', 'Okta', 'Mode'], rows, terminal) };
}

async function show(session: Session): Promise<Answer> {
  const connection = await chooseConnection(session);
  return { json: connection, text: connectionText(connection, session.terminal) };
}

function connectionText(connection: ConnectionAnswer, terminal: Terminal): string {
  const sides = [connection.cms, connection.okta].flatMap((side) =>
    side
      ? [[side.kind, `${side.url}, signs in by ${side.auth}${side.account ? ` as ${side.account}` : ''}`] as const]
      : [],
  );
  const pairs = [['id', connection.id] as const, ...sides, ...settingLines(connection)];
  return `${modeText(connection, terminal)}\n\n${formatPairs(pairs, terminal)}`;
}

async function set(session: Session, settings: string[]): Promise<Answer> {
  const connection = await chooseConnection(session);
  const body = changeOf(connection, settings);
  const changed = await session.client.call('changeConnection', { params: { id: connection.id }, body });
  return { json: changed, text: [modeText(changed, session.terminal), ...(changed.warnings ?? [])].join('\n') };
}

async function remove(session: Session, sure: boolean): Promise<Answer> {
  const { client, terminal, json } = session;
  const { id, name } = await chooseConnection(session);
  if (!sure) {
    if (!terminal.interactive || json) {
      throw new SyncError('invalid', 'Removing a connection wants a yes.', { scope: 'run', next: 'Add --yes.' });
    }
    const yes = await askYes(terminal, `Forget ${name}, its links and its credentials?`);
    if (!yes) return { json: null, text: 'Nothing was removed.' };
  }
  await client.call('removeConnection', { params: { id } });
  return { json: { removed: id }, text: `${name} is forgotten. Nothing was changed on the site or in Okta.` };
}
