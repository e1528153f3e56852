import type { JobAnswer } from '@rollcall/shared/api-run';

import { number, t, timeLeft } from '../words.ts';

/** Progress as one sentence, the same for eyes and ears. */
export function progressText(job: JobAnswer | null, step: 'reading' | 'applying'): string {
  if (job === null || job.total === 0) return step === 'reading' ? t('work.readingSome') : t('plan.nothingYet');
  if (job.state === 'planning') return t('work.planning');
  if (step === 'reading') return t('work.reading', [number(job.at), number(job.total)]);
  const parts = [t('work.applying', job.done, [number(job.done), number(job.total)])];
  if (job.failed > 0) parts.push(t('work.failed', job.failed, [number(job.failed)]));
  const left = job.secondsLeft === null ? '' : ` ${timeLeft(job.secondsLeft)}`;
  return `${parts.join(', ')}.${left}`;
}

export function finishedText(job: JobAnswer): string {
  const counts: [string, string] = [number(job.done), number(job.total)];
  const stopped = job.state === 'cancelled' || job.state === 'stopped';
  const parts = [stopped ? t('work.stopped', job.done, counts) : t('work.finished', job.done, counts)];
  if (job.held > 0) parts.push(t('work.heldLeft', job.held, [number(job.held)]));
  return parts.join(' ');
}
