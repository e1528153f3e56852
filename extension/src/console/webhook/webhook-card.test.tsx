import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, expect, it } from 'vitest';

import { answerRoutes } from '../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../testing/connection.ts';
import { WebhookCard } from './webhook-card.tsx';

afterEach(() => render(null, document.body));

it.each([
  [null, 'true', 'There is no secret, so no messages are taken.'],
  ['2026-01-15T10:00:00.000Z', null, null],
])('offers to take no messages only where some are taken: %s', async (made, disabled, title) => {
  answerRoutes({ webhook: { made } });
  await act(() => render(<WebhookCard connection={connectionAnswerOf()} role="owner" />, document.body));
  for (let turn = 0; turn < 4; turn += 1) await act(() => new Promise((resolve) => setTimeout(resolve)));
  const button = [...document.querySelectorAll('button')].find((each) => each.textContent === 'Take no messages…');
  expect([button?.getAttribute('aria-disabled'), button?.getAttribute('title')]).toEqual([disabled, title]);
});
