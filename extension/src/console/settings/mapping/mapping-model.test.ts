import type { SchemaAnswer } from '@rollcall/shared/api-setting';
import { describe, expect, it } from 'vitest';

import {
  filledIn,
  flawsOf,
  moved,
  namesIn,
  newRule,
  openPlaceholder,
  type Rule,
  suggestions,
} from './mapping-model.ts';

const rule = (cms: string, okta: string, change: Partial<Rule> = {}): Rule => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner: 'cms',
  apply: 'always',
  sensitive: false,
  ...change,
});
const attribute = (name: string, change: object = {}) => ({
  name,
  title: name,
  type: 'string' as const,
  required: false,
  writable: true,
  custom: false,
  ...change,
});
const schema: SchemaAnswer = {
  cms: [attribute('mail'), attribute('name'), attribute('field_department')],
  okta: [
    attribute('login', { required: true }),
    attribute('lastName', { required: true }),
    attribute('department'),
    attribute('id', { writable: false }),
  ],
  derived: ['@login', '@lastName'],
  roles: [],
  groups: [],
  problems: [],
};
const kinds = (rules: Rule[]) => flawsOf(rules, schema).map(({ kind, name, blocks }) => [kind, name, blocks]);
const sound = [rule('mail', 'login', { apply: 'create' }), rule('@lastName', 'lastName')];

describe('flaws of a mapping', () => {
  it('are none for one that fills what Okta needs from fields that there are', () => {
    expect(kinds([...sound, rule('field_department', 'department')])).toEqual([]);
  });

  it('are what Okta needs, what neither side has, and what would take over a sign-in', () => {
    expect(kinds([rule('mail', 'login'), rule('gone', 'id'), rule('name', 'nickName')])).toEqual([
      ['identity', 'login', false],
      ['unknownField', 'gone', false],
      ['fixedTarget', 'id', false],
      ['unknownTarget', 'nickName', false],
      ['missing', 'lastName', false],
    ]);
  });

  it('block a save where two rules always write one attribute, and where a template is open', () => {
    expect(kinds([...sound, rule('name', 'department'), rule('mail', 'department', { toOkta: '${mail' })])).toEqual([
      ['twice', 'department', true],
      ['open', 'department', true],
    ]);
  });

  it('count every field that a template names', () => {
    expect(namesIn(rule('x', 'department', { toOkta: '${name} at ${place}' }))).toEqual(['name', 'place']);
    expect(kinds([...sound, rule('x', 'department', { toOkta: '${name} at ${place}' })])).toEqual([
      ['unknownField', 'place', false],
    ]);
  });

  it('leave expressions in a template to the agent', () => {
    const made = rule('x', 'department', { toOkta: '${name} ${ site.place.lowerAscii() }' });
    expect(namesIn(made)).toEqual(['name']);
    expect(kinds([...sound, made])).toEqual([]);
  });

  it('tell nothing of a side that did not answer', () => {
    expect(flawsOf([rule('gone', 'department')], { ...schema, cms: null, okta: null })).toEqual([]);
  });
});

describe('rules', () => {
  it('are added for what Okta needs first, from the field of the same name', () => {
    expect(newRule([rule('mail', 'login')], schema)).toMatchObject({ okta: 'lastName', cms: '@login' });
    expect(newRule(sound, schema)).toMatchObject({ okta: 'department', cms: 'field_department' });
  });

  it('move one place, and stay at the edge', () => {
    const rules = [rule('a', '1'), rule('b', '2'), rule('c', '3')];
    const order = (list: Rule[]) => list.map(({ cms }) => cms).join('');
    expect(order(moved(rules, 1, -1))).toBe('bac');
    expect(order(moved(rules, 1, 1))).toBe('acb');
    expect([order(moved(rules, 0, -1)), order(moved(rules, 2, 1))]).toEqual(['abc', 'abc']);
  });
});

describe('a template', () => {
  it('offers names once a placeholder is begun, and fills it in where the cursor is', () => {
    expect(openPlaceholder('Hello ${na')).toBe('na');
    expect(openPlaceholder('Hello ${name} ')).toBeNull();
    expect(suggestions('na', ['mail', 'name', 'field_name', '@lastName'])).toEqual(['name', 'field_name', '@lastName']);
    expect(filledIn('Hello ${na!', 10, 'name')).toEqual({ text: 'Hello ${name}!', at: 13 });
    expect(filledIn('${na} and ${x}', 4, 'name')).toEqual({ text: '${name} and ${x}', at: 7 });
  });
});
