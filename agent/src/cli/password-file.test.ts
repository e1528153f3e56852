import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryHome } from '../store/fixture.ts';
import { readPasswordFile } from './password-file.ts';
import type { PasswordLine } from './password-file.ts';

const hash = '$2y$10$abcdefghijklmnopqrstuu5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v';

async function collect(file: string): Promise<PasswordLine[]> {
  const lines: PasswordLine[] = [];
  for await (const line of readPasswordFile(file)) lines.push(line);
  return lines;
}

async function read(text: string): Promise<PasswordLine[]> {
  const { home, remove } = await temporaryHome();
  const file = path.join(home, 'hashes.csv');
  await writeFile(file, text);
  try {
    return await collect(file);
  } finally {
    await remove();
  }
}

test('lines are read by their header, in any order, with quotes, a byte order mark and spaces', async () => {
  const text = `\uFEFFMail, hash ,UUID\r\n"ann@a.example",${hash},7c-1\r\n\r\n bob@a.example ,"${hash}",\r\n`;
  expect(await read(text)).toEqual([
    { row: { uuid: '7c-1', login: null, mail: 'ann@a.example', hash } },
    { row: { uuid: null, login: null, mail: 'bob@a.example', hash } },
  ]);
});

test('a line that can’t be used is told with its number, and the others are read', async () => {
  const long = 'x'.repeat(255);
  const lines = await read(`login,hash\nann,$S$Eabcdefgh\n,${hash}\nbob,${hash}\ncyd,\n${long},${hash}\n`);
  expect(lines.map((line) => ('row' in line ? line.row.login : line.unusable.line))).toEqual([2, 3, 'bob', 5, 6]);
});

test.each([
  ['no header', `ann@a.example,${hash}\n`],
  ['a header without hash', 'login,mail\nann,ann@a.example\n'],
  ['a line with a column too many', `login,hash\nann,${hash},more\n`],
  ['an open quote', `login,hash\n"ann,${hash}\n`],
  ['one endless line', `login,hash\n${'a'.repeat(20_000)},${hash}\n`],
])('%s is no such file, and nothing of it is quoted', async (_, text) => {
  const error = await read(text).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid' });
  expect(String(error)).not.toMatch(/ann|\$2y/);
});

test('a file that is not there is told', async () => {
  await expect(collect('/nowhere/hashes.csv')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('ENOENT'),
  });
});
