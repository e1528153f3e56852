import { randomBytes } from 'node:crypto';
import { systemActor } from '@rollcall/shared';
import type { Job, PullDefaults, PullSettings } from '@rollcall/shared';
import type { Directory } from '@rollcall/agent/directory/directory';
import { connectionOf } from '@rollcall/agent/engine/sample.fixture';
import { createWorld, type World } from '@rollcall/agent/engine/world.fixture';
import { options, settingsOf } from '@rollcall/agent/pull/pull.fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type DrupalSite, openPracticeDrupal, openRealDrupal } from './contract/drupal-site.ts';
import { callOrg, connect } from './contract/practice-okta.ts';
import { siteOf } from './contract/site-directory.ts';
import { type RunningPracticeOrg, startPracticeOrg } from './practice-org/start.ts';

/** A pull between a Drupal and an Okta look-alike. */

const real = await openRealDrupal(process.env);
const sites: [string, () => Promise<DrupalSite>][] = [['a practice site', () => openPracticeDrupal()]];
if (typeof real === 'string') test.skip(`a real Drupal (${real})`, () => {});
else sites.push(['a real Drupal', () => Promise.resolve(real)]);

const made = z.object({ id: z.string() });
const tag = randomBytes(4).toString('hex');
const login = (name: string) => `pull-${tag}-${name}@harbor.example`;
const ticks = ['read', 'create', 'update', 'deactivate', 'delete'] as const;
const people = ['ann', 'bea', 'cid'];

describe.each(sites)('%s', { timeout: 60_000 }, (_name, open) => {
  let site: DrupalSite;
  let org: RunningPracticeOrg;
  let cms: Directory;
  let world: World;
  let role: string;
  let group: string;
  const ids = new Map<string, string>();

  beforeAll(async () => {
    site = await open();
    org = await startPracticeOrg({ port: 0, seed: { generate: 0 } });
    cms = siteOf(site);
    world = await createWorld({ sides: { cms, okta: await connect(org, 'token') } });
    role = (await cms.groups?.create(`Pull ${tag}`))?.id ?? '';
    group = made.parse(await callOrg(org, 'POST /api/v1/groups', { profile: { name: `Pull R&D #1 ${tag}` } })).id;
    for (const name of [...people, 'dan']) {
      const profile = { login: login(name), email: login(name), firstName: name, lastName: 'Pulled' };
      const body = { profile, credentials: { password: { value: `Aa1-${randomBytes(9).toString('base64url')}` } } };
      const { id } = made.parse(await callOrg(org, 'POST /api/v1/users?activate=true', body));
      ids.set(name, id);
      if (name !== 'dan') await callOrg(org, `PUT /api/v1/groups/${group}/users/${id}`);
    }
    await world.connect({ ...settings({}) });
  }, 60_000);
  afterAll(async () => {
    for (const name of [...people, 'dan']) {
      for (const account of await cms.find({ login: login(name) })) {
        await cms.remove?.(account.ref.id);
        await site.erase?.(account.ref.id);
      }
    }
    await cms.groups?.remove(role);
    await world.close();
    await org.close();
    await site.close();
  });

  function settings(change: Partial<PullSettings>) {
    const brake = { floor: 10, count: 10, percent: 100 };
    const groups = [{ group: `Pull R&D #1 ${tag}`, roles: [{ target: null, role: `Pull ${tag}` }] }];
    const limits = { maxTargetOnly: { count: 2 }, groupRemovalsOnly: false };
    return {
      direction: 'oktaToCms' as const,
      pull: settingsOf({ groups, limits, ...change }),
      methods: {
        ...connectionOf().methods,
        pull: { on: true, operations: [...ticks] },
      },
      brakes: { create: brake, update: brake, deactivate: brake, delete: brake, revokeGroup: brake, mail: brake },
    };
  }

  const pull = (change: Partial<PullDefaults> = {}, mode: 'plan' | 'apply' = 'apply') =>
    world.run({ kind: 'pull', options: { ...options, ...change } }, { trigger: 'pull', mode });
  const account = async (name: string) => (await cms.find({ login: login(name) }))[0];
  const problems = (job: Job) => world.engine.results(job.id).flatMap((each) => each.problem ?? []);
  const comesToRest = async (change: Partial<PullDefaults> = {}) =>
    expect((await world.plans.read((await pull(change, 'plan')).plan ?? '')).items).toEqual([]);

  test('members of a group are made with its role, and nothing is left to do', async () => {
    const job = await pull();
    expect([job.error, problems(job)]).toEqual([null, []]);
    expect(job).toMatchObject({ state: 'done', failed: 0, done: 6 });
    for (const name of people) expect(await account(name)).toMatchObject({ state: 'active', email: login(name) });
    const members = await cms.groups?.members(role);
    expect(members?.length).toBe(3);
    await comesToRest();
  });

  test('who leaves the group is blocked, and comes back with it', async () => {
    await callOrg(org, `DELETE /api/v1/groups/${group}/users/${ids.get('ann')}`);
    const job = await pull({ targetOnlyUserAction: 'block' });
    expect([job.error, problems(job)]).toEqual([null, []]);
    expect(await account('ann')).toMatchObject({ state: 'deactivated' });
    expect(await account('bea')).toMatchObject({ state: 'active' });
    await comesToRest({ targetOnlyUserAction: 'block' });
    await callOrg(org, `PUT /api/v1/groups/${group}/users/${ids.get('ann')}`);
    await pull({ targetOnlyUserAction: 'block' });
    expect(await account('ann')).toMatchObject({ state: 'active' });
  });

  test('a run is undone as a whole', async () => {
    await callOrg(org, `DELETE /api/v1/groups/${group}/users/${ids.get('bea')}`);
    const job = await pull();
    expect(await cms.groups?.members(role)).toHaveLength(2);
    const undone = await world.run({ kind: 'undo', job: job.id }, { trigger: 'undo' });
    expect([undone.error, problems(undone)]).toEqual([null, []]);
    expect(await cms.groups?.members(role)).toHaveLength(3);
  });

  test('people who are named are pulled, and nothing is said of anybody else', async () => {
    const users = [login('dan').toUpperCase(), login('nobody')];
    const job = await pull({ users: { kind: 'list', users }, targetOnlyUserAction: 'block' });
    expect([job.error, problems(job)]).toEqual([null, []]);
    expect(await account('dan')).toMatchObject({ state: 'active', email: login('dan') });
    expect(await account('bea')).toMatchObject({ state: 'active' });
    const { asides } = await world.plans.read(job.plan ?? '');
    expect(asides).toMatchObject([{ subject: { label: login('nobody') }, code: 'not_found' }]);
  });

  test('a list of accounts that are only on the site is blocked, and who is still in the group comes back', async () => {
    const targetOnlyUsers = [login('cid'), login('nobody')];
    const job = await pull({ targetOnlyUsers, targetOnlyUserAction: 'block' });
    expect([job.error, problems(job), job.done]).toEqual([null, [], 1]);
    expect(await account('cid')).toMatchObject({ state: 'deactivated' });
    await comesToRest({ targetOnlyUsers, targetOnlyUserAction: 'block' });
    await pull({ targetOnlyUserAction: 'exclude' });
    expect(await account('cid')).toMatchObject({ state: 'active' });
  });

  test('who has left is deleted once a person has approved it, or told as blocked where the site keeps accounts', async () => {
    await callOrg(org, `DELETE /api/v1/groups/${group}/users/${ids.get('cid')}`);
    const job = await pull({ targetOnlyUserAction: 'delete', userFilter: `pull-${tag}-(?:ann|cid)@.*` });
    expect(job).toMatchObject({ done: 0, held: 1, failed: 0 });
    expect(await account('cid')).toMatchObject({ state: 'active' });
    const { plan, items } = await world.plans.read(job.plan ?? '');
    expect(items).toMatchObject([{ action: 'delete', side: 'cms', verdict: { is: 'hold' } }]);
    await world.engine.approve({ plan: plan.id, digest: plan.digest, items: null, by: systemActor });
    const applied = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(applied).toMatchObject({ state: 'done', done: 1, failed: 0 });
    const left = await account('cid');
    expect([left?.state, problems(applied).map(({ code }) => code)]).toEqual(
      left ? ['deactivated', ['unsupported']] : [undefined, []],
    );
  });
});
