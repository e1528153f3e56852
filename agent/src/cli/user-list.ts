import type { UsersAnswer } from '@rollcall/shared/api';

import type { Client } from './client.ts';
import { formatAge, formatCount, formatNumber } from './format.ts';
import { formatTable } from './table.ts';
import type { Terminal } from './terminal.ts';
import { badgeWords, cmsStateWords, oktaStateWords } from './words.ts';

type UserRow = UsersAnswer['users'][number];

/** As many users as the API answers at once. */
const pageSize = 500;

/** Users with their status, from what was read last. */
export async function readUsers(
  client: Client,
  connection: string,
  { limit, ...query }: { q?: string | undefined; status?: string | undefined; limit: number },
): Promise<UsersAnswer> {
  const read = (offset: number) =>
    client.call('users', {
      params: { id: connection },
      query: { ...query, offset, limit: Math.min(pageSize, limit - offset) },
    });
  const answer = await read(0);
  while (answer.users.length < Math.min(limit, answer.total)) {
    const { users } = await read(answer.users.length);
    if (users.length === 0) break;
    answer.users.push(...users);
  }
  return answer;
}

/** One line a user: what the site has, the badge, what Okta has, and how old that is. */
export function userTable(users: readonly UserRow[], terminal: Terminal): string {
  const rows = users.map(({ login, email, state, status, okta, at, problem }) => [
    email !== null && email !== login ? `${login}\n${email}` : login,
    cmsStateWords[state],
    problem ? `${badgeWords[status]}: ${problem.detail}` : badgeWords[status],
    okta ? `${okta.login}\n${oktaText(okta)}` : '',
    formatAge(at, terminal.now()),
  ]);
  return formatTable(['User', 'On the site', 'Status', 'In Okta', 'Read'], rows, terminal);
}

function oktaText({ state, detail }: NonNullable<UserRow['okta']>): string {
  const word = oktaStateWords[state];
  return detail === null || detail.toLowerCase() === word.toLowerCase() ? word : `${word} (${detail})`;
}

/** `4,000 users: 3,120 linked, 640 not in Okta, 240 need a look. Read 2 min ago.` */
export function summaryLine(
  { users, linked, notInOkta, needLook, unknown, readAt }: UsersAnswer['summary'],
  now: number,
): string {
  if (users === 0) return 'No user was read yet. Run "rollcall plan --all" to read both sides; it writes nothing.';
  const parts = [`${formatNumber(linked)} linked`, `${formatNumber(notInOkta)} not in Okta`];
  if (needLook > 0) parts.push(needLook === 1 ? '1 needs a look' : `${formatNumber(needLook)} need a look`);
  if (unknown > 0) parts.push(`${formatNumber(unknown)} unknown`);
  const read = readAt === null ? 'The whole list was not read yet.' : `Read ${formatAge(readAt, now)}.`;
  return `${formatCount(users, 'user')}: ${parts.join(', ')}. ${read}`;
}
