import { SyncError } from '@rollcall/shared';
import type { PushedAnswer, PushedGroupAnswer, PushedPreview } from '@rollcall/shared/api-pushed';

import { askYes } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { formatCount } from '../format.ts';
import { problemText } from '../problem-text.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';

interface MapOptions {
  powerful?: true | undefined;
  yes?: true | undefined;
}

/** The commands about pushed groups, under `scim`. */
export function addScimGroups(scim: ReturnType<Root['command']>, cli: Cli): void {
  const groups = scim.command('groups').description('Groups that Okta pushes, and the roles that their members get.');
  groups
    .command('list')
    .description('The pushed groups with their roles, and how far each is.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), list));
  groups
    .command('preview')
    .description('Who would gain or lose what if a group had a role. Nothing is written.')
    .argument('<group>', 'its name or id')
    .argument('<role>', 'name or id of a role of the site')
    .action((group, role, _options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => preview(session, group, role)),
    );
  groups
    .command('map')
    .description('Give a group a role, or none.')
    .argument('<group>', 'its name or id')
    .argument('<role>', 'name or id of a role of the site, or none')
    .option('--powerful', 'the role gives power over users, permissions or the site, and that is meant')
    .option('--yes', 'do not ask')
    .action((group, role, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => map(session, { group, role, ...options })),
    );
}

const stateWords: Record<PushedGroupAnswer['state'], string> = {
  agrees: 'Agrees',
  working: 'At work',
  stuck: 'Stuck',
  noRole: 'No role',
  held: 'Held',
};

async function list(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('pushed', { params: { id } });
  return { json: answer, text: listText(answer, session) };
}

function listText({ groups }: PushedAnswer, { terminal }: Session): string {
  if (groups.length === 0) return 'No group was pushed. In Okta: the application’s tab Push Groups.';
  const rows = groups.map((group) => [
    group.name,
    String(group.members),
    group.role?.name ?? '',
    stateWords[group.state],
    group.open > 0 ? String(group.open) : '',
    group.plan ?? '',
  ]);
  const table = formatTable(['Group', 'Members', 'Role', 'State', 'Open', 'Plan'], rows, terminal);
  const why = groups.flatMap(({ name, problem }) => (problem ? [`${name}: ${problemText(problem, terminal)}`] : []));
  return [table, ...why].join('\n\n');
}

async function preview(session: Session, group: string, role: string): Promise<Answer> {
  const found = await findBoth(session, group, role);
  const params = { id: found.connection, group: found.group.id };
  const answer = await session.client.call('previewPushed', { params, body: { role: found.role?.id ?? null } });
  return { json: answer, text: previewText(found.group, answer) };
}

function previewText({ name, role: present }: PushedGroupAnswer, answer: PushedPreview): string {
  const { counts, role } = answer;
  const line = (kind: keyof PushedPreview['counts'], words: string): string[] => {
    const people = answer[kind].slice(0, 10).map(({ label }) => label);
    const more = counts[kind] > people.length ? [`and ${counts[kind] - people.length} more`] : [];
    return counts[kind] === 0
      ? []
      : [`${formatCount(counts[kind], 'user')} ${words}: ${[...people, ...more].join(', ')}`];
  };
  const lines = [
    ...line('gain', `would gain ${role.name}`),
    ...line('have', 'have it already'),
    ...line('extra', 'hold it without being in the group and keep it'),
    ...line('lose', `would lose ${present?.name ?? ''}`),
  ];
  const power = role.privileged ? ['This role gives power over users, permissions or the site.'] : [];
  return [`${name} as ${role.name}. Nothing is written.`, ...power, ...lines].join('\n');
}

async function map(session: Session, asked: MapOptions & { group: string; role: string }): Promise<Answer> {
  const { terminal, client, json } = session;
  const { connection, group, role } = await findBoth(session, asked.group, asked.role);
  const params = { id: connection, group: group.id };
  if (terminal.interactive && !json && !asked.yes) {
    if (role) terminal.out(previewText(group, await client.call('previewPushed', { params, body: { role: role.id } })));
    const question = role ? `Give ${group.name} the role ${role.name}?` : `Take the role from ${group.name}?`;
    if (!(await askYes(terminal, question))) return { json: null, text: 'Nothing was written.' };
  }
  const body = { role: role?.id ?? null, namedPrivileged: asked.powerful ?? false };
  const answer = await client.call('changePushed', { params, body });
  return { json: answer, text: listText({ groups: [answer], roles: [] }, session) };
}

/** The group and the role that are meant; no role for `none`. Throws `not_found`, `missing_group`, `ambiguous`. */
async function findBoth(
  session: Session,
  group: string,
  role: string,
): Promise<{ connection: string; group: PushedGroupAnswer; role: PushedAnswer['roles'][number] | null }> {
  const { id } = await chooseConnection(session);
  const { groups, roles } = await session.client.call('pushed', { params: { id } });
  const found = groups.find((each) => isMeant(each, group));
  if (!found) {
    const names = groups.map(({ name }) => name).join(', ');
    const next = names === '' ? 'No group was pushed yet.' : `There are ${names}.`;
    throw new SyncError('not_found', `No group "${group}" was pushed.`, { scope: 'run', next });
  }
  if (role === 'none') return { connection: id, group: found, role: null };
  const [one, another] = roles.filter((each) => isMeant(each, role));
  const names = roles.map((each) => each.name).join(', ');
  if (!one) {
    throw new SyncError('missing_group', `The site has no role "${role}".`, {
      scope: 'run',
      next: `There are ${names}.`,
    });
  }
  if (another)
    throw new SyncError('ambiguous', `Several roles are called "${role}".`, {
      scope: 'run',
      next: `Give the id: ${one.id} or ${another.id}.`,
    });
  return { connection: id, group: found, role: one };
}

function isMeant({ id, name }: { id: string; name: string }, given: string): boolean {
  return id === given || name.toLowerCase() === given.toLowerCase();
}
