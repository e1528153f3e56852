import type { TrialAnswer } from '@rollcall/shared/api-pull';

import { formatValue } from '../format.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** What a pull with the saved settings would make of one user of Okta, and why. Nothing is written. */
export async function tryPull(session: Session, user: string): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const told = await session.client.call('tryPull', { params: { id }, body: { user } });
  return { json: told, text: trialText(told, session.terminal) };
}

const outcomes: Record<TrialAnswer['outcome'], string> = {
  in: 'The pull takes this user in.',
  filtered: 'The pull leaves this user out.',
  noGroup: 'The pull does not reach this user.',
  undecided: 'Nobody can tell, so nothing is written and nothing is taken.',
};

function trialText({ user, outcome, why, groups, values, roles, rules }: TrialAnswer, terminal: Terminal): string {
  const names = groups.map(({ name }) => name).join(', ');
  const parts = [
    `${user.login} (${user.id}, ${user.state})`,
    [outcomes[outcome], why].filter((text) => text !== null).join(' '),
    names === '' ? 'In none of the groups that the pull reads.' : `Groups that the pull reads: ${names}`,
  ];
  if (values.length > 0) {
    const rows = values.map(({ name, field, value, from, rule }) => [
      name,
      field ?? '-',
      formatValue(value),
      rule === null ? from : `rule ${rule + 1}: ${from}`,
    ]);
    parts.push(formatTable(['Value', 'Field of the site', 'Holds', 'Made from'], rows, terminal));
  }
  if (roles.length > 0) {
    const rows = roles.map(({ name, from, power }) => [name, from.map(giverText).join(', '), power ? powerText : '']);
    parts.push(formatTable(['Role', 'Given by', ''], rows, terminal));
  }
  if (rules.length > 0) {
    const rows = rules.map(({ outcome: is, problem }, index) => [`rule ${index + 1}`, is, problem ?? '']);
    parts.push(formatTable(['Rule', '', ''], rows, terminal));
  }
  return [...parts, 'Nothing was written.'].join('\n\n');
}

const powerText = 'gives power, so a pull never gives it';

function giverText(from: TrialAnswer['roles'][number]['from'][number]): string {
  return 'group' in from ? from.group : `rule ${from.rule + 1}`;
}
