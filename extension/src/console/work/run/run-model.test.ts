import { describe, expect, it } from 'vitest';

import { problemOf } from '../../../testing/agent-answers.ts';
import { jobAnswerOf, resultOf } from '../../../testing/job.ts';
import { canResume, groupFailures, partsOf, usersOf } from './run-model.ts';
import { reasonText, runLook, triggerText } from './run-words.ts';

const invalid = problemOf({ code: 'invalid' });

describe('what came of a run', () => {
  it('groups failures by their cause, the most frequent first, and leaves out what waits or is done', () => {
    const results = [
      resultOf('ann', { outcome: 'failed', problem: problemOf({ code: 'conflict' }) }),
      resultOf('bo', { outcome: 'failed', problem: invalid }),
      resultOf('cy', { outcome: 'refused', problem: invalid }),
      resultOf('di', { outcome: 'held', problem: problemOf({ code: 'needs_approval' }) }),
      resultOf('ed'),
    ];
    expect(groupFailures(results).map(({ code, results: of }) => [code, of.map(({ label }) => label)])).toEqual([
      ['invalid', ['bo', 'cy']],
      ['conflict', ['ann']],
    ]);
  });

  it('has parts that add up to its total, also when it was stopped', () => {
    const parts = partsOf(jobAnswerOf({ total: 10, done: 4, failed: 1, held: 2, skipped: 1 }));
    expect(Object.values(parts).reduce((sum, each) => sum + each, 0)).toBe(10);
    expect(parts.left).toBe(2);
  });

  it('can be gone on with only when something is left of a plan', () => {
    expect(canResume(jobAnswerOf({ state: 'cancelled', total: 3, done: 1 }))).toBe(true);
    expect(canResume(jobAnswerOf({ state: 'cancelled', total: 3, done: 1, plan: null }))).toBe(false);
    expect(canResume(jobAnswerOf())).toBe(false);
  });

  it('names each user once for another try', () => {
    expect(usersOf([resultOf('7'), resultOf('7'), resultOf('ann', { handle: null })])).toEqual(['7', 'ann']);
  });
});

describe('a run in words', () => {
  it.each([
    [jobAnswerOf({ state: 'reading', ended: null }), 'info', 'Reading'],
    [jobAnswerOf({ state: 'waiting' }), 'hold', 'Waits for approval'],
    [jobAnswerOf({ mode: 'plan' }), 'idle', 'Planned'],
    [jobAnswerOf(), 'ok', '2 done'],
    [jobAnswerOf({ total: 0, done: 0 }), 'ok', 'Nothing to do'],
    [jobAnswerOf({ total: 3, failed: 1 }), 'warn', '2 done, 1 failed'],
    [jobAnswerOf({ state: 'cancelled', done: 1 }), 'warn', 'Stopped, 1 done'],
    [jobAnswerOf({ state: 'failed' }), 'bad', 'Failed'],
  ])('says how it stands', (job, tone, word) => {
    expect(runLook(job)).toMatchObject({ tone, word });
  });

  it('keeps the agent’s word for what it has none for', () => {
    expect(triggerText('schedule')).toBe('schedule');
    expect(triggerText('moonlight')).toBe('moonlight');
    expect(reasonText({ reason: 'goneAtSource', source: 'cms' })).toBe('Gone: Site');
  });
});
