import { SyncError } from '@rollcall/shared';
import type { Action } from '@rollcall/shared';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PlanItemAnswer } from '@rollcall/shared/api-run';

import { askYes } from '../ask.ts';
import type { Cli } from '../cli.ts';
import { formatCount } from '../format.ts';
import { effectSummary, planText } from '../plan-text.ts';
import type { PlanView } from '../plan-text.ts';
import type { Root } from '../root.ts';
import { runPlan, runSync } from '../run-plan.ts';
import type { Wanted } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import { chooseConnection } from '../session.ts';
import type { Answer, Session } from '../session.ts';
import { actionWords } from '../words.ts';

interface SyncOptions {
  all?: true | undefined;
  okta?: true | undefined;
  dryRun?: true | undefined;
  yes?: true | undefined;
  activate?: true | undefined;
  invite?: true | undefined;
  deactivate?: true | undefined;
  delete?: true | undefined;
}

export function addSync(root: Root, cli: Cli): void {
  root
    .command('sync')
    .description('Bring users of the site and Okta in step.')
    .argument('[logins...]', 'login, mail or page number of each user')
    .option('--all', 'every user of the site')
    .option('--okta', 'the names are those of Okta users; who is not on the site gets an account')
    .option('--dry-run', 'only show what would change')
    .option('--yes', 'do not ask')
    .option('--activate', 'also activate the named users in Okta')
    .option('--invite', 'send the activation mail again to the named users')
    .option('--deactivate', 'deactivate the named users in Okta')
    .option('--delete', 'delete the named users in Okta for good')
    .action((logins, options, command) =>
      cli.perform(command.optsWithGlobals(), (session) => sync(session, logins, options)),
    );
}

/** Plans, asks where a person can be asked, applies, and tells what became of each user. */
export async function sync(session: Session, logins: string[], options: SyncOptions): Promise<Answer> {
  const operations = operationsOf(options);
  checkScope(logins, options.all ?? false, operations);
  const { terminal } = session;
  const side = options.okta ? 'okta' : 'cms';
  const wanted: Wanted = { connection: await chooseConnection(session), logins, side, operations };
  const asks = terminal.interactive && !session.json && !options.yes;
  if (options.dryRun) return dryRun(session, wanted);
  if (asks) return askAndApply(session, wanted);
  // A script that says neither whom nor yes gets the plan.
  if (options.all && !options.yes) return planOnly(session, wanted, (view) => unasked(wanted, view));
  const { job, view } = await runSync(session, wanted, 'apply');
  const report = makeReport(job, view, withApproval(job.error, view));
  return answerReport(report, { head: planText(view, terminal), named: logins.length > 0, screen: terminal });
}

/** Shows what a sync would change; that something would be held is no failure of a dry run. */
export async function dryRun(session: Session, wanted: Wanted): Promise<Answer> {
  const answer = await planOnly(session, wanted, () => null);
  return { ...answer, exit: 0 };
}

async function planOnly(
  session: Session,
  wanted: Wanted,
  problemOf: (view: PlanView) => ProblemAnswer | null,
): Promise<Answer> {
  const { terminal } = session;
  const { job, view } = await runSync(session, wanted, 'plan');
  const report = makeReport(job, view, problemOf(view));
  return answerReport(report, { head: planText(view, terminal), named: false, screen: terminal });
}

async function askAndApply(session: Session, wanted: Wanted): Promise<Answer> {
  const { terminal } = session;
  const { job, view } = await runSync(session, wanted, 'plan');
  const named = wanted.logins.length > 0;
  const idle = isIdle(view);
  const stop = idle ? null : heldBack(wanted.connection, view);
  if (stop || idle) {
    return answerReport(makeReport(job, view, stop), { head: planText(view, terminal), named, screen: terminal });
  }
  terminal.out(`${planText(view, terminal)}\n`);
  const allowed = view.items.filter((item) => item.verdict.is === 'allow');
  if (!(await confirm(session, allowed))) return { json: null, text: 'Nothing was written.' };
  const items = named ? view.items.map((item) => item.id) : null;
  const applied = await runPlan(session, view.plan, { items, approve: false });
  const report = makeReport(applied.job, applied.view, withApproval(applied.job.error, applied.view));
  return answerReport(report, { head: '', named, screen: terminal });
}

/** `2 people will get a mail. Sync 3 users? [y/N]`, or what a single kind of change is called. */
export function confirm({ terminal }: Session, items: readonly PlanItemAnswer[]): Promise<boolean> {
  const actions = new Set(items.map((item) => item.action));
  const [only = 'update'] = actions;
  const verb = actions.size === 1 && namedActions.has(only) ? actionWords[only] : 'Sync';
  const users = new Set(items.map(({ subject }) => subject.cms?.id ?? subject.okta?.id)).size;
  const effects = effectSummary(items);
  return askYes(terminal, `${effects === '' ? '' : `${effects} `}${verb} ${formatCount(users, 'user')}?`);
}

/** Changes that a question is clearer with. */
const namedActions: ReadonlySet<Action> = new Set(['link', 'activate', 'suspend', 'resume', 'deactivate', 'delete']);

/** Nothing in the plan may be applied as it stands. */
export function isIdle({ items }: PlanView): boolean {
  return items.every((item) => item.verdict.is !== 'allow');
}

export function heldBack({ mode }: Pick<ConnectionAnswer, 'mode'>, { plan }: PlanView): ProblemAnswer | null {
  if (mode === 'report') {
    return new SyncError('report_mode', 'This connection only reports, so nothing was written.').problem;
  }
  return plan.brake ? withNext(new SyncError('brake', plan.brake.text).problem, plan.id) : null;
}

export function unasked(wanted: Wanted, view: PlanView): ProblemAnswer | null {
  if (isIdle(view)) return null;
  const text = 'Syncing everybody waits for a yes, so nothing was written.';
  const next = `Apply exactly this plan with "rollcall apply ${view.plan.id}", or sync with "rollcall sync --all --yes".`;
  return heldBack(wanted.connection, view) ?? new SyncError('needs_approval', text, { next }).problem;
}

/** The agent's problem with the command that approves, where approval is what is missing. */
export function withApproval(problem: ProblemAnswer | null, { plan, results }: PlanView): ProblemAnswer | null {
  const waits = problem?.code === 'brake' && results.length === 0;
  return problem && waits ? withNext(problem, plan.id) : problem;
}

function withNext(problem: ProblemAnswer, plan: string): ProblemAnswer {
  return { ...problem, next: `Look at it, then approve it with "rollcall apply ${plan} --yes".` };
}

function operationsOf({ activate, invite, deactivate, delete: remove }: SyncOptions): Action[] {
  const wanted: [true | undefined, Action][] = [
    [activate, 'activate'],
    [invite, 'invite'],
    [deactivate, 'deactivate'],
    [remove, 'delete'],
  ];
  return wanted.flatMap(([given, action]) => (given ? [action] : []));
}

/** Either names or all; and what is asked for beside a sync is asked for by name. */
export function checkScope(logins: string[], all: boolean, operations: Action[] = []): void {
  const wrong = (text: string, next: string) => new SyncError('invalid', text, { scope: 'run', next });
  if (all === logins.length > 0)
    throw wrong('Name the users, or say --all.', 'For example "rollcall sync ann@acme.example".');
  if (all && operations.length > 0) {
    throw wrong(`--${operations[0]} wants the users by name.`, 'Name each user instead of --all.');
  }
  if (operations.length > 1)
    throw wrong('Only one of --activate, --invite, --deactivate and --delete goes at a time.', 'Choose one.');
}
