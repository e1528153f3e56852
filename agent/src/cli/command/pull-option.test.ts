import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { options, settingsOf } from '../../pull/pull.fixture.ts';
import { temporaryHome } from '../../store/fixture.ts';
import { runFake } from '../fixture.ts';
import { pullAnswers, startedWith } from './pull.fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ home: folder, remove } = await temporaryHome());
  await writeFile(path.join(folder, 'users.csv'), 'email,username\nann@harbor.example,\n');
  await writeFile(path.join(folder, 'left.txt'), 'type\tusername\tdomain\nfederatedID\tbo\tharbor.example\n');
  await writeFile(path.join(folder, 'bad.csv'), 'email\nann@harbor.example\nno mail\n');
  await writeFile(path.join(folder, 'empty.csv'), 'email\n');
});
afterEach(() => remove());

/** `users.csv` and the like stand for files of the folder. */
const inFolder = (words: readonly string[]) =>
  words.map((word) => (/^\w+\.(csv|txt)$/.test(word) ? path.join(folder, word) : word));
const started = async (words: readonly string[], change = {}) => {
  const { exit, agent } = await runFake(['pull', '--yes', ...inFolder(words)], { answers: pullAnswers(change) });
  return { exit, bodies: startedWith(agent) };
};

describe('the tool’s options (A13, A14, A15)', () => {
  it.each<[string[], object]>([
    [[], {}],
    [['--connector', 'okta'], {}],
    [['--users', 'all'], { users: { kind: 'all' } }],
    [['--users', 'mapped'], { users: { kind: 'mapped' } }],
    [['--users', 'group', 'A, B'], { users: { kind: 'groups', groups: ['A', 'B'] } }],
    [['--users', 'group', 'A', 'id:00gB'], { users: { kind: 'groups', groups: ['A', 'id:00gB'] } }],
    [['--users', 'file', 'users.csv'], { users: { kind: 'list', users: ['ann@harbor.example'] } }],
    [['--user-filter', 'a.*'], { userFilter: 'a.*' }],
    [['--target-users', 'mapped'], { targetUsers: { kind: 'mapped' } }],
    [['--adobe-users', 'group', 'author,editor'], { targetUsers: { kind: 'groups', groups: ['author', 'editor'] } }],
    [['--target-only-user-action', 'exclude'], { targetOnlyUserAction: 'exclude', targetOnlyUserFile: null }],
    [['--adobe-only-user-action', 'preserve'], { targetOnlyUserAction: 'preserve', targetOnlyUserFile: null }],
    [
      ['--adobe-only-user-action', 'remove-adobe-groups'],
      { targetOnlyUserAction: 'remove-roles', targetOnlyUserFile: null },
    ],
    [['--adobe-only-user-action', 'remove'], { targetOnlyUserAction: 'block', targetOnlyUserFile: null }],
    [['--adobe-only-user-action', 'delete'], { targetOnlyUserAction: 'delete', targetOnlyUserFile: null }],
    [['--target-only-user-list', 'left.txt'], { targetOnlyUserList: null, targetOnlyUsers: ['bo'] }],
    [['--adobe-only-user-list', 'left.txt'], { targetOnlyUserList: null, targetOnlyUsers: ['bo'] }],
    [['--process-groups'], { processGroups: true }],
    [['--no-process-groups'], { processGroups: false }],
    [['--update-user-info'], { updateUserInfo: true }],
    [['--no-update-user-info'], { updateUserInfo: false }],
    [['--exclude-unmapped-users'], { excludeUnmappedUsers: true }],
    [['--include-unmapped-users'], { excludeUnmappedUsers: false }],
    [['--strategy', 'push'], { strategy: 'push' }],
    [['--strategy', 'delta'], { strategy: 'delta' }],
    [['-T'], { testMode: false }],
  ])('%j is sent as it is meant', async (words, sent) => {
    expect(await started(words)).toEqual({ exit: 0, bodies: [{ mode: 'apply', options: sent }] });
  });

  it('-t only plans, also with --yes', async () => {
    expect((await started(['-t'])).bodies).toEqual([{ mode: 'plan', options: { testMode: true } }]);
    const kept = { pull: settingsOf({ defaults: { ...options, testMode: true } }) };
    expect((await started([], kept)).bodies).toEqual([{ mode: 'plan', options: {} }]);
  });

  it.each([
    [['--users', 'some']],
    [['--users', 'group']],
    [['--users', 'groups', 'A']],
    [['--users', 'file']],
    [['--users', 'file', 'empty.csv']],
    [['--users', 'file', 'none.csv']],
    [['--target-users', 'file', 'users.csv']],
    [['--connector', 'ldap']],
    [['--connector', 'csv', 'users.csv']],
    [['--connector', 'okta', 'users.csv']],
    [['--target-only-user-action', 'vanish']],
    [['--target-only-user-action', 'write-file']],
    [['--target-only-user-action', 'block', 'out.csv']],
    [['--target-only-user-list', 'empty.csv']],
    [['--target-only-user-list', 'left.txt', '--strategy', 'push']],
    [['--target-only-user-list', 'left.txt', '--target-only-user-action', 'write-file', 'out.csv']],
    [['--strategy', 'pull']],
    [['--csv-encoding', 'klingon']],
    [['--config-file-encoding', 'klingon']],
    [['--no-such-option']],
    [['-c', 'none.csv']],
  ])('%j is refused with 2, and nothing is run', async (words) => {
    expect(await started(words)).toEqual({ exit: 2, bodies: [] });
  });
});

describe('lists of people', () => {
  const withDefaults = (change: Partial<typeof options>) => ({
    pull: settingsOf({ defaults: { ...options, ...change } }),
  });

  it('come from the files that the defaults name, over which the command line stands', async () => {
    const users = withDefaults({ users: { kind: 'file', file: path.join(folder, 'users.csv') } });
    const list = { users: { kind: 'list', users: ['ann@harbor.example'] } };
    expect((await started([], users)).bodies).toEqual([{ mode: 'apply', options: list }]);
    const said = await started(['--users', 'mapped'], users);
    expect(said.bodies).toEqual([{ mode: 'apply', options: { users: { kind: 'mapped' } } }]);
    const left = withDefaults({ targetOnlyUserList: path.join(folder, 'left.txt') });
    expect((await started([], left)).bodies).toMatchObject([
      { options: { targetOnlyUserList: null, targetOnlyUsers: ['bo'] } },
    ]);
    const other = await started(['--target-only-user-list', 'users.csv'], left);
    expect(other.bodies).toMatchObject([{ options: { targetOnlyUsers: ['ann@harbor.example'] } }]);
  });

  it('of accounts keep a file of users from being read', async () => {
    const { bodies } = await started(['--users', 'file', 'none.csv', '--target-only-user-list', 'left.txt']);
    expect(bodies).toEqual([
      { mode: 'apply', options: { users: { kind: 'all' }, targetOnlyUserList: null, targetOnlyUsers: ['bo'] } },
    ]);
  });

  it('with a row that can’t be used are used without it, which is told, and the command ends with 4', async () => {
    const line = ['pull', '--yes', '--users', 'file', path.join(folder, 'bad.csv')];
    const { exit, out } = await runFake(line, { answers: pullAnswers() });
    expect([exit, out]).toEqual([4, expect.stringMatching(/bad\.csv:3 +Its mail is none\./)]);
    const { json } = await runFake([...line, '--json'], { answers: pullAnswers() });
    expect(json).toMatchObject({
      unusable: [{ file: path.join(folder, 'bad.csv'), line: 3, reason: 'Its mail is none.' }],
    });
  });
});
