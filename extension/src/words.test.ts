import { SyncError } from '@rollcall/shared/error';
import { describe, expect, it } from 'vitest';

import {
  age,
  fieldName,
  list,
  moment,
  number,
  problemDetails,
  problemWords,
  sentence,
  timeLeft,
  valueText,
} from './words.ts';

const now = new Date(2026, 10, 22, 14, 7).getTime();
const at = (...when: [number, number, number, number, number]) => new Date(...when).toISOString();

describe('times', () => {
  it.each([
    [at(2026, 10, 22, 14, 7), 'just now'],
    [at(2026, 10, 22, 14, 5), '2 min ago'],
    [at(2026, 10, 22, 9, 5), 'Today, 09:05'],
    [at(2026, 10, 21, 16, 20), '21 Nov, 16:20'],
    [at(2025, 10, 21, 16, 20), '21 Nov 2025, 16:20'],
  ])('%s is %s', (iso, said) => {
    expect(age(iso, now)).toBe(said);
  });

  it('are points in time where a deadline is meant', () => {
    expect(moment(at(2026, 10, 22, 14, 6), now)).toBe('Today, 14:06');
  });

  it('that are left are about right', () => {
    expect(timeLeft(0.2)).toBe('About 1 second left.');
    expect(timeLeft(50)).toBe('About 50 seconds left.');
    expect(timeLeft(840)).toBe('About 14 minutes left.');
  });
});

describe('words', () => {
  it('group numbers and join lists', () => {
    expect(number(4000)).toBe('4,000');
    expect(list(['3,120 linked', '640 not in Okta'])).toBe('3,120 linked, 640 not in Okta');
  });

  it('name attributes, known or not', () => {
    expect(fieldName('firstName')).toBe('First name');
    expect(fieldName('costCenter')).toBe('Cost center');
    expect(fieldName('field_room')).toBe('Field room');
  });

  it('show values as people read them', () => {
    expect(valueText('department', null)).toBe('empty');
    expect(valueText('state', 'staged')).toBe('Staged');
    expect(valueText('state', 'new_word')).toBe('new_word');
    expect(valueText('roles', ['a', 'b'])).toBe('a, b');
  });

  it('end sentences once', () => {
    expect(sentence('Too short')).toBe('Too short.');
    expect(sentence('Too short.')).toBe('Too short.');
  });

  it('keep the agent’s own for a code that we have no words for', () => {
    const foreign = { code: 'brand_new', title: 'Brand new', detail: '', next: 'Wait.' };
    expect(problemWords(foreign)).toEqual({ title: 'Brand new', next: 'Wait.' });
    expect(problemWords({ ...foreign, code: 'disk' }).title).toBe('The agent’s disk is full');
  });

  it('give details of a problem for somebody else', () => {
    const { problem } = new SyncError('rate_limited', 'Okta asks to wait.', { status: 429, requestId: 'req-1' });
    expect(problemDetails(problem).split('\n')).toEqual(
      expect.arrayContaining(['rate_limited: Asked to wait', 'Okta asks to wait.', 'status 429', 'request req-1']),
    );
  });
});
