import type { HealthLine } from '@rollcall/shared/api';
import { expect, it } from 'vitest';

import { countsOf, linesFor, textParts } from './health-model.ts';

const line = (id: string, change: Partial<HealthLine> = {}): HealthLine => ({
  id,
  topic: 'okta',
  connection: 'c1',
  ok: true,
  warning: false,
  text: '',
  next: null,
  fix: null,
  ...change,
});

it('shows what is wrong first, of this connection and the agent alone', () => {
  const lines = [
    line('good'),
    line('look', { warning: true }),
    line('other', { connection: 'c2', ok: false }),
    line('bad', { ok: false, warning: true }),
    line('agent', { connection: null }),
  ];
  const shown = linesFor(lines, 'c1');
  expect(shown.map(({ id }) => id)).toEqual(['bad', 'look', 'good', 'agent']);
  expect(countsOf(shown)).toEqual({ problem: 1, warning: 1, good: 2 });
});

it('takes points in time out of a text', () => {
  expect(textParts('Tested 2026-01-15T09:00:00.000Z.')).toEqual([
    { is: 'text', text: 'Tested ' },
    { is: 'time', text: '2026-01-15T09:00:00.000Z' },
    { is: 'text', text: '.' },
  ]);
  expect(textParts('No time')).toEqual([{ is: 'text', text: 'No time' }]);
});
