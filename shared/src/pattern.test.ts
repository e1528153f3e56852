import { describe, expect, it } from 'vitest';

import { readPattern } from './pattern.ts';

describe('a pattern of the tool', () => {
  it.each([
    ['whole', 'ann', 'ANN', true],
    ['whole', 'ann', 'anna', false],
    ['start', 'ACL', 'acl-Editors', true],
    ['start', 'ACL', 'my-acl', false],
    ['whole', 'a|bc', 'bc', true],
    ['whole', '.*@harbor\\.example', 'ann@harbor.example', true],
    ['whole', '[(+]+x', '(+x', true],
  ] as const)('of a %s text: %s on %s is %s', (fit, source, text, fits) => {
    expect(readPattern(source, fit).fits(text)).toBe(fits);
  });

  it('renames only the beginning that fits, with its groups', () => {
    expect(readPattern('ACL', 'start').rename('ACL-Editors', 'Z')).toBe('Z-Editors');
    expect(readPattern('ACL-(.*)', 'start').rename('acl-Editors', 'role \\1')).toBe('role Editors');
    expect(readPattern('ACL', 'start').rename('Editors', 'Z')).toBeNull();
  });

  it.each([
    '(a+)+',
    '(a|a)*b',
    '(?:x*)*',
    '(a)\\1',
    '(?=a)b',
    '.*.*.*.*',
    '((a{1,})b)+',
    '(?:a?a?)+b',
    '(?:.*){9}x',
    '(?:a?){22}a{22}b',
    `${'a?'.repeat(22)}b`,
    `${'(a|aa)'.repeat(22)}b`,
    '[',
  ])('that could take long or is none is refused: %s', (source) => {
    expect(() => readPattern(source, 'whole')).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it.each([
    '(?:ann|bea|cid|dan|eve|fay)@(www\\.)?harbor\\.(?:com|example)',
    'https?://.*',
    '(?:\\d{3}-)+x',
    '(?<first>.+?)\\.(.+)@.+',
    '(a*)b|c|d',
  ])('that people write is taken: %s', (source) => {
    expect(readPattern(source, 'whole').fits('nobody')).toBe(false);
  });

  it('is never tried on a very long text', () => {
    expect(readPattern('.*', 'whole').fits('a'.repeat(300))).toBe(false);
  });
});
