import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccountRow, Link } from '@rollcall/shared';
import { connectionOf } from '../engine/sample.fixture.ts';
import { accountKey, del, put } from './data.ts';
import { sampleLink, sampleRow } from './fixture.ts';
import { Tables } from './tables.ts';

test('keys of accounts never meet, whatever characters their ids hold', () => {
  const ids = fc.stringMatching(/^[a/%: é]{0,4}$/);
  fc.assert(
    fc.property(ids, ids, ids, ids, (directory, id, otherDirectory, otherId) => {
      const same = directory === otherDirectory && id === otherId;
      expect(accountKey({ directory, id }) === accountKey({ directory: otherDirectory, id: otherId })).toBe(same);
    }),
  );
});

test('accounts are found within their directory, by login and mail without regard to case', () => {
  const tables = new Tables();
  const row: AccountRow = { ...sampleRow(1), login: 'Person1@School.example' };
  const twin: AccountRow = { ...sampleRow(2), email: row.email };
  for (const one of [row, twin, { ...sampleRow(1, 'org'), handle: null, email: null }])
    tables.apply(put('accounts', accountKey(one.ref), one));
  expect(tables.accounts.byHandle('site', '1')).toBe(row);
  expect(tables.accounts.byHandle('org', '1')).toBeUndefined();
  expect(tables.accounts.byLogin('site', 'PERSON1@school.example')).toEqual([row]);
  expect(tables.accounts.byEmail('site', 'Person1@School.example')).toEqual([row, twin]);
  expect(tables.accounts.byEmail('org', 'person1@school.example')).toEqual([]);
  expect(tables.accounts.byLogin('nowhere', 'x')).toEqual([]);
  expect(['site', 'org', 'nowhere'].map((directory) => tables.accounts.count(directory))).toEqual([2, 1, 0]);
});

test('links are found from both sides, one a connection', () => {
  const tables = new Tables();
  const link = sampleLink(1);
  const other: Link = { ...sampleLink(2), id: 'other', connection: 'club', cms: link.cms };
  for (const one of [link, other]) tables.apply(put('links', one.id, one));
  expect(tables.links.of('school', link.cms)).toBe(link);
  expect(tables.links.of('school', link.okta)).toBe(link);
  expect(tables.links.of('club', link.okta)).toBeUndefined();
  expect(tables.links.all(link.cms)).toEqual([link, other]);
  tables.apply(put('links', other.id, { ...other, connection: 'school' }));
  const { cms, okta } = connectionOf({});
  if (!cms || !okta) throw new Error('the sample has two sides');
  const places = { cms: { ...cms, id: 'site' }, okta: { ...okta, id: 'org' } };
  const count = (id: string, change = {}) => tables.links.count({ id, ...places, ...change });
  expect([count('school'), count('club')]).toEqual([2, 0]);
  expect([count('school', { cms: { ...cms, id: 'left' } }), count('school', { okta: null })]).toEqual([0, 0]);
  tables.apply(del('links', link.id));
  expect(count('school')).toBe(1);
});

test('after any changes, and after taking them back, the indexes tell what the data tells', () => {
  const change = fc.record({ key: fc.nat(4), login: fc.nat(2), email: fc.option(fc.nat(2)), remove: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change), fc.array(change), (kept, takenBack) => {
      const tables = new Tables();
      const make = ({ key, login, email, remove }: (typeof kept)[number]) => {
        const ref = { directory: 'site', id: String(key) };
        const row: AccountRow = {
          ...sampleRow(key),
          ref,
          login: `L${login}`,
          email: email === null ? null : `m${email}`,
        };
        const link: Link = { ...sampleLink(key), cms: ref, okta: { directory: 'org', id: String(login) } };
        return [
          tables.apply(remove ? del('accounts', accountKey(ref)) : put('accounts', accountKey(ref), row)),
          tables.apply(remove ? del('links', link.id) : put('links', link.id, link)),
        ];
      };
      kept.forEach(make);
      takenBack
        .flatMap(make)
        .toReversed()
        .forEach((takeBack) => takeBack());
      const rows = Object.values(tables.data.accounts);
      const links = Object.values(tables.data.links);
      expect(tables.accounts.count('site')).toBe(rows.length);
      for (const number of [0, 1, 2]) {
        const byLogin = tables.accounts.byLogin('site', `l${number}`);
        expect(new Set(byLogin)).toEqual(new Set(rows.filter((row) => row.login === `L${number}`)));
        expect(byLogin).toHaveLength(new Set(byLogin).size);
        const byEmail = tables.accounts.byEmail('site', `M${number}`);
        expect(new Set(byEmail)).toEqual(new Set(rows.filter((row) => row.email === `m${number}`)));
        const byOkta = tables.links.all({ directory: 'org', id: String(number) });
        expect(new Set(byOkta)).toEqual(new Set(links.filter((link) => link.okta.id === String(number))));
      }
    }),
  );
});
