import { expect, it } from 'vitest';

import { flawOfUrl, flawsOf, placeholderOf } from './scim-model.ts';

it('takes attribute names as SCIM spells them, each once', () => {
  const names = ['costCentre', '9lives', '', 'COSTCENTRE', 'badge_no', 'x'.repeat(61)];
  expect(flawsOf(names.map((name) => ({ name, title: '' })))).toEqual([null, 'name', 'name', 'twice', null, 'name']);
  expect(flawsOf([{ name: 'a', title: 'x'.repeat(121) }])).toEqual(['title']);
});

it('takes a public address as Okta does', () => {
  expect([null, 'https://scim.harbor.example', 'http://127.0.0.1:9/base'].map(flawOfUrl)).toEqual([null, null, null]);
  expect(
    ['scim.harbor.example', 'ftp://x.example', 'https://x.example?a', 'https://a_b.example'].map(flawOfUrl),
  ).toEqual(['form', 'form', 'more', 'underscore']);
});

it('names an attribute as templates do', () => {
  expect(placeholderOf({ name: 'costCentre', title: 'Cost centre' })).toBe('${costCentre}');
});
