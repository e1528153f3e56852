import { planAnswer } from '@rollcall/shared/api-run';
import { rowStatus } from '@rollcall/shared/api';
import { actor, sentence } from '@rollcall/shared/api-basics';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { sayAnswer } from './marked.ts';

const say = (text: string) => `<${text}>`;
const schema = z.object({
  name: z.string(),
  text: sentence,
  more: z.array(z.object({ next: sentence.nullable(), label: z.string() })),
  by: actor.optional(),
});

describe('an answer in another language', () => {
  it('has other texts where its schema marks them, and nowhere else', () => {
    const answer = {
      name: 'Nothing was written.',
      text: 'Nothing was written.',
      more: [
        { next: null, label: 'a' },
        { next: 'Wait.', label: 'Wait.' },
      ],
    };
    const before = structuredClone(answer);
    expect(sayAnswer(schema, answer, say)).toEqual({
      name: 'Nothing was written.',
      text: '<Nothing was written.>',
      more: [
        { next: null, label: 'a' },
        { next: '<Wait.>', label: 'Wait.' },
      ],
    });
    expect(answer).toEqual(before);
  });

  it('says who did something where Rollcall itself gave the name', () => {
    const named = (kind: 'client' | 'system') => ({ kind, id: '1', name: 'Automatic sync' });
    expect(sayAnswer(actor, named('system'), say)).toMatchObject({ name: '<Automatic sync>' });
    expect(sayAnswer(actor, named('client'), say)).toMatchObject({ name: 'Automatic sync' });
  });

  it('is the same object where nothing is said', () => {
    const row = { handle: '1', differences: [], problem: null };
    expect(sayAnswer(rowStatus, row, say)).toBe(row);
    expect(sayAnswer(z.object({ name: z.string() }), row, say)).toBe(row);
  });

  it('leaves alone what does not have the form of its schema', () => {
    expect(sayAnswer(planAnswer, { plan: null, items: 'none', asides: [null] }, say)).toEqual({
      plan: null,
      items: 'none',
      asides: [null],
    });
    expect(sayAnswer(schema, null, say)).toBeNull();
  });
});
