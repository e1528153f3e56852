import { errorKinds } from '@rollcall/shared';
import type { Connection, Job, Time } from '@rollcall/shared';

/** What can be wrong with a connection; each is told apart, and told again only after the quiet interval. */
export type Trouble = RunTrouble | 'tokenEnds';
type RunTrouble = 'failed' | 'stopped' | 'partlyFailed' | 'waiting' | 'brake' | 'signIn' | 'away';

/** One message to those who are told. Holds ids and counts, and no value of any person. */
export interface Alert {
  kind: Trouble | 'recovered' | 'weekly' | 'test';
  connection: { id: string; name: string } | null;
  at: Time;
  sentence: string;
  next: string | null;
  counts: Record<string, number>;
  run: string | null;
  plan: string | null;
}

/** Runs that go on while nobody looks at them. */
const unattended = new Set<Job['request']['trigger']>(['event', 'schedule', 'scim', 'pull', 'cli']);

/** What an ended run says about its connection: trouble, all is well, or nothing. */
export function troubleOf(job: Job): RunTrouble | 'fine' | null {
  const { trigger, scope, mode } = job.request;
  const code = job.error?.code;
  // Decisions about one user are a person’s, also on the command line.
  const alone = unattended.has(trigger) && scope.kind !== 'resolve';
  // Whoever named users, or asked for a plan, sits in front of the answer.
  if (!alone && (scope.kind === 'accounts' || mode === 'plan')) return job.state === 'done' ? 'fine' : null;
  switch (job.state) {
    case 'failed':
      if (code === 'bad_credentials' || code === 'anonymous') return 'signIn';
      // The site told of somebody whom it does not have any more.
      return code === 'not_found' && scope.kind === 'accounts' ? null : 'failed';
    case 'stopped':
      return 'stopped';
    case 'waiting':
      if (!alone || code === 'report_mode') return null;
      return code === 'brake' ? 'brake' : 'waiting';
    case 'done':
      if (job.failed > 0) return 'partlyFailed';
      return alone && job.held > 0 ? 'waiting' : 'fine';
    case 'queued':
    case 'reading':
    case 'planning':
    case 'applying':
    case 'cancelled':
      return null;
  }
}

/** What a run that went well puts an end to. */
export function clearedBy({ scope, mode }: Job['request']): Trouble[] {
  if (scope.kind === 'accounts') return [];
  const reached: Trouble[] = ['failed', 'signIn'];
  if (scope.kind === 'plan') return [...reached, 'stopped', 'waiting', 'brake', 'away'];
  const whole = (scope.kind === 'all' || scope.kind === 'pull') && mode === 'apply';
  return whole ? [...reached, 'stopped', 'partlyFailed', 'waiting', 'brake', 'away'] : reached;
}

/** The message about a run; the problem's own words may name people, so only its kind is told. */
export function runAlert(kind: RunTrouble, job: Job, { id, name }: Connection, at: Time): Alert {
  const { done, failed, held, skipped, error, plan } = job;
  const why = error ? ` (${errorKinds[error.code].title.toLowerCase()})` : '';
  const words = {
    failed: `A run of ${name} failed${why}. Nothing was written.`,
    stopped: `A run of ${name} stopped before its end${why}. ${done} done, ${failed} failed.`,
    partlyFailed: `A run of ${name} ended with ${failed} failed and ${done} done.`,
    waiting:
      job.state === 'done'
        ? `A run of ${name} left ${held} for a person to approve. ${done} done.`
        : `A run of ${name} waits for approval. Nothing was written.`,
    brake: `A run of ${name} would change more than a limit allows, so it waits for approval. Nothing was written.`,
    signIn: `A sign-in of ${name} was refused${why}. The connection is paused, so that no account gets locked.`,
    away: `${name} was not looked at for a long time.`,
  } satisfies Record<RunTrouble, string>;
  const next = {
    failed: error ? errorKinds[error.code].next : null,
    stopped: 'Go on with the run, or start a new one.',
    partlyFailed: 'Look at the failed users of this run.',
    waiting: 'Look at the plan, then approve or reject it.',
    brake: 'Look at the plan, then approve or reject it.',
    signIn: 'Enter the credential again, then test the connection.',
    away: 'Look at the plan.',
  } satisfies Record<RunTrouble, string | null>;
  return {
    kind,
    connection: { id, name },
    at,
    sentence: words[kind],
    next: next[kind],
    counts: { done, failed, held, skipped },
    run: job.id,
    plan,
  };
}

/** Subject and text of a mail; the text is also what chat systems show. */
export function wordsOf({ kind, connection, sentence, next, run, plan }: Alert): { subject: string; text: string } {
  const heads = {
    failed: 'a run failed',
    stopped: 'a run stopped',
    partlyFailed: 'some users failed',
    waiting: 'a plan waits for approval',
    brake: 'a limit stopped a run',
    signIn: 'a sign-in was refused',
    away: 'back after a long absence',
    tokenEnds: 'a SCIM token ends',
    recovered: 'all is well again',
    weekly: 'the last week',
    test: 'a test message',
  } satisfies Record<Alert['kind'], string>;
  const ids = [run && `Run ${run}`, plan && `plan ${plan}`].filter(Boolean).join(', ');
  const lines = [sentence, next ?? '', ids === '' ? '' : `${ids}.`].filter((line) => line !== '');
  return { subject: `Rollcall${connection ? `, ${connection.name}` : ''}: ${heads[kind]}`, text: lines.join('\n') };
}

const clearedWords: Record<Trouble, string> = {
  failed: 'its runs reach both sides',
  stopped: 'a later run came to its end',
  partlyFailed: 'the last run failed for nobody',
  waiting: 'what waited is decided',
  brake: 'what a limit held is decided',
  signIn: 'it is signed in',
  away: 'what gathered in the absence is decided',
  tokenEnds: 'no SCIM token ends soon',
};

/** What is well again, as a sentence. */
export function clearedText(name: string, over: readonly Trouble[]): string {
  return `${name} works again: ${over.map((kind) => clearedWords[kind]).join(', ')}.`;
}
