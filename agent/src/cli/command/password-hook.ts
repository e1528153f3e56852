import type { Cli } from '../cli.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';

export function addPasswordHook(root: Root, cli: Cli): void {
  const hook = root
    .command('password-hook')
    .description('Okta’s password import hook, answered by the site’s own sign-in.');
  hook
    .command('new')
    .description('Make the secret that Okta sends along; replaces the former one and is shown once.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), make));
  hook
    .command('remove')
    .description('Answer Okta’s hook no more.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), remove));
}

async function make(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const made = await session.client.call('newPasswordHook', { params: { id }, body: {} });
  const where = made.url ?? `${made.path} on the port of "rollcall serve --scim-port"`;
  const lines = [
    `Address  ${where}`,
    `Field    ${made.header}`,
    `Secret   ${made.secret}`,
    'It is shown this once. In Okta: Workflow, Inline Hooks, Add Inline Hook, Password Import. Okta calls https only,',
    'so put a reverse proxy before the address.',
  ];
  return { json: made, text: lines.join('\n') };
}

async function remove(session: Session): Promise<Answer> {
  const { id, name } = await chooseConnection(session);
  await session.client.call('removePasswordHook', { params: { id } });
  return { json: { removed: id }, text: `${name} answers Okta’s password hook no more.` };
}
