import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';
import { expect, test } from 'vitest';

import { formatPairs, formatTable } from './table.ts';
import { painter } from './terminal.ts';

const wide = { columns: Infinity, paint: painter(false) };

test('columns are as wide as their widest cell', () => {
  const text = formatTable(
    ['User', 'State'],
    [
      ['ann', 'Active'],
      ['bartholomew', 'Staged'],
    ],
    wide,
  );
  expect(text).toBe('User         State\nann          Active\nbartholomew  Staged');
});

test('characters of two columns and marks of none keep the table straight', () => {
  const text = formatTable(
    ['A', 'B'],
    [
      ['山田', 'x'],
      ['e\u0301', 'x'],
      ['abcd', 'x'],
    ],
    wide,
  );
  const starts = text
    .split('\n')
    .slice(1)
    .map((line) => stringWidth(line.slice(0, line.indexOf('x'))));
  expect(starts).toEqual([6, 6, 6]);
});

test('no line is wider than the screen, and nothing is lost', () => {
  const words = 'a long sentence about what would be changed for this user and why it was held back';
  const text = formatTable(['User', 'What'], [['someone.with.a.long.name@school.example', words]], {
    ...wide,
    columns: 40,
  });
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(text.replaceAll(/\s+/g, '')).toContain('someone.w');
  for (const word of words.split(' ')) expect(text).toContain(word);
});

test('a screen that is far too narrow still shows everything', () => {
  const text = formatTable(['User', 'What'], [['aaaaaaaaaaaa', 'bbbbbbbbbbbb']], { ...wide, columns: 3 });
  expect(text.replaceAll(/[^a]/g, '')).toHaveLength('What'.split('a').length - 1 + 12);
  expect(text.replaceAll(/[^b]/g, '')).toHaveLength(12);
});

test('a cell of several lines pushes the next row down', () => {
  const text = formatTable(
    ['A', 'B'],
    [
      ['1', 'x\ny'],
      ['2', 'z'],
    ],
    wide,
  );
  expect(text).toBe('A  B\n1  x\n   y\n2  z');
});

test('colours take no room', () => {
  const screen = { columns: Infinity, paint: painter(true) };
  const text = formatPairs(
    [
      ['mode', screen.paint('red', 'live')],
      ['name', 'School'],
    ],
    screen,
  );
  expect(text).toContain('\u001B[31mlive\u001B[39m');
  expect(stripVTControlCharacters(text)).toBe('mode  live\nname  School');
});
