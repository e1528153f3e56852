import { planAnswer } from '@rollcall/shared/api-run';
import { rowStatus } from '@rollcall/shared/api';
import { actor, sentence, sentences } from '@rollcall/shared/api-basics';
import { routes } from '@rollcall/shared/routes';
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

/** What a sentence is called in an answer. */
const names = new Set(['title', 'detail', 'next', 'text', 'reason', 'verdict', 'idle', 'broken', 'rules', 'message']);
/** Texts of others, and words that the reader's side has its own for: by the end of their path. */
const foreign = [
  /\.custom\.title$/,
  /\.(cms|okta|user)\.detail$/,
  /^(activity|leavers)\.next$/,
  /\.items\.reason$/,
  /^supportBundle\.files\.text$/,
  // The one showing of a token.
  /^(addToken|renewToken)\.text$/,
  // Files and filters in the words of another tool.
  /^(importPull\.settings\.filter|exportPull\.files)\.text$/,
];

describe('the table of routes', () => {
  it('marks what holds a sentence', () => {
    const unmarked = Object.entries(routes).flatMap(([name, { answer }]) => unmarkedIn(answer, [name]));
    const wrong = unmarked.filter((place) => !foreign.some((pattern) => pattern.test(place)));
    expect(wrong, 'use `sentence` of shared/src/api-basics.ts, or add to "foreign" in this test').toEqual([]);
  });
});

function unmarkedIn(field: z.core.$ZodType, path: string[]): string[] {
  if (sentences.has(field)) return [];
  if (field instanceof z.ZodString) return names.has(path.at(-1) ?? '') ? [path.join('.')] : [];
  if (field instanceof z.ZodObject)
    return Object.entries(field.shape).flatMap(([name, inner]) => unmarkedIn(inner, [...path, name]));
  if (field instanceof z.ZodArray) return unmarkedIn(field.element, path);
  if (field instanceof z.ZodUnion) return field.options.flatMap((option) => unmarkedIn(option, path));
  if (field instanceof z.ZodNullable || field instanceof z.ZodOptional || field instanceof z.ZodDefault)
    return unmarkedIn(field.unwrap(), path);
  return [];
}
