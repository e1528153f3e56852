import type { EntryAnswer } from '@rollcall/shared/api';
import type { UserAnswer } from '@rollcall/shared/api-user';
import { describe, expect, it } from 'vitest';

import { fromLocal, pastFields, toLocal } from './moment-model.ts';

function entry(id: string, at: string, change: Partial<EntryAnswer>): EntryAnswer {
  return {
    id,
    at,
    connection: 'c1',
    job: null,
    item: null,
    by: { kind: 'client', id: 'client', name: 'Ines' },
    trigger: 'manual',
    type: 'update',
    outcome: 'done',
    evidence: 'readBack',
    subject: { cms: 'a', okta: 'b', group: null },
    fields: [],
    problem: null,
    image: null,
    steps: [],
    prev: '',
    mac: '',
    ...change,
  };
}

const field = (name: string, cmsField: string | null): UserAnswer['fields'][number] => ({
  field: name,
  cmsField,
  title: name,
  cms: 'new',
  okta: 'new',
  base: 'new',
  owner: 'cms',
  onCreateOnly: false,
  sensitive: false,
  stands: 'agrees',
  writes: null,
});
const user = {
  fields: [
    field('department', 'field_department'),
    field('displayName', null),
    { ...field('ssn', 'field_ssn'), sensitive: true },
  ],
  cms: null,
  okta: null,
};
const moment = {
  at: '2026-01-15T10:00:00.000Z',
  cms: { field_department: 'Research' },
  okta: { department: 'Research', state: 'staged' },
  by: {},
};

describe('the past of a user', () => {
  it('shows what both sides held, beside the first change since, and no sensitive field', () => {
    const entries = [
      entry('third', '2026-01-15T12:00:00.000Z', { fields: ['department'] }),
      entry('second', '2026-01-15T11:00:00.000Z', { fields: ['department'] }),
      entry('failed', '2026-01-15T10:30:00.000Z', { fields: ['department'], outcome: 'failed' }),
      entry('first', '2026-01-15T09:00:00.000Z', { fields: ['department'] }),
    ];
    const [state, department, name, ...rest] = pastFields(user, moment, entries);
    expect(rest).toEqual([]);
    expect(department).toMatchObject({
      cms: 'Research',
      okta: 'Research',
      now: { cms: 'new' },
      changed: { id: 'second' },
    });
    expect(name).toMatchObject({ field: 'displayName', cms: undefined, okta: undefined, changed: null });
    expect(state).toMatchObject({ field: 'state', okta: 'staged', cms: undefined, changed: null });
  });

  it('takes an activation for a change of state', () => {
    const activated = entry('on', '2026-01-15T11:00:00.000Z', { type: 'activate' });
    expect(pastFields(user, moment, [activated])[0]?.changed?.id).toBe('on');
  });
});

describe('a typed moment', () => {
  it('is of this computer’s zone, to the minute and back', () => {
    expect(fromLocal(toLocal('2026-01-15T10:05:00.000Z'))).toBe('2026-01-15T10:05:00.000Z');
    expect(fromLocal('soon')).toBeNull();
  });
});
