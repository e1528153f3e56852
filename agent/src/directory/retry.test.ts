import { SyncError, type ErrorCode } from '@rollcall/shared';
import { describe, expect, test } from 'vitest';
import type { Directory } from './directory.ts';
import { MemoryDirectory } from './memory/memory.ts';
import { oktaShape } from './memory/shape.ts';
import { json, openStub, stubUser } from './okta/stub-org.fixture.ts';
import { withRetry } from './retry.ts';

const profile = { login: 'ann@a.example', email: 'ann@a.example', firstName: 'Ann', lastName: 'Lee' };

const fault = (code: ErrorCode, retryAt?: string) => ({
  error: new SyncError(code, 'Made to fail.', retryAt === undefined ? {} : { retryAt }),
});

function open(): { inner: MemoryDirectory; directory: Directory; pauses: number[]; id: string } {
  const inner = new MemoryDirectory({ id: 'okta', shape: oktaShape, now: () => 0 });
  const pauses: number[] = [];
  const sleep = (ms: number): Promise<void> => {
    pauses.push(ms);
    return Promise.resolve();
  };
  const directory = withRetry(inner, { now: () => 0, sleep, retries: 2 });
  const [account] = inner.seed([{ state: 'active', attributes: profile }]);
  return { inner, directory, pauses, id: account?.ref.id ?? '' };
}

const codeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'done',
    (error: unknown) => (error instanceof SyncError ? error.code : error),
  );

describe('with retry', () => {
  test('a read that fails twice is repeated with longer pauses, and succeeds', async () => {
    const { inner, directory, pauses, id } = open();
    inner.failNext('get', fault('server_fault'), 2);
    expect((await directory.get(id)).login).toBe(profile.login);
    expect(pauses).toEqual([1000, 2000]);
  });

  test('gives up after the last repeat with the error itself', async () => {
    const { inner, directory, pauses, id } = open();
    inner.failNext('get', fault('unreachable'), 3);
    expect(await codeOf(directory.get(id))).toBe('unreachable');
    expect(pauses).toHaveLength(2);
    expect(inner.calls).toHaveLength(3);
  });

  test('what is final is not repeated', async () => {
    const { inner, directory, pauses, id } = open();
    inner.failNext('update', fault('forbidden'));
    expect(await codeOf(directory.update(id, { firstName: 'Bea' }))).toBe('forbidden');
    expect(await codeOf(directory.get('nobody'))).toBe('not_found');
    expect(pauses).toEqual([]);
  });

  test('waits until the named time, unless that is far away', async () => {
    const { inner, directory, pauses, id } = open();
    inner.failNext('get', fault('rate_limited', new Date(5000).toISOString()));
    await directory.get(id);
    expect(pauses).toEqual([5000]);
    inner.failNext('get', fault('rate_limited', new Date(600_000).toISOString()));
    expect(await codeOf(directory.get(id))).toBe('rate_limited');
  });

  test('a create whose outcome is unknown is not repeated, one that was put off is', async () => {
    const { inner, directory } = open();
    const attributes = { ...profile, login: 'bea@a.example' };
    inner.failNext('create', { ...fault('unreachable'), after: true });
    expect(await codeOf(directory.create({ state: 'active', attributes }))).toBe('unreachable');
    expect(await directory.find({ login: 'bea@a.example' })).toHaveLength(1);
    inner.failNext('create', fault('rate_limited', new Date(1000).toISOString()));
    const later = { ...profile, login: 'cid@a.example' };
    expect((await directory.create({ state: 'active', attributes: later })).login).toBe('cid@a.example');
  });

  test.each(['setPassword', 'verifyPassword', 'invite'] as const)('%s is not repeated blindly', async (name) => {
    const { inner, directory, id } = open();
    inner.failNext(name, fault('server_fault'));
    const call = name === 'invite' ? directory.invite?.(id) : directory[name]?.(id, 'Correct-Horse-1');
    expect(await codeOf(Promise.resolve(call))).toBe('server_fault');
    expect(inner.calls.filter((each) => each.startsWith(name))).toHaveLength(1);
  });

  test('an update bound to a version is not repeated when its answer was lost', async () => {
    const { inner, directory, id } = open();
    const { version } = await directory.get(id);
    inner.failNext('update', { ...fault('unreachable'), after: true });
    const call = directory.update(id, { firstName: 'Bea' }, version === null ? {} : { version });
    expect(await codeOf(call)).toBe('unreachable');
    expect((await directory.get(id)).attributes['firstName']).toBe('Bea');
  });

  test('a listing is started again before its first page, never after', async () => {
    const { inner, directory } = open();
    inner.seed([{ state: 'active', attributes: { ...profile, login: 'bea@a.example' } }]);
    inner.failNext('list', fault('server_fault'));
    const seen: string[] = [];
    for await (const page of directory.list({ pageSize: 1 })) seen.push(...page.accounts.map(({ login }) => login));
    expect(seen).toEqual(['ann@a.example', 'bea@a.example']);

    const walk = async (): Promise<void> => {
      let pages = 0;
      for await (const page of directory.list({ pageSize: 1 })) {
        pages += page.accounts.length;
        if (pages === 1) inner.failNext('list', fault('server_fault'));
      }
    };
    expect(await codeOf(walk())).toBe('server_fault');
  });

  test('a listing that was cut off goes on with the page that failed, and shows nobody twice', async () => {
    const answers = { 504: 0, 429: 0 };
    const { directory: org, calls } = openStub(({ url }) => {
      if (!url.pathname.endsWith('00g1/users')) return json({ ...stubUser('00u0'), definitions: {} });
      const page = Number(url.searchParams.get('after') ?? 0);
      if (page === 24 && answers[504]++ < 2) return new Response('<html>504</html>', { status: 504 });
      if (page === 30 && answers[429]++ < 1) return json({ errorCode: 'E0000047' }, { status: 429 });
      const next = `<${url.origin}${url.pathname}?after=${page + 1}&limit=200>; rel="next"`;
      return json([stubUser(`00u${page}`)], page < 40 ? { headers: { link: next } } : {});
    });
    const seen: string[] = [];
    const again = withRetry(org, { sleep: () => Promise.resolve() });
    for await (const { accounts } of again.groups?.accountsOf?.('00g1') ?? [])
      seen.push(...accounts.map(({ ref }) => ref.id));
    expect(seen).toEqual(Array.from({ length: 41 }, (_each, page) => `00u${page}`));
    expect(answers).toEqual({ 504: 3, 429: 2 });
    expect(calls.filter(({ url }) => url.pathname.endsWith('00g1/users'))).toHaveLength(44);
  });

  test('a page that fails for good ends the listing with its error, after three tries', async () => {
    const { directory: org, calls } = openStub(({ url }) => {
      if (!url.pathname.endsWith('00g1/users')) return json({ ...stubUser('00u0'), definitions: {} });
      if (url.searchParams.has('after')) return new Response('<html>504</html>', { status: 504 });
      return json([stubUser('00u1')], { headers: { link: `<${url.origin}${url.pathname}?after=1>; rel="next"` } });
    });
    const walk = async (): Promise<void> => {
      const pages = withRetry(org, { sleep: () => Promise.resolve() }).groups?.accountsOf?.('00g1') ?? [];
      for await (const page of pages) expect(page.accounts).toHaveLength(1);
    };
    expect(await codeOf(walk())).toBe('server_fault');
    expect(calls.filter(({ url }) => url.searchParams.has('after'))).toHaveLength(3);
  });

  test('check answers at once', async () => {
    const { inner, directory, pauses } = open();
    inner.failNext('check', fault('unreachable'));
    expect(await codeOf(directory.check())).toBe('unreachable');
    expect(pauses).toEqual([]);
  });

  test('a caller who gives up while it waits hears that it was cancelled', async () => {
    const { inner, id } = open();
    const stop = new AbortController();
    const sleep = (): Promise<void> => {
      stop.abort();
      return Promise.reject(new Error('given up'));
    };
    inner.failNext('get', fault('server_fault'));
    expect(await codeOf(withRetry(inner, { sleep }).get(id, { signal: stop.signal }))).toBe('cancelled');
  });

  test('offers what the directory offers, and nothing else', () => {
    const { inner } = open();
    const capabilities = { ...inner.capabilities, invite: false };
    const plain = withRetry(inner);
    expect(Object.keys(plain)).toEqual(expect.arrayContaining(['invite', 'groups', 'remove', 'changesSince']));
    expect('invite' in withRetry({ ...plain, capabilities })).toBe(false);
  });
});
