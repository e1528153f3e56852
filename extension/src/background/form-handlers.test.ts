import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

import { stubbedClient, type StubOptions } from '../testing/agent-stub.ts';
import { connectionAnswerOf } from '../testing/connection.ts';
import { createFormHandlers } from './form-handlers.ts';
import { forgetOldForms, formAlarm, formLife } from './form-memory.ts';

const sender = { origin: 'https://cms.example', tab: 7 };
const site = 'https://cms.example/sub';
const typed = 'Harbour-Lights-42';
const submission = {
  kind: 'created' as const,
  users: [],
  login: 'ann.lee',
  path: '/sub/admin/people/create',
  destination: null,
};
const connection = {
  id: 'c1',
  name: 'Harbor',
  colour: 'live',
  mode: 'live',
  pausedFor: null,
  oktaUrl: null,
  cmsUrl: site,
  newInOkta: 'staged',
};
const status = { connection, summary: null, rows: [], problem: null, job: null };
const job = { job: 'R-1', reason: null };
const filled = { slot: 's-1', expires: null, broken: [], brokenRules: [] };

beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-15T10:00:00.000Z') }));
afterEach(() => void vi.useRealTimers());

const { methods } = connectionAnswerOf();
const automatic = { ...methods, automatic: { on: true, operations: [] } };

function world(password: 'none' | 'captured' = 'captured', answers: StubOptions['answers'] = {}) {
  const stub = stubbedClient({
    answers: {
      'POST /v1/status': { body: status },
      'GET /v1/connections/c1': { body: connectionAnswerOf({ password, methods: automatic }) },
      'POST /v1/slots': { body: filled },
      'DELETE /v1/slots/s-1': { body: {} },
      'POST /v1/events': { body: job },
      ...answers,
    },
  });
  const forms = createFormHandlers(stub.client, Date.now);
  const submit = (change: { password?: string | null; users?: string[]; from?: typeof sender } = {}) =>
    forms.formSubmitted(
      { basePath: '/sub', submission: { ...submission, users: change.users ?? [] }, password: change.password ?? null },
      change.from ?? sender,
    );
  const done = (user: string | null = '42') => forms.formDone({ user, cmsUser: 'admin' }, sender);
  return { ...stub, forms, submit, done, events: () => stub.sentTo('/v1/events').map((call) => call.body) };
}

describe('a form that a tab sent', () => {
  it('becomes an event once its page says that it went well, and only once', async () => {
    const { submit, done, events, forms } = world();
    await submit();
    expect(await forms.pendingForm({}, sender)).toEqual({ submission });
    expect(events()).toEqual([]);
    expect(await done()).toEqual(job);
    expect(events()).toEqual([{ site, kind: 'created', users: ['42'], slot: null, cmsUser: 'admin' }]);
    expect(await done()).toEqual({ job: null, reason: null });
    expect(events()).toHaveLength(1);
  });

  it('names a new account by its login where the page tells no number, and others by theirs', async () => {
    const { submit, done, events } = world();
    await submit();
    await done(null);
    await submit({ users: ['2', '3'] });
    await done('99');
    expect(events()).toMatchObject([{ users: ['ann.lee'] }, { users: ['2', '3'] }]);
  });

  it('is forgotten after two minutes, after a refusal, and is no other tab’s or site’s', async () => {
    const { submit, done, forms, events } = world();
    await submit();
    expect(await forms.pendingForm({}, { ...sender, tab: 8 })).toEqual({ submission: null });
    expect(await forms.pendingForm({}, { ...sender, origin: 'https://other.example' })).toEqual({ submission: null });
    vi.advanceTimersByTime(formLife);
    expect(await forms.pendingForm({}, sender)).toEqual({ submission: null });
    await submit();
    await forms.formRefused({}, sender);
    expect(await done()).toEqual({ job: null, reason: null });
    expect(events()).toEqual([]);
  });

  it('leaves nothing in the session’s memory when its time is over', async () => {
    const { submit } = world();
    await submit();
    vi.advanceTimersByTime(formLife / 2);
    await forgetOldForms(Date.now());
    expect(Object.keys(await fakeBrowser.storage.session.get('form 7'))).toEqual(['form 7']);
    expect(await fakeBrowser.alarms.get(formAlarm)).toBeTruthy();
    vi.advanceTimersByTime(formLife);
    await forgetOldForms(Date.now());
    expect(await fakeBrowser.storage.session.get('form 7')).toEqual({});
  });
});

describe('a password in such a form', () => {
  it('goes to the agent alone; what is kept here is where the agent has it', async () => {
    const { submit, done, events, sentTo } = world();
    await submit({ password: typed });
    expect(sentTo('/v1/slots').map((call) => call.body)).toEqual([{ site, password: typed, login: 'ann.lee' }]);
    expect(JSON.stringify(await fakeBrowser.storage.session.get(null))).not.toContain(typed);
    await done();
    expect(events()).toMatchObject([{ slot: 's-1' }]);
  });

  it('goes nowhere while the option is off, and the account is not made without it', async () => {
    const { submit, done, events, calls } = world('none');
    await submit({ password: typed });
    expect(JSON.stringify(calls)).not.toContain(typed);
    await done();
    expect(events()).toMatchObject([{ slot: 'none' }]);
  });

  it('goes nowhere from a page that others on the way could read', async () => {
    const { submit, calls, forms } = world();
    const from = { origin: 'http://cms.example', tab: 7 };
    await submit({ password: typed, from });
    expect(JSON.stringify(calls)).not.toContain(typed);
    expect(await forms.passwordRules({ basePath: '' }, from)).toEqual({ asked: false, rules: null });
  });

  it('is dropped when the CMS refuses the form', async () => {
    const { submit, forms, sentTo } = world();
    await submit({ password: typed });
    await forms.formRefused({}, sender);
    expect(sentTo('/v1/slots/s-1').map((call) => call.method)).toEqual(['DELETE']);
  });

  it('of the form before never goes with the next one', async () => {
    const { submit, done, events } = world();
    await submit({ password: typed });
    await submit();
    await done();
    expect(events()).toMatchObject([{ slot: null }]);
  });

  it('is asked for only where the connection says so', async () => {
    const rules = [{ id: 'minLength', count: 8, attribute: null }];
    const policy = { body: { rules: ['At least 8 characters.'], details: rules, reason: null } };
    const asked = world('captured', { 'GET /v1/connections/c1/password-policy': policy });
    expect(await asked.forms.passwordRules({ basePath: '/sub' }, sender)).toEqual({ asked: true, rules });
    const settings = connectionAnswerOf({ password: 'captured', methods });
    const manual = world('captured', { 'GET /v1/connections/c1': { body: settings } });
    expect(await manual.forms.passwordRules({ basePath: '/sub' }, sender)).toEqual({ asked: false, rules: null });
    const off = world('none');
    expect(await off.forms.passwordRules({ basePath: '/sub' }, sender)).toEqual({ asked: false, rules: null });
    expect(off.sentTo('/v1/connections/c1/password-policy')).toEqual([]);
  });
});
