import { Option } from '@commander-js/extra-typings';
import { rowStatus } from '@rollcall/shared/api';

import type { Cli } from '../cli.ts';
import { formatCount } from '../format.ts';
import { wholeNumber } from '../option.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { readUsers, summaryLine, userTable } from '../user-list.ts';

interface UsersOptions {
  q?: string | undefined;
  status?: string | undefined;
  limit: number;
}

export function addUsers(root: Root, cli: Cli): void {
  root
    .command('users')
    .description('The users of the site with their status, as they were read last.')
    .option('--q <text>', 'only those whose login, mail or name holds this text')
    .addOption(new Option('--status <status>', 'only those with this status').choices(rowStatus.shape.status.options))
    .option('--limit <number>', 'at most so many', wholeNumber, 100)
    .action((options, command) => cli.perform(command.optsWithGlobals(), (session) => listUsers(session, options)));
}

async function listUsers(session: Session, options: UsersOptions): Promise<Answer> {
  const { client, terminal } = session;
  const { id } = await chooseConnection(session);
  const answer = await readUsers(client, id, options);
  const { users, total, summary } = answer;
  const parts = [summaryLine(summary, terminal.now())];
  if (users.length > 0) parts.push(userTable(users, terminal));
  else if (summary.users > 0) parts.push('No user fits.');
  const left = total - users.length;
  if (left > 0) parts.push(`And ${formatCount(left, 'more user')}; raise --limit or narrow with --q and --status.`);
  return { json: answer, text: parts.join('\n\n') };
}
