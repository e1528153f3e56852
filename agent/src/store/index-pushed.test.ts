import { expect, test } from 'vitest';
import type { PushedGroup, PushedMember } from '@rollcall/shared';

import { PushedIndex } from './index-pushed.ts';

const group = (id: string, change: Partial<PushedGroup> = {}): PushedGroup => ({
  id,
  connection: 'c1',
  name: id,
  externalId: null,
  role: null,
  madeRole: false,
  namedPrivileged: false,
  problem: null,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  version: 1,
  ...change,
});
const member = (of: string, account: string): PushedMember => ({
  group: of,
  account,
  wanted: true,
  settled: false,
  problem: null,
  since: '2026-01-01T00:00:00.000Z',
});

test('groups keep the order in which they came, also when they change or come from a file in another one', () => {
  const index = new PushedIndex();
  const [a, b, c] = [group('a'), group('b', { created: '2025-01-01T00:00:00.000Z' }), group('c', { connection: 'c2' })];
  for (const each of [a, b, c]) index.changeGroup(undefined, each);
  const renamed = { ...b, name: 'Sailors' };
  index.changeGroup(b, renamed);
  expect(index.groups('c1')).toEqual([renamed, a]);
  index.changeGroup(a, undefined);
  expect(index.groups('c1')).toEqual([renamed]);
  expect(index.groups('c3')).toEqual([]);
});

test('a group is found by its name in any case within its connection, and by its role in all', () => {
  const index = new PushedIndex();
  const [one, other] = [
    group('a', { name: 'Crew', role: 'r' }),
    group('b', { connection: 'c2', name: 'Crew', role: 'r' }),
  ];
  for (const each of [one, other]) index.changeGroup(undefined, each);
  expect(index.named('c1', ' CREW ')).toEqual([one]);
  expect(index.giving('r')).toEqual([one, other]);
  index.changeGroup(one, { ...one, name: 'Sailors', role: null });
  expect(index.named('c1', 'crew')).toEqual([]);
  expect(index.giving('r')).toEqual([other]);
});

test('members are found from either end, and a change that is taken back leaves nothing', () => {
  const index = new PushedIndex();
  const [ann, ben] = [member('a', 'ann'), member('a', 'ben')];
  for (const each of [ann, ben, member('b', 'ann')]) index.changeMember(undefined, each);
  expect([...index.members('a').keys()]).toEqual(['ann', 'ben']);
  expect(index.of('ann').map((each) => each.group)).toEqual(['a', 'b']);
  const settled = { ...ben, settled: true };
  index.changeMember(ben, settled);
  expect(index.of('ben')).toEqual([settled]);
  index.changeMember(settled, ben);
  index.changeMember(ann, undefined);
  index.changeMember(ben, undefined);
  expect(index.members('a').size).toBe(0);
  expect(index.of('ann')).toHaveLength(1);
  expect(index.of('ben')).toEqual([]);
});
