import type { Cli } from '../cli.ts';
import { formatAge } from '../format.ts';
import type { Root } from '../root.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';

export function addClients(root: Root, cli: Cli): void {
  const clients = root.command('clients').description('Browsers that are paired with the agent.');
  clients
    .command('list')
    .description('All paired browsers.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), list));
  clients
    .command('revoke')
    .description('End a pairing at once.')
    .argument('<id>', 'its id, from "clients list"')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => revoke(session, id)));
}

async function list({ client, terminal }: Session): Promise<Answer> {
  const answer = await client.call('clients', {});
  if (answer.clients.length === 0)
    return { json: answer, text: 'No browser is paired. Run "rollcall pair" for a code.' };
  const now = terminal.now();
  const rows = answer.clients.map(({ id, name, role, created, lastUsed, revoked }) => [
    id,
    name,
    revoked === null ? role : 'revoked',
    formatAge(created, now),
    formatAge(lastUsed, now),
  ]);
  return { json: answer, text: formatTable(['Id', 'Browser', 'Role', 'Paired', 'Last used'], rows, terminal) };
}

async function revoke({ client }: Session, id: string): Promise<Answer> {
  await client.call('revokeClient', { params: { id } });
  return { json: { revoked: id }, text: 'The pairing is ended; that browser can do nothing here any more.' };
}
