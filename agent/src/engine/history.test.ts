import { describe, expect, it } from 'vitest';
import type { Attrs, Entry, MappingRule } from '@rollcall/shared';

import { momentOf } from './history.ts';
import type { Recorded } from './history.ts';
import { connectionOf } from './sample.fixture.ts';

const recorded = (
  id: string,
  at: string,
  change: { type: Entry['type']; before: Attrs | null; after: Attrs | null; side?: 'cms' | 'okta' },
): Recorded => ({
  entry: {
    id,
    at,
    connection: 'c1',
    job: 'R-1',
    item: id,
    by: { kind: 'cli', id: 'cli', name: 'script' },
    trigger: 'cli',
    type: change.type,
    ...(change.side ? { side: change.side } : {}),
    outcome: 'done',
    evidence: 'readBack',
    subject: { cms: 'u1', okta: 'o1', group: null },
    fields: [],
    problem: null,
    image: 'x',
    steps: [],
    prev: '',
    mac: '',
  },
  image: { entry: id, before: change.before, after: change.after },
});

const settings = {
  ...connectionOf(),
  mapping: [
    {
      cms: 'field_department',
      okta: 'department',
      toOkta: null,
      toCms: null,
      owner: 'cms',
      apply: 'always',
      sensitive: false,
    },
  ] satisfies MappingRule[],
};

/** Newest first, as the activity gives it. */
const story = [
  recorded('off', '2026-03-01T10:00:00.000Z', {
    type: 'deactivate',
    before: { state: 'active' },
    after: { state: 'deactivated' },
  }),
  recorded('move', '2026-02-01T10:00:00.000Z', {
    type: 'update',
    before: { department: 'Research' },
    after: { department: 'Sales' },
  }),
  recorded('new', '2026-01-01T10:00:00.000Z', {
    type: 'create',
    before: null,
    after: { department: 'Research', state: 'staged' },
  }),
];
const present = { department: 'Sales', state: 'deactivated' };
const at = (time: string) => momentOf(time, story, present, settings);

describe('a user at a past moment', () => {
  it('is what the last look found when nothing was written since', () => {
    expect(at('2026-04-01T00:00:00.000Z')).toEqual({
      okta: present,
      cms: { field_department: 'Sales' },
      by: { department: 'move', state: 'off' },
    });
  });

  it('has the values from before each later change, and knows who set them', () => {
    expect(at('2026-01-15T00:00:00.000Z')).toEqual({
      okta: { department: 'Research', state: 'staged' },
      cms: { field_department: 'Research' },
      by: { department: 'new', state: 'new' },
    });
  });

  it('was not in Okta before it was created', () => {
    expect(at('2025-12-01T00:00:00.000Z')).toEqual({ okta: {}, cms: {}, by: {} });
  });

  it('keeps the two sides apart where a change was written to the site', () => {
    const back = recorded('back', '2026-03-05T10:00:00.000Z', {
      type: 'update',
      side: 'cms',
      before: { field_department: 'Sales' },
      after: { field_department: 'Support' },
    });
    const all = [back, ...story];
    const before = momentOf('2026-03-02T00:00:00.000Z', all, present, settings);
    expect(before.cms).toEqual({ field_department: 'Sales' });
    const after = momentOf('2026-03-06T00:00:00.000Z', all, present, settings);
    expect(after.cms).toEqual({ field_department: 'Support' });
    expect(after.by['field_department']).toBe('back');
  });

  it('counts nothing that failed', () => {
    const [failed] = story;
    const all = failed
      ? [{ ...failed, entry: { ...failed.entry, outcome: 'failed' as const } }, ...story.slice(1)]
      : [];
    expect(momentOf('2026-04-01T00:00:00.000Z', all, { department: 'Sales', state: 'staged' }, settings).okta).toEqual({
      department: 'Sales',
      state: 'staged',
    });
  });
});
