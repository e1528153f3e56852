import type { Cli } from '../cli.ts';
import { planText } from '../plan-text.ts';
import type { Root } from '../root.ts';
import { readPlan } from '../run-plan.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { checkScope, dryRun } from './sync.ts';

export function addPlan(root: Root, cli: Cli): void {
  const plan = root
    .command('plan')
    .description('Show what a sync would change; nothing is written.')
    .argument('[logins...]', 'login, mail or page number of each user')
    .option('--all', 'every user of the site')
    .action((logins, options, command) =>
      cli.perform(command.optsWithGlobals(), async (session) => {
        checkScope(logins, options.all ?? false);
        return dryRun(session, { connection: await chooseConnection(session), logins, operations: [] });
      }),
    );
  plan
    .command('show')
    .description('Show a saved plan in full.')
    .argument('<plan>', 'its id, such as P-0004')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => showPlan(session, id)));
}

async function showPlan({ client, terminal }: Session, id: string): Promise<Answer> {
  const view = await readPlan(client, id);
  const { plan, items, asides } = view;
  return { json: { plan, items, asides, total: items.length }, text: planText(view, terminal, Infinity) };
}
