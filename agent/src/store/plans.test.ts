import { appendFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Aside, type PlanItem, systemActor } from '@rollcall/shared';
import { temporaryHome } from './fixture.ts';
import type { PlanDraft } from './plan-digest.ts';
import { openPlans, type Plans } from './plans.ts';

const dayMs = 24 * 60 * 60 * 1000;
let home: string;
let remove: () => Promise<void>;
let plans: Plans;
let time: number;

beforeEach(async () => {
  ({ home, remove } = await temporaryHome());
  time = Date.parse('2026-01-05T10:00:00.000Z');
  plans = await openPlans(home, { now: () => time });
});
afterEach(() => remove());

const fileOf = (id: string) => path.join(home, 'plans', `${id}.ndjson`);

function draft(id: string, about: Partial<PlanDraft> = {}): PlanDraft {
  const side = { at: '2026-01-05T10:00:00.000Z', count: 2, complete: true, serverClockSkewMs: 0 };
  return {
    id,
    connection: 'school',
    trigger: 'manual',
    by: systemActor,
    made: new Date(time).toISOString(),
    expires: new Date(time + dayMs).toISOString(),
    settings: 'hash',
    observed: { cms: side, okta: side },
    counts: { update: 2 },
    unchanged: 5,
    undecided: 0,
    excluded: 0,
    brake: null,
    state: 'open',
    approved: null,
    ...about,
  };
}

function item(seq: number, about: Partial<PlanItem> = {}): PlanItem {
  return {
    id: `i${seq}`,
    seq,
    action: 'update',
    side: 'okta',
    subject: {
      cms: { directory: 'site', id: `u${seq}` },
      okta: { directory: 'org', id: `00u${seq}` },
      group: null,
      label: `Person ${seq}\u2028${seq}`,
      handle: String(seq),
    },
    before: { firstName: 'Ann' },
    after: { firstName: 'Anna' },
    knownAfter: [],
    drift: [],
    reason: 'changed',
    source: 'cms',
    expect: 'hash',
    sourceExpect: null,
    needs: [],
    secret: 'none',
    effects: [],
    undo: 'full',
    verdict: { is: 'allow' },
    ...about,
  };
}

const held: PlanItem['verdict'] = { is: 'hold', code: 'brake', text: 'More than usual.' };
const aside: Aside = { subject: item(9).subject, why: 'excluded', code: null, text: 'By filter.', differences: [] };

test('a plan is read as it was written', async () => {
  const items = [item(1), item(2, { verdict: held })];
  const plan = await plans.write(draft('P1'), items, [aside]);
  expect(plan.digest).toMatch(/^[0-9a-f]{64}$/);
  expect(await plans.read('P1')).toEqual({ plan, items, asides: [aside] });
  expect(await plans.head('P1')).toEqual(plan);
  expect((await stat(fileOf('P1'))).mode & 0o777).toBe(0o600);
  expect(await readdir(path.join(home, 'plans'))).toEqual(['P1.ndjson']);
});

test('the digest follows facts and items and leaves approvals and state alone', async () => {
  const { digest } = await plans.write(draft('P1'), [item(1, { verdict: held })], []);
  const digestOf = async (about: Partial<PlanDraft>, items: PlanItem[]) =>
    (await plans.write(draft('P1', about), items, [])).digest;
  const approved = { by: systemActor, at: '2026-01-05T10:00:00.000Z' };
  expect(await digestOf({ state: 'approved', approved }, [item(1, { verdict: { ...held, approved } })])).toBe(digest);
  expect(await digestOf({}, [item(1, { verdict: held, after: { firstName: 'Eve' } })])).not.toBe(digest);
  expect(await digestOf({}, [item(1, { verdict: { is: 'allow' } })])).not.toBe(digest);
  expect(await digestOf({ connection: 'club' }, [item(1, { verdict: held })])).not.toBe(digest);
  expect(await digestOf({}, [])).not.toBe(digest);
});

test('half a character in a name does not stop a plan', async () => {
  const items = [item(1, { after: { firstName: 'Ann\ud83d' } })];
  await plans.write(draft('P1'), items, []);
  expect((await plans.read('P1')).items).toHaveLength(1);
});

test('approval and state are kept, the last word counts', async () => {
  const items = [item(1), item(2, { verdict: held }), item(3, { verdict: held })];
  const { digest } = await plans.write(draft('P1'), items, [aside]);
  const approved = { by: { ...systemActor, name: 'Ann' }, at: '2026-01-05T11:00:00.000Z' };
  await plans.update('P1', { state: 'approved', approved, approvedItems: ['i1', 'i2'] });
  await plans.update('P1', { state: 'applied' });
  const applied = await plans.head('P1');
  expect(applied).toMatchObject({ state: 'applied', approved, digest });
  const saved = await (await openPlans(home)).read('P1');
  expect(saved.plan).toEqual(applied);
  expect(saved.items.map(({ verdict }) => verdict)).toEqual([{ is: 'allow' }, { ...held, approved }, held]);
  expect(saved.asides).toEqual([aside]);
});

test('a change that a crash cut off is as if never made', async () => {
  await plans.write(draft('P1'), [item(1)], []);
  await plans.update('P1', { state: 'approved' });
  await appendFile(fileOf('P1'), '{"change":{"state":"appl');
  expect((await plans.head('P1')).state).toBe('approved');
  await plans.update('P1', { state: 'refused' });
  expect((await plans.head('P1')).state).toBe('refused');
  const { size } = await stat(fileOf('P1'));
  await truncate(fileOf('P1'), size - 1);
  expect((await plans.read('P1')).plan.state).toBe('approved');
});

test('an item that was altered on the disk is refused', async () => {
  await plans.write(draft('P1'), [item(1)], []);
  const text = await readFile(fileOf('P1'), 'utf8');
  await writeFile(fileOf('P1'), text.replace('"Anna"', '"Eve"'));
  await expect(plans.read('P1')).rejects.toMatchObject({ code: 'moved' });
});

test('items and asides are read page by page', async () => {
  const items = Array.from({ length: 25 }, (_, index) =>
    item(index, { action: index % 2 === 0 ? 'update' : 'deactivate' }),
  );
  await plans.write(draft('P1'), items, [aside, aside]);
  await plans.update('P1', { state: 'approved' });
  const seen: number[] = [];
  let from: number | null = 0;
  while (from !== null) {
    const page = await plans.items('P1', { from, limit: 5, where: (row) => row.action === 'deactivate' });
    expect(page.plan.state).toBe('approved');
    seen.push(...page.rows.map((row) => row.seq));
    from = page.next;
  }
  expect(seen).toEqual([1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]);
  expect((await plans.asides('P1')).rows).toEqual([aside, aside]);
});

test('plans of a connection are listed newest first; old ones and all but fifty go, except those in use', async () => {
  for (let number = 0; number < 60; number += 1) {
    time += dayMs;
    const connection = number % 2 === 0 ? 'school' : 'club';
    await plans.write(draft(`P${number}`, { connection, state: 'applied' }), [], []);
  }
  expect((await plans.list('school')).map((plan) => plan.id).slice(0, 3)).toEqual(['P58', 'P56', 'P54']);
  const removed = await plans.prune(new Set(['P3']));
  expect(removed).toHaveLength(28);
  const left = (await plans.list()).map((plan) => plan.id);
  expect(left.at(-1)).toBe('P3');
  expect(left.at(-2)).toBe('P29');
  time -= 29 * dayMs;
  for (let number = 60; number < 85; number += 1) await plans.write(draft(`P${number}`, { state: 'applied' }), [], []);
  await plans.prune(new Set());
  expect(await plans.list()).toHaveLength(50);
});

test('a plan that waits for a person is not pushed out by others, until its time is up', async () => {
  const expires = new Date(time + dayMs).toISOString();
  await plans.write(draft('waits', { expires }), [], []);
  await plans.write(draft('over', { expires }), [], []);
  await plans.update('over', { state: 'applied' });
  for (let number = 0; number < 60; number += 1) {
    time += 1000;
    await plans.write(draft(`P${number}`, { state: 'applied' }), [], []);
  }
  expect(await plans.prune(new Set())).toContain('over');
  const { state } = await plans.head('waits');
  expect([state, (await plans.list()).length]).toEqual(['open', 51]);
  time += dayMs;
  expect(await plans.prune(new Set())).toEqual(['waits']);
});

test.each(['P404', '../store/log-1', 'a/b', ''])('there is no plan %j', async (id) => {
  await expect(plans.read(id)).rejects.toMatchObject({ code: 'not_found', problem: { scope: 'run' } });
  await expect(plans.update(id, { state: 'applied' })).rejects.toMatchObject({ code: 'not_found' });
});
