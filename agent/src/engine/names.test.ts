import { expect, it } from 'vitest';

import { deriveNames } from './names.ts';

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
