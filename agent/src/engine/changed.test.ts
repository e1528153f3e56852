import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Operation } from '@rollcall/shared';

import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** Runs that nobody watches: they look only at what changed, and hold what a person must decide. */

const changed = { kind: 'changed' } as const;
const everything: Operation[] = ['read', 'create', 'update', 'deactivate'];

let world: World;
beforeEach(async () => {
  world = await createWorld();
  const { methods } = await world.connect();
  await world.connect({ methods: { ...methods, automatic: { on: true, operations: everything } } });
});
afterEach(() => world.close());

const event = () => world.run(changed, { trigger: 'event' });
const itemsOf = async (plan: string | null) => (plan === null ? [] : (await world.plans.read(plan)).items);
const states = async () => {
  const found: Record<string, string> = {};
  for await (const page of world.okta.list()) for (const account of page.accounts) found[account.login] = account.state;
  return found;
};

describe('a run over what changed', () => {
  it('creates, updates and deactivates what changed since the last look, and reads nothing else', async () => {
    const [first] = world.addCms(3);
    await world.run(all);
    await event();
    world.pass(60_000);
    world.cms.changeBehind(first?.ref.id ?? '', { field_department: 'Sales' });
    const before = world.okta.calls.length;
    const job = await event();
    expect(job).toMatchObject({ state: 'done', done: 1 });
    expect((await itemsOf(job.plan)).map((item) => item.after)).toEqual([{ department: 'Sales' }]);
    expect(world.okta.calls.slice(before).some((call) => call.startsWith('list'))).toBe(false);
    world.pass(60_000);
    world.cms.moveBehind(first?.ref.id ?? '', 'deactivated');
    await event();
    expect((await states())['user1@harbor.example']).toBe('deactivated');
    world.pass(60_000);
    expect(await itemsOf((await event()).plan)).toEqual([]);
  });

  it('leaves no trace when there is nothing to do', async () => {
    world.addCms(1);
    await world.run(all);
    await event();
    const jobs = Object.keys(world.store.data.jobs).length;
    const plans = (await world.plans.list()).length;
    const before = (await world.activity.query({})).entries.length;
    world.pass(60_000);
    expect(await event()).toMatchObject({ state: 'done', plan: null, error: null });
    expect(Object.keys(world.store.data.jobs)).toHaveLength(jobs);
    expect(await world.plans.list()).toHaveLength(plans);
    expect((await world.activity.query({})).entries).toHaveLength(before);
    const last = await event();
    expect(world.engine.job(last.id)).toMatchObject({ state: 'done' });
    world.pass(60_000);
    await event();
    expect(world.engine.job(last.id)).toBeNull();
  });

  it('does not take an event for a person’s word: a changed mail and a first meeting wait', async () => {
    const [first, second] = world.addCms(2);
    await world.run(all);
    await event();
    world.pass(60_000);
    world.cms.changeBehind(first?.ref.id ?? '', { mail: 'ceo@harbor.example' });
    const held = await event();
    expect(held).toMatchObject({ done: 0, held: 1 });
    expect(await states()).toHaveProperty(['user1@harbor.example']);
    expect(second).toBeDefined();
    world.addOkta('new@harbor.example');
    world.cms.seed([{ state: 'active', attributes: { name: 'new', mail: 'new@harbor.example' } }]);
    const met = await event();
    expect((await itemsOf(met.plan)).find((item) => item.action === 'link')?.verdict).toMatchObject({ is: 'hold' });
    expect(Object.keys(world.store.data.links)).toHaveLength(2);
  });

  it('leaves to the next look what was only planned, and to another connection what it has to see itself', async () => {
    await event();
    world.pass(60_000);
    world.addCms(1);
    const planned = await world.run(changed, { trigger: 'event', mode: 'plan' });
    expect(await itemsOf(planned.plan)).toHaveLength(1);
    expect(await event()).toMatchObject({ state: 'done', done: 1 });
    const { methods } = await world.connect({ id: 'c2', name: 'Other' });
    await world.connect({
      id: 'c2',
      name: 'Other',
      methods: { ...methods, automatic: { on: true, operations: everything } },
    });
    const other = await world.run(changed, { connection: 'c2', trigger: 'event', mode: 'plan' });
    expect(other).toMatchObject({ state: 'done', plan: null });
    expect(world.cms.calls.findLast((call) => call.startsWith('changesSince'))).toContain('null');
  });

  it('does nothing that its own method has not ticked', async () => {
    const { methods } = await world.connect();
    await world.connect({ methods: { ...methods, automatic: { on: false, operations: [] } } });
    await event();
    world.pass(60_000);
    world.addCms(1);
    expect(await itemsOf((await event()).plan)).toEqual([]);
    expect(await states()).toEqual({});
  });
});
