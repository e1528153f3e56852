import { describe, expect, it } from 'vitest';

import { readFilter, toAddress, toQuery } from './filter.ts';

const read = (text: string) => readFilter(new URLSearchParams(text));

describe('the filter of what happened', () => {
  it('stands in the address and comes back from it', () => {
    const filter = read('user=ann.lee&type=update&outcome=failed&since=week&run=R-0007');
    expect(read(new URLSearchParams(toAddress(filter)).toString())).toEqual(filter);
    expect(toAddress(read(''))).toEqual({});
  });

  it('takes no word that it does not know', () => {
    expect(read('type=explode&outcome=great&since=ever')).toEqual(read(''));
  });

  it('asks the agent for a time and not for a span', () => {
    const now = Date.parse('2026-01-15T10:00:00.000Z');
    expect(toQuery(read('since=day&run=R-0007'), now)).toEqual({ job: 'R-0007', since: '2026-01-14T10:00:00.000Z' });
    expect(toQuery(read(''), now)).toEqual({});
  });
});
