import { describe, expect, it } from 'vitest';

import { addressOf } from '../page.ts';
import { readAddress, setupStep } from './address.ts';

const read = (hash: string) => {
  const address = readAddress(hash);
  return address === null ? null : { ...address, query: Object.fromEntries(address.query) };
};

describe('an address of the console', () => {
  it('gives back what it was made of, whatever is in it', () => {
    const hash = addressOf('c1', 'user', ['ünï/code?#%', 'a b'], { at: '2026-01-15T10:00:00Z', q: 'x&y' });
    expect(read(hash)).toEqual({
      connection: 'c1',
      page: 'user',
      rest: ['ünï/code?#%', 'a b'],
      query: { at: '2026-01-15T10:00:00Z', q: 'x&y' },
    });
  });

  it.each(['', '#', '#/', '#/c1', '#/c1/'])('names no page in %s', (hash) => expect(readAddress(hash)).toBeNull());

  it('knows the places that need no connection', () => {
    expect(read('#/browser')).toMatchObject({ connection: null, page: 'browser' });
    expect(read(setupStep(null, 'direction'))).toMatchObject({ connection: null, page: 'setup', rest: ['direction'] });
    expect(read(setupStep('c1', 'okta'))).toMatchObject({ connection: 'c1', page: 'setup', rest: ['okta'] });
  });

  it('takes a stray per cent sign as it stands', () => {
    expect(read('#/c1/user/100%')).toMatchObject({ rest: ['100%'] });
  });
});
