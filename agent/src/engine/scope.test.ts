import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readInbox } from './inbox.ts';
import { planPair } from './plan-pair.ts';
import { anyPair, cmsAccount, connectionOf, contextOf, oktaAccount, pairOf } from './sample.fixture.ts';
import { filterOutcome } from './scope.ts';
import { all, createWorld } from './world.fixture.ts';
import type { World } from './world.fixture.ts';

const scopeOf = (filter: string | null) => ({ filter, groups: [], exclude: [], skipProtected: true });
const connectionWith = (filter: string | null) => connectionOf({ scope: scopeOf(filter) });

/** A condition with what it must come to: true, false, or neither. */
interface Condition {
  text: string;
  is: boolean | null;
}

/** Values of `cmsAccount(1)`; a part of a text beyond its end, or a value that is not there, is no answer. */
const leaf = fc.constantFrom<Condition>(
  { text: 'site.field_department == "Research"', is: true },
  { text: '"editor" in site.roles', is: false },
  { text: 'has(site.mail)', is: true },
  { text: 'site.mail.endsWith("@elsewhere.example")', is: false },
  { text: 'site.mail.substring(500) == ""', is: null },
  { text: 'int(site.field_department) > 3', is: null },
  { text: '[1][4] == 1', is: null },
);
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    leaf,
    tie('condition').map(({ text, is }) => ({ text: `!(${text})`, is: is === null ? null : !is })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => ({
      text: `(${a.text}) && (${b.text})`,
      is: a.is === false || b.is === false ? false : a.is === null || b.is === null ? null : true,
    })),
    fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => ({
      text: `(${a.text}) || (${b.text})`,
      is: a.is === true || b.is === true ? true : a.is === null || b.is === null ? null : false,
    })),
    fc.tuple(tie('condition'), tie('condition'), tie('condition')).map(([a, b, c]) => ({
      text: `(${a.text}) ? (${b.text}) : (${c.text})`,
      is: a.is === null ? null : a.is ? b.is : c.is,
    })),
  ),
}));

describe('the filter', () => {
  it('takes nobody out but by a clean false, whatever its parts come to', () => {
    fc.assert(
      fc.property(condition, ({ text, is }) => {
        const words = { true: 'in', false: 'out', null: 'undecided' } as const;
        const filtered = filterOutcome({ cms: cmsAccount(1), okta: null }, connectionWith(text));
        expect(filtered?.outcome).toBe(words[`${is}`]);
        expect(filtered?.problem === null).toBe(is !== null);
      }),
      { numRuns: 300 },
    );
  });

  it('never adds to what a run does: nobody outside it is written to, and nobody is switched off by leaving it', () => {
    fc.assert(
      fc.property(anyPair(1), condition, (pair, { text }) => {
        const plain = planPair(pair, contextOf());
        const filtered = planPair(pair, contextOf({ connection: connectionWith(text) }));
        if (pair.cms === null || pair.problem) return;
        const { outcome } = filterOutcome(pair, connectionWith(text)) ?? { outcome: 'in' };
        if (outcome === 'in') expect(filtered).toEqual(plain);
        else {
          expect(filtered.items).toEqual([]);
          expect(filtered.aside?.why).toBe(outcome === 'out' ? 'excluded' : 'undecided');
        }
      }),
      { numRuns: 300 },
    );
  });

  it('reads Okta’s user where there is one, and decides nothing where there is none', () => {
    const outcome = (filter: string, okta: ReturnType<typeof oktaAccount> | null) =>
      filterOutcome({ cms: cmsAccount(1), okta }, connectionWith(filter))?.outcome;
    const locked = oktaAccount(1, { detail: 'LOCKED_OUT' });
    expect(outcome('okta.status != "DEPROVISIONED" && okta.status != "STAGED"', locked)).toBe('in');
    expect(outcome('okta.status == "DEPROVISIONED"', oktaAccount(1, { state: 'deactivated', detail: null }))).toBe(
      'in',
    );
    expect(outcome('okta.profile.department == "Sales"', locked)).toBe('out');
    expect(outcome('okta.profile.department == "Sales"', null)).toBe('undecided');
  });

  it('decides whether an Okta user gets an account on the site', () => {
    const plan = (filter: string) => {
      const connection = { ...connectionWith(filter), direction: 'oktaToCms' as const };
      return planPair(pairOf({ okta: oktaAccount(1), named: true }), contextOf({ connection }));
    };
    expect(plan('okta.profile.department == "Research"').items.map(({ action }) => action)).toEqual(['create']);
    expect(plan('okta.profile.department == "Sales"')).toMatchObject({ items: [], aside: { why: 'excluded' } });
    expect(plan('site.mail != ""')).toMatchObject({ items: [], aside: { why: 'undecided' } });
  });
});

describe('a run with a filter', () => {
  let world: World;
  beforeEach(async () => {
    world = await createWorld();
  });
  afterEach(() => world.close());

  const filterBy = (filter: string | null) => world.connect({ scope: scopeOf(filter) });
  const states = async () => {
    const found: string[] = [];
    for await (const page of world.okta.list()) {
      found.push(...page.accounts.map(({ login, state }) => `${login}: ${state}`));
    }
    return found;
  };

  it('leaves one user undecided in the inbox, and syncs the others', async () => {
    const connection = await filterBy('site.mail.substring(0, 4) == "user" || site.name == "bo"');
    world.cms.seed([
      { state: 'active', attributes: { name: 'ann', mail: 'a@b' } },
      { state: 'active', attributes: { name: 'user2', mail: 'user2@harbor.example' } },
    ]);
    await world.run(all);
    expect(await states()).toEqual(['user2@harbor.example: staged']);
    const { items } = await readInbox({ store: world.store, plans: [] }, connection);
    expect(items.map(({ kind, user, problem }) => [kind, user.login, problem?.code])).toEqual([
      ['undecided', 'ann', 'undecided'],
    ]);
    expect(items[0]?.problem?.detail).toContain('site.mail.substring(0, 4)');
  });

  it.each([
    ['whoever left it before stays', 'site.field_department == "Sales"', 'staged'],
    ['whoever is in it leaves Okta as well', 'site.field_department == "Research"', 'deactivated'],
  ])('once the account of the site is deleted, %s', async (_who, filter, state) => {
    await filterBy(null);
    const [first] = world.addCms(1, { attributes: { field_department: 'Research' } });
    await world.run(all);
    await filterBy(filter);
    await world.run(all);
    expect(await states()).toEqual(['user1@harbor.example: staged']);
    world.cms.removeBehind(first?.ref.id ?? '');
    for (let sweep = 0; sweep < 3; sweep += 1) await world.run(all);
    expect(await states()).toEqual([`user1@harbor.example: ${state}`]);
  });
});
