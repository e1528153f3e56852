import { describe, expect, it } from 'vitest';

import { choiceOf } from '../../../plan/model.ts';
import { planAnswerOf, planItemOf } from '../../../testing/plan.ts';
import { ticksFor } from './ticks.ts';

const update = planItemOf({ id: 'update', before: { title: 'A', city: 'B' }, after: { title: 'C', city: 'D' } });
const activate = planItemOf({ id: 'activate', action: 'activate' });

describe('the ticks of a plan that was asked for by fields', () => {
  it('leave the other fields of an update out, and what is no update in', () => {
    const answer = planAnswerOf([update, activate]);
    expect(choiceOf(answer, ticksFor(answer, ['city']))).toMatchObject({
      items: ['update', 'activate'],
      fields: { update: ['city'] },
    });
  });

  it('leave out an update that writes none of them', () => {
    const one = planItemOf({ id: 'one', before: { title: 'A' }, after: { title: 'C' } });
    const answer = planAnswerOf([one, activate]);
    expect([...ticksFor(answer, ['city'])]).toEqual(['activate']);
  });

  it('are the usual ones when no field was named', () => {
    const answer = planAnswerOf([update, activate]);
    expect(choiceOf(answer, ticksFor(answer, undefined)).items).toBeNull();
  });
});
