import { describe, expect, it } from 'vitest';

import { opaqueLuminance, schemeBehind } from './theme.ts';

describe('theme of the page', () => {
  it.each([
    ['rgb(255, 255, 255)', 1],
    ['rgb(0, 0, 0)', 0],
    ['rgba(255, 255, 255, 0.2)', null],
    ['rgba(0, 0, 0, 0)', null],
    ['rgb(255 255 255 / 30%)', null],
    ['color(srgb 1 1 1)', 1],
    ['color(display-p3 0 0 0)', 0],
    ['oklch(0 0 0)', 0],
    ['lab(100 0 0)', 1],
    ['transparent', null],
  ])('%s has the luminance %s', (color, luminance) => {
    const read = opaqueLuminance(color);
    if (luminance === null) expect(read).toBeNull();
    else expect(read).toBeCloseTo(luminance, 2);
  });

  it('is what the first opaque ancestor paints', () => {
    document.body.innerHTML =
      '<div style="background-color: rgb(20, 22, 27)"><p style="background-color: rgba(255, 255, 255, 0.1)"><b>x</b></p></div><i>y</i>';
    const [inside, outside] = [document.querySelector('b'), document.querySelector('i')];
    expect(inside && schemeBehind(inside)).toBe('dark');
    expect(outside && schemeBehind(outside)).toBe('light');
  });
});
