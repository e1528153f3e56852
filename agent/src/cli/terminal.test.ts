import { expect, test } from 'vitest';

import { painter, safeText } from './terminal.ts';

test('a name cannot clear the screen, hide text, move the cursor or turn a line round', () => {
  expect(safeText('Ann\u001B[2J\u001B[1;1H')).toBe('Ann[2J[1;1H');
  expect(safeText('Ann\u001B[8m hidden')).toBe('Ann[8m hidden');
  expect(safeText('Ann\u001B]0;title\u0007')).toBe('Ann]0;title');
  expect(safeText('Ann\r\u009B2K')).toBe('Ann2K');
  expect(safeText('gpj.\u202Eann')).toBe('gpj.ann');
});

test('line feeds, other scripts and our own colours pass', () => {
  const text = `${painter(true)('bold', 'Zoë')}\n\tفاطمة ${painter(true)('red', '山田')}`;
  expect(safeText(text)).toBe(text);
});

test('nothing is coloured where colours are not wanted', () => {
  expect(painter(false)('red', 'text')).toBe('text');
});
