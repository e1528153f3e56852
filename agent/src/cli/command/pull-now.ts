import { writeFile } from 'node:fs/promises';
import { SyncError } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PullCounts } from '@rollcall/shared/api-pull';

import { csvText } from '../csv.ts';
import { planText } from '../plan-text.ts';
import type { PlanView } from '../plan-text.ts';
import { followRun, runPlan } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import type { Watched } from '../watch.ts';
import { pullOptionsOf } from './pull-option.ts';
import type { PullWords } from './pull-option.ts';
import { pullSummary } from './pull-summary.ts';
import type { SummaryStyle } from './pull-summary.ts';
import { confirm, heldBack, isIdle, withApproval } from './sync.ts';

export interface PullNow extends PullWords {
  yes?: true | undefined;
  summaryStyle?: SummaryStyle | undefined;
}

type Ended = Watched & { view: PlanView };

interface Pull {
  session: Session;
  connection: ConnectionAnswer;
  words: PullNow;
  body: ReturnType<typeof pullOptionsOf>;
  test: boolean;
}

/** Plans, asks where a person can be asked, applies, and ends with the tool's summary. */
export async function pullNow(session: Session, words: PullNow): Promise<Answer> {
  const body = pullOptionsOf(words);
  const connection = await chooseConnection(session);
  const pull: Pull = { session, connection, words, body, test: false };
  const test = body.testMode ?? connection.pull?.defaults.testMode ?? false;
  const asks = session.terminal.interactive && !session.json && !words.yes;
  if (test) return answerOf({ ...pull, test }, await start(pull, 'plan'), { head: null, isTest: true });
  if (words.yes) return answerOf(pull, await start(pull, 'apply'), { head: null });
  const planned = await start(pull, 'plan');
  const stop = isIdle(planned.view) ? null : heldBack(pull, planned.view);
  if (stop || isIdle(planned.view)) return answerOf(pull, planned, { head: null, problem: stop });
  if (!asks) return answerOf(pull, planned, { head: null, problem: unasked(planned.view) });
  session.terminal.out(`${planText(planned.view, session.terminal)}\n`);
  const allowed = planned.view.items.filter((item) => item.verdict.is === 'allow');
  if (!(await confirm(session, allowed))) return { json: null, text: 'Nothing was written.' };
  const applied = await runPlan(session, planned.view.plan, { items: null, approve: false });
  return answerOf(pull, applied, { head: '' });
}

/** A script that does not say yes gets the plan. */
function unasked({ plan }: PlanView) {
  const text = 'A pull waits for a yes, so nothing was written.';
  const next = `Apply exactly this plan with "rollcall apply ${plan.id}", or pull with "rollcall pull --yes".`;
  return new SyncError('needs_approval', text, { next }).problem;
}

async function start({ session, connection, body }: Pull, mode: 'plan' | 'apply'): Promise<Ended> {
  await session.reach.beforeRun();
  const { job } = await session.client.call('startPull', {
    params: { id: connection.id },
    body: { mode, options: body },
  });
  return followRun(session, job);
}

async function answerOf(
  { session, connection, words, body, test }: Pull,
  { job, view }: Ended,
  { head, problem, isTest }: { head: string | null; problem?: Answered; isTest?: true },
): Promise<Answer> {
  const { last } = await session.client.call('lastPull', { params: { id: connection.id } });
  const action = body.targetOnlyUserAction ?? connection.pull?.defaults.targetOnlyUserAction ?? 'preserve';
  const told = problem === undefined && !isTest ? withApproval(job.error, view) : (problem ?? null);
  const report = makeReport(job, view, told);
  const text = head ?? planText(view, session.terminal);
  const answer = answerReport(report, { head: text, named: false, screen: session.terminal });
  if (last === null) return answer;
  const file = body.targetOnlyUserFile ?? connection.pull?.defaults.targetOnlyUserFile ?? null;
  const written = action === 'write-file' && file !== null ? await writeUsers(file, last) : '';
  const summary = pullSummary(last, view, { style: words.summaryStyle ?? 'rollcall', test, action });
  return {
    json: { ...report, last },
    text: [answer.text, written, summary].filter((part) => part !== '').join('\n\n'),
    ...(isTest ? { exit: 0 } : answer.exit === undefined ? {} : { exit: answer.exit }),
  };
}

type Answered = ProblemAnswer | null;

/** Who is only on the site, as a file to look at; writing it changes nobody. */
async function writeUsers(file: string, { targetOnlyUsers }: PullCounts): Promise<string> {
  const rows = targetOnlyUsers.map(({ id, handle, login, email, reason }) => ({
    uid: handle ?? id,
    username: login,
    email,
    reason,
  }));
  const text = rows.length === 0 ? 'uid,username,email,reason\r\n' : csvText(rows);
  await writeFile(file, text, { mode: 0o600 });
  return `${rows.length} users who are only on the site are in ${file}.`;
}
