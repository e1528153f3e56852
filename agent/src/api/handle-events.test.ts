import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { codeOf, createApiWorld, extensionOrigin } from './api.fixture.ts';
import type { ApiWorld } from './api.fixture.ts';

const site = 'https://site.example';
const typed = 'Tall-Ship-77';
const hash = '$2y$10$abcdefghijklmnopqrstuu5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v';

let world: ApiWorld;
let id: string;
beforeEach(async () => {
  world = await createApiWorld();
  id = await world.connect();
  await change({ password: 'captured', automatic: true });
});
afterEach(() => world.close());

async function change({ automatic, ...rest }: { automatic: boolean; password?: string; mode?: string }): Promise<void> {
  const { methods } = await world.call('connection', { id });
  const operations = ['read', 'create', 'update', 'deactivate'];
  await world.call(
    'changeConnection',
    { id },
    { ...rest, methods: { ...methods, automatic: { on: automatic, operations } } },
  );
}
const add = (name: string) =>
  world.cms.seed([{ state: 'active', attributes: { name, mail: `${name}@harbor.example`, field_department: '' } }])[0];
const keep = (change_ = {}) => world.call('slot', {}, { site, password: typed, login: 'ada', ...change_ });
const tell = (change_ = {}) =>
  world.call('event', {}, { site, kind: 'created', users: ['ada'], cmsUser: 'root', ...change_ });
const oktaAda = async () => (await world.okta.find({ login: 'ada@harbor.example' }))[0];

describe('an event', () => {
  it('starts a run of the automatic method for the named users, as who told it', async () => {
    add('ada');
    add('bob');
    const { job } = await tell();
    expect(await world.finished(job ?? '')).toMatchObject({
      trigger: 'event',
      mode: 'apply',
      done: 1,
      by: { kind: 'cli', cmsUser: 'root' },
    });
    expect((await oktaAda())?.state).toBe('staged');
    expect(await world.okta.find({ login: 'bob@harbor.example' })).toEqual([]);
  });

  it('does nothing where the method is off or does not write, says why, and forgets the password', async () => {
    add('ada');
    const { slot } = await keep();
    expect((await tell({ site: 'https://elsewhere.example', slot })).reason).toContain('No connection of this agent');
    const other = await keep();
    await change({ automatic: false });
    expect(await tell({ slot: other.slot })).toMatchObject({ job: null, reason: expect.stringContaining('off') });
    await change({ automatic: true, mode: 'report' });
    expect(await tell()).toMatchObject({ job: null, reason: expect.stringContaining('only reports') });
    await change({ automatic: true, mode: 'live' });
    for (const gone of [slot, other.slot]) {
      const { job } = await tell({ slot: gone });
      expect((await world.finished(job ?? '')).results).toMatchObject([{ problem: { code: 'password_gone' } }]);
    }
    expect(await oktaAda()).toBeUndefined();
  });

  it('brings a password for one user only', async () => {
    add('ada');
    const { slot } = await keep();
    const body = { site, kind: 'created', users: ['ada', 'bob'], slot };
    const answer = await world.send('event', { body });
    expect(await answer.json()).toMatchObject({ code: 'invalid', field: 'users' });
    const { job } = await tell({ slot });
    expect((await world.finished(job ?? '')).results).toMatchObject([{ problem: { code: 'password_gone' } }]);
  });
});

describe('a slot', () => {
  it('tells when it ends and which rules the password breaks', async () => {
    const kept = await keep({ password: 'ada-1' });
    expect(kept.slot).not.toBeNull();
    expect(Date.parse(kept.expires ?? '')).toBe(Date.parse('2026-01-15T09:02:00.000Z'));
    expect(kept.broken).toEqual(['At least 8 characters.']);
    expect(kept.brokenRules).toEqual([{ id: 'minLength', count: 8, attribute: null }]);
  });

  it('is not made where the option is off, automatic sync is off, or the page could be overheard', async () => {
    const none = { slot: null, expires: null, broken: [], brokenRules: [] };
    expect(await keep({ site: 'http://site.example' })).toEqual(none);
    expect(await keep({ site: 'https://elsewhere.example' })).toEqual(none);
    await change({ automatic: false });
    expect(await keep()).toEqual(none);
    await change({ automatic: true, password: 'none' });
    expect(await keep()).toEqual(none);
  });

  it('can be given up', async () => {
    add('ada');
    const { slot } = await keep();
    await world.call('dropSlot', { id: slot ?? '' });
    await world.call('dropSlot', { id: 'never-there' });
    const { job } = await tell({ slot });
    expect((await world.finished(job ?? '')).results).toMatchObject([{ problem: { code: 'password_gone' } }]);
  });
});

it('the policy is told as sentences, or why it can’t be read', async () => {
  const answer = await world.call('passwordPolicy', { id });
  expect(answer.rules).toEqual(['At least 8 characters.', 'No part of the login.']);
  expect(answer.details).toMatchObject([{ id: 'minLength', count: 8 }, { id: 'login' }]);
  const { id: bare } = await world.call('addConnection', {}, {});
  const unread = await world.call('passwordPolicy', { id: bare });
  expect(unread).toMatchObject({ rules: null, details: null });
  expect(unread.reason).not.toBe('');
});

describe('hashes', () => {
  const rows = [{ uuid: null, login: 'ada', mail: null, hash }];

  it('come in parts, are planned and applied once, and are then forgotten', async () => {
    add('ada');
    add('bob');
    const { slot } = await world.call('keepHashes', { id }, { rows });
    await world.call('keepHashes', { id }, { slot, rows: [{ ...rows[0], login: 'bob' }] });
    const { job } = await world.call('planHashes', { id, slot });
    const { plan } = await world.finished(job);
    const { items, plan: saved } = await world.call('plan', { id: plan ?? '' });
    expect(items.map(({ action, secret }) => [action, secret])).toEqual([
      ['create', 'imported'],
      ['create', 'imported'],
    ]);
    const body = { plan: saved.id, digest: saved.digest };
    const applied = await world.call('applyHashes', { id, slot }, body);
    expect(await world.finished(applied.job)).toMatchObject({ state: 'done', done: 2 });
    expect(await world.okta.hasPassword((await oktaAda())?.ref.id ?? '')).toBe(true);
    await world.call('dropHashes', { id, slot });
    const late = await world.send('applyHashes', { params: { id, slot }, body });
    expect(await codeOf(late)).toBe('password_gone');
  });

  it('of a plan that is applied without them create nobody', async () => {
    add('ada');
    const { slot } = await world.call('keepHashes', { id }, { rows });
    const { job } = await world.call('planHashes', { id, slot });
    const { plan } = await world.finished(job);
    const { plan: saved } = await world.call('plan', { id: plan ?? '' });
    const bare = await world.call('applyPlan', { id: saved.id }, { digest: saved.digest });
    expect((await world.finished(bare.job)).results).toMatchObject([{ problem: { code: 'password_gone' } }]);
    expect(await oktaAda()).toBeUndefined();
  });

  it('are refused when they are none, without being repeated', async () => {
    const body = { rows: [{ ...rows[0], hash: '$S$EnRyJNrfhlJzUw9nBqZf' }] };
    const answer = await world.send('keepHashes', { params: { id }, body });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid', field: 'rows.0.hash' });
    expect(text).not.toContain('EnRyJN');
    const lost = await world.send('keepHashes', { params: { id }, body: { slot: 'hashes-lost', rows } });
    expect(await codeOf(lost)).toBe('password_gone');
  });

  it('are for owners alone', async () => {
    const code = world.agent.services.pairing.newCode('operator').code;
    const headers = { origin: extensionOrigin, authorization: null };
    const paired = await world.send('pair', {
      headers,
      body: { code, name: 'Chromium', browser: 'Chromium', version: '1' },
    });
    const { token } = JSON.parse(await paired.text());
    const owned = {
      params: { id },
      body: { rows },
      headers: { origin: extensionOrigin, authorization: `Bearer ${token}` },
    };
    expect(await codeOf(await world.send('keepHashes', owned))).toBe('forbidden');
    const open = await world.send('slot', { ...owned, body: { site, password: typed } });
    expect(open.status).toBe(200);
  });
});
