import { SyncError, type ErrorCode } from '@rollcall/shared/error';
import { describe, expect, it } from 'vitest';

import { AgentOff } from './trouble.ts';
import { proofOf, stubbedClient, token } from '../testing/agent-stub.ts';

const health = { ok: true, version: '0.1.0', agent: 'K7-Harbor', lines: [] };
const answers = { 'GET /v1/health': { body: health } };

async function codeOf(promise: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  return promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof SyncError ? error.code : 'internal'),
  );
}

describe('AgentClient', () => {
  it('sends the bearer after the agent proved itself, and no cookies ever', async () => {
    const { client, calls, sentTo } = stubbedClient({ answers });
    expect(await client.call('health')).toEqual(health);
    expect(sentTo('/v1/health')[0]?.authorization).toBe(`Bearer ${token}`);
    expect(sentTo('/v1/hello').every((call) => call.authorization === null)).toBe(true);
    expect(calls.every((call) => call.credentials === 'omit')).toBe(true);
  });

  it('asks for answers in the language of its own texts', async () => {
    const { client, sentTo } = stubbedClient({ answers });
    await client.call('health');
    expect(sentTo('/v1/health').map(({ language }) => language)).toEqual(['de']);
  });

  it('asks for the proof once and again after five minutes', async () => {
    const { client, sentTo, pass } = stubbedClient({ answers });
    await client.call('health');
    await client.call('health');
    expect(sentTo('/v1/hello')).toHaveLength(5);
    pass(5 * 60_000 + 1);
    await client.call('health');
    expect(sentTo('/v1/hello')).toHaveLength(10);
  });

  it.each<[string, (nonce: string) => string | null]>([
    ['a wrong proof', (nonce) => proofOf(nonce, 'another token')],
    ['a proof of another nonce', () => proofOf('another nonce of the right length')],
    ['no proof', () => null],
    ['an echo', (nonce) => nonce],
  ])('never sends the bearer after %s', async (_, proof) => {
    const { client, calls } = stubbedClient({ answers, hello: { paired: true, proof } });
    expect(await codeOf(client.call('health'))).toBe('not_paired');
    expect(calls.every((call) => call.authorization === null)).toBe(true);
    expect(JSON.stringify(calls)).not.toContain(token);
  });

  it('takes the agent that proves itself, on whichever port', async () => {
    const { client, sentTo, options } = stubbedClient({ answers, ports: [21472] });
    await client.call('health');
    expect(sentTo('/v1/health')[0]?.url).toBe('http://127.0.0.1:21472/v1/health');
    options.ports = [21474];
    await client.call('health');
    expect(sentTo('/v1/health').at(-1)?.url).toBe('http://127.0.0.1:21474/v1/health');
  });

  it('says that the agent is off when nobody answers', async () => {
    const { client } = stubbedClient({ ports: [] });
    expect(await client.find()).toBeNull();
    await expect(client.call('health')).rejects.toBeInstanceOf(AgentOff);
  });

  it.each<[string, Parameters<typeof stubbedClient>[0], ErrorCode]>([
    ['not paired', { paired: null }, 'not_paired'],
    ['revoked', { hello: { paired: false } }, 'token_revoked'],
    ['another agent', { hello: { paired: false, agent: 'M2-Other' } }, 'not_paired'],
    ['another API version', { hello: { api: 2 } }, 'version'],
    ['an answer of another shape', { answers: { 'GET /v1/health': { body: { fine: true } } } }, 'version'],
    ['an answer that is no JSON', { answers: { 'GET /v1/health': { status: 502, body: '<html>' } } }, 'server_fault'],
  ])('tells %s apart', async (_, options, code) => {
    expect(await codeOf(stubbedClient({ answers, ...options }).client.call('health'))).toBe(code);
  });

  it('hands on the agent’s problem with its own words', async () => {
    const problem = {
      code: 'rate_limited',
      title: 'Asked to wait',
      detail: 'Okta asks to wait until 14:05:10.',
      next: 'Nothing to do.',
      help: 'rate-limited',
      scope: 'item',
      retry: 'after',
      retryAt: '2026-01-15T14:05:10.000Z',
      status: 429,
      requestId: 'req-1',
      field: null,
    };
    const { client } = stubbedClient({ answers: { 'GET /v1/health': { status: 429, body: problem } } });
    await expect(client.call('health')).rejects.toMatchObject({ problem });
  });

  it('trades a code for a pairing and forgets it again, also when the agent is off', async () => {
    const grant = { clientId: 'client-1', token, agent: 'K7-Harbor', role: 'owner' };
    const stub = stubbedClient({ paired: null, answers: { 'POST /v1/pairings': { body: grant } } });
    await stub.client.pair({ code: '7QK4-M2X9', name: 'Chromium 156', browser: 'Chromium 156', version: '0.1.0' });
    expect(stub.pairing()).toMatchObject({ token, agent: 'K7-Harbor', role: 'owner' });
    stub.options.ports = [];
    await stub.client.disconnect();
    expect(stub.pairing()).toBeNull();
  });
});
