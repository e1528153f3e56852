import type { PlanAnswer, PlanItemAnswer } from '@rollcall/shared/api-run';
import { describe, expect, it } from 'vitest';

import { planAnswerOf, planItemOf } from '../testing/plan.ts';
import {
  choiceOf,
  effectsOf,
  fieldLines,
  firstTicks,
  groupByPerson,
  isCut,
  isFieldTicked,
  leftAlone,
  toggle,
  toggleField,
  untouched,
} from './model.ts';

const link = planItemOf({ id: 'link', action: 'link', subject: 'ann' });
const activate = planItemOf({ id: 'activate', action: 'activate', subject: 'ann', needs: ['link'] });
const update = planItemOf({ id: 'update', action: 'update', subject: 'ann', needs: ['activate'] });
const create = planItemOf({ id: 'create', action: 'create', subject: 'bob', before: null });
const held = planItemOf({ id: 'held', subject: 'cy', verdict: { is: 'hold', code: 'needs_approval', text: 'Waits.' } });
const refused = planItemOf({
  id: 'no',
  subject: 'di',
  verdict: { is: 'refuse', code: 'protected', text: 'Protected.' },
});
const items = [link, activate, update, create, held, refused];
const answer: PlanAnswer = planAnswerOf(items);

describe('ticks of a plan', () => {
  it('begin with what the guard allows', () => {
    expect([...firstTicks(answer)]).toEqual(['link', 'activate', 'update', 'create']);
  });

  it('take along what needs the unticked one, and what the ticked one needs', () => {
    const without = toggle(firstTicks(answer), items, 'link');
    expect([...without]).toEqual(['create']);
    expect([...toggle(without, items, 'update')].sort()).toEqual(['activate', 'create', 'link', 'update']);
    expect([...toggle(firstTicks(answer), items, 'update')].sort()).toEqual(['activate', 'create', 'link']);
  });
});

describe('what the button asks for', () => {
  it('is everything allowed while nothing was changed by hand', () => {
    expect(choiceOf(answer, firstTicks(answer))).toEqual({
      items: null,
      fields: {},
      approve: false,
      people: 2,
      changes: 4,
    });
  });

  it('names the items once one was unticked', () => {
    const ticks = toggle(firstTicks(answer), items, 'create');
    expect(choiceOf(answer, ticks)).toEqual({
      items: ['link', 'activate', 'update'],
      fields: {},
      approve: false,
      people: 1,
      changes: 3,
    });
  });

  it('names the fields of an update of which one was left out', () => {
    const two = planItemOf({ id: 'two', before: { title: 'A', city: 'B' }, after: { title: 'C', city: 'D' } });
    const plan = planAnswerOf([two]);
    const without = toggleField(firstTicks(plan), two, 'title');
    expect([isFieldTicked(without, two, 'title'), isFieldTicked(without, two, 'city')]).toEqual([false, true]);
    expect(choiceOf(plan, without)).toMatchObject({ items: ['two'], fields: { two: ['city'] }, changes: 1 });
    expect(choiceOf(plan, toggleField(without, two, 'title'))).toMatchObject({ items: null, fields: {} });
    const none = toggleField(without, two, 'city');
    expect(choiceOf(plan, none)).toMatchObject({ items: [], fields: {}, changes: 0 });
    expect(choiceOf(plan, toggleField(none, two, 'city'))).toMatchObject({ items: ['two'], fields: { two: ['city'] } });
  });

  it('approves when a held one is ticked or a limit holds the run', () => {
    expect(choiceOf(answer, toggle(firstTicks(answer), items, 'held')).approve).toBe(true);
    const braked = planAnswerOf(items, { brake: { code: 'brake', text: '53 users' } });
    // Named one by one, so that the approval does not let through what is held and not ticked.
    expect(choiceOf(braked, firstTicks(braked))).toMatchObject({ approve: true, items: [...firstTicks(braked)] });
    const plain = planAnswerOf(
      items.filter(({ verdict }) => verdict.is === 'allow'),
      { brake: braked.plan.brake },
    );
    expect(choiceOf(plain, firstTicks(plain))).toMatchObject({ approve: true, items: null });
  });

  it('is the whole plan where the answer was cut', () => {
    const cut = { ...answer, total: 4000 };
    expect(isCut(cut)).toBe(true);
    expect(choiceOf(cut, firstTicks(cut))).toMatchObject({ items: null, changes: 4000 });
  });
});

describe('what a plan shows', () => {
  it('has one card a person', () => {
    expect(groupByPerson(items).map(({ label, items: own }) => [label, own.length])).toEqual([
      ['ann', 3],
      ['bob', 1],
      ['cy', 1],
      ['di', 1],
    ]);
  });

  it('counts as left alone only who has no item', () => {
    const aside = (label: string): PlanAnswer['asides'][number] => ({
      subject: planItemOf({ subject: label }).subject,
      why: 'differs',
      code: null,
      text: '1 field differs.',
      differences: [],
    });
    const both = { ...answer, asides: [aside('ann'), aside('eve')] };
    expect(untouched(both).map(({ subject }) => subject.label)).toEqual(['eve']);
  });

  it('lists written fields, then those that stay, and none that are known only later', () => {
    const item: PlanItemAnswer = planItemOf({
      before: { department: 'Press' },
      after: { department: 'IT', id: null },
      knownAfter: ['id'],
      drift: ['login'],
    });
    expect(fieldLines(item)).toEqual([
      { field: 'department', before: 'Press', after: 'IT', stays: false },
      { field: 'login', before: undefined, after: undefined, stays: true },
    ]);
    expect(fieldLines({ ...item, action: 'link' }).map((line) => line.field)).toEqual(['login']);
  });

  it('counts effects of ticked items only', () => {
    const mails = [
      planItemOf({ id: 'a', effects: ['oktaMail'] }),
      planItemOf({ id: 'b', effects: ['oktaMail', 'appsLost'], undo: 'none' }),
    ];
    expect(effectsOf(mails, new Set(['a']))).toMatchObject({ mailOkta: 1, apps: 0, undo: 'full', undoNone: 0 });
    expect(effectsOf(mails, new Set(['a', 'b']))).toMatchObject({ mailOkta: 2, apps: 1, undo: 'partial', undoNone: 1 });
  });
});

it('counts whom a plan leaves alone in parts that add up, also those who are linked and differ', () => {
  const aside = (id: string, why: PlanAnswer['asides'][number]['why']) => ({
    subject: { cms: { directory: 'd', id }, okta: null, group: null, label: id, handle: id },
    why,
    code: null,
    text: '',
    differences: [],
  });
  const asides = [
    aside('bob', 'notTicked'),
    aside('eve', 'excluded'),
    aside('fay', 'protected'),
    aside('gus', 'undecided'),
    aside('hal', 'differs'),
    aside('ida', 'notTicked'),
  ];
  const whole = { ...planAnswerOf([create], { unchanged: 7, excluded: 2, undecided: 1 }), asides };
  expect(leftAlone(whole)).toEqual({ agree: 7, leftOut: 2, undecided: 1, differ: 2 });
  // The answer is cut short, and the plan is not.
  expect(leftAlone({ ...whole, asides: asides.slice(0, 1), asidesTotal: 600 })).toMatchObject({ differ: 596 });
});
