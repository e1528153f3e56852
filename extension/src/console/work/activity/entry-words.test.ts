import { entryType } from '@rollcall/shared/api';
import { describe, expect, it } from 'vitest';

import { entryOf } from '../../../testing/user.ts';
import { lineOf as entryLine } from './export-entries.ts';
import { canUndo, entryText } from './entry-words.ts';
import { csvOf } from '../download.ts';
import { lineOf as userLine } from '../users/export-users.ts';

describe('an entry in words', () => {
  it('says what was done and to which fields', () => {
    expect(entryText(entryOf({ fields: ['department', 'mobilePhone'] }))).toBe('Updated: Department, Mobile phone');
    expect(entryText(entryOf({ type: 'create', fields: ['login'] }))).toBe('Created');
  });

  it('names settings as their pages do', () => {
    const changed = entryOf({ type: 'settings', fields: ['colour', 'brakes', 'okta'] });
    expect(entryText(changed)).toBe('Settings changed: Kind, Limits, Okta');
  });

  it('never says that something was done which was not', () => {
    expect(entryText(entryOf({ outcome: 'failed', fields: [] }))).toBe('Not updated');
    expect(entryText(entryOf({ type: 'deactivate', outcome: 'held', fields: [] }))).toBe('Not deactivated');
  });

  it.each(entryType.options)('has words for %s', (type) => {
    expect(entryText(entryOf({ type, fields: [] }))).toMatch(/^[A-Z][a-z]/);
  });

  it('offers undo only for what was written and can be taken back', () => {
    expect(canUndo(entryOf({}))).toBe(true);
    expect(canUndo(entryOf({ outcome: 'failed' }))).toBe(false);
    for (const type of ['settings', 'run', 'invite', 'setPassword']) expect(canUndo(entryOf({ type }))).toBe(false);
  });
});

describe('a saved file', () => {
  it('has one line an entry, with names for ids', () => {
    const line = entryLine(entryOf({}), { 'cms-2': { login: 'ann.lee', label: 'Ann' } });
    expect(line).toMatchObject({ what: 'Updated: Department', user: 'ann.lee', cms_user: 'admin', run: 'R-1' });
  });

  it('gives a spreadsheet nothing to reckon with', () => {
    const user = {
      handle: '2',
      id: 'cms-2',
      login: '=cmd|calc',
      label: 'Ann, "the" Lee',
      email: null,
      state: 'active' as const,
      status: 'notInOkta' as const,
      action: 'sync' as const,
      okta: null,
      at: null,
      problem: null,
    };
    const [head, line] = csvOf([userLine(user)]).split('\r\n');
    expect(head).toMatch(/^handle,login,name,mail/);
    expect(line).toContain(`"'=cmd|calc","Ann, ""the"" Lee"`);
  });
});
