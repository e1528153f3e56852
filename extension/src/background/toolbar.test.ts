import { SyncError } from '@rollcall/shared/error';
import { describe, expect, it } from 'vitest';

import { badgeText } from './toolbar.ts';

const summary = { users: 10, linked: 0, notInOkta: 0, needLook: 0, unknown: 0, readAt: null };
const fine = { condition: null, problem: null, summary };

describe('text on the toolbar button', () => {
  it('counts who needs a look, to 99', () => {
    expect(badgeText(fine)).toBe('');
    expect(badgeText({ ...fine, summary: { ...summary, needLook: 7 } })).toBe('7');
    expect(badgeText({ ...fine, summary: { ...summary, needLook: 240 } })).toBe('99+');
  });

  it('is ! when something must be done first, but not for report mode', () => {
    expect(badgeText({ ...fine, condition: 'off' })).toBe('!');
    expect(badgeText({ ...fine, problem: new SyncError('anonymous', 'x').problem })).toBe('!');
    expect(badgeText({ ...fine, problem: new SyncError('report_mode', 'x').problem })).toBe('');
  });
});
