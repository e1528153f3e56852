import { describe, expect, it } from 'vitest';

import { candidates, toAgentAddress } from './address.ts';

describe('addresses of the agent', () => {
  it('are the five ports, the last good one first', () => {
    expect(candidates(null, null)).toHaveLength(5);
    expect(candidates(null, 'http://127.0.0.1:21473')[0]).toBe('http://127.0.0.1:21473');
    expect(candidates(null, 'http://127.0.0.1:21473')).toHaveLength(5);
  });

  it('are only the manual one where there is one', () => {
    expect(candidates('http://127.0.0.1:9000', 'http://127.0.0.1:21470')).toEqual(['http://127.0.0.1:9000']);
  });

  it.each([
    ['21480', 'http://127.0.0.1:21480'],
    ['127.0.0.1:21480', 'http://127.0.0.1:21480'],
    [' http://127.0.0.1:21480/ ', 'http://127.0.0.1:21480'],
    ['http://localhost:21480', null],
    ['https://127.0.0.1:21480', null],
    ['http://127.0.0.1:21480/path', null],
    ['http://127.0.0.1@evil.example:80', null],
    ['http://evil.example:21480', null],
    ['', null],
  ])('%j is kept as %j', (typed, kept) => {
    expect(toAgentAddress(typed)).toBe(kept);
  });
});
