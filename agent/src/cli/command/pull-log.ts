import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { PullCounts } from '@rollcall/shared/api-pull';
import type { JobAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';

import { version } from '../../version.ts';
import { formatValue } from '../format.ts';
import type { PlanView } from '../plan-text.ts';

interface Logged {
  job: JobAnswer;
  view: PlanView;
  last: PullCounts;
  summary: string;
  test: boolean;
  problem: ProblemAnswer | null;
}

/** Level, logger and message of one line. */
type Line = ['INFO' | 'WARNING' | 'ERROR' | 'CRITICAL', 'main' | 'processor', string];

/**
 * What a pull did as lines of the tool's log, `YYYY-MM-DD HH:MM:SS PID LEVEL logger - message` in local time, in its words.
 * They are written when the run has ended, from its plan and results.
 */
export function pullLog(logged: Logged): string {
  const { job, view, last, summary, test, problem } = logged;
  const from = Date.parse(job.started ?? job.created);
  const made = Date.parse(view.plan.made);
  const to = Date.parse(job.ended ?? job.beat ?? view.plan.made);
  // One line each, whatever a name holds.
  const at = (time: number, lines: Line[]) =>
    lines.map(
      ([level, logger, text]) =>
        `${stamp(time)} ${process.pid} ${level} ${logger} - ${text.replaceAll(/\s*\n\s*/g, ' ')}`,
    );
  const mode = test ? ' (TEST MODE)' : '';
  return [
    ...at(from, [
      ['INFO', 'main', `========== Start Run (Rollcall version: ${version})${mode} ==========`],
      ['INFO', 'processor', section('Start Load from Directory')],
    ]),
    ...at(made, [
      ['INFO', 'processor', section(`End Load from Directory (Total time: ${duration(made - from)})`)],
      ['INFO', 'processor', section('Start Sync Target')],
      ...last.notes.map((note): Line => ['WARNING', 'processor', note]),
      ...asideLines(view),
    ]),
    ...at(to, [
      ...userLines(logged),
      ['INFO', 'processor', section(`End Sync Target (Total time: ${duration(to - made)})`)],
      ...summary.split('\n').map((line): Line => ['INFO', 'processor', line]),
      ...(problem ? [['CRITICAL', 'main', `${problem.detail} ${problem.next}`] as Line] : []),
      ['INFO', 'main', `========== End Run (Total time: ${duration(to - from)}) ==========`],
    ]),
  ].join('\n');
}

const width = 60;

function section(text: string): string {
  return `---------- ${text} `.padEnd(width, '-');
}

function stamp(time: number): string {
  const date = new Date(time);
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** `h:mm:ss` */
function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function asideLines({ asides }: PlanView): Line[] {
  return asides
    .filter(({ why }) => why !== 'unchanged')
    .map(({ subject, text }) => ['WARNING', 'processor', `Skipped user: ${keyOf(subject)}: ${text}`]);
}

type Subject = PlanItemAnswer['subject'];

function keyOf({ label }: Pick<Subject, 'label'>): string {
  return label.toLowerCase();
}

/** The lines of each user, and of each role that is made, in the order of the plan. */
function userLines({ view: { items, results }, last, test }: Logged): Line[] {
  // What was held as a whole is not told as if it had happened.
  if (!test && results.length === 0) return [];
  const isOnly = new Set(last.targetOnlyChanged);
  const bySubject = Map.groupBy(items, ({ subject }) => subject.cms?.id ?? subject.okta?.id ?? subject.label);
  const outcomes = new Map(results.map((result) => [result.item, result]));
  return [...bySubject.values()].flatMap((own) => {
    const done = own.filter(({ id, verdict }) => verdict.is === 'allow' || outcomes.get(id)?.outcome === 'done');
    const lines = linesOf(done, isOnly.has(own[0]?.subject.cms?.id ?? ''));
    const failed = own.flatMap((item): Line[] => {
      const { outcome, problem } = outcomes.get(item.id) ?? { outcome: null, problem: null };
      if (item.verdict.is !== 'allow' && outcome !== 'done')
        return [
          ['WARNING', 'processor', `Held back for user key: ${keyOf(item.subject)} ${item.verdict.text ?? ''}`.trim()],
        ];
      return problem ? [['ERROR', 'processor', `Error for user key: ${keyOf(item.subject)} ${problem.detail}`]] : [];
    });
    return [...lines.map((text): Line => ['INFO', 'processor', text]), ...failed];
  });
}

const onlyLines: Partial<Record<PlanItemAnswer['action'], string>> = {
  deactivate: 'Removing Adobe-only user',
  delete: 'Deleting Adobe-only user',
  revokeGroup: 'Removing mapped groups from Adobe-only user',
};

function linesOf(items: readonly PlanItemAnswer[], isOnly: boolean): string[] {
  const [first] = items;
  if (!first) return [];
  const key = keyOf(first.subject);
  if (isOnly)
    return [...new Set(items.flatMap(({ action }) => onlyLines[action] ?? []))].map((text) => `${text}: ${key}`);
  const groups = (action: string) =>
    items.flatMap(({ action: each, subject }) => (each === action && subject.group !== null ? [subject.group] : []));
  const [added, removed] = [groups('grantGroup'), groups('revokeGroup')];
  const lines = items.flatMap((item) => accountLine(item, key));
  if (added.length + removed.length > 0)
    lines.push(`Managing groups for user key: ${key} added: {${quoted(added)}} removed: {${quoted(removed)}}`);
  return lines;
}

function accountLine({ action, after, subject }: PlanItemAnswer, key: string): string[] {
  switch (action) {
    case 'create':
      return [`Queuing new user with user key: ${key}`];
    case 'createGroup':
      return [`Creating user group: ${subject.group ?? subject.label}`];
    case 'link':
    case 'grantGroup':
    case 'revokeGroup':
      return [];
    default: {
      const changes = Object.entries(after ?? {}).map(([field, value]) => `'${field}': '${formatValue(value)}'`);
      return [`Updating info for user key: ${key} changes: {${changes.join(', ')}}`];
    }
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
