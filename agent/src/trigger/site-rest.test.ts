import { beforeEach, describe, expect, it } from 'vitest';

import { connectionOf } from '../engine/sample.fixture.ts';
import { createAnswerTimes } from './answer-times.ts';
import { createSiteRest } from './site-rest.ts';
import type { SiteRest } from './site-rest.ts';

const minute = 60_000;
const connection = connectionOf();

let clock: number;
let answer: number | null;
let rest: SiteRest;
beforeEach(() => {
  clock = Date.parse('2026-01-15T09:00:00.000Z');
  answer = 300;
  rest = createSiteRest({ now: () => clock, answerTime: () => answer });
});

describe('a site', () => {
  it('that answers slower than two seconds is left in peace for five minutes', () => {
    rest.looked(connection, 'answered');
    expect(rest.why(connection)).toBeNull();
    answer = 2600;
    rest.looked(connection, 'answered');
    expect(rest.why(connection)).toBe(
      'The site takes 2.6 seconds to answer, so automatic sync leaves it in peace, until 2026-01-15T09:05:00.000Z.',
    );
    clock += 5 * minute;
    expect(rest.why(connection)).toBeNull();
    answer = 2000;
    rest.looked(connection, 'answered');
    expect(rest.why(connection)).toBeNull();
  });

  it('that fails again and again is asked later each time, up to a quarter of an hour', () => {
    const waits = Array.from({ length: 6 }, () => {
      rest.looked(connection, 'failed');
      const begun = clock;
      while (rest.why(connection) !== null) clock += minute;
      return (clock - begun) / minute;
    });
    expect(waits).toEqual([0, 2, 4, 8, 15, 15]);
    rest.looked(connection, 'answered');
    rest.looked(connection, 'failed');
    expect(rest.why(connection)).toBeNull();
  });

  it('that is slow is left in peace by every connection to it, and one that fails by its own alone', () => {
    const same = connectionOf({ id: 'c2' });
    const cms = same.cms && { ...same.cms, url: 'https://other.example' };
    answer = 9000;
    rest.looked(connection, 'answered');
    answer = null;
    rest.looked(same, 'answered');
    expect(rest.why(same)).toContain('9.0 seconds');
    expect(rest.why(connectionOf({ id: 'c3', cms }))).toBeNull();
    clock += 5 * minute;
    for (let count = 0; count < 3; count += 1) rest.looked(connection, 'failed');
    expect([rest.why(connection), rest.why(same)]).toEqual([expect.stringContaining('3 looks'), null]);
  });
});

describe('answer times', () => {
  it('are the mean for each host since they were last taken, failures included', async () => {
    const took = [100, 500, 3000];
    const times = createAnswerTimes(
      async (input) => {
        clock += took.shift() ?? 0;
        if (input instanceof URL) throw new TypeError('cut off');
        return new Response('');
      },
      () => clock,
    );
    await times.fetch('https://site.example/a');
    await times.fetch(new Request('https://site.example/b'));
    await expect(times.fetch(new URL('https://org.example/broken'))).rejects.toThrow('cut off');
    expect(times.take('https://site.example/base')).toBe(300);
    expect(times.take('https://site.example/base')).toBeNull();
    expect(times.take('https://org.example')).toBe(3000);
  });
});
