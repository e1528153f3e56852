import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Account, Connection, Job } from '@rollcall/shared';

import { connectionOf } from './sample.fixture.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

const owned = (owner: Connection['mapping'][number]['owner']): Connection['mapping'] =>
  connectionOf().mapping.map((rule) => (rule.apply === 'always' ? { ...rule, owner } : rule));

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

async function linked(count: number, change: Partial<Connection>): Promise<Account[]> {
  await world.connect({ match: { cms: '@email', okta: 'login', adopt: 'exact', onAdopt: 'linkOnly' }, ...change });
  const accounts = world.addCms(count);
  for (const { email } of accounts) {
    world.addOkta(email ?? '', { password: 'Anchor-4-harbor', attributes: { department: 'Research' } });
  }
  await world.run(all);
  world.cms.calls.length = 0;
  world.okta.calls.length = 0;
  return accounts;
}

const itemsOf = async (job: Job) => (await world.plans.read(job.plan ?? '')).items;
const changed = { scope: { kind: 'changed' as const }, by: { trigger: 'event' as const } };
const automatic = { methods: { ...connectionOf().methods } };
automatic.methods.automatic = { on: true, operations: ['read', 'create', 'update', 'deactivate'] };

describe('a look for changes', () => {
  it('takes what changed in Okta to the site, once', async () => {
    await linked(2, { direction: 'both', mapping: owned('either'), ...automatic });
    await world.run(changed.scope, changed.by);
    world.okta.changeBehind('okta-2', { department: 'Sales' });
    const job = await world.run(changed.scope, changed.by);
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect((await world.cms.get('cms-2')).attributes['field_department']).toBe('Sales');
    world.pass(10_000);
    expect(await world.run(changed.scope, changed.by)).toMatchObject({ state: 'done', plan: null });
  });

  it('holds a new mail that was only seen in Okta', async () => {
    await linked(1, { direction: 'oktaToCms', mapping: owned('okta'), ...automatic });
    await world.run(changed.scope, changed.by);
    world.okta.changeBehind('okta-1', { email: 'new@harbor.example', login: 'new@harbor.example' });
    const job = await world.run(changed.scope, changed.by);
    expect(world.engine.results(job.id)).toMatchObject([{ outcome: 'held', problem: { code: 'needs_approval' } }]);
    expect((await world.cms.get('cms-1')).email).toBe('user1@harbor.example');
  });

  it('makes nobody on the site', async () => {
    await linked(1, { direction: 'both', ...automatic });
    await world.run(changed.scope, changed.by);
    world.addOkta('ben@harbor.example');
    expect(await world.run(changed.scope, changed.by)).toMatchObject({ plan: null });
    expect(world.cms.calls.filter((call) => call.startsWith('create'))).toEqual([]);
  });

  it('asks only the side from which something is taken', async () => {
    await linked(1, { direction: 'oktaToCms', ...automatic });
    await world.run(changed.scope, changed.by);
    expect(world.cms.calls.filter((call) => call.startsWith('changesSince'))).toEqual([]);
    expect(world.okta.calls.filter((call) => call.startsWith('changesSince'))).toHaveLength(1);
  });
});

describe('accounts for the site', () => {
  const pull = { on: true, operations: ['read' as const, 'create' as const] };

  it('are made by a pull for everybody whom the site lacks, with a name it takes', async () => {
    const methods = { ...connectionOf().methods, pull };
    await linked(1, { direction: 'oktaToCms', methods });
    const long = `${'l'.repeat(60)}@harbor.example`;
    world.addOkta('ben@harbor.example');
    world.addOkta(long);
    expect(await world.run(all, { trigger: 'pull' })).toMatchObject({ state: 'done', done: 2 });
    const names = [];
    for await (const page of world.cms.list()) for (const each of page.accounts) names.push(each.login);
    expect(names).toEqual(['user1', 'ben@harbor.example', expect.stringMatching(/^l{51}-[0-9a-f]{8}$/)]);
    expect(await itemsOf(await world.run(all, { trigger: 'pull', mode: 'plan' }))).toEqual([]);
  });

  it('are not made by a person’s run over all, nor where the direction forbids it', async () => {
    await linked(1, { direction: 'both' });
    world.addOkta('ben@harbor.example');
    expect(await itemsOf(await world.run(all, { mode: 'plan' }))).toEqual([]);
    await world.connect();
    const ben = { kind: 'accounts' as const, side: 'okta' as const, ids: ['ben@harbor.example'] };
    expect(await itemsOf(await world.run(ben, { mode: 'plan' }))).toEqual([]);
  });

  it('are not made where Create is not ticked', async () => {
    const manual = { on: true, operations: ['read' as const, 'update' as const] };
    await linked(1, { direction: 'both', methods: { ...connectionOf().methods, manual } });
    world.addOkta('ben@harbor.example');
    const ben = { kind: 'accounts' as const, side: 'okta' as const, ids: ['ben@harbor.example'] };
    const { items, asides } = await world.plans.read((await world.run(ben, { mode: 'plan' })).plan ?? '');
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ why: 'notTicked' }]);
  });
});

describe('what a person asks for by name', () => {
  it.each(['activate', 'deactivate', 'delete'] as const)(
    'is not done in Okta where only the site is written: %s',
    async (operation) => {
      await linked(1, { direction: 'oktaToCms' });
      const { items, asides } = await world.plans.read(
        (await world.run(named('user1'), { operations: [operation] })).plan ?? '',
      );
      expect(items).toEqual([]);
      expect(asides[0]?.text).toContain('nothing is changed in Okta');
      expect(world.okta.calls.filter((call) => /^(setState|remove)/.test(call))).toEqual([]);
    },
  );
});

describe('brakes', () => {
  it('count what would be written to the site, and say where', async () => {
    await linked(5, { direction: 'both' });
    for (const number of [1, 2, 3, 4, 5]) world.okta.moveBehind(`okta-${number}`, 'suspended');
    const job = await world.run(all);
    expect(job).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
    expect(job.error?.detail).toContain('5 users would be switched off on the site, the limit for one run is 3');
    expect(world.cms.calls.filter((call) => call.startsWith('setState'))).toEqual([]);
  });

  it('say both places where both are written', async () => {
    const none = { floor: 0, count: 0, percent: 0 };
    await linked(2, {
      direction: 'both',
      mapping: owned('either'),
      brakes: { ...connectionOf().brakes, update: none },
    });
    world.okta.changeBehind('okta-1', { department: 'Sales' });
    world.cms.changeBehind('cms-2', { field_department: 'Sales' });
    const job = await world.run(all);
    expect(job.error?.detail).toContain('2 users would be updated in Okta or on the site');
  });
});

describe('logins that two users have swapped', () => {
  it('fail with both names, and the site keeps what it has', async () => {
    const [ann, ben] = await linked(2, { direction: 'oktaToCms', mapping: owned('okta') });
    world.okta.changeBehind('okta-1', { email: 'user2@harbor.example' });
    world.okta.changeBehind('okta-2', { email: 'user1@harbor.example' });
    const job = await world.run(named(ann?.ref.id ?? '', ben?.ref.id ?? ''));
    const results = world.engine.results(job.id);
    expect(results.map((result) => result.problem?.code)).toEqual(['conflict', 'conflict']);
    for (const { problem } of results) expect(problem?.detail).toMatch(/user1.*user2|user2.*user1/);
    expect((await world.cms.get('cms-1')).email).toBe('user1@harbor.example');
  });
});

describe('a name that was derived because the site has none', () => {
  it('is not emptied in Okta, and Okta’s change of it is taken to the site', async () => {
    const derived = owned('either').find(({ okta, apply }) => okta === 'firstName' && apply === 'create');
    if (!derived) throw new Error('the sample derives no first name');
    const own = { ...derived, cms: 'field_first_name', owner: 'either' as const, apply: 'always' as const };
    await world.connect({ direction: 'both', mapping: [own, ...owned('either')] });
    world.addCms(1, { attributes: { field_first_name: null } });
    expect(await world.sync('user1')).toMatchObject({ done: 1 });
    const before = (await world.okta.get('okta-1')).attributes['firstName'];
    expect(before).toBeTruthy();
    expect(await itemsOf(await world.run(all))).toEqual([]);
    world.okta.changeBehind('okta-1', { firstName: 'Ursula' });
    expect(await itemsOf(await world.run(all))).toMatchObject([
      { side: 'cms', action: 'update', after: { field_first_name: 'Ursula' } },
    ]);
    expect(await itemsOf(await world.run(all))).toEqual([]);
  });
});

describe('a source that moved', () => {
  it('keeps a saved plan from writing to the site', async () => {
    await linked(1, { direction: 'both', mapping: owned('okta') });
    world.okta.changeBehind('okta-1', { department: 'Sales' });
    const planned = await world.run(all, { mode: 'plan' });
    const { plan } = await world.plans.read(planned.plan ?? '');
    world.okta.changeBehind('okta-1', { department: 'Board' });
    const job = await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect(world.engine.results(job.id)).toMatchObject([{ outcome: 'moved' }]);
    expect(world.cms.calls.filter((call) => call.startsWith('update'))).toEqual([]);
  });
});
