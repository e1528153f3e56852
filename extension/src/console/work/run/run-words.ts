import type { JobAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';
import type { EntryAnswer } from '@rollcall/shared/api';

import type { Tone } from '../../../components/badge.tsx';
import type { IconName } from '../../../components/icon.tsx';
import { list, number, t } from '../../../words.ts';

export interface Look {
  tone: Tone;
  icon: IconName;
  word: string;
}

/** How a run stands, as its badge says it. */
export function runLook(job: JobAnswer): Look {
  switch (job.state) {
    case 'queued':
    case 'reading':
    case 'planning':
      return { tone: 'info', icon: 'sync', word: t('work.run.reading') };
    case 'applying':
      return { tone: 'info', icon: 'sync', word: t('status.syncing') };
    case 'waiting':
      return { tone: 'hold', icon: 'hold', word: t('work.run.waits') };
    case 'stopped':
    case 'cancelled':
      return { tone: 'warn', icon: 'pause', word: resultText(job, t('work.run.stopped')) };
    case 'failed':
      return { tone: 'bad', icon: 'failed', word: t('status.failed') };
    case 'done':
      return doneLook(job);
  }
}

function doneLook(job: JobAnswer): Look {
  if (job.mode === 'plan') return { tone: 'idle', icon: 'info', word: t('work.run.planned') };
  if (job.failed > 0) return { tone: 'warn', icon: 'risk', word: resultText(job, '') };
  if (job.held > 0) return { tone: 'hold', icon: 'hold', word: resultText(job, '') };
  if (job.done === 0 && job.total === 0) return { tone: 'ok', icon: 'agree', word: t('work.run.nothing') };
  return { tone: 'ok', icon: 'agree', word: resultText(job, '') };
}

function resultText({ done, failed, held }: JobAnswer, first: string): string {
  const parts = [
    ...(first === '' ? [] : [first]),
    t('work.run.done', done, [number(done)]),
    ...(failed > 0 ? [t('work.failed', failed, [number(failed)])] : []),
    ...(held > 0 ? [t('work.run.held', held, [number(held)])] : []),
  ];
  return list(parts);
}

export function isActive({ ended }: JobAnswer): boolean {
  return ended === null;
}

const triggers = {
  manual: () => t('work.trigger.manual'),
  cli: () => t('work.trigger.cli'),
  event: () => t('work.trigger.event'),
  schedule: () => t('work.trigger.schedule'),
  scim: () => t('work.trigger.scim'),
  pull: () => t('work.trigger.pull'),
  resume: () => t('work.trigger.resume'),
  undo: () => t('work.trigger.undo'),
} as const;

/** What made a run start, in words; one that we have no words for keeps the agent's. */
export function triggerText(trigger: string): string {
  return isTrigger(trigger) ? triggers[trigger]() : trigger;
}

function isTrigger(trigger: string): trigger is keyof typeof triggers {
  return trigger in triggers;
}

/** Who did it: the person signed in at the site where that is known, else the paired browser or what ran by itself. */
export function actorText(by: EntryAnswer['by']): string {
  return by.cmsUser ?? by.name;
}

/** Why an item is in the plan. */
export function reasonText({ reason, source }: Pick<PlanItemAnswer, 'reason' | 'source'>): string {
  const side = t(`plan.${source}`);
  switch (reason) {
    case 'new':
      return t('work.reason.new', [side]);
    case 'changed':
      return t('work.reason.changed', [side]);
    case 'returned':
      return t('work.reason.returned', [side]);
    case 'asked':
      return t('work.reason.asked');
    case 'filtered':
      return t('work.reason.filtered');
    case 'leftGroup':
      return t('work.reason.leftGroup');
    case 'deactivatedAtSource':
      return t('work.reason.off', [side]);
    case 'goneAtSource':
      return t('work.reason.gone', [side]);
    case 'undo':
      return t('work.reason.undo');
    default:
      return reason;
  }
}
