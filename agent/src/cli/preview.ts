import { SyncError } from '@rollcall/shared';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';

import { askYes } from './ask.ts';
import { formatCount } from './format.ts';
import { effectSummary, planText } from './plan-text.ts';
import type { PlanView } from './plan-text.ts';
import { followRun, runPlan } from './run-plan.ts';
import { answerReport, makeReport } from './run-report.ts';
import type { Answer, Session } from './session.ts';

export interface PreviewOptions {
  dryRun?: true | undefined;
  yes?: true | undefined;
}

/**
 * Shows the plan that `start` makes, asks, applies exactly that, and tells what became of it. `verb` is what the question
 * calls it. A script that does not say yes gets the plan.
 */
export async function previewAndApply(
  session: Session,
  { verb, start }: { verb: string; start: () => Promise<{ job: string }> },
  { dryRun, yes }: PreviewOptions,
): Promise<Answer> {
  const { terminal } = session;
  await session.reach.beforeRun();
  const { job: id } = await start();
  const { job, view } = await followRun(session, id);
  const head = planText(view, terminal);
  const answer = (problem: ProblemAnswer | null): Answer =>
    answerReport(makeReport(job, view, problem), { head, named: true, screen: terminal });
  const open = view.items.filter((item) => item.verdict.is === 'allow');
  if (dryRun) return { ...answer(null), exit: 0 };
  if (open.length === 0) return answer(null);
  const asks = terminal.interactive && !session.json && !yes;
  if (view.plan.brake || (!asks && !yes)) return answer(waiting(view));
  if (asks) {
    terminal.out(`${head}\n`);
    const changes = formatCount(open.length, 'change');
    const sure = await askYes(terminal, [effectSummary(open), `${verb} ${changes}?`].filter(Boolean).join(' '));
    if (!sure) return { json: null, text: 'Nothing was written.' };
  }
  const applied = await runPlan(session, view.plan, { items: null, approve: false });
  const report = makeReport(applied.job, applied.view, applied.job.error);
  const shown = asks ? '' : planText(applied.view, terminal);
  return answerReport(report, { head: shown, named: true, screen: terminal });
}

function waiting({ plan }: PlanView): ProblemAnswer {
  const next = `Look at it, then apply exactly this plan with "rollcall apply ${plan.id} --yes".`;
  if (plan.brake) return new SyncError('brake', plan.brake.text, { next }).problem;
  return new SyncError('needs_approval', 'This waits for a yes, so nothing was written.', { next }).problem;
}
