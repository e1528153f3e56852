import type { Cli } from '../cli.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';

export function addWebhook(root: Root, cli: Cli): void {
  const webhook = root.command('webhook').description('Messages with which the site’s own code tells who has changed.');
  webhook
    .command('new')
    .description('Make the secret that signs them; replaces the former one and is shown once.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), make));
  webhook
    .command('remove')
    .description('Take no messages any more.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), remove));
}

async function make(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const made = await session.client.call('newWebhook', { params: { id }, body: {} });
  const where = made.url ?? `${made.path} on the port of "rollcall serve --scim-port"`;
  return {
    json: made,
    text: `Address  ${where}\nSecret   ${made.secret}\nIt is shown this once. The site signs with it.`,
  };
}

async function remove(session: Session): Promise<Answer> {
  const { id, name } = await chooseConnection(session);
  await session.client.call('removeWebhook', { params: { id } });
  return { json: { removed: id }, text: `${name} takes no messages of the site any more.` };
}
