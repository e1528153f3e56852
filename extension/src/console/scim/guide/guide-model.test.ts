import { expect, it } from 'vitest';

import { connectionAnswerOf } from '../../../testing/connection.ts';
import { scimStateOf, tokenOf } from '../../../testing/scim.ts';
import { guideOf } from './guide-model.ts';

const { methods, scim } = connectionAnswerOf();
const on = connectionAnswerOf({
  direction: 'both',
  methods: { ...methods, scim: { on: true, operations: ['read', 'create'] } },
  scim: { ...scim, publicUrl: 'https://scim.harbor.example' },
});
const stands = (...given: Parameters<typeof guideOf>) => guideOf(...given).map((step) => step.stands);

it('begins with switching SCIM on, and can’t see what is done on Okta’s screens alone', () => {
  expect(stands(connectionAnswerOf(), scimStateOf())).toEqual([
    'now',
    'open',
    'open',
    'unseen',
    'open',
    'unseen',
    'open',
    'open',
  ]);
});

it('ticks a public address only when it was reached, or when Okta itself came that way', () => {
  const reach = { at: '2026-01-15T10:00:00.000Z', url: 'https://scim.harbor.example', ok: true, problem: null };
  expect(stands(on, scimStateOf())[1]).toBe('now');
  expect(stands(on, scimStateOf({ reach }))[1]).toBe('done');
  const seen = scimStateOf({ tokens: [tokenOf({ seenOkta: true })] });
  expect(stands(on, seen)).toEqual(['done', 'done', 'done', 'done', 'done', 'unseen', 'now', 'open']);
});

it('is whole with the first user and the first group', () => {
  const state = scimStateOf({ tokens: [tokenOf({ seenOkta: true })], users: 1, groups: 1 });
  expect(new Set(stands(on, state))).toEqual(new Set(['done']));
});
