import { SyncError } from '@rollcall/shared';
import type { ConnectionAnswer, UsersAnswer } from '@rollcall/shared/api';

import type { Cli } from '../cli.ts';
import { modeText } from '../connection-text.ts';
import { formatCount } from '../format.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { readUsers, summaryLine, userTable } from '../user-list.ts';

/** Users whom a status without names shows. */
const shown = 50;

export function addStatus(root: Root, cli: Cli): void {
  root
    .command('status')
    .description('How users stand on both sides, as they were read last.')
    .argument('[logins...]', 'login or mail of each user; everybody where none is given')
    .action((logins, _options, command) =>
      cli.perform(command.optsWithGlobals(), async (session) => {
        const connection = await chooseConnection(session);
        return logins.length === 0 ? statusOfAll(session, connection) : statusOf(session, connection, logins);
      }),
    );
}

async function statusOfAll({ client, terminal }: Session, connection: ConnectionAnswer): Promise<Answer> {
  const { users, total, summary } = await readUsers(client, connection.id, { limit: shown });
  const parts = [modeText(connection, terminal), summaryLine(summary, terminal.now())];
  if (users.length > 0) parts.push(userTable(users, terminal));
  if (total > users.length) parts.push(`And ${formatCount(total - users.length, 'more user')}: rollcall users`);
  return { json: { connection, users, total, summary }, text: parts.join('\n\n') };
}

async function statusOf(
  { client, terminal }: Session,
  connection: ConnectionAnswer,
  logins: string[],
): Promise<Answer> {
  const found = await Promise.all(logins.map((login) => findUser(client, connection.id, login)));
  const missing = logins.filter((_login, index) => !found[index]);
  const users = found.flatMap((user) => user ?? []);
  if (users.length === 0) throw unknownUsers(missing);
  const text = userTable(users, terminal);
  return {
    json: { connection, users, missing },
    text: missing.length === 0 ? text : `${text}\n\n${unknownUsers(missing).message}`,
    exit: missing.length === 0 ? 0 : 4,
  };
}

/** The one user with exactly this login, mail, page number or id. */
async function findUser(
  client: Session['client'],
  connection: string,
  name: string,
): Promise<UsersAnswer['users'][number] | null> {
  const wanted = name.toLowerCase();
  const { users } = await readUsers(client, connection, { q: name, limit: 500 });
  const matches = ({ login, email, handle, id }: (typeof users)[number]) =>
    [login, email, handle, id].some((each) => each?.toLowerCase() === wanted);
  return users.find(matches) ?? null;
}

function unknownUsers(names: string[]): SyncError {
  const list = names.map((name) => `"${name}"`).join(', ');
  return new SyncError('not_found', `No user ${list} was read from the site.`, {
    scope: 'run',
    next: `Look at the site itself with "rollcall plan ${names[0] ?? ''}".`,
  });
}
