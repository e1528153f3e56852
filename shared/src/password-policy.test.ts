import { expect, test } from 'vitest';
import { brokenRules, ruleSentence } from './password-policy.ts';
import type { PasswordOwner, PasswordPolicy, PasswordRule, PasswordRuleId } from './password-policy.ts';

const rule = (id: PasswordRuleId, count: number | null = null, attribute: string | null = null): PasswordRule => ({
  id,
  count,
  attribute,
});
const policy: PasswordPolicy = {
  name: 'Default Policy',
  rules: [
    rule('minLength', 8),
    rule('maxLength', 72),
    rule('lower', 1),
    rule('upper', 1),
    rule('digit', 2),
    rule('symbol', 1),
    rule('login'),
    rule('attribute', null, 'firstName'),
    rule('common'),
    rule('history', 4),
  ],
};
const owner: PasswordOwner = { login: 'isaac.brock@harbor.example', attributes: { firstName: 'Zed', lastName: null } };
const broken = (password: string, person = owner) => brokenRules(policy, password, person).map(({ id }) => id);

test('a password that keeps every rule that can be told from outside breaks none', () => {
  expect(broken('Tall-Ship-77')).toEqual([]);
  expect(broken('Größe-Öl-42')).toEqual([]);
});

test.each([
  ['S-hip77', ['minLength']],
  [`Aa-77${'x'.repeat(68)}`, ['maxLength']],
  ['TALL-SHIP-77', ['lower']],
  ['tall-ship-77', ['upper']],
  ['Tall-Ship-7', ['digit']],
  ['TallShip77', ['symbol']],
  ['Brock-Rocks-77', ['login']],
  ['My-HARBOR-77', ['login']],
  ['Zed-Is-Here-77', ['attribute']],
  ['short', ['minLength', 'upper', 'digit', 'symbol']],
])('%s breaks %j', (password, ids) => {
  expect(broken(password)).toEqual(ids);
});

test('parts of a login under four letters and its top-level domain do not count', () => {
  expect(broken('Info-Li-Wu-77', { ...owner, login: 'li.wu@sea.info' })).toEqual([]);
  expect(broken('Tall-Ship-77', { login: null, attributes: {} })).toEqual([]);
});

test('every rule is a sentence of its own', () => {
  const sentences = [...policy.rules, rule('upper', 3)].map(ruleSentence);
  expect(sentences).toEqual([
    'At least 8 characters.',
    'At most 72 characters.',
    'A lower-case letter.',
    'An upper-case letter.',
    '2 digits.',
    'A symbol.',
    'No part of the login.',
    'Not the first name.',
    'No common password, which only Okta can tell.',
    'None of the last 4 passwords, which only Okta can tell.',
    '3 upper-case letters.',
  ]);
});
