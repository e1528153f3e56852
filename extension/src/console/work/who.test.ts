import { expect, it } from 'vitest';

import { initials } from './who.tsx';

it.each([
  ['Amélie Rousseau', 'AR'],
  ['kwame.asante', 'KA'],
  ['山田太郎', '山'],
  ['Дмитрий Соколов', 'ДС'],
  ['ann.lee@harbor.example', 'AE'],
  ['  ', ''],
])('initials of %s are %s', (label, letters) => {
  expect(initials(label)).toBe(letters);
});
