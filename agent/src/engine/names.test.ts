import { expect, it } from 'vitest';

import { deriveNames, shortName } from './names.ts';

it.each([
  ['Jane Mensah', 'jane@harbor.example', 'Jane', 'Mensah'],
  ['Anna Maria de la Cruz', null, 'Anna', 'Maria de la Cruz'],
  ['anna.lindqvist', null, 'anna', 'lindqvist'],
  ['Prince', 'prince@harbor.example', 'Prince', 'prince'],
  ['山田 太郎', 'taro@harbor.example', '山田', '太郎'],
  ['jane@harbor.example', 'jane@harbor.example', 'jane', 'jane'],
  [null, 'jane@harbor.example', 'jane', 'jane'],
  [null, null, null, null],
  [`${'a'.repeat(60)} b`, null, 'a'.repeat(50), 'b'],
])('%s with %s is %s %s', (displayName, email, firstName, lastName) => {
  expect(deriveNames(displayName, email)).toEqual({ firstName, lastName });
});

it('a login that the CMS can hold is the user name as it is', () => {
  for (const login of ['ann@harbor.example', `${'a'.repeat(49)}@harbor.ex`]) expect(shortName(login)).toBe(login);
});

it('a longer login is cut to a name that is its own, and the same each time', () => {
  const local = 'maria.de.los.angeles.of.the.north.harbor';
  const [one, other] = ['a', 'b'].map((host) => `${local}@${host.repeat(40)}.example`);
  const names = [one, other, `${'ä😀'.repeat(40)}@harbor.example`].map((login) => shortName(login ?? ''));
  for (const name of names) expect(Array.from(name).length).toBeLessThanOrEqual(60);
  expect(names[0]).toMatch(new RegExp(`^${local}-[0-9a-f]{8}$`));
  expect(new Set(names).size).toBe(3);
  expect(shortName(one?.toUpperCase() ?? '').split('-')[1]).toBe(names[0]?.split('-')[1]);
});
