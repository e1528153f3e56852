import { expect, it } from 'vitest';

import { namesAccount } from './named.ts';

it.each([
  ['ann', ['ann', 'ann@harbor.example'], true],
  ['ANN@Harbor.example', ['ann', 'ann@harbor.example'], true],
  ['*@contractor.example', ['bo', 'Bo@Contractor.example'], true],
  ['*@contractor.example', ['bo@contractor.example.test', null], false],
  ['test-*', ['test-', null], true],
  ['test-*', ['a-test-1'], false],
  ['a*b*c', ['a-b-b-c'], true],
  ['a*b*c', ['acb'], false],
  ['ab*ba', ['aba'], false],
  ['a*b*b', ['ab'], false],
  ['*', ['anybody'], true],
  ['*', [null], false],
])('the pattern %s over %j: %s', (pattern, names, expected) => {
  expect(namesAccount([pattern], names)).toBe(expected);
});
