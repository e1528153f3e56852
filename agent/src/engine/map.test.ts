import { describe, expect, it } from 'vitest';
import type { Connection, MappingRule } from '@rollcall/shared';

import { cmsShape, oktaShape } from '../directory/memory/shape.ts';
import { defaultMapping } from './default-mapping.ts';
import { mapToOkta, sameValue } from './map.ts';
import { cmsAccount, connectionOf } from './sample.fixture.ts';

const required = ['login', 'email', 'firstName', 'lastName'];
const rule = (cms: string, okta: string, change: Partial<MappingRule> = {}): MappingRule => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner: 'cms',
  apply: 'always',
  sensitive: false,
  ...change,
});
const mapped = (mapping: MappingRule[], attributes = {}) =>
  mapToOkta(cmsAccount(7, { attributes }), connectionOf({ mapping }), []);

describe('mapToOkta', () => {
  it('takes the first rule of an attribute that yields a value', () => {
    const rules = [rule('field_given', 'firstName'), rule('@firstName', 'firstName', { apply: 'create' })];
    const filled = mapped(rules, { field_given: 'Zoë' });
    expect(filled.values['firstName']).toBe('Zoë');
    expect(filled.rules.get('firstName')?.apply).toBe('always');
    const empty = mapped(rules, { field_given: ' ' });
    expect(empty.values['firstName']).toBe('Given7');
    expect(empty.rules.get('firstName')?.apply).toBe('create');
  });

  it('fills templates, and tells which field is missing without throwing', () => {
    expect(mapped([rule('', 'nickName', { toOkta: '${name} (${field_department})' })]).values['nickName']).toBe(
      'user7 (Research)',
    );
    const failed = mapped([rule('', 'nickName', { toOkta: '${field_nope}' })]);
    expect(failed.problem).toMatchObject({ code: 'undecided', field: 'field_nope' });
  });

  it('leaves out what was not read and keeps what is known to be empty', () => {
    const { values } = mapped([rule('field_absent', 'title'), rule('field_department', 'department')], {
      field_department: '  ',
    });
    expect(values).toEqual({ department: null });
  });

  it('names every required attribute that has no value', () => {
    const account = cmsAccount(7, { email: null, displayName: null });
    const { problem } = mapToOkta(account, connectionOf(), required);
    expect(problem).toMatchObject({ code: 'missing_name', field: 'login' });
    expect(problem?.detail).toContain('login, email, firstName and lastName');
  });
});

describe('sameValue', () => {
  it('ignores case where the directory does, and nowhere else', () => {
    expect(sameValue('login', 'Ann@x.example', 'ann@X.example', oktaShape.fields)).toBe(true);
    expect(sameValue('department', 'Sales', 'sales', oktaShape.fields)).toBe(false);
  });

  it('takes absent, empty and an empty list for the same', () => {
    for (const blank of [null, undefined, '', []]) expect(sameValue('title', blank, null, oktaShape.fields)).toBe(true);
    expect(sameValue('teams', ['a', 'b'], ['a', 'b'], oktaShape.fields)).toBe(true);
  });
});

describe('defaultMapping', () => {
  const shapes = { cms: [...cmsShape.attributes], okta: [...oktaShape.attributes], cmsFields: cmsShape.fields };

  it('gives each field to the side that the direction takes it from', () => {
    const ownersOf = (direction: Connection['direction']) =>
      Object.fromEntries(
        defaultMapping(shapes, direction).flatMap((each) => (each.apply === 'always' ? [[each.okta, each.owner]] : [])),
      );
    expect(ownersOf('cmsToOkta')).toMatchObject({ login: 'cms', email: 'cms', firstName: 'cms' });
    expect(ownersOf('oktaToCms')).toMatchObject({ login: 'okta', email: 'okta', firstName: 'okta' });
    expect(ownersOf('both')).toMatchObject({ login: 'cms', email: 'cms', firstName: 'either' });
  });

  it('finds the site’s name fields, with derived names behind them', () => {
    const rules = defaultMapping(shapes);
    const firstNames = rules.filter((each) => each.okta === 'firstName');
    expect(firstNames.map((each) => [each.cms, each.apply])).toEqual([
      ['field_first_name', 'always'],
      ['@firstName', 'create'],
    ]);
    expect(rules.find((each) => each.okta === 'login')?.cms).toBe('mail');
  });

  it('pairs the site’s own fields with Okta attributes of the same name and type', () => {
    const field = {
      name: 'field_mobile_phone',
      title: 'Mobile',
      type: 'string' as const,
      required: false,
      writable: true,
      custom: true,
      maxLength: null,
    };
    const cms = [field, { ...field, name: 'field_secret_thing' }];
    const rules = defaultMapping({ ...shapes, cms });
    expect(rules.map((each) => each.okta)).toContain('mobilePhone');
    expect(rules.map((each) => each.cms)).not.toContain('field_secret_thing');
  });
});
