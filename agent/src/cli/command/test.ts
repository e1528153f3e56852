import type { CheckAnswer, TestAnswer } from '@rollcall/shared/api';

import type { Cli } from '../cli.ts';
import { exitCodeOf } from '../exit-code.ts';
import { formatValue } from '../format.ts';
import { problemText } from '../problem-text.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatPairs, formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function addTest(root: Root, cli: Cli): void {
  root
    .command('test')
    .description('Sign in to both sides and tell what works.')
    .option('--user <email>', 'also show every attribute that Okta sends for this user')
    .action((options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => testConnection(session, options.user)),
    );
}

async function testConnection(session: Session, user: string | undefined): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const body = user === undefined ? {} : { user };
  const answer = await session.client.call('test', { params: { id }, body });
  return {
    json: answer,
    text: testText(answer, session.terminal),
    exit: answer.ok ? 0 : exitCodeOf(answer.problem?.code ?? 'internal'),
  };
}

function testText({ ok, cms, okta, user, problem }: TestAnswer, terminal: Terminal): string {
  const parts = [cms, okta].flatMap((side) => (side ? [sideText(side, terminal)] : []));
  const told = problem !== null && [cms, okta].some((side) => side?.problem?.code === problem.code);
  if (problem && !told) parts.push(problemText(problem, terminal));
  if (user) {
    const state = user.detail === null ? user.state : `${user.state} (${user.detail})`;
    const rows = Object.entries(user.attributes)
      .toSorted(([a], [b]) => a.localeCompare(b))
      .map(([name, value]) => [name, formatValue(value)]);
    parts.push(
      `Received from Okta for ${user.login}, ${state}:\n${formatTable(['Attribute', 'Value'], rows, terminal)}`,
    );
  }
  if (ok) parts.push(terminal.paint('green', 'Both sides answer.'));
  return parts.join('\n\n');
}

const levelWords: Record<NonNullable<CheckAnswer['level']>, string> = {
  full: 'reads and writes',
  read: 'reads only',
  forms: 'reads through pages only',
};

function sideText(side: CheckAnswer, terminal: Terminal): string {
  const head = `${terminal.paint('bold', side.label)} ${side.url}`;
  if (side.problem) return `${head}\n${problemText(side.problem, terminal)}`;
  const pairs: [string, string][] = [];
  if (side.account) pairs.push(['Signed in as', accountText(side.account)]);
  if (side.level) pairs.push(['Rollcall', levelWords[side.level]]);
  if (side.permissions.length > 0) pairs.push(['May', side.permissions.join(', ')]);
  if (Math.abs(side.skewMs) >= 1000) pairs.push(['Clock', `${Math.round(side.skewMs / 1000)} seconds off`]);
  const notes = side.notes.map((note) => `${terminal.paint('yellow', note.detail)}\n${note.next}`);
  return [head, formatPairs(pairs, terminal), ...notes].filter((part) => part !== '').join('\n');
}

function accountText({ login, displayName }: NonNullable<CheckAnswer['account']>): string {
  return displayName === null || displayName === login ? login : `${displayName} (${login})`;
}
