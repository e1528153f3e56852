import { SyncError } from '@rollcall/shared';

import type { Cli } from '../cli.ts';
import { planText } from '../plan-text.ts';
import type { PlanView } from '../plan-text.ts';
import type { Root } from '../root.ts';
import { readPlan, runPlan } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import type { Answer, Session } from '../session.ts';
import { confirm, withApproval } from './sync.ts';

interface ApplyOptions {
  yes?: true | undefined;
  items?: string | undefined;
}

export function addApply(root: Root, cli: Cli): void {
  root
    .command('apply')
    .description('Apply exactly the changes of a saved plan.')
    .argument('<plan>', 'its id, such as P-0004')
    .option('--items <list>', 'only these changes: their numbers in the plan, with commas')
    .option('--yes', 'do not ask, and approve what a limit holds back')
    .action((id, options, command) => cli.perform(command.optsWithGlobals(), (session) => apply(session, id, options)));
}

async function apply(session: Session, id: string, options: ApplyOptions): Promise<Answer> {
  const { terminal } = session;
  const view = await readPlan(session.client, id);
  const items = options.items === undefined ? null : chosenItems(view, options.items);
  const applicable = view.items.filter((item) => item.verdict.is !== 'refuse' && (items?.includes(item.id) ?? true));
  const asks = terminal.interactive && !session.json && !options.yes && applicable.length > 0;
  if (asks) {
    terminal.out(`${planText(view, terminal)}\n`);
    if (!(await confirm(session, applicable))) return { json: null, text: 'Nothing was written.' };
  }
  const held = applicable.some(({ verdict }) => verdict.is === 'hold' && verdict.approved === undefined);
  const waits = held || (view.plan.brake !== null && view.plan.approved === null);
  const isOpen = view.plan.state === 'open' || view.plan.state === 'approved';
  const approve = waits && isOpen && (asks || options.yes === true);
  const { job, view: applied } = await runPlan(session, view.plan, { items, approve });
  const shown = items === null || applied.results.length === 0 ? applied : chosenOnly(applied);
  const report = makeReport(job, shown, withApproval(job.error, shown));
  return answerReport(report, { head: asks ? '' : planText(shown, terminal), named: false, screen: terminal });
}

/** Without the changes that were not chosen. */
function chosenOnly(view: PlanView): PlanView {
  const settled = new Set(view.results.map((result) => result.item));
  return { ...view, items: view.items.filter((item) => settled.has(item.id)) };
}

/** Ids of the changes named by number or id. */
function chosenItems({ plan, items }: PlanView, list: string): string[] {
  return list.split(',').map((each) => {
    const name = each.trim();
    const found = items.find((item) => item.id === name || String(item.seq) === name);
    if (found) return found.id;
    throw new SyncError('invalid', `Plan ${plan.id} has no change "${name}".`, {
      scope: 'run',
      next: `Look at the numbers with "rollcall plan show ${plan.id}".`,
    });
  });
}
