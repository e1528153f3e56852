import { SingleBar } from 'cli-progress';
import type { JobAnswer } from '@rollcall/shared/api-run';

import { formatCount, formatDuration, formatNumber } from './format.ts';
import type { Terminal } from './terminal.ts';
import { jobWords } from './words.ts';

/** Shows how far a run is, on standard error. */
export interface Progress {
  show(job: JobAnswer): void;
  stop(): void;
}

/** Without a screen a line is written at most this often, in milliseconds. */
const lineEvery = 5_000;

export function createProgress(terminal: Terminal): Progress {
  return terminal.bar ? drawnBar(terminal.bar) : writtenLines(terminal);
}

/** `Writing: 12 of 40 done, 1 failed, 27 left, about 50 seconds left` */
export function progressText(job: JobAnswer): string {
  const word = jobWords[job.state];
  if (job.state === 'reading') return job.at === 0 ? word : `${word}: ${formatCount(job.at, 'account')}`;
  if (job.state !== 'applying') return word;
  const left = job.total - settled(job);
  const parts = [`${formatNumber(job.done)} of ${formatNumber(job.total)} done`];
  if (job.failed > 0) parts.push(`${formatNumber(job.failed)} failed`);
  parts.push(`${formatNumber(left)} left`);
  if (job.secondsLeft !== null && left > 0) parts.push(`${formatDuration(job.secondsLeft)} left`);
  return `${word}: ${parts.join(', ')}`;
}

function settled({ done, failed, held, skipped }: JobAnswer): number {
  return done + failed + held + skipped;
}

function drawnBar(stream: NodeJS.WritableStream): Progress {
  const bar = new SingleBar({
    stream,
    format: '[{bar}] {text}',
    barsize: 24,
    barCompleteChar: '=',
    barIncompleteChar: ' ',
    clearOnComplete: true,
    hideCursor: true,
    emptyOnZero: true,
    // Ctrl-C is the command's: it stops the run first.
    gracefulExit: false,
  });
  let started = false;
  return {
    show(job) {
      const value = job.state === 'reading' ? job.at : settled(job);
      const text = { text: progressText(job) };
      if (started) {
        bar.setTotal(job.total);
        bar.update(value, text);
      } else bar.start(job.total, value, text);
      started = true;
    },
    stop: () => bar.stop(),
  };
}

function writtenLines(terminal: Terminal): Progress {
  let shown = terminal.now();
  return {
    show(job) {
      if (terminal.now() - shown < lineEvery) return;
      shown = terminal.now();
      terminal.err(progressText(job));
    },
    stop: () => undefined,
  };
}
