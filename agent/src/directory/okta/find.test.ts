import { describe, expect, it } from 'vitest';

import { json, openStub, stubUser } from './stub-org.fixture.ts';

/** An org whose every search shows `found`. */
const orgWith = (...found: object[]) =>
  openStub(({ url }) => {
    if (url.searchParams.has('search')) return json(found);
    return json(url.pathname.endsWith('/me') ? stubUser('me') : { definitions: {} });
  });
const searchOf = ({ url }: { url: URL }) => url.searchParams.get('search') ?? '';

describe('people by name', () => {
  it('are asked for 25 at a time, and each name once', async () => {
    const { directory, calls } = orgWith();
    const names = Array.from({ length: 60 }, (_each, index) => `user${index}@a.example`);
    expect(await directory.findNamed?.([...names, 'USER0@a.example'])).toEqual([]);
    const searches = calls.map(searchOf).filter((search) => search !== '');
    expect(searches.map((search) => search.match(/profile\.login eq/g)?.length)).toEqual([25, 25, 10]);
  });

  it('have searches that an address can hold, however long the names are', async () => {
    const { directory, calls } = orgWith();
    const names = Array.from({ length: 20 }, (_each, index) => `${'"ü'.repeat(50)}${index}@a.example`);
    await directory.findNamed?.(names);
    expect(Math.max(...calls.map(({ url }) => url.href.length))).toBeLessThan(4000);
    expect(
      calls
        .map(searchOf)
        .join()
        .match(/profile\.email eq/g)?.length,
    ).toBe(20);
  });

  it('are those that Okta’s wider search shows and that are meant, and nobody twice', async () => {
    const { directory } = orgWith(stubUser('ann'), stubUser('ann'), stubUser('anna'));
    const found = await directory.findNamed?.(['ANN@a.example']);
    expect(found?.map(({ login }) => login)).toEqual(['ann@a.example']);
  });
});
