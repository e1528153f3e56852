import type { ProblemAnswer } from '@rollcall/shared/api-basics';
import type { ItemResultAnswer, JobAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';

import { exitCodeOf } from './exit-code.ts';
import type { ExitCode } from './exit-code.ts';
import { formatCount, formatNumber } from './format.ts';
import type { PlanView } from './plan-text.ts';
import type { Answer } from './session.ts';
import { formatTable, wrapText } from './table.ts';
import type { Screen } from './table.ts';
import { actionWords } from './words.ts';

interface Counts {
  done: number;
  failed: number;
  held: number;
  refused: number;
  unchanged: number;
}

/** What a sync came to, as scripts get it. */
export interface RunReport {
  job: Omit<JobAnswer, 'results'>;
  plan: PlanView['plan'];
  items: (PlanItemAnswer & { result: ItemResultAnswer | null })[];
  asides: PlanView['asides'];
  counts: Counts;
  /** What held or stopped the whole run. */
  problem: ProblemAnswer | null;
}

export function makeReport(job: JobAnswer, view: PlanView, problem: ProblemAnswer | null): RunReport {
  const { plan, items, asides, results } = view;
  const byItem = new Map(results.map((result) => [result.item, result]));
  const { results: _results, ...head } = job;
  return {
    job: head,
    plan,
    items: items.map((item) => ({ ...item, result: byItem.get(item.id) ?? null })),
    asides,
    counts: countsOf(view),
    problem,
  };
}

/** Counts by outcome; before anything was applied, by what the guard says of each item. */
function countsOf({ plan, items, results }: PlanView): Counts {
  const outcome = (...wanted: ItemResultAnswer['outcome'][]) =>
    results.filter((result) => wanted.includes(result.outcome)).length;
  const verdict = (wanted: string) => items.filter((item) => item.verdict.is === wanted).length;
  const applied = results.length > 0;
  return {
    done: outcome('done'),
    failed: outcome('failed', 'unknown', 'moved'),
    held: applied ? outcome('held') : verdict('hold'),
    refused: applied ? outcome('refused') : verdict('refuse'),
    unchanged: plan.unchanged,
  };
}

/**
 * The exit code of a sync. `named` accounts that were left alone for a reason count as not done; of all accounts some
 * always are.
 */
function exitOfReport({ counts, asides, problem }: RunReport, named: boolean): ExitCode {
  if (problem) return exitCodeOf(problem.code);
  if (counts.failed > 0) return 4;
  if (counts.held > 0 || counts.refused > 0) return 3;
  const left = named ? asides.flatMap(({ code }) => code ?? []) : [];
  if (left.length === 0) return 0;
  return counts.done > 0 ? 4 : exitCodeOf(left[0] ?? '');
}

/** The answer of a command that planned or applied; `head` is what stands above the summary. */
export function answerReport(report: RunReport, options: { head: string; named: boolean; screen: Screen }): Answer {
  const { head, named, screen } = options;
  const parts = [head, summaryText(report), failureTable(report, screen), problemLines(report, screen)];
  return {
    json: report,
    text: parts.filter((part) => part !== '').join('\n\n'),
    exit: exitOfReport(report, named),
  };
}

/** `12 changes done, 1 failed, 2 held.` */
function summaryText({ items, counts }: RunReport): string {
  if (items.length === 0) return '';
  const { done, failed, held, refused } = counts;
  if (done + failed === 0) return 'Nothing was written.';
  const others: [number, string][] = [
    [failed, 'failed'],
    [held, 'held'],
    [refused, 'refused'],
  ];
  const told = others.filter(([count]) => count > 0).map(([count, word]) => `, ${formatNumber(count)} ${word}`);
  return `${formatCount(done, 'change')} done${told.join('')}.`;
}

function failureTable({ items }: RunReport, screen: Screen): string {
  const rows = items.flatMap(({ subject, action, result }) => {
    const failed = result?.outcome === 'failed' || result?.outcome === 'unknown' || result?.outcome === 'moved';
    if (!failed || !result.problem) return [];
    return [[subject.label, actionWords[action], result.problem.detail, result.problem.next]];
  });
  return rows.length === 0 ? '' : formatTable(['Failed', 'Change', 'Reason', 'Next step'], rows, screen);
}

function problemLines({ problem }: RunReport, screen: Screen): string {
  return problem ? wrapText(`${screen.paint('yellow', problem.detail)}\n${problem.next}`, screen) : '';
}
