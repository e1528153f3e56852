import { type ErrorCode, SyncError } from '@rollcall/shared';
import { describe, expect, test } from 'vitest';
import type { Directory } from '../directory.ts';
import { directorySuite, type Fault, type SuiteOptions } from '../directory.suite.ts';
import type { MemoryFault } from './faults.ts';
import { MemoryDirectory, type Seed } from './memory.ts';
import { cmsShape, type MemoryShape, oktaShape } from './shape.ts';
import { withRetry } from '../retry.ts';

const fault: Record<Fault, () => MemoryFault> = {
  limited: () => ({ error: http('rate_limited', 429) }),
  broken: () => ({ error: http('server_fault', 500) }),
  html: () => ({ error: http('server_fault', 502) }),
  cut: () => ({ error: http('unreachable'), after: true }),
  slow: () => ({ delayMs: 2000 }),
};

function http(code: ErrorCode, status?: number): SyncError {
  const retryAt = new Date(Date.now() + 2000).toISOString();
  return new SyncError(code, 'Made to fail.', { retryAt, ...(status !== undefined && { status }) });
}

const wrongCredential = (shape: MemoryShape): MemoryDirectory => {
  const stranger = new MemoryDirectory({ id: 'stranger', shape });
  stranger.failNext('check', { error: new SyncError('bad_credentials', 'The credential was refused.') });
  return stranger;
};

const suite = (
  shape: MemoryShape,
  sample: SuiteOptions['sample'],
  { lagMs = 0, wrap = (directory) => directory }: { lagMs?: number; wrap?: (directory: Directory) => Directory } = {},
): SuiteOptions => ({
  open: () => {
    const directory = new MemoryDirectory({ id: 'memory', shape, lagMs });
    directory.seedGroup({ id: 'fixed', name: 'Everyone', writable: false });
    return Promise.resolve({
      directory: wrap(directory),
      control: {
        secrets: ['Correct-Horse-1'],
        unknownId: 'nobody',
        remove: (id) => Promise.resolve(directory.removeBehind(id)),
        change: (id, attributes) => Promise.resolve(directory.changeBehind(id, attributes)),
        failNext: (call, kind) => Promise.resolve(directory.failNext(call, fault[kind]())),
        withWrongCredential: () => wrongCredential(shape),
      },
    });
  },
  sample,
});

const oktaSample: SuiteOptions['sample'] = {
  attributes: (tag) => ({ login: `${tag}@a.example`, email: `${tag}@a.example`, firstName: 'Ann', lastName: tag }),
  text: 'department',
  name: 'firstName',
  password: { good: 'Correct-Horse-1', weak: 'short' },
};

directorySuite('memory as Okta', suite(oktaShape, oktaSample));
directorySuite(
  'memory as Okta whose search lags, behind the retry wrapper',
  suite(oktaShape, oktaSample, { lagMs: 300, wrap: (directory) => withRetry(directory, { retries: 0 }) }),
);
directorySuite(
  'memory as a CMS',
  suite(cmsShape, {
    attributes: (tag) => ({ name: tag, mail: `${tag}@b.example` }),
    text: 'field_department',
    name: 'field_first_name',
    password: { good: 'Correct-Horse-1', weak: null },
  }),
);

const draft = (tag: string): Seed => ({ state: 'active', attributes: { name: tag, mail: `${tag}@b.example` } });

describe('memory directory', () => {
  test('holds and lists a hundred thousand accounts quickly', async () => {
    const directory = new MemoryDirectory({ id: 'many' });
    const started = performance.now();
    directory.seed(Array.from({ length: 100_000 }, (_, index) => draft(`u${index}`)));
    let seen = 0;
    for await (const page of directory.list()) seen += page.accounts.length;
    expect(seen).toBe(100_000);
    expect(await directory.find({ email: 'U99999@b.example' })).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('remembers the calls that were made, and not what a test put there', async () => {
    const directory = new MemoryDirectory({ id: 'cms' });
    const [account] = directory.seed([draft('ann')]);
    await directory.get(account?.ref.id ?? '');
    expect(directory.calls).toEqual(['get cms-1']);
  });

  test('names and guards the account it is signed in as', async () => {
    const directory = new MemoryDirectory({ id: 'cms' });
    directory.seed([{ ...draft('root'), id: 'r', guarded: ['root'] }]);
    directory.signInAs('r');
    expect((await directory.check()).account).toEqual({ id: 'r', login: 'root', displayName: null });
    expect((await directory.get('r')).guarded).toEqual(['root', 'ownAccount']);
  });

  test('answers copies', async () => {
    const directory = new MemoryDirectory({ id: 'cms' });
    const [account] = directory.seed([draft('ann')]);
    if (account) account.attributes['name'] = 'changed';
    expect((await directory.get('cms-1')).login).toBe('ann');
  });
});
