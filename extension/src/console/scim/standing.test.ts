import type { ScimAnswer } from '@rollcall/shared/api-scim';
import { expect, it } from 'vitest';

import { connectionAnswerOf } from '../../testing/connection.ts';
import { problemOf } from '../../testing/agent-answers.ts';
import { scimStateOf, tokenOf } from '../../testing/scim.ts';
import { obstacleOf } from './standing.ts';

const at = '2026-01-15T10:00:00.000Z';
const { methods, scim } = connectionAnswerOf();
const ready = connectionAnswerOf({
  direction: 'oktaToCms',
  methods: { ...methods, scim: { on: true, operations: ['read', 'create'] } },
  scim: { ...scim, publicUrl: 'https://scim.harbor.example' },
});
const open: ScimAnswer = scimStateOf({ on: true, tokens: [tokenOf()] });

it('names what is in the way of Okta, the most blocking first', () => {
  const without = (change: Partial<typeof ready>) => obstacleOf({ ...ready, ...change }, open);
  expect(obstacleOf(ready, open)).toBeNull();
  expect(without({ methods })).toBe('off');
  expect(without({ mode: 'paused', direction: 'cmsToOkta' })).toBe('paused');
  expect(without({ direction: 'cmsToOkta', mode: 'report' })).toBe('direction');
  expect(without({ mode: 'report' })).toBe('report');
  expect(without({ methods: { ...methods, scim: { on: true, operations: ['read'] } } })).toBe('operations');
  expect(without({ scim })).toBe('public');
  const reach = { at, url: 'https://scim.harbor.example', ok: false, problem: problemOf({ code: 'unreachable' }) };
  expect(obstacleOf(ready, { ...open, reach })).toBe('reach');
});

it('asks for no public address once Okta was seen to call without one', () => {
  const seen = { ...open, tokens: [tokenOf({ seenOkta: true })] };
  expect(obstacleOf({ ...ready, scim }, seen)).toBeNull();
});

it('misses the port only while an active token wants it', () => {
  const closed = { ...open, address: null };
  expect(obstacleOf(ready, closed)).toBe('port');
  expect(obstacleOf(ready, { ...closed, tokens: [tokenOf({ state: 'inactive' })] })).toBeNull();
  expect(obstacleOf(ready, { ...closed, tokens: [tokenOf({ expired: true })] })).toBeNull();
});
