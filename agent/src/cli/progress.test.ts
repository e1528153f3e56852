import { expect, test } from 'vitest';

import { fakeTerminal, sampleJob } from './fixture.ts';
import { createProgress, progressText } from './progress.ts';

test.each([
  [{ state: 'queued' as const }, 'Waiting to start'],
  [{ state: 'reading' as const }, 'Reading'],
  [{ state: 'reading' as const, at: 1200, total: 4000 }, 'Reading: 1,200 accounts'],
  [{ state: 'planning' as const }, 'Planning'],
  [
    { state: 'applying' as const, total: 40, done: 12, failed: 1, secondsLeft: 50 },
    'Writing: 12 of 40 done, 1 failed, 27 left, about 50 seconds left',
  ],
  [
    { state: 'applying' as const, total: 4, done: 2, held: 1, skipped: 1, secondsLeft: 0 },
    'Writing: 2 of 4 done, 0 left',
  ],
])('progress %j is told as %s', (change, text) => {
  expect(progressText(sampleJob(change))).toBe(text);
});

test('without a screen a line is written every few seconds, not at each look', () => {
  const terminal = fakeTerminal();
  const progress = createProgress(terminal);
  for (let done = 1; done <= 12; done += 1) {
    void terminal.sleep(1000);
    progress.show(sampleJob({ state: 'applying', total: 12, done }));
  }
  progress.stop();
  expect(terminal.shown.err).toBe('Writing: 5 of 12 done, 7 left\nWriting: 10 of 12 done, 2 left\n');
  expect(terminal.shown.out).toBe('');
});

test('a screen gets a bar on standard error alone', () => {
  const terminal = fakeTerminal({ bar: true });
  const progress = createProgress(terminal);
  progress.show(sampleJob({ state: 'applying', total: 10, done: 5 }));
  progress.stop();
  expect(terminal.shown).toEqual({ out: '', err: expect.stringContaining('Writing: 5 of 10 done, 5 left') });
});
