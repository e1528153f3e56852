import { expect, test } from 'vitest';
import { SyncError, toProblem } from '@rollcall/shared';
import type { ScimAnswer, ScimTokenAnswer } from '@rollcall/shared/api-scim';

import { noon, runFake, sampleConnection } from '../fixture.ts';
import type { FakeAnswers } from '../fixture.ts';

const text = 'rollcall_the-text-of-a-token-xYz9';
const token: ScimTokenAnswer = {
  id: 't1',
  label: 'Okta',
  hint: 'xYz9',
  state: 'active',
  created: new Date(noon - 120_000).toISOString(),
  expires: null,
  expired: false,
  lastUsed: null,
  seenOkta: false,
};
const state: ScimAnswer = {
  on: true,
  address: 'http://127.0.0.1:21480',
  path: '/c1/scim/v2',
  baseUrl: 'http://127.0.0.1:21480/c1/scim/v2',
  reach: null,
  lastUsed: null,
  users: 3,
  groups: 0,
  tokens: [token, { ...token, id: 't2', label: 'Old', state: 'inactive', seenOkta: true }],
};
const base: FakeAnswers = {
  connections: () => ({ connections: [sampleConnection()] }),
  scimState: () => state,
  addToken: () => ({ token, text, problem: null }),
  changeToken: ({ body }) => ({ token: { ...token, ...(body as object) }, problem: null }),
  renewToken: () => ({ token, text, problem: null }),
  removeToken: () => ({ problem: null }),
};
const taken = toProblem(
  new SyncError('locked', 'Port 21480 is taken by another program.', { next: 'Choose another port.' }),
);

test('lists tokens with the base URL, and how each stands', async () => {
  const { out } = await runFake(['tokens', 'list'], { answers: base });
  expect(out).toContain('Base URL  http://127.0.0.1:21480/c1/scim/v2\n');
  expect(out).toMatch(/^t1 {2}Okta {3}…xYz9 {2}Active .* 2 min ago {2}never .* not yet$/m);
  expect(out).toMatch(/^t2 {2}Old .* Inactive .* yes$/m);
  const bare = { ...state, on: false, address: null, baseUrl: null, tokens: [] };
  const none = await runFake(['tokens', 'list'], { answers: { ...base, scimState: () => bare } });
  expect(none.out).toContain('Base URL  /c1/scim/v2 on the port of "rollcall serve --scim-port", which is not open');
  expect(none.out).toContain('rollcall connection set methods.scim.on=true');
  expect(none.out).toContain('rollcall tokens generate');
  const ended = { ...state, tokens: [{ ...token, expired: true }] };
  const past = await runFake(['tokens', 'list'], { answers: { ...base, scimState: () => ended } });
  expect(past.out).toMatch(/^t1 .* Ended /m);
  expect((await runFake(['tokens', 'list', '--json'], { answers: base })).json).toEqual(state);
});

test('prints the text of a token once, on a line of its own', async () => {
  const made = await runFake(['tokens', 'generate', '--label', 'Okta preview', '--days', '90'], { answers: base });
  expect([made.exit, made.out]).toEqual([0, `${text}\n`]);
  expect(made.err).toContain('shown this once');
  expect(made.err).toContain('may take up to an hour');
  expect(made.err).not.toContain(text);
  expect(made.agent.calls.at(-1)).toMatchObject({
    name: 'addToken',
    call: { params: { id: 'c1' }, body: { label: 'Okta preview', days: 90 } },
  });
  const json = await runFake(['tokens', 'generate', '--json'], { answers: base });
  expect([json.json, json.err]).toEqual([{ token, text, problem: null }, '']);
  expect(json.agent.calls.at(-1)?.call.body).toEqual({ days: null });
  const renewed = await runFake(['tokens', 'renew', 't1'], { answers: base });
  expect(renewed.out).toBe(`${text}\n`);
  expect(renewed.agent.calls.at(-1)).toMatchObject({ name: 'renewToken', call: { params: { id: 't1' } } });
});

test('still prints it where the port is taken, and says what to do', async () => {
  const answers: FakeAnswers = { ...base, addToken: () => ({ token, text, problem: taken }) };
  const made = await runFake(['tokens', 'generate'], { answers });
  expect([made.exit, made.out]).toEqual([0, `${text}\n`]);
  expect(made.err).toContain('Port 21480 is taken by another program. (locked)\nChoose another port.');
  const json = await runFake(['tokens', 'generate', '--json'], { answers });
  expect([json.json, json.err]).toMatchObject([{ problem: { code: 'locked' } }, '']);
});

test('activates, deactivates and removes', async () => {
  const off = await runFake(['tokens', 'deactivate', 't1'], { answers: base });
  expect(off.out).toContain('let in no more');
  expect(off.agent.calls.at(-1)).toMatchObject({ call: { params: { id: 't1' }, body: { state: 'inactive' } } });
  const on = await runFake(['tokens', 'activate', 't1', '--json'], { answers: base });
  expect(on.json).toEqual({ token, problem: null });
  const past: FakeAnswers = { ...base, changeToken: () => ({ token: { ...token, expired: true }, problem: null }) };
  expect((await runFake(['tokens', 'activate', 't1'], { answers: past })).out).toContain('rollcall tokens renew t1');
  const removed = await runFake(['tokens', 'remove', 't1', '--json'], { answers: base });
  expect(removed.json).toEqual({ removed: 't1', problem: null });
});

test('days that are none are wrong use', async () => {
  const { exit, json, agent } = await runFake(['tokens', 'generate', '--days', '0', '--json'], { answers: base });
  expect([exit, json, agent.calls]).toMatchObject([2, { error: { code: 'invalid' } }, []]);
});
