import type { ConnectionAnswer } from '@rollcall/shared/api';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it } from 'vitest';

import { answerRoutes } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import { pullSettingsOf } from '../../../testing/pull.ts';
import { Schedules } from './schedules.tsx';

beforeEach(() => render(null, document.body));

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 0)));
const press = (word: string) =>
  act(() => {
    const named = [...document.querySelectorAll('button')].filter((each) => each.textContent === word);
    named.at(-1)?.click();
  });

async function show(connection: ConnectionAnswer): Promise<void> {
  const page = {
    connection,
    rest: [],
    query: new URLSearchParams(),
    role: 'owner' as const,
    onChanged: () => undefined,
  };
  await act(() => render(<Schedules {...page} />, document.body));
  await settle();
}
const kinds = () => [...document.querySelectorAll<HTMLInputElement>('input[name="kind"]')].map(({ value }) => value);

it('a schedule may pull where the connection has pull settings (A14)', async () => {
  const agent = answerRoutes({ schedules: { schedules: [] } });
  await show(connectionAnswerOf({ pull: pullSettingsOf() }));
  await press('Add schedule');
  expect(kinds()).toEqual(['full', 'incremental', 'pull', 'pullDelta']);
  await act(() => document.querySelector<HTMLInputElement>('input[value="pullDelta"]')?.click());
  await press('Add schedule');
  await settle();
  expect(agent.to('addSchedule')).toMatchObject([{ body: { kind: 'pullDelta', mode: 'apply', on: true } }]);
});

it('elsewhere no schedule pulls', async () => {
  answerRoutes({ schedules: { schedules: [] } });
  await show(connectionAnswerOf());
  await press('Add schedule');
  expect(kinds()).toEqual(['full', 'incremental']);
});
