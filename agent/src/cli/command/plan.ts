import type { PlanAnswer } from '@rollcall/shared/api-run';

import type { Cli } from '../cli.ts';
import { formatAge, formatNumber } from '../format.ts';
import { planText } from '../plan-text.ts';
import type { Root } from '../root.ts';
import { readPlan } from '../run-plan.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { changeOf } from '../setting.ts';
import { formatTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { planWords } from '../words.ts';
import { checkScope, dryRun } from './sync.ts';

export function addPlan(root: Root, cli: Cli): void {
  const plan = root
    .command('plan')
    .description('Show what a sync would change; nothing is written.')
    .argument('[logins...]', 'login, mail or page number of each user')
    .option('--all', 'every user of the site')
    .option('--with <settings...>', 'as if these settings were saved, such as newInOkta=active')
    .action((logins, options, command) =>
      cli.perform(command.optsWithGlobals(), async (session) => {
        checkScope(logins, options.all ?? false);
        const connection = await chooseConnection(session);
        const trial = options.with && changeOf(connection, options.with);
        return dryRun(session, { connection, logins, operations: [], trial });
      }),
    );
  plan
    .command('show')
    .description('Show a saved plan in full.')
    .argument('<plan>', 'its id, such as P-0004')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => showPlan(session, id)));
  plan
    .command('reject')
    .description('Say no to a saved plan, so that it can’t be applied any more.')
    .argument('<plan>', 'its id, such as P-0004')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => rejectPlan(session, id)));
  root
    .command('plans')
    .description('Saved plans, newest first.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), listPlans));
}

async function listPlans(session: Session): Promise<Answer> {
  const { id } = await chooseConnection(session);
  const answer = await session.client.call('plans', { params: { id } });
  const text = answer.plans.length === 0 ? 'No plan yet.' : planTable(answer.plans, session.terminal);
  return { json: answer, text };
}

export function planTable(plans: readonly PlanAnswer['plan'][], terminal: Terminal): string {
  const rows = plans.map(({ id, made, state, by, counts, brake }) => [
    id,
    formatAge(made, terminal.now()),
    planWords[state],
    by.name,
    formatNumber(Object.values(counts).reduce((sum, count) => sum + count, 0)),
    state === 'open' ? (brake?.text ?? '') : '',
  ]);
  return formatTable(['Plan', 'Made', 'State', 'By', 'Changes', 'Stopped by'], rows, terminal);
}

async function rejectPlan({ client }: Session, id: string): Promise<Answer> {
  await client.call('rejectPlan', { params: { id }, body: {} });
  return { json: { rejected: id }, text: `Plan ${id} is refused. Nothing of it is applied any more.` };
}

async function showPlan({ client, terminal }: Session, id: string): Promise<Answer> {
  const view = await readPlan(client, id);
  const { plan, items, asides } = view;
  return { json: { plan, items, asides, total: items.length }, text: planText(view, terminal, Infinity) };
}
