import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { statusOf } from './status.ts';
import { all, createWorld, named } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});
afterEach(() => world.close());

const undo = (job: Job) => world.run({ kind: 'undo', job: job.id }, { mode: 'plan', trigger: 'undo' });
const planOf = (job: Job) => world.plans.read(job.plan ?? '');
/** Plans to take a run back, and applies that plan. */
async function takeBack(job: Job): Promise<Job> {
  const { plan } = await planOf(await undo(job));
  return world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null }, { trigger: 'undo' });
}
const inOkta = async (login: string) => {
  const [account] = await world.okta.find({ login });
  if (!account) throw new Error(`no ${login} in Okta`);
  return account;
};
const department = async () => (await inOkta('user1@harbor.example')).attributes['department'];
const badge = () => {
  const connection = world.store.data.connections['c1'];
  if (!connection) throw new Error('not connected');
  const now = Date.parse('2026-01-15T09:10:00.000Z');
  return statusOf('1', { store: world.store, connection, now, busy: () => null, oktaUrl: () => null });
};
const change = (values: Record<string, string>) => world.cms.changeBehind('cms-1', values);

/** One user in Okta whose department was then changed from Research to Sales. */
async function updated(): Promise<Job> {
  await world.connect();
  world.addCms(1);
  await world.sync('user1');
  change({ field_department: 'Sales' });
  const job = await world.sync('user1');
  expect(await department()).toBe('Sales');
  return job;
}

describe('undo of an update', () => {
  it('writes the values before, in a plan of its own that is looked at first', async () => {
    const job = await updated();
    const planned = await undo(job);
    expect(planned).toMatchObject({ state: 'done', request: { trigger: 'undo', mode: 'plan' } });
    const { plan, items } = await planOf(planned);
    expect(plan).toMatchObject({ trigger: 'undo', state: 'open' });
    expect(items).toMatchObject([
      {
        action: 'update',
        reason: 'undo',
        before: { department: 'Sales' },
        after: { department: 'Research' },
        verdict: { is: 'allow' },
      },
    ]);
    expect(await department()).toBe('Sales');
    expect(await takeBack(job)).toMatchObject({ state: 'done', done: 1, failed: 0 });
    expect(await department()).toBe('Research');
    const { entries } = await world.activity.query({ types: ['update'], limit: 1 });
    expect(entries).toMatchObject([{ trigger: 'undo', fields: ['department'], outcome: 'done' }]);
  });

  it('is not done again by the next run, until a side changes', async () => {
    await takeBack(await updated());
    expect((await planOf(await world.run(all))).items).toEqual([]);
    expect(badge()).toMatchObject({ status: 'staged', differences: [] });
    expect(Object.values(world.store.data.links)).toMatchObject([{ ignored: ['department'] }]);
    change({ field_department: 'Board' });
    expect((await planOf(await world.run(all, { mode: 'plan' }))).items).toMatchObject([
      { action: 'update', after: { department: 'Board' } },
    ]);
    expect(Object.values(world.store.data.links)).toMatchObject([{ ignored: [] }]);
  });

  it('can itself be undone, after which both sides agree again', async () => {
    const job = await updated();
    const back = await takeBack(job);
    expect(await takeBack(back)).toMatchObject({ state: 'done', done: 1 });
    expect(await department()).toBe('Sales');
    expect(Object.values(world.store.data.links)).toMatchObject([{ ignored: [], differences: [] }]);
  });

  it('leaves alone what somebody changed since', async () => {
    const job = await updated();
    world.okta.changeBehind((await inOkta('user1@harbor.example')).ref.id, { department: 'Elsewhere' });
    const { items, asides } = await planOf(await undo(job));
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ code: 'moved', text: expect.stringContaining('changed since') }]);
  });

  it('brings back who can sign in, by the entry', async () => {
    await world.connect();
    world.addCms(1);
    await world.sync('user1');
    change({ mail: 'new@harbor.example' });
    const job = await world.sync('user1');
    const { entries } = await world.activity.query({ job: job.id, types: ['update'] });
    const scope = { kind: 'undo' as const, entries: entries.map((entry) => entry.id) };
    const { plan, items } = await planOf(await world.run(scope, { mode: 'plan', trigger: 'undo' }));
    expect(items).toMatchObject([{ after: { login: 'user1@harbor.example', email: 'user1@harbor.example' } }]);
    await world.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null });
    expect((await inOkta('user1@harbor.example')).email).toBe('user1@harbor.example');
  });

  it('tells what it can’t bring back: sensitive values and values whose time is up', async () => {
    const { mapping } = await world.connect();
    const sensitive = mapping.map((rule) => ({ ...rule, sensitive: rule.okta === 'department' }));
    await world.connect({ mapping: sensitive });
    world.addCms(1);
    await world.sync('user1');
    change({ field_department: 'Sales' });
    const job = await world.sync('user1');
    expect((await planOf(await undo(job))).asides).toMatchObject([
      { code: 'unsupported', text: 'department: values of sensitive attributes are not kept.' },
    ]);
    await world.activity.erase({ cms: 'cms-1' });
    expect((await planOf(await undo(job))).asides).toMatchObject([{ code: 'not_found' }]);
  });
});

describe('undo of one run after the other', () => {
  const word = fc.constantFrom('Research', 'Sales', 'Größe', '');
  const edit = fc.record({ field_department: word, field_first_name: word });

  it('leads back through everything that was (property)', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 5 }), async (edits) => {
        const own = await createWorld();
        try {
          await leadsBack(own, edits);
        } finally {
          await own.close();
        }
      }),
      { numRuns: 15 },
    );
  });

  async function leadsBack(own: World, edits: Record<string, string>[]): Promise<void> {
    const { mapping } = await own.connect();
    const [first] = mapping;
    if (!first) throw new Error('no rule');
    const second = { ...first, cms: 'field_first_name', okta: 'displayName' };
    await own.connect({ mapping: [...mapping, second] });
    own.addCms(1);
    await own.sync('user1');
    const present = async () => (await own.okta.find({ login: 'user1@harbor.example' }))[0]?.attributes;
    const history: { job: Job; before: Awaited<ReturnType<typeof present>> }[] = [];
    for (const values of edits) {
      own.cms.changeBehind('cms-1', values);
      const before = await present();
      const job = await own.run(all);
      if (job.done > 0) history.push({ job, before });
    }
    for (const { job, before } of history.toReversed()) {
      const planned = await own.run({ kind: 'undo', job: job.id }, { mode: 'plan', trigger: 'undo' });
      const { plan } = await own.plans.read(planned.plan ?? '');
      await own.run({ kind: 'plan', plan: plan.id, digest: plan.digest, items: null }, { trigger: 'undo' });
      expect(await present()).toEqual(before);
      expect((await own.plans.read((await own.run(all)).plan ?? '')).items).toEqual([]);
    }
  }
});

describe('undo of what was written to the site', () => {
  it('brings its values back, and waits until Okta changes again', async () => {
    const { mapping } = await world.connect();
    const owned = mapping.map((rule) => (rule.okta === 'department' ? { ...rule, owner: 'okta' as const } : rule));
    await world.connect({ direction: 'both', mapping: owned });
    world.addCms(1);
    await world.sync('user1');
    const { ref } = await inOkta('user1@harbor.example');
    world.okta.changeBehind(ref.id, { department: 'Board' });
    const job = await world.run(all);
    const onSite = async () => (await world.cms.get('cms-1')).attributes['field_department'];
    expect(await onSite()).toBe('Board');
    const { items } = await planOf(await undo(job));
    expect(items).toMatchObject([{ side: 'cms', before: { field_department: 'Board' } }]);
    expect(await takeBack(job)).toMatchObject({ done: 1, failed: 0 });
    expect(await onSite()).toBe('Research');
    expect((await planOf(await world.run(all))).items).toEqual([]);
    world.okta.changeBehind(ref.id, { department: 'Press' });
    await world.run(all);
    expect(await onSite()).toBe('Press');
  });
});

describe('undo of what gives or takes access', () => {
  it('deactivates who was created, deletes nobody, and then waits for a person', async () => {
    await world.connect();
    world.addCms(1);
    const job = await world.sync('user1');
    const { items, asides } = await planOf(await undo(job));
    expect(items).toMatchObject([{ action: 'deactivate', effects: ['sessionsEnd', 'appsLost'] }]);
    expect(asides).toMatchObject([{ code: null, text: expect.stringContaining('by name') }]);
    expect(await takeBack(job)).toMatchObject({ done: 1, failed: 0 });
    expect(await inOkta('user1@harbor.example')).toMatchObject({ state: 'deactivated' });
    expect((await planOf(await world.run(all))).items).toEqual([]);
    expect(badge()).toMatchObject({ status: 'conflict' });
  });

  it('gives a leaver the access back, and takes it again only once the block is made anew', async () => {
    await world.connect();
    world.addCms(1);
    await world.sync('user1');
    await world.run(named('user1'), { operations: ['activate'] });
    world.cms.moveBehind('cms-1', 'deactivated');
    const job = await world.sync('user1');
    expect(await inOkta('user1@harbor.example')).toMatchObject({ state: 'deactivated' });
    const { items } = await planOf(await undo(job));
    expect(items).toMatchObject([{ action: 'activate', effects: ['oktaMail'] }]);
    await takeBack(job);
    expect(await inOkta('user1@harbor.example')).toMatchObject({ state: 'active' });
    expect((await planOf(await world.run(all))).items).toEqual([]);
    expect(badge()).toMatchObject({ status: 'activeInOkta', action: 'deactivate' });
    world.cms.moveBehind('cms-1', 'active');
    await world.run(all);
    world.cms.moveBehind('cms-1', 'deactivated');
    expect((await planOf(await world.run(all, { mode: 'plan' }))).items).toMatchObject([{ action: 'deactivate' }]);
  });

  it('makes nobody staged again, and says so', async () => {
    await world.connect();
    world.addCms(1);
    await world.sync('user1');
    world.cms.moveBehind('cms-1', 'deactivated');
    const job = await world.sync('user1');
    const { items, asides } = await planOf(await undo(job));
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ code: 'wrong_state', text: expect.stringContaining('staged') }]);
  });

  it('refuses what would lock somebody out, as any plan', async () => {
    await world.connect();
    world.addCms(1, { guarded: ['root', 'administrator'] });
    const job = await world.sync('user1');
    const { items } = await planOf(await undo(job));
    expect(items).toMatchObject([{ action: 'deactivate', verdict: { is: 'refuse', code: 'protected' } }]);
  });

  it('is held by the brake for a run over many', async () => {
    const { brakes } = await world.connect();
    await world.connect({ brakes: { ...brakes, create: { floor: 100, count: 100, percent: 100 } } });
    world.addCms(40);
    const job = await world.run(all);
    expect(job).toMatchObject({ done: 40 });
    const { plan, items } = await planOf(await undo(job));
    expect(items).toHaveLength(40);
    expect(plan.brake).toMatchObject({ code: 'brake' });
    expect(await takeBack(job)).toMatchObject({ state: 'waiting', error: { code: 'brake' } });
  });
});

describe('undo of a membership', () => {
  const map = { group: 'g-editor', role: 'editor', owner: 'cms' as const, namedPrivileged: false };

  async function granted(): Promise<Job> {
    world.cms.seedGroup({ id: 'editor', name: 'Editor' });
    world.okta.seedGroup({ id: 'g-editor', name: 'Editors' });
    await world.connect({ groupMaps: [map] });
    world.addCms(1);
    await world.sync('user1');
    await world.cms.groups.addMember('editor', 'cms-1');
    const job = await world.run(all);
    expect(job).toMatchObject({ done: 1 });
    return job;
  }
  const members = () => world.okta.groups.members('g-editor');

  it('takes it away, and gives it again only once the role is given anew or by name', async () => {
    const job = await granted();
    const { items } = await planOf(await undo(job));
    expect(items).toMatchObject([
      { action: 'revokeGroup', subject: { group: 'g-editor' }, before: { group: 'Editors' } },
    ]);
    expect(await takeBack(job)).toMatchObject({ done: 1, failed: 0 });
    expect(await members()).toEqual([]);
    expect((await planOf(await world.run(all))).items).toEqual([]);
    await world.cms.groups.removeMember('editor', 'cms-1');
    await world.run(all);
    await world.cms.groups.addMember('editor', 'cms-1');
    await world.run(all);
    expect(await members()).toHaveLength(1);
  });

  it('can be undone, and leaves alone what somebody else took away', async () => {
    const job = await granted();
    const back = await takeBack(job);
    expect(await takeBack(back)).toMatchObject({ done: 1 });
    expect(await members()).toHaveLength(1);
    const [member] = await members();
    await world.okta.groups.removeMember('g-editor', member ?? '');
    expect((await planOf(await undo(job))).asides).toMatchObject([{ code: 'moved' }]);
  });

  it('gives back no power that nobody has named', async () => {
    const back = await takeBack(await granted());
    world.okta.seedGroup({ id: 'g-editor', name: 'Editors', privileged: true });
    const { items, asides } = await planOf(await undo(back));
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ code: 'privileged_group' }]);
  });
});

describe('undo of a link', () => {
  it('takes the two apart, and only a sync by name links them again', async () => {
    await world.connect();
    world.addCms(1);
    world.addOkta('user1@harbor.example');
    const job = await world.run(all);
    expect(await takeBack(job)).toMatchObject({ done: 1 });
    expect(Object.keys(world.store.data.links)).toEqual([]);
    const next = await planOf(await world.run(all));
    expect(next.items).toEqual([]);
    expect(next.asides).toMatchObject([{ why: 'excluded', text: expect.stringContaining('by name') }]);
    expect(await world.sync('user1')).toMatchObject({ done: 1 });
    expect(Object.keys(world.store.data.links)).toHaveLength(1);
    expect((await planOf(await world.run(all))).asides).toMatchObject([{ why: 'differs' }]);
  });
});

describe('undo that can’t be', () => {
  it('is refused for a run that changed nothing, an unknown entry and one that failed', async () => {
    const connection = await world.connect();
    world.addCms(1);
    const planned = await world.run(all, { mode: 'plan' });
    expect(await undo(planned)).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
    const entries = (id: string) => world.run({ kind: 'undo', entries: [id] }, { mode: 'plan', trigger: 'undo' });
    expect(await entries('R-0001/none')).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
    const job = await world.sync('user1');
    await world.store.commit([put('connections', 'c2', { ...connection, id: 'c2' })]);
    const { entries: made } = await world.activity.query({ types: ['create'] });
    const other = await world.run(
      { kind: 'undo', entries: made.map((entry) => entry.id) },
      { mode: 'plan', trigger: 'undo', connection: 'c2' },
    );
    expect(other).toMatchObject({ state: 'failed', error: { code: 'not_found' } });
    expect(job).toMatchObject({ done: 1 });
  });

  it('tells that a deletion stays, and an account that is gone', async () => {
    const { methods } = await world.connect();
    const operations = ['read', 'create', 'update', 'deactivate', 'delete'] as const;
    await world.connect({ methods: { ...methods, manual: { on: true, operations: [...operations] } } });
    world.addCms(1);
    const created = await world.sync('user1');
    const deleted = await world.run(named('user1'), { operations: ['delete'] });
    expect((await planOf(await undo(created))).items).toEqual([]);
    const { items, asides } = await planOf(await undo(deleted));
    expect(items).toEqual([]);
    expect(asides).toMatchObject([{ code: 'unsupported', text: 'A deletion can’t be taken back.' }]);
    expect((await planOf(await undo(created))).asides).toMatchObject([{ code: 'not_found' }]);
  });
});
