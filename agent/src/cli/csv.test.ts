import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';

import { csvText } from './csv.ts';

it('is read back as it was, whatever the values hold', () => {
  const rows = [
    { login: 'ann "the lee"', mail: 'a,b@harbor.example', minutes: 4 },
    { login: 'two\r\nlines ', mail: null, minutes: null },
  ];
  expect(parse(csvText(rows), { columns: true })).toEqual([
    { login: 'ann "the lee"', mail: 'a,b@harbor.example', minutes: '4' },
    { login: 'two\r\nlines ', mail: '', minutes: '' },
  ]);
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('marks %j as text for a spreadsheet', (login) => {
  expect(parse(csvText([{ login }]), { columns: true })).toEqual([{ login: `'${login}` }]);
});
