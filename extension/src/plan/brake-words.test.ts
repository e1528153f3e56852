import { describe, expect, it } from 'vitest';

import { brakeWords } from './brake-words.ts';

describe('why limits hold a plan', () => {
  it('is said limit by limit, with the site named where only it would be written to', () => {
    const over = [
      { name: 'create' as const, count: 67, limit: 3, sides: ['okta' as const] },
      { name: 'deactivate' as const, count: 1, limit: 0, sides: ['cms' as const] },
    ];
    expect(brakeWords({ text: 'as the agent says', over })).toBe(
      '67 users would be created, the limit for one run is 3. 1 user would be blocked on the site, the limit for one run is 0.',
    );
  });
  it('is told in the agent’s words where a plan keeps nothing else', () => {
    expect(brakeWords({ text: 'as the agent says' })).toBe('as the agent says');
  });
});
