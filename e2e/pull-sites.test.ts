import { randomBytes } from 'node:crypto';
import { systemActor } from '@rollcall/shared';
import type { Connection, PullDefaults } from '@rollcall/shared';
import type { Directory } from '@rollcall/agent/directory/directory';
import { connectionOf } from '@rollcall/agent/engine/sample.fixture';
import { startPulls } from '@rollcall/agent/engine/start-pull';
import { createWorld, type World } from '@rollcall/agent/engine/world.fixture';
import { options, settingsOf } from '@rollcall/agent/pull/pull.fixture';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type DrupalSite, openPracticeDrupal, openRealDrupal } from './contract/drupal-site.ts';
import { callOrg, connect } from './contract/practice-okta.ts';
import { siteOf } from './contract/site-directory.ts';
import { type RunningPracticeOrg, startPracticeOrg } from './practice-org/start.ts';

/** A pull from an Okta look-alike to two Drupals, which makes the roles that they lack. */

const real = await openRealDrupal(process.env);
const sites: [string, () => Promise<DrupalSite>][] = [['a practice site', () => openPracticeDrupal()]];
if (typeof real === 'string') test.skip(`a real Drupal (${real})`, () => {});
else sites.push(['a real Drupal', () => Promise.resolve(real)]);

const made = z.object({ id: z.string() });
const tag = randomBytes(4).toString('hex');
const login = (name: string) => `sites-${tag}-${name}@harbor.example`;
const groupNames = [`Sites desk ${tag}`, `Sites shop ${tag}`];
const roleNames = [`Sites: Réd. ${tag}`, `Sites shop ${tag}`];

describe.each(sites)('%s and another one', (_name, open) => {
  const opened: DrupalSite[] = [];
  let org: RunningPracticeOrg;
  let cms: Directory;
  let shop: Directory;
  let world: World;
  let main: Connection;

  beforeAll(async () => {
    for (const site of [await open(), await openPracticeDrupal()]) opened.push(site);
    const [own, other] = opened.map((site) => siteOf(site));
    if (!own || !other) throw new Error('two sites are needed');
    [cms, shop] = [own, other];
    org = await startPracticeOrg({ port: 0, seed: { generate: 0 } });
    world = await createWorld({ sides: { cms, okta: await connect(org, 'token') }, sites: { c2: shop } });
    const groups: string[] = [];
    for (const name of groupNames) {
      groups.push(made.parse(await callOrg(org, 'POST /api/v1/groups', { profile: { name } })).id);
    }
    for (const [name, within] of [
      ['ann', groups],
      ['bea', groups.slice(0, 1)],
    ] as const) {
      const profile = { login: login(name), email: login(name), firstName: name, lastName: 'Pulled' };
      const { id } = made.parse(await callOrg(org, 'POST /api/v1/users?activate=true', { profile }));
      for (const group of within) await callOrg(org, `PUT /api/v1/groups/${group}/users/${id}`);
    }
    main = await settle();
  }, 60_000);
  afterAll(async () => {
    for (const [index, site] of opened.entries()) {
      const directory = [cms, shop][index];
      for (const name of ['ann', 'bea']) {
        for (const { ref } of (await directory?.find({ login: login(name) })) ?? []) {
          await directory?.remove?.(ref.id);
          await site.erase?.(ref.id);
        }
      }
      for (const { id, name } of await rolesOn(directory))
        if (roleNames.includes(name)) await directory?.groups?.remove(id);
    }
    await world.close();
    await org.close();
    for (const site of opened) await site.close();
  });

  async function settle(): Promise<Connection> {
    const brake = { floor: 10, count: 10, percent: 100 };
    const groups = [
      { group: groupNames[0] ?? '', roles: [{ target: null, role: roleNames[0] ?? '' }] },
      { group: groupNames[1] ?? '', roles: [{ target: 'shop', role: roleNames[1] ?? '' }] },
    ];
    const pull = settingsOf({ createRoles: true, targets: [{ name: 'shop', connection: 'c2' }], groups });
    const connection = {
      direction: 'oktaToCms' as const,
      methods: {
        ...connectionOf().methods,
        pull: { on: true, operations: ['read' as const, 'create' as const, 'update' as const, 'deactivate' as const] },
      },
      brakes: { create: brake, update: brake, deactivate: brake, delete: brake, revokeGroup: brake, mail: brake },
    };
    const first = await world.connect({ ...connection, pull });
    const place = first.cms && { ...first.cms, id: shop.id, url: 'https://shop.example' };
    await world.connect({ ...connection, id: 'c2', name: 'Shop', pull: null, cms: place });
    return first;
  }

  const rolesOn = async (directory: Directory | undefined) => (await directory?.groups?.list()) ?? [];
  const pull = async (mode: 'plan' | 'apply', change: Partial<PullDefaults> = {}) => {
    world.pass(6_000);
    const scope = { kind: 'pull' as const, options: { ...options, ...change } };
    const rest = { trigger: 'pull' as const, by: systemActor, operations: [], deadline: null, secretSlot: null };
    const { job, others } = await startPulls(world, main, { ...rest, scope, mode, desired: null });
    return Promise.all([job.id, ...others.map((each) => each.job ?? '')].map((id) => world.engine.finished(id)));
  };
  const holders = async (directory: Directory, name: string) => {
    const role = (await rolesOn(directory)).find((each) => each.name === name);
    const ids = (role && (await directory.groups?.members(role.id))) ?? [];
    const found = await Promise.all(ids.map((id) => directory.get(id)));
    return found.map((account) => account.login).toSorted((a, b) => a.localeCompare(b));
  };

  test('a test makes no role and nobody', async () => {
    const jobs = await pull('plan');
    expect(jobs.map(({ state, error }) => [state, error])).toEqual([
      ['done', null],
      ['done', null],
    ]);
    for (const directory of [cms, shop]) {
      expect((await rolesOn(directory)).filter(({ name }) => roleNames.includes(name))).toEqual([]);
      expect(await directory.find({ login: login('ann') })).toEqual([]);
    }
  });

  test('each site gets its own role, once, and those who have it there', async () => {
    const jobs = await pull('apply');
    const problems = jobs.flatMap(({ id }) => world.engine.results(id).flatMap(({ problem }) => problem ?? []));
    expect([jobs.map(({ error }) => error), problems]).toEqual([[null, null], []]);
    expect(jobs.map(({ done }) => done)).toEqual([5, 3]);
    expect(await holders(cms, roleNames[0] ?? '')).toEqual([login('ann'), login('bea')]);
    expect(await holders(shop, roleNames[1] ?? '')).toEqual([login('ann')]);
    expect(await shop.find({ login: login('bea') })).toEqual([]);
    const again = await pull('plan');
    for (const { plan } of again) expect((await world.plans.read(plan ?? '')).items).toEqual([]);
    for (const directory of [cms, shop]) {
      expect((await rolesOn(directory)).filter(({ name }) => roleNames.includes(name))).toHaveLength(1);
    }
  });

  test('what was made on one site is undone there alone', async () => {
    const first = Object.values(world.store.data.jobs).find(
      (job) => job.request.connection === 'c1' && job.request.mode === 'apply',
    );
    const undone = await world.run({ kind: 'undo', job: first?.id ?? '' }, { trigger: 'undo' });
    expect([undone.error, undone.failed]).toEqual([null, 0]);
    expect((await rolesOn(cms)).filter(({ name }) => roleNames.includes(name))).toEqual([]);
    expect(await cms.find({ login: login('ann') })).toMatchObject([{ state: 'deactivated' }]);
    expect(await holders(shop, roleNames[1] ?? '')).toEqual([login('ann')]);
  });
});
