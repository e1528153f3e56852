import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account, Attrs, Connection, MappingRule, PlanItem } from '@rollcall/shared';

import { put } from '../store/data.ts';
import { isOff } from './compare-state.ts';
import { writesTo } from './direction.ts';
import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

/** Random edits on both sides, by random owners and directions: what must hold whatever happens. */

const people = 2;
const fields = [
  ['field_first_name', 'firstName'],
  ['field_last_name', 'lastName'],
  ['field_department', 'department'],
  ['timezone', 'title'],
] as const;
const rule = (cms: string, okta: string, owner: MappingRule['owner']): MappingRule => ({
  cms,
  okta,
  toOkta: null,
  toCms: null,
  owner,
  apply: 'always',
  sensitive: false,
});
const owner = fc.constantFrom<MappingRule['owner']>('cms', 'okta', 'either', 'ask');
const settings = fc
  .record({
    direction: fc.constantFrom<Connection['direction']>('cmsToOkta', 'oktaToCms', 'both', 'both', 'both'),
    mail: fc.constantFrom<MappingRule['owner']>('cms', 'okta', 'either'),
    owners: fc.tuple(owner, owner, owner, owner),
    onBlock: fc.constantFrom<Connection['onBlock']>('deactivate', 'suspend'),
    onOktaStop: fc.constantFrom<Connection['onOktaStop']>('block', 'nothing'),
    onAdopt: fc.constantFrom<Connection['match']['onAdopt']>('linkOnly', 'fillBlanks', 'overwrite'),
  })
  .map(({ direction, mail, owners, onBlock, onOktaStop, onAdopt }): Partial<Connection> => ({
    direction,
    onBlock,
    onOktaStop,
    match: { cms: '@email', okta: 'login', adopt: 'exact', onAdopt },
    mapping: [
      rule('mail', 'login', mail),
      rule('mail', 'email', mail),
      ...fields.map(([cms, okta], index) => rule(cms, okta, owners[index] ?? 'cms')),
    ],
  }));

const word = fc.constantFrom('', 'Research', 'Sales', 'Größe', '山田');
const name = fc.constantFrom('Ann', 'Ben', 'Chloé');
const edit = fc.oneof(
  fc.record({ kind: fc.constant('field' as const), field: fc.nat({ max: 3 }), value: word, name }),
  fc.record({ kind: fc.constant('mail' as const), value: fc.nat({ max: 3 }) }),
  fc.record({ kind: fc.constant('state' as const) }),
);
const edits = fc.array(
  fc.record({ who: fc.nat({ max: people - 1 }), side: fc.constantFrom('cms' as const, 'okta' as const), edit }),
  { maxLength: 10 },
);
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;
type Seen = Record<'before' | 'edited' | 'after', Snapshot>;

async function build(change: Partial<Connection>): Promise<World> {
  const world = await createWorld();
  const brake = { floor: 100, count: 100, percent: 100 };
  const brakes = { create: brake, update: brake, deactivate: brake, delete: brake, revokeGroup: brake, mail: brake };
  const scope = { filter: null, groups: [], exclude: [], skipProtected: false };
  await world.connect({ ...change, scope, brakes });
  for (let index = 0; index < people; index += 1) {
    const mail = `user${index}@harbor.example`;
    const guarded = index === 0 ? (['root'] as const) : [];
    world.cms.seed([
      {
        id: `u${index}`,
        state: 'active',
        guarded: [...guarded],
        attributes: { name: `user${index}`, mail, field_first_name: 'Ann', field_last_name: 'Berg' },
      },
    ]);
    world.okta.seed([
      {
        id: `o${index}`,
        state: 'active',
        password: 'Anchor-4-harbor',
        attributes: { login: mail, email: mail, firstName: 'Ann', lastName: 'Berg' },
      },
    ]);
  }
  await settle(world);
  // The second was made by Rollcall, so that the site may move its login too.
  for (const link of Object.values(world.store.data.links)) {
    if (link.cms.id === 'u1')
      await world.store.commit([put('links', link.id, { ...link, origin: 'created', createdSide: 'okta' })]);
  }
  return world;
}

function make(world: World, { who, side, edit: change }: Edits[number], turn: number): void {
  const [directory, id] = side === 'cms' ? [world.cms, `u${who}`] : [world.okta, `o${who}`];
  if (change.kind === 'field') {
    const [cms, okta] = fields[change.field] ?? fields[0];
    directory.changeBehind(id, { [side === 'cms' ? cms : okta]: change.field < 2 ? change.name : change.value });
  } else if (change.kind === 'mail') {
    const mail = `user${who}-${change.value}@harbor.example`;
    directory.changeBehind(id, side === 'cms' ? { mail } : { login: mail, email: mail });
  } else {
    const states = ['active', 'deactivated'] as const;
    directory.moveBehind(id, states[turn % 2] ?? 'active');
  }
}

interface Round {
  done: number;
  failed: number;
  items: PlanItem[];
}

/** One run by a person, with what waited approved, as far as it may be. */
async function round(world: World): Promise<Round> {
  const planned = await world.run(all, { mode: 'plan' });
  const { plan, items } = await world.plans.read(planned.plan ?? '');
  const open = items.filter((item) => item.verdict.is !== 'refuse');
  if (open.length === 0) return { done: 0, failed: 0, items };
  const approval = { plan: plan.id, digest: plan.digest, items: null, by: planned.request.by };
  await world.engine.approve(approval);
  const scope = { kind: 'plan' as const, plan: plan.id, digest: plan.digest, items: open.map((item) => item.id) };
  const job = await world.run(scope);
  return { done: job.done, failed: job.failed, items };
}

async function settle(world: World): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const last = await round(world);
    rounds.push(last);
    if (last.items.every((item) => item.verdict.is === 'refuse')) break;
  }
  return rounds;
}

type Snapshot = Record<string, { state: Account['state']; attributes: Attrs }>;
async function snapshot(world: World): Promise<Snapshot> {
  const found: Snapshot = {};
  for (const directory of [world.cms, world.okta])
    for await (const page of directory.list())
      for (const { ref, state, attributes } of page.accounts) found[ref.id] = { state, attributes };
  return found;
}

const writes = (calls: readonly string[]) => calls.filter((call) => /^(create|update|setState|remove)/.test(call));

describe('any edits on both sides', () => {
  it(
    'come to rest within two runs, lose nothing and write nothing that was refused',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(settings, fc.array(edits, { minLength: 1, maxLength: 2 }), async (change, turns) => {
          const world = await build(change);
          try {
            for (const made of turns) await checkTurn(world, change, made);
          } finally {
            await world.close();
          }
        }),
        { numRuns: 30 },
      );
    },
  );
});

async function checkTurn(world: World, change: Partial<Connection>, made: Edits): Promise<void> {
  const before = await snapshot(world);
  made.forEach((each, turn) => make(world, each, turn));
  const edited = await snapshot(world);
  world.cms.calls.length = 0;
  world.okta.calls.length = 0;
  const rounds = await settle(world);
  expect(rounds.length).toBeLessThanOrEqual(3);
  expect(rounds.map((each) => each.failed)).toEqual(rounds.map(() => 0));
  expect(openItems(rounds.at(-1))).toEqual([]);
  const after = await snapshot(world);
  for (let who = 0; who < people; who += 1) checkPerson(change, { before, edited, after }, who);
  for (let who = 1; who < people; who += 1) checkState(change, { before, edited, after }, who);
  const connection = { direction: change.direction ?? 'cmsToOkta' };
  if (!writesTo(connection, 'cms')) expect(writes(world.cms.calls)).toEqual([]);
  if (!writesTo(connection, 'okta')) expect(writes(world.okta.calls)).toEqual([]);
  // The first account is the site's own: only its profile is ever written.
  expect(after['u0']?.state).toBe(edited['u0']?.state);
  expect(after['u0']?.attributes['mail']).toBe(edited['u0']?.attributes['mail']);
}

const openItems = (last: Round | undefined) => last?.items.filter((item) => item.verdict.is !== 'refuse') ?? [];

/** Every value at rest was there before, and one that only one side changed is not lost where that side may say so. */
function checkPerson(change: Partial<Connection>, seen: Seen, who: number): void {
  const valueOf = (at: keyof typeof seen, [cms, okta]: readonly [string, string]) => ({
    cms: seen[at][`u${who}`]?.attributes[cms] ?? null,
    okta: seen[at][`o${who}`]?.attributes[okta] ?? null,
  });
  for (const pair of fields) {
    const [before, edited, after] = [valueOf('before', pair), valueOf('edited', pair), valueOf('after', pair)];
    expect([edited.cms, edited.okta]).toEqual(expect.arrayContaining([after.cms, after.okta]));
    const held = change.mapping?.find((each) => each.okta === pair[1])?.owner;
    const moved = { cms: before.cms !== edited.cms, okta: before.okta !== edited.okta };
    const agreedBefore = before.cms === before.okta;
    if (held === 'either' && agreedBefore && moved.cms && moved.okta && edited.cms !== edited.okta)
      expect(after).toEqual(edited);
    if (
      held === 'either' &&
      change.direction === 'both' &&
      agreedBefore &&
      moved.cms !== moved.okta &&
      mayWrite(seen, who)
    ) {
      const value = moved.cms ? edited.cms : edited.okta;
      expect(after).toEqual({ cms: value, okta: value });
    }
    if (held === 'cms') expect(after.cms).toBe(edited.cms);
    if (held === 'okta') expect(after.okta).toBe(edited.okta);
  }
}

/** Okta takes no change of a deactivated user. */
function mayWrite({ edited, after }: Seen, who: number): boolean {
  return [edited, after].every((seen) => !isOff(seen[`o${who}`]?.state ?? 'active'));
}

/** Whoever was on, and is switched off on one side, is off on the other as well. */
function checkState(change: Partial<Connection>, seen: Seen, who: number): void {
  const offAt = (at: keyof typeof seen, id: string) => isOff(seen[at][id]?.state ?? 'active');
  const bothAt = (at: keyof typeof seen) => [offAt(at, `u${who}`), offAt(at, `o${who}`)];
  if (bothAt('before').includes(true) || change.direction !== 'both' || change.onOktaStop !== 'block') return;
  expect(bothAt('after')).toEqual(bothAt('edited').includes(true) ? [true, true] : [false, false]);
}
