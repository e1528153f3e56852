import { describe, expect, it } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { messages } from '../messages.ts';
import { stubbedClient, token, type StubOptions } from '../testing/agent-stub.ts';
import { createOwnHandlers } from './own-handlers.ts';
import { createPageHandlers } from './page-handlers.ts';
import { serve, type Sender } from './serve.ts';

const site = 'https://cms.example';
const page: Sender = { id: 'us', frameId: 0, origin: site, tab: { id: 7 } };
const own: Sender = {
  id: 'us',
  frameId: 0,
  origin: 'chrome-extension://us',
  url: 'chrome-extension://us/options.html',
};

const connection = {
  id: 'c1',
  name: 'Harbor',
  colour: 'live',
  mode: 'live',
  pausedFor: null,
  oktaUrl: 'https://harbor.okta.example',
  cmsUrl: `${site}/sub`,
  newInOkta: 'staged',
};
const summary = { users: 2, linked: 1, notInOkta: 0, needLook: 1, unknown: 0, readAt: '2026-01-15T10:00:00.000Z' };
const row = (handle: string) => ({
  handle,
  id: `id-${handle}`,
  label: null,
  status: 'active',
  action: 'sync',
  okta: null,
  differences: [],
  at: null,
  problem: null,
  job: null,
});
const status = { body: { connection, summary, rows: [row('3')], problem: null, job: null } };

function world(options: StubOptions = {}) {
  const answers = {
    'POST /v1/status': status,
    'POST /v1/runs': { body: { job: 'R-1' } },
    'POST /v1/plans/P-1/apply': { body: { job: 'R-2' } },
    'POST /v1/jobs/R-1/cancel': { body: {} },
    'PUT /v1/connections/c1': { status: 403, body: problemOf('forbidden') },
    ...options.answers,
  };
  const stub = stubbedClient({ ...options, answers });
  const about = { browserName: 'Chromium 156', version: '0.1.0', system: () => Promise.resolve('Linux') };
  const parts = {
    pages: createPageHandlers(stub.client, () => Promise.resolve()),
    own: createOwnHandlers(stub.client, about),
    ownId: 'us',
    ownOrigin: 'chrome-extension://us',
    isEnabled: (origin: string) => Promise.resolve(origin === site),
  };
  const ask = (rollcall: string, input: unknown, sender: Sender = page) => serve(parts, { rollcall, input }, sender);
  return { ...stub, ask };
}

function problemOf(code: string) {
  const rest = { next: 'Ask an owner.', help: code, scope: 'run', retry: 'never', retryAt: null, status: null };
  return { code, title: 'Not allowed', detail: 'Only an owner may.', ...rest, requestId: null, field: null };
}

describe('messages to the background', () => {
  it.each(Object.entries(messages).map(([name, { from }]) => ({ name, from })))(
    '$name is only for $from',
    async ({ name, from }) => {
      const { ask, calls } = world();
      const wrong = from === 'page' ? own : page;
      expect(await ask(name, {}, wrong)).toMatchObject({ ok: false, problem: { code: 'forbidden' } });
      expect(calls).toEqual([]);
    },
  );

  it.each<[string, Sender]>([
    ['another extension', { ...page, id: 'them' }],
    ['no id', { ...page, id: undefined }],
  ])('of %s are not answered at all', async (_, sender) => {
    expect(await world().ask('status', { basePath: '', handles: [] }, sender)).toBeUndefined();
  });

  it.each<[string, Sender]>([
    ['a frame inside the page', { ...page, frameId: 3 }],
    ['a site that nobody enabled', { ...page, origin: 'https://other.example' }],
    ['the enabled site on another port', { ...page, origin: `${site}:8443` }],
    ['no tab', { ...page, tab: undefined }],
    ['an opaque origin', { ...page, origin: 'null' }],
  ])('of %s are refused before the agent is asked', async (_, sender) => {
    const { ask, calls } = world();
    const answer = await ask('status', { basePath: '', handles: ['3'] }, sender);
    expect(answer).toMatchObject({ ok: false, condition: 'notEnabled' });
    expect(calls).toEqual([]);
  });

  it.each<[string, string, unknown]>([
    ['an unknown name', 'fetch', { url: 'http://127.0.0.1:21470/v1/connections' }],
    ['a prototype name', 'constructor', {}],
  ])('with %s are not ours', async (_, name, input) => {
    expect(await world().ask(name, input)).toBeUndefined();
  });

  it.each<[string, string, unknown]>([
    ['too many handles', 'status', { basePath: '', handles: Array.from({ length: 301 }, (_, at) => String(at)) }],
    ['a base path with a query', 'status', { basePath: '/x?y', handles: [] }],
    [
      'an operation that pages may not ask for',
      'plan',
      { basePath: '', handles: ['3'], operations: ['delete'], cmsUser: null },
    ],
    ['nobody at all', 'plan', { basePath: '', handles: [], operations: [], cmsUser: null }],
    ['no input', 'job', undefined],
  ])('with %s are refused as invalid', async (_, name, input) => {
    const { ask, calls } = world();
    expect(await ask(name, input)).toMatchObject({ ok: false, problem: { code: 'invalid' } });
    expect(calls).toEqual([]);
  });
});

describe('what pages get', () => {
  it('asks once for the badges of a page, each handle once, for the site the browser names', async () => {
    const { ask, sentTo } = world();
    const answer = await ask('status', { basePath: '/sub', handles: ['3', '4', '3'] });
    expect(answer).toMatchObject({
      ok: true,
      value: { condition: null, rows: [{ handle: '3' }], connection: { id: 'c1' } },
    });
    expect(sentTo('/v1/status').map((call) => call.body)).toEqual([{ site: `${site}/sub`, handles: ['3', '4'] }]);
  });

  it('shows what was known when the agent goes off, and starts to look for it', async () => {
    const { ask, options } = world();
    await ask('status', { basePath: '/sub', handles: ['3'] });
    options.ports = [];
    const answer = await ask('status', { basePath: '/sub', handles: ['3', '9'] });
    expect(answer).toMatchObject({
      ok: true,
      value: { condition: 'off', rows: [{ handle: '3' }], asOf: expect.any(String) },
    });
    expect(await fakeBrowser.alarms.get('rollcall-reconnect')).toBeTruthy();
  });

  it('plans for the connection of the site, which the page can’t choose', async () => {
    const { ask, sentTo } = world();
    const input = { basePath: '/sub', handles: ['3'], operations: ['activate'], cmsUser: 'ann', connection: 'c9' };
    expect(await ask('plan', input)).toEqual({ ok: true, value: { job: 'R-1' } });
    expect(sentTo('/v1/runs')[0]?.body).toEqual({
      connection: 'c1',
      scope: { kind: 'accounts', side: 'cms', ids: ['3'] },
      mode: 'plan',
      operations: ['activate'],
      cmsUser: 'ann',
    });
  });

  it('applies exactly the plan and digest that were shown', async () => {
    const { ask, sentTo } = world();
    const input = { plan: 'P-1', digest: 'd', items: ['i1'], fields: { i1: ['title'] }, approve: false, cmsUser: null };
    expect(await ask('apply', input)).toEqual({ ok: true, value: { job: 'R-2' } });
    expect(sentTo('/v1/plans/P-1/apply')[0]?.body).toEqual({
      digest: 'd',
      items: ['i1'],
      fields: { i1: ['title'] },
      approve: false,
    });
  });

  it('tells a refused go-live from a missing agent', async () => {
    const answer = await world().ask('goLive', { basePath: '/sub' });
    expect(answer).toMatchObject({ ok: false, condition: null, problem: { code: 'forbidden' } });
  });

  it('never gets the token', async () => {
    const { ask } = world();
    const answers = [
      await ask('status', { basePath: '', handles: ['3'] }),
      await ask('agent', {}, own),
      await ask('diagnostics', {}, own),
    ];
    expect(JSON.stringify(answers)).not.toContain(token);
  });
});
