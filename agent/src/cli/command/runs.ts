import { SyncError } from '@rollcall/shared';
import type { JobAnswer } from '@rollcall/shared/api-run';

import type { Cli } from '../cli.ts';
import { formatAge, formatMoment, formatNumber } from '../format.ts';
import { problemText } from '../problem-text.ts';
import { outcomeText } from '../plan-text.ts';
import type { Root } from '../root.ts';
import { followRun } from '../run-plan.ts';
import { answerReport, makeReport } from '../run-report.ts';
import type { Answer, Session } from '../session.ts';
import { formatPairs, formatTable } from '../table.ts';
import { readRun } from '../watch.ts';
import type { Watched } from '../watch.ts';
import { actionWords, jobWords } from '../words.ts';

export function addRuns(root: Root, cli: Cli): void {
  root
    .command('runs')
    .description('The latest runs, newest first.')
    .action((_options, command) => cli.perform(command.optsWithGlobals(), listRuns));
  const run = root.command('run').description('Look at one run, stop it, or go on with it.');
  run
    .command('show')
    .description('What a run did, user by user.')
    .argument('<run>', 'its id, such as R-0004')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => showRun(session, id)));
  run
    .command('stop')
    .description('Stop a run after the users that are under way.')
    .argument('<run>', 'its id, such as R-0004')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => stopRun(session, id)));
  run
    .command('resume')
    .description('Go on with the rest of a stopped run.')
    .argument('<run>', 'its id, such as R-0004')
    .action((id, _options, command) => cli.perform(command.optsWithGlobals(), (session) => resumeRun(session, id)));
}

async function listRuns({ client, terminal, wanted }: Session): Promise<Answer> {
  const answer = await client.call('jobs', { query: { connection: wanted } });
  if (answer.jobs.length === 0) return { json: answer, text: 'No run yet.' };
  const heads = ['Run', 'Started', 'State', 'By', 'Done', 'Failed', 'Held', 'Plan'];
  const rows = answer.jobs.map((job) => [
    job.id,
    formatAge(job.created, terminal.now()),
    stateText(job),
    job.by.name,
    formatNumber(job.done),
    formatNumber(job.failed),
    formatNumber(job.held),
    job.plan ?? '',
  ]);
  return { json: answer, text: formatTable(heads, rows, terminal) };
}

/** A run that only looked says so: nothing was done, and that is right. */
function stateText(job: JobAnswer): string {
  return job.mode === 'plan' && job.state === 'done' ? 'Planned' : jobWords[job.state];
}

async function showRun({ client, terminal }: Session, id: string): Promise<Answer> {
  const watched = await readRun(client, id);
  return { json: { ...watched.job, results: watched.results }, text: runText(watched, terminal) };
}

function runText({ job, results }: Watched, terminal: Session['terminal']): string {
  const head = formatPairs(
    [
      ['Run', job.id],
      ['State', stateText(job)],
      ['Started', formatMoment(job.created, terminal.now())],
      ['By', job.by.cmsUser ? `${job.by.name}, signed in as ${job.by.cmsUser}` : job.by.name],
      ['Plan', job.plan ?? 'none'],
      ['Changes', `${formatNumber(job.done)} done, ${formatNumber(job.failed)} failed, ${formatNumber(job.held)} held`],
    ],
    terminal,
  );
  const rows = results.map((result) => [
    result.label,
    actionWords[result.action],
    outcomeText(result, terminal),
    result.problem?.next ?? '',
  ]);
  const parts = [head];
  if (rows.length > 0) parts.push(formatTable(['User', 'Change', 'Result', 'Next step'], rows, terminal));
  if (job.error) parts.push(problemText(job.error, terminal));
  return parts.join('\n\n');
}

async function stopRun({ client }: Session, id: string): Promise<Answer> {
  await client.call('cancelJob', { params: { id }, body: {} });
  return { json: { run: id }, text: `Run ${id} stops after the users that are under way. What was done stays done.` };
}

async function resumeRun(session: Session, id: string): Promise<Answer> {
  const before = await session.client.call('job', { params: { id } });
  if (before.state === 'done') {
    throw new SyncError('invalid', `Run ${id} is done; there is no rest to go on with.`, {
      scope: 'run',
      next: 'Start a new one with "rollcall sync".',
    });
  }
  await session.reach.beforeRun();
  const { job: next } = await session.client.call('resumeJob', { params: { id }, body: {} });
  const { job, view } = await followRun(session, next);
  const report = makeReport(job, view, job.error);
  return answerReport(report, { head: '', named: false, screen: session.terminal });
}
