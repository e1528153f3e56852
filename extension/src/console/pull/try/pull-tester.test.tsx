import type { TrialAnswer } from '@rollcall/shared/api-pull';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { answerRoutes } from '../../../testing/agent-answers.ts';
import { connectionAnswerOf } from '../../../testing/connection.ts';
import { oktaSideOf, pullSettingsOf } from '../../../testing/pull.ts';
import type { PageProps } from '../../page.ts';
import { PullTester } from './pull-tester.tsx';

const trial: TrialAnswer = {
  user: { id: '00u1', login: 'ann@harbor.example', email: 'ann@harbor.example', state: 'active' },
  outcome: 'in',
  why: null,
  groups: [{ id: '00gw', name: 'Writers' }],
  values: [
    { name: 'lastname', field: 'field_last_name', value: 'Lee', from: '${lastName}', rule: null },
    { name: 'country', field: null, value: 'NO', from: '${countryCode}', rule: 1 },
  ],
  roles: [
    { id: 'author', name: 'Author', from: [{ group: 'Writers' }, { rule: 0 }], power: false },
    { id: 'admin', name: 'Administrator', from: [{ rule: 1 }], power: true },
  ],
  rules: [
    { outcome: 'applied', problem: null },
    { outcome: 'undecided', problem: 'userType is not there.' },
  ],
};

async function tryOn(name: string, role: PageProps['role'] = 'operator', settings = pullSettingsOf()): Promise<void> {
  const connection = connectionAnswerOf({ okta: oktaSideOf() });
  const page = { connection, rest: [], query: new URLSearchParams(), role, onChanged: () => undefined };
  await act(() => render(<PullTester page={page} settings={settings} />, document.body));
  await act(() => {
    const field = document.querySelector('input');
    if (field) field.value = name;
    field?.dispatchEvent(new Event('input', { bubbles: true }));
  });
  // It asks once typing has paused.
  for (const wait of [500, 0, 0]) await act(() => new Promise((resolve) => setTimeout(resolve, wait)));
}
const text = () => document.body.textContent ?? '';

beforeEach(() => render(null, document.body));

describe('the tester', () => {
  it('tells what gives each value and role, and marks power that is never given', async () => {
    const agent = answerRoutes({ tryPull: trial });
    await tryOn('ann@harbor.example');
    expect(agent.to('tryPull')[0]?.body).toEqual({ user: 'ann@harbor.example', settings: pullSettingsOf() });
    expect(text()).toContain('ann@harbor.example: in scope.');
    expect(text()).toMatch(/AuthorGiven by Writers, Rule 1\./);
    expect(text()).toMatch(/AdministratorNever givenGiven by Rule 2\./);
    expect(text()).toMatch(/lastnamefield_last_nameLeeMade with \$\{lastName\}/);
    expect(text()).toContain('countryNo fieldNORule 2 sets ${countryCode}');
    expect(text()).toMatch(/Rule 1AppliedRule 2Can’t be decideduserType is not there\./);
  });

  it.each([
    ['filtered', 'left out by the filter.'],
    ['noGroup', 'in none of the groups.'],
    ['undecided', 'can’t be decided'],
  ] as const)('tells why somebody is %s', async (outcome, said) => {
    answerRoutes({ tryPull: { ...trial, outcome, why: 'Because of this.', values: [], roles: [], rules: [] } });
    await tryOn('ann@harbor.example');
    expect(text()).toContain(said);
    expect(text()).toContain('Because of this.');
  });

  it('says why there is no answer', async () => {
    answerRoutes({});
    await tryOn('nobody@harbor.example');
    expect(text()).toContain('The agent knows no such thing.');
  });

  it('asks nothing while the settings could not be saved, or for who may only look', async () => {
    const agent = answerRoutes({ tryPull: trial });
    await tryOn('ann@harbor.example', 'operator', pullSettingsOf({ groups: [{ group: '', roles: [] }] }));
    expect(text()).toContain('Correct the marked fields first.');
    await tryOn('ann@harbor.example', 'viewer');
    expect(agent.to('tryPull')).toEqual([]);
  });
});
