import { expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { TrialAnswer } from '@rollcall/shared/api-pull';

import { runFake, sampleConnection } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const told: TrialAnswer = {
  user: { id: '00u1', login: 'ann@harbor.example', email: 'ann@harbor.example', state: 'ACTIVE' },
  outcome: 'in',
  why: null,
  groups: [{ id: '00g1', name: 'Writers' }],
  values: [
    { name: 'email', field: 'mail', value: 'ann@harbor.example', from: '${email}', rule: null },
    { name: 'lastname', field: null, value: 'Lee (press)', from: '${lastName} (press)', rule: 1 },
  ],
  roles: [{ id: 'author', name: 'Author', from: [{ group: 'Writers' }, { rule: 1 }], power: true }],
  rules: [
    { outcome: 'no', problem: null },
    { outcome: 'applied', problem: null },
  ],
};
const answers = (answer: TrialAnswer): FakeAnswers => ({
  connections: () => ({ connections: [sampleConnection()] }),
  tryPull: () => answer,
});

it('prints what a pull would make of one user: values, roles and rules with what made each (A9)', async () => {
  const { exit, out, agent } = await runFake(['pull', 'try', 'ann@harbor.example'], { answers: answers(told) });
  expect(exit).toBe(0);
  expect(agent.calls.at(-1)).toMatchObject({ name: 'tryPull', call: { body: { user: 'ann@harbor.example' } } });
  expect(out).toContain('The pull takes this user in.');
  expect(out).toMatch(/email +mail +ann@harbor\.example +\$\{email\}/);
  expect(out).toMatch(/lastname +- +Lee \(press\) +rule 2: \$\{lastName\} \(press\)/);
  expect(out).toMatch(/Author +Writers, rule 2 +gives power, so a pull never gives it/);
  expect(out).toMatch(/rule 1 +no/);
  expect(out).toContain('Nothing was written.');
});

it('says why a user is not taken in, and answers the whole as JSON', async () => {
  const why = 'Left out by the filter.';
  const out = { ...told, outcome: 'filtered' as const, why, groups: [], values: [], roles: [], rules: [] };
  const plain = await runFake(['pull', 'try', 'ann'], { answers: answers(out) });
  expect(plain.out).toContain('The pull leaves this user out. Left out by the filter.');
  expect(plain.out).toContain('In none of the groups that the pull reads.');
  expect((await runFake(['pull', 'try', 'ann', '--json'], { answers: answers(out) })).json).toEqual(out);
});

it('ends with a failure for a user whom Okta does not have', async () => {
  const unknown: FakeAnswers = {
    ...answers(told),
    tryPull: () => {
      throw new SyncError('not_found', 'Okta has no user "zoe".');
    },
  };
  const { exit, json } = await runFake(['pull', 'try', 'zoe', '--json'], { answers: unknown });
  expect(exit).not.toBe(0);
  expect(json).toMatchObject({ error: { code: 'not_found' } });
});
