import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SyncError } from '@rollcall/shared';
import type { Actor, Connection, Intent, Job, Operation, RunRequest } from '@rollcall/shared';

import { accountKey, put } from '../store/data.ts';
import { entryId } from './record.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** Passwords on their way to Okta: typed by an administrator, or brought along as hashes of the site. */

const operations: Operation[] = ['read', 'create', 'update', 'deactivate'];
const anna: Actor = { kind: 'client', id: 'k1', name: 'Chromium', cmsUser: 'anna' };
const typed = 'Tall-Ship-77';

let world: World;
beforeEach(async () => {
  world = await createWorld();
  await automatic();
});
afterEach(() => world.close());

async function automatic(change: Partial<Connection> = {}): Promise<void> {
  const { methods } = await world.connect();
  await world.connect({
    password: 'captured',
    methods: { ...methods, automatic: { on: true, operations } },
    ...change,
  });
}
const event = (kind: NonNullable<RunRequest['event']>['kind'], slot: string | null, change: Partial<RunRequest> = {}) =>
  world.run(named('user1'), { trigger: 'event', by: anna, event: { kind }, secretSlot: slot, ...change });
const look = () => {
  world.pass(60_000);
  return world.run({ kind: 'changed' }, { trigger: 'event' });
};
const itemsOf = async (job: Job) => (job.plan === null ? [] : (await world.plans.read(job.plan)).items);
const problemOf = (job: Job) => world.engine.results(job.id)[0]?.problem;
const creates = () => world.okta.calls.filter((call) => call.startsWith('create'));
const oktaUser = async () => (await world.okta.find({ login: 'user1@harbor.example' }))[0];
/** Whether the password signs in once the user is active. */
async function signsIn(password: string): Promise<boolean> {
  const user = await oktaUser();
  world.okta.moveBehind(user?.ref.id ?? '', 'active');
  return world.okta.verifyPassword('user1@harbor.example', password);
}

describe('a user created on the site with a password', () => {
  it('is staged in Okta with the same one, and the plan says only that there is one', async () => {
    world.addCms(1);
    const job = await event('created', world.passwords.keep(typed).slot);
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect(await itemsOf(job)).toMatchObject([{ action: 'create', secret: 'captured', after: { state: 'staged' } }]);
    expect((await oktaUser())?.state).toBe('staged');
    expect(await signsIn(typed)).toBe(true);
    const { entries } = await world.activity.query({ types: ['create'] });
    expect(entries).toMatchObject([{ outcome: 'done', evidence: 'readBack', by: { cmsUser: 'anna' } }]);
  });

  it('gets it after all when a look for changes was quicker', async () => {
    await look();
    world.addCms(1);
    const { slot } = world.passwords.keep(typed);
    await look();
    expect(creates()).toHaveLength(1);
    const job = await event('created', slot);
    expect(await itemsOf(job)).toMatchObject([{ action: 'setPassword', secret: 'captured' }]);
    expect(await signsIn(typed)).toBe(true);
  });

  it('is staged without one when none was typed', async () => {
    world.addCms(1);
    const job = await event('created', null);
    expect(await itemsOf(job)).toMatchObject([{ action: 'create', secret: 'none' }]);
    expect(await world.okta.hasPassword((await oktaUser())?.ref.id ?? '')).toBe(false);
  });

  it('gets no mail from Okta when new users are active at once', async () => {
    await automatic({ newInOkta: 'active' });
    world.addCms(1);
    const [item] = await itemsOf(await event('created', world.passwords.keep(typed).slot));
    expect(item).toMatchObject({ action: 'create', effects: [], after: { state: 'active' } });
    const [bare] = await itemsOf(await world.run(named('user1'), { mode: 'plan' }));
    expect(bare).toBeUndefined();
  });

  it('waits for a person when the password breaks the policy: the rule is named and nothing is sent', async () => {
    await look();
    world.addCms(1);
    const job = await event('created', world.passwords.keep('short').slot);
    expect(job).toMatchObject({ done: 0, failed: 1 });
    expect(problemOf(job)).toMatchObject({ code: 'password_policy', field: 'password' });
    expect(problemOf(job)?.detail).toContain('at least 8 characters');
    expect(problemOf(job)?.next).toContain('create without');
    await look();
    expect(creates()).toEqual([]);
    expect(await world.sync('user1')).toMatchObject({ done: 1 });
    expect(creates()).toHaveLength(1);
  });

  it('is refused by Okta’s own word where the policy can’t be read', async () => {
    world.okta.failNext('passwordPolicy', { error: new SyncError('forbidden', 'no right', { scope: 'run' }) });
    world.addCms(1);
    const job = await event('created', world.passwords.keep('short').slot);
    expect(problemOf(job)).toMatchObject({ code: 'password_policy' });
    expect(creates()).toHaveLength(1);
    expect(await oktaUser()).toBeUndefined();
  });

  it('is never created without the password that was meant for it', async () => {
    await look();
    world.addCms(1);
    const { slot } = world.passwords.keep(typed);
    world.pass(120_001);
    const late = await event('created', slot);
    expect(problemOf(late)).toMatchObject({ code: 'password_gone' });
    await look();
    await world.run(all, { trigger: 'schedule' });
    expect(creates()).toEqual([]);
  });

  it('keeps its password for itself, and each password is used once', async () => {
    world.addCms(2);
    const { slot } = world.passwords.keep(typed);
    await event('created', slot);
    const other = await event('created', slot, { scope: named('user2').kind === 'accounts' ? named('user2') : all });
    expect(problemOf(other)).toMatchObject({ code: 'password_gone' });
    expect(creates()).toHaveLength(1);
  });

  it('whose create was answered too late is recognised by having a password', async () => {
    world.addCms(1);
    world.okta.failNext('create', { error: new SyncError('timeout', 'no answer'), after: true });
    const job = await event('created', world.passwords.keep(typed).slot);
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect(creates()).toHaveLength(1);
    expect(await signsIn(typed)).toBe(true);
  });
});

describe('a create with password that a crash cut off', () => {
  async function cutOff(effect: (attributes: object) => void): Promise<void> {
    world.addCms(1);
    const planned = await event('created', world.passwords.keep(typed).slot, { mode: 'plan' });
    const [item] = await itemsOf(planned);
    if (!item) throw new Error('nothing was planned');
    const request = { ...planned.request, mode: 'apply' as const };
    const job: Job = { ...planned, id: 'R-0900', request, state: 'applying', ended: null, total: 1 };
    const key = entryId(job, item.id);
    const at = new Date(Date.parse(planned.created) + 1000).toISOString();
    const intent: Intent = { item: item.id, job: job.id, key, action: item.action, target: null, at };
    await world.store.commit([put('jobs', job.id, job), put('intents', key, intent)]);
    world.pass(2000);
    const { state: _state, ...attributes } = item.after ?? {};
    effect(attributes);
    await world.restart();
    await world.engine.recover({ resumeJobs: true });
    await world.engine.finished('R-0900');
  }
  const result = () => world.engine.results('R-0900')[0];

  it('is done when Okta shows the user with a password', async () => {
    await cutOff((attributes) =>
      world.okta.seed([{ attributes: { ...attributes }, state: 'staged', password: typed }]),
    );
    expect(result()).toMatchObject({ outcome: 'done' });
  });

  it('is held when Okta shows the user without one, who stays staged', async () => {
    await cutOff((attributes) => world.okta.seed([{ attributes: { ...attributes }, state: 'staged' }]));
    expect(result()).toMatchObject({ outcome: 'held', problem: { code: 'password_gone' } });
    expect((await oktaUser())?.state).toBe('staged');
  });

  it('fails when nothing had been created, because the password died with the process', async () => {
    await cutOff(() => undefined);
    expect(result()).toMatchObject({ outcome: 'failed', problem: { code: 'password_gone' } });
    expect(creates()).toEqual([]);
  });
});

describe('a new password in the site’s form', () => {
  const edit = (by: Actor = anna) => event('edited', world.passwords.keep('Longer-Voyage-8').slot, { by });

  it('is set for a user that Rollcall created, when an administrator typed it', async () => {
    world.addCms(1);
    await event('created', world.passwords.keep(typed).slot);
    const job = await edit();
    expect(await itemsOf(job)).toMatchObject([{ action: 'setPassword', secret: 'captured', verdict: { is: 'allow' } }]);
    expect(job).toMatchObject({ done: 1 });
    expect(await signsIn('Longer-Voyage-8')).toBe(true);
    const { entries } = await world.activity.query({ types: ['setPassword'] });
    expect(entries).toMatchObject([{ outcome: 'done', evidence: 'answer', fields: [] }]);
  });

  it('is not sent when the person typed it, or nobody knows who did', async () => {
    world.addCms(1);
    await event('created', world.passwords.keep(typed).slot);
    for (const cmsUser of ['user1', '1']) {
      const own = await edit({ ...anna, cmsUser });
      expect(await itemsOf(own)).toMatchObject([{ verdict: { is: 'refuse', code: 'protected' } }]);
    }
    const { cmsUser: _user, ...nobody } = anna;
    expect(await itemsOf(await edit(nobody))).toMatchObject([{ verdict: { is: 'refuse' } }]);
    expect(await signsIn(typed)).toBe(true);
  });

  it('never reaches an Okta user that was there before', async () => {
    world.addOkta('user1@harbor.example', { password: typed });
    world.addCms(1);
    await world.sync('user1');
    expect(Object.values(world.store.data.links)).toMatchObject([{ origin: 'adopted' }]);
    expect((await itemsOf(await edit())).map((item) => item.action)).not.toContain('setPassword');
    expect(await world.okta.verifyPassword('user1@harbor.example', typed)).toBe(true);
  });

  it('is not sent where the connection does not write to Okta', async () => {
    world.addCms(1);
    await event('created', world.passwords.keep(typed).slot);
    await automatic({ direction: 'oktaToCms' });
    expect((await itemsOf(await edit())).map((item) => item.action)).not.toContain('setPassword');
  });

  it('is not set twice when the answer is lost: a person is told', async () => {
    world.addCms(1);
    await event('created', world.passwords.keep(typed).slot);
    world.okta.failNext('setPassword', { error: new SyncError('timeout', 'no answer'), after: true });
    const job = await edit();
    expect(world.engine.results(job.id)).toMatchObject([{ outcome: 'held', problem: { code: 'password_gone' } }]);
    expect(world.okta.calls.filter((call) => call.startsWith('setPassword'))).toHaveLength(1);
  });
});

describe('an administrator’s form', () => {
  it('may change a mail at once; the same change by the person, or by nobody known, waits', async () => {
    const [account] = world.addCms(1);
    await world.sync('user1');
    world.cms.changeBehind(account?.ref.id ?? '', { mail: 'new1@harbor.example' });
    const { cmsUser: _user, ...nobody } = anna;
    for (const by of [nobody, { ...anna, cmsUser: 'user1' }])
      expect(await event('edited', null, { by })).toMatchObject({ done: 0, held: 1 });
    expect(await event('blocked', null)).toMatchObject({ done: 0, held: 1 });
    expect(await event('edited', null)).toMatchObject({ done: 1, held: 0 });
    expect((await world.okta.find({ login: 'new1@harbor.example' }))[0]?.email).toBe('new1@harbor.example');
  });
});

describe('an account that the site says it deleted', () => {
  const cancel = (id: string, change: Partial<RunRequest> = {}) =>
    event('cancelled', null, { scope: named(id), ...change });

  it('is deactivated in Okta once the site answers that it is gone', async () => {
    const [account] = world.addCms(1);
    const id = account?.ref.id ?? '';
    await world.sync('user1');
    expect(await itemsOf(await cancel(id))).toEqual([]);
    world.cms.removeBehind(id);
    const job = await cancel(id);
    expect(await itemsOf(job)).toMatchObject([{ action: 'deactivate', reason: 'goneAtSource' }]);
    expect(job).toMatchObject({ done: 1 });
    expect((await oktaUser())?.state).toBe('deactivated');
  });

  it('may be one that was never in Okta: that is no failure, and its row is over', async () => {
    const [linked, alone] = world.addCms(2);
    const ids = [linked?.ref.id ?? '', alone?.ref.id ?? ''];
    await world.sync('user1');
    await world.run(named('user2'), { mode: 'plan' });
    for (const id of ids) world.cms.removeBehind(id);
    const job = await event('cancelled', null, { scope: named(...ids, 'never-seen') });
    expect(job).toMatchObject({ state: 'done', done: 1, failed: 0, error: null });
    const rows = ids.map((id) => world.store.data.accounts[accountKey({ directory: 'cms', id })]);
    expect(rows).toMatchObject([{ missing: 2 }, { missing: 2 }]);
    const again = await event('cancelled', null, { scope: named(...ids) });
    expect(again).toMatchObject({ state: 'done', error: null });
    expect(await itemsOf(again)).toEqual([]);
  });

  it('stays when the connection leaves such users alone, and waits when it would be deleted', async () => {
    const [account] = world.addCms(1);
    const id = account?.ref.id ?? '';
    await world.sync('user1');
    world.cms.removeBehind(id);
    await automatic({ onCmsDelete: 'nothing' });
    expect(await itemsOf(await cancel(id))).toEqual([]);
    const { methods } = await world.connect();
    const automaticMethod = { on: true, operations: [...operations, 'delete' as const] };
    await world.connect({ onCmsDelete: 'deleteHeld', methods: { ...methods, automatic: automaticMethod } });
    expect(await cancel(id)).toMatchObject({ done: 0, held: 1 });
    expect((await oktaUser())?.state).toBe('staged');
  });
});

describe('a site that is read in a person’s own session', () => {
  it('takes events of that person, but no deletion and nothing that its code tells', async () => {
    Object.defineProperty(world.cms, 'capabilities', { value: { ...world.cms.capabilities, viaSession: true } });
    world.addCms(1);
    const refused = { code: 'unsupported' };
    const system: Actor = { kind: 'system', id: 'webhook', name: 'The site' };
    await expect(event('created', null, { by: system })).rejects.toMatchObject(refused);
    await expect(event('cancelled', null)).rejects.toMatchObject(refused);
    expect(await event('created', world.passwords.keep(typed).slot)).toMatchObject({ done: 1 });
    expect(await signsIn(typed)).toBe(true);
  });
});

describe('hashes of the site', () => {
  const hash = '$2y$10$abcdefghijklmnopqrstuu5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v';
  const plan = (slot: string) => world.run(all, { mode: 'plan', only: 'passwords', secretSlot: slot });
  const row = (login: string) => ({ uuid: null, login, mail: null, hash });
  async function apply(planned: Job, slot: string): Promise<Job> {
    const { plan: saved } = await world.plans.read(planned.plan ?? '');
    const scope = { kind: 'plan' as const, plan: saved.id, digest: saved.digest, items: null };
    return world.run(scope, { secretSlot: slot });
  }

  it('come with new users and are set for staged ones of ours; all others are listed with the reason', async () => {
    world.addCms(4);
    await world.run(named('user2', 'user3'));
    const active = (await world.okta.find({ login: 'user3@harbor.example' }))[0];
    world.okta.moveBehind(active?.ref.id ?? '', 'active');
    const slot = world.passwords.keepHashes(null, ['user1', 'USER2', 'user3', 'nobody'].map(row));
    const planned = await plan(slot);
    const { items, asides, plan: saved } = await world.plans.read(planned.plan ?? '');
    expect(items.map(({ action, secret, subject }) => [action, secret, subject.handle])).toEqual([
      ['create', 'imported', '1'],
      ['setPassword', 'imported', '2'],
    ]);
    expect(saved.counts).toEqual({ create: 1, setPassword: 1 });
    expect(asides).toMatchObject([
      { subject: { handle: '3' }, code: 'wrong_state' },
      { subject: { label: 'nobody' }, code: 'not_found' },
    ]);
    expect(await apply(planned, slot)).toMatchObject({ state: 'done', done: 2 });
    for (const login of ['user1@harbor.example', 'user2@harbor.example']) {
      const [user] = await world.okta.find({ login });
      world.okta.moveBehind(user?.ref.id ?? '', 'active');
      expect(await world.okta.verifyPassword(login, hash)).toBe(true);
    }
    expect(await world.okta.find({ login: 'user4@harbor.example' })).toEqual([]);
  });

  it('that are no longer in memory fail the user and create nobody', async () => {
    world.addCms(1);
    const slot = world.passwords.keepHashes(null, [row('user1')]);
    const planned = await plan(slot);
    world.passwords.drop(slot);
    expect(problemOf(await apply(planned, slot))).toMatchObject({ code: 'password_gone' });
    expect(creates()).toEqual([]);
  });
});

it('no password or hash is written anywhere', async () => {
  world.addCms(1);
  const secrets = ['Pl4nted-form-word', '$2y$10$plantedplantedplantedp5Lkr7mRkzLq0oWZ8n1p2q3r4s5t6u7v', 'Pl4nted'];
  await event('created', world.passwords.keep(secrets[0] ?? '').slot);
  await event('edited', world.passwords.keep('Pl4nted').slot);
  const rows = [{ uuid: null, login: 'user1', mail: null, hash: secrets[1] ?? '' }];
  await world.run(all, { only: 'passwords', secretSlot: world.passwords.keepHashes(null, rows) });
  const files = (await readdir(world.home, { recursive: true, withFileTypes: true })).filter((file) => file.isFile());
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const text = await readFile(path.join(file.parentPath, file.name), 'utf8');
    for (const secret of secrets) expect(text.includes(secret), file.name).toBe(false);
  }
  expect(JSON.stringify(world.okta.calls)).not.toContain('Pl4nted');
});
