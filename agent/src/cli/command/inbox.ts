import { SyncError } from '@rollcall/shared';
import type { InboxAnswer, InboxItem, ResolveRequest } from '@rollcall/shared/api-inbox';

import type { Cli } from '../cli.ts';
import { modeText } from '../connection-text.ts';
import { formatAge, formatCount, formatValue } from '../format.ts';
import { planTable } from './plan.ts';
import { previewAndApply } from '../preview.ts';
import type { PreviewOptions } from '../preview.ts';
import type { Root } from '../root.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface ResolveOptions extends PreviewOptions {
  rule?: true | undefined;
}

const kindWords: Record<InboxItem['kind'], string> = {
  conflict: 'Conflict',
  held: 'Held',
  failed: 'Failed',
  setAside: 'Set aside',
  undecided: 'Undecided',
};

export function addInbox(root: Root, cli: Cli): void {
  root
    .command('inbox')
    .description('What waits for a person: conflicts, held and failed users, and plans.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), showInbox));
  root
    .command('resolve')
    .description('Decide field by field which side counts for one user.')
    .argument('<user>', 'login, mail or page number')
    .argument('<decisions...>', 'FIELD=cms, FIELD=okta or FIELD=leave; fields by Okta’s names, or state')
    .option('--rule', 'also make the chosen side the owner of these fields for everybody')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .action((user, decisions, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => resolve(session, { user, decisions, options })),
    );
}

async function showInbox(session: Session): Promise<Answer> {
  const { client, terminal } = session;
  const connection = await chooseConnection(session);
  const inbox = await client.call('inbox', { params: { id: connection.id } });
  return { json: inbox, text: `${modeText(connection, terminal)}\n\n${inboxText(inbox, terminal)}` };
}

function inboxText({ counts, items, plans, groups = [], pull = [] }: InboxAnswer, terminal: Terminal): string {
  const { plans: planCount, ...kinds } = counts;
  const waiting = Object.values(kinds).reduce((sum, count) => sum + count, planCount);
  if (waiting + groups.length + pull.length === 0) return 'Nothing waits for you.';
  const parts: string[] = [];
  if (items.length > 0) {
    const rows = items.map((item) => [
      kindWords[item.kind],
      item.user.label,
      whatOf(item),
      item.plan ?? '',
      formatAge(item.at, terminal.now()),
    ]);
    parts.push(formatTable(['Why', 'User', 'What', 'Plan', 'Since'], rows, terminal));
  }
  const more = waiting - planCount - items.length;
  if (more > 0) parts.push(`And ${formatCount(more, 'more user')}: rollcall users --status failed`);
  if (plans.length > 0) parts.push('Plans that wait:', planTable(plans, terminal));
  if (groups.length > 0) {
    const rows = groups.map(({ name, problem, at }) => [name, problem.detail, formatAge(at, terminal.now())]);
    const table = formatTable(['Group', 'Why', 'Since'], rows, terminal);
    parts.push('Pushed groups that wait: rollcall scim groups map GROUP ROLE', table);
  }
  if (pull.length > 0) parts.push('Users of Okta whom the last pull could not decide:', pullTable(pull, terminal));
  return parts.join('\n\n');
}

function pullTable(pull: NonNullable<InboxAnswer['pull']>, terminal: Terminal): string {
  const rows = pull.map(({ count, problem, examples, plan }) => {
    const names = examples.map(({ label }) => label).join(', ');
    return [String(count), `${problem.detail} ${problem.next}`, count > examples.length ? `${names}, …` : names, plan];
  });
  return formatTable(['Users', 'Why', 'Such as', 'Plan'], rows, terminal);
}

function whatOf({ kind, differences, problem }: InboxItem): string {
  const fields = differences.map(
    ({ field, cms, okta }) => `${field}: ${formatValue(cms)} here, ${formatValue(okta)} in Okta`,
  );
  return kind === 'conflict' ? fields.join('\n') : (problem?.detail ?? 'Look at the last run.');
}

async function resolve(
  session: Session,
  { user, decisions, options }: { user: string; decisions: string[]; options: ResolveOptions },
): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const take = takeOf(decisions);
  const body = { user, take: options.dryRun ? writingPartOf(take) : take, makeRule: options.rule ?? false };
  const start = () => session.client.call('resolve', { params: { id }, body });
  return previewAndApply(session, { verb: 'Write', start }, options);
}

/** What a dry run may ask for: leaving a difference takes effect at once. */
function writingPartOf(take: ResolveRequest['take']): ResolveRequest['take'] {
  const writing = Object.entries(take).filter(([, side]) => side !== 'leave');
  if (writing.length > 0) return Object.fromEntries(writing);
  throw new SyncError('invalid', 'Leaving a difference writes nothing, so there is no plan to show.', {
    scope: 'run',
    next: 'Say it without --dry-run to leave the difference.',
  });
}

function takeOf(decisions: string[]): ResolveRequest['take'] {
  return Object.fromEntries(
    decisions.map((decision) => {
      const [, field = '', side] = /^(.+)=(cms|okta|leave)$/.exec(decision) ?? [];
      if (side === 'cms' || side === 'okta' || side === 'leave') return [field, side];
      throw new SyncError('invalid', `"${decision}" decides nothing.`, {
        scope: 'run',
        next: 'Say FIELD=cms, FIELD=okta or FIELD=leave, such as department=cms.',
      });
    }),
  );
}
