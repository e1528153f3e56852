import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { temporaryHome } from '../store/fixture.ts';
import { csvText } from './csv.ts';
import { readPeopleFile } from './people-file.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
});
afterEach(() => remove());

const read = async (name: string, content: string | Uint8Array, of: 'okta' | 'site' = 'okta', encoding = 'utf8') => {
  const file = path.join(folder, name);
  await writeFile(file, content);
  return readPeopleFile(file, { of, encoding });
};

const users = 'firstname,lastname,email,country,groups,type,username,domain,badge';

it('reads the tool’s users file: the mail, else the user name with its domain, each once', async () => {
  const { names, unusable } = await read(
    'users.csv',
    `\uFEFF${users}\r\nAnn,Lee,ann@harbor.example,NO,"Writers, Staff",federatedID,ann,harbor.example,7\r\n` +
      'Bo,Ek,,NO,,federatedID,bo,harbor.example,\r\nCy,Oz,,NO,,,cy@harbor.example,other.example,\r\n\r\n' +
      'Ann,Lee,ANN@harbor.example,NO,Press,federatedID,,,\r\n',
  );
  expect(names).toEqual(['ANN@harbor.example', 'bo@harbor.example', 'cy@harbor.example']);
  expect(unusable).toEqual([]);
});

it.each([
  ['type,username,domain', 'federatedID,ann,harbor.example', 'ann'],
  ['type,email,domain', 'enterpriseID,ann@harbor.example,', 'ann@harbor.example'],
  ['type,username,email,domain,umapi', 'adobeID,,ann@harbor.example,,', 'ann@harbor.example'],
  ['Type,Username', ',ann', 'ann'],
])('reads the tool’s list with the header %s', async (header, row, name) => {
  expect(await read('list.csv', `${header}\n${row}\n`, 'site')).toEqual({ names: [name], unusable: [] });
  const tabs = `${header}\n${row}\n`.replaceAll(',', '\t');
  expect(await read('list.txt', tabs, 'site')).toEqual({ names: [name], unusable: [] });
});

it('reads back who is only on the site as a pull has written it', async () => {
  const text = csvText([
    { uid: '7', username: '=ann', email: '=ann@harbor.example', reason: 'gone' },
    { uid: '8', username: "o'hara", email: null, reason: 'leftGroups' },
  ]);
  expect(await read('left.csv', text, 'site')).toEqual({ names: ['=ann', "o'hara"], unusable: [] });
});

it('tells a row that can’t be used by its line, and goes on with the others', async () => {
  const { names, unusable } = await read(
    'list.csv',
    'type,username,email,umapi\nf,,no mail,\nf,,,\nf,ann\nf,,ann@harbor.example,press\n' +
      `f,"a"b",,\nf,${'x'.repeat(255)},,\n,bo,,\n`,
    'site',
  );
  expect(names).toEqual(['press::ann@harbor.example', 'bo']);
  expect(unusable).toEqual([
    { line: 2, reason: 'Its mail is none.' },
    { line: 3, reason: 'It names nobody.' },
    { line: 4, reason: 'It has 2 cells, and the header has 4.' },
    { line: 6, reason: 'Its quotes do not match.' },
    { line: 7, reason: 'Its name is too long to be one.' },
  ]);
});

it('takes nobody of Okta for one target alone', async () => {
  await expect(read('users.csv', 'email,umapi\nann@harbor.example,press\n')).rejects.toMatchObject({
    message: expect.stringContaining('Line 2: It is for the target "press" only.'),
  });
});

it('takes the encoding that is told', async () => {
  const latin = Buffer.from('type,username\nf,gröss\n', 'latin1');
  expect((await read('list.csv', latin, 'site', 'latin1')).names).toEqual(['gröss']);
  await expect(read('list.csv', latin, 'site')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/can’t be read as utf8/),
  });
});

it.each([
  ['an empty file', ''],
  ['a header alone', 'type,username,domain\n'],
  ['rows of which none can be used', 'type,username,domain\nf,,\n'],
  ['a file without the columns', 'name,mail\nann,ann@harbor.example\n'],
  ['commas where tabs are meant', 'type;username;domain\nf;ann;\n'],
  [
    'more people than a pull takes',
    `username\n${Array.from({ length: 5001 }, (_each, index) => `u${index}\n`).join('')}`,
  ],
])('refuses %s', async (_what, content) => {
  await expect(read('list.csv', content)).rejects.toMatchObject({ code: 'invalid' });
});

it('refuses a file that is not there', async () => {
  await expect(readPeopleFile(path.join(folder, 'none.csv'), { of: 'site', encoding: 'utf8' })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/none\.csv can’t be read \(ENOENT\)/),
  });
});
