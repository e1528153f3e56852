import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { planPairs } from './plan.ts';
import { planPair } from './plan-pair.ts';
import { anyPairs, cmsAccount, connectionOf, contextOf, linkOf, oktaAccount, pairOf } from './sample.fixture.ts';

const actionsOf = (pair: Parameters<typeof pairOf>[0], context = contextOf()) =>
  planPair(pairOf(pair), context).items.map((item) => item.action);

describe('planPair: who is not in Okta', () => {
  it('creates an active user as STAGED with the mapped attributes and derived names', () => {
    const [item] = planPair(pairOf({ cms: cmsAccount(7) }), contextOf()).items;
    expect(item).toMatchObject({
      action: 'create',
      reason: 'new',
      expect: null,
      effects: [],
      after: {
        login: 'user7@harbor.example',
        email: 'user7@harbor.example',
        firstName: 'Given7',
        lastName: 'Family7',
        department: 'Research',
        state: 'staged',
      },
    });
  });

  it('tells the mail that an invited user gets', () => {
    const context = contextOf({ connection: connectionOf({ newInOkta: 'invited' }) });
    const [item] = planPair(pairOf({ cms: cmsAccount(7) }), context).items;
    expect(item).toMatchObject({ after: { state: 'active' }, effects: ['oktaMail'] });
  });

  it('leaves a blocked user out and says so', () => {
    const plan = planPair(pairOf({ cms: cmsAccount(7, { state: 'deactivated' }) }), contextOf());
    expect(plan.items).toEqual([]);
    expect(plan.aside).toMatchObject({ why: 'excluded' });
  });

  it('lists a user without mail as undecided instead of guessing', () => {
    const plan = planPair(pairOf({ cms: cmsAccount(7, { email: null, displayName: null }) }), contextOf());
    expect(plan.items).toEqual([]);
    expect(plan.aside).toMatchObject({ why: 'undecided', code: 'missing_name' });
  });

  it('creates nobody when Okta’s list was not complete', () => {
    const plan = planPair(pairOf({ cms: cmsAccount(7) }), contextOf({ absenceProven: false }));
    expect(plan.items).toEqual([]);
    expect(plan.aside).toMatchObject({ code: 'partial_listing' });
  });

  it('creates nothing when Create is not ticked', () => {
    const plan = planPair(pairOf({ cms: cmsAccount(7) }), contextOf({ ticks: ['read', 'update'] }));
    expect(plan.items).toEqual([]);
    expect(plan.aside).toMatchObject({ why: 'notTicked' });
  });

  it.each(['invite', 'suspend', 'resume', 'deactivate', 'delete'] as const)('creates nobody to %s', (operation) => {
    const plan = planPair(pairOf({ cms: cmsAccount(7), named: true }), contextOf({ operations: [operation] }));
    expect(plan.items).toEqual([]);
    expect(plan.aside).toMatchObject({ why: 'undecided', code: 'not_found' });
  });

  it('does not re-create on its own who was deleted in Okta, and does so when named', () => {
    const [cms, okta] = [cmsAccount(7), oktaAccount(7)];
    const gone = { cms: false, okta: true };
    expect(actionsOf({ cms, link: linkOf(cms, okta), gone })).toEqual([]);
    expect(actionsOf({ cms, link: linkOf(cms, okta), gone, named: true })).toEqual(['create']);
  });
});

describe('planPair: who is found in Okta', () => {
  it('links and writes nothing, with the differences shown', () => {
    const plan = planPair(
      pairOf({ cms: cmsAccount(7), okta: oktaAccount(7, { attributes: { department: 'Sales' } }), found: true }),
      contextOf(),
    );
    expect(plan.items.map((item) => item.action)).toEqual(['link']);
    expect(plan.items[0]?.drift).toEqual(['department']);
    expect(plan.aside).toMatchObject({
      why: 'differs',
      differences: [{ field: 'department', cms: 'Research', okta: 'Sales' }],
    });
  });

  it('fills blanks or overwrites only when the connection says so', () => {
    const pair = { cms: cmsAccount(7), okta: oktaAccount(7, { attributes: { department: null } }), found: true };
    const match = connectionOf().match;
    const blanks = contextOf({ connection: connectionOf({ match: { ...match, onAdopt: 'fillBlanks' } }) });
    expect(actionsOf(pair, blanks)).toEqual(['link', 'update']);
    const sales = { ...pair, okta: oktaAccount(7, { attributes: { department: 'Sales' } }) };
    expect(actionsOf(sales, blanks)).toEqual(['link']);
    const over = contextOf({ connection: connectionOf({ match: { ...match, onAdopt: 'overwrite' } }) });
    expect(actionsOf(sales, over)).toEqual(['link', 'update']);
  });

  it('never moves the login or mail of an adopted user', () => {
    const cms = cmsAccount(7, { email: 'ceo@harbor.example' });
    const okta = oktaAccount(7);
    const link = linkOf(cms, okta, { origin: 'adopted' });
    expect(actionsOf({ cms, okta, link, named: true })).toEqual([]);
  });
});

describe('planPair: who is linked', () => {
  it('plans the changed attribute alone', () => {
    const cms = cmsAccount(7, { attributes: { field_department: 'Sales' } });
    const okta = oktaAccount(7);
    const [item] = planPair(pairOf({ cms, okta, link: linkOf(cms, okta) }), contextOf()).items;
    expect(item).toMatchObject({
      action: 'update',
      before: { department: 'Research' },
      after: { department: 'Sales' },
    });
  });

  it('keeps a renamed sign-in apart from the other fields', () => {
    const cms = cmsAccount(7, { login: 'new7', attributes: { field_department: 'Sales' } });
    const okta = oktaAccount(7);
    const items = planPair(pairOf({ cms, okta, link: linkOf(cms, okta) }), contextOf()).items;
    expect(items.map((item) => Object.keys(item.after ?? {}))).toEqual([['login', 'email'], ['department']]);
  });

  it('is content with STAGED, PROVISIONED and LOCKED_OUT beside an active account', () => {
    const cms = cmsAccount(7);
    for (const [state, detail] of [
      ['staged', null],
      ['active', 'PROVISIONED'],
      ['active', 'LOCKED_OUT'],
    ] as const) {
      const okta = oktaAccount(7, { state, detail });
      expect(actionsOf({ cms, okta, link: linkOf(cms, okta) })).toEqual([]);
    }
  });

  it('deactivates in Okta who was blocked on the site', () => {
    const cms = cmsAccount(7, { state: 'deactivated' });
    const okta = oktaAccount(7);
    const link = linkOf(cms, okta, { baseState: { cms: 'active', okta: 'active' } });
    const [item] = planPair(pairOf({ cms, okta, link }), contextOf()).items;
    expect(item).toMatchObject({
      action: 'deactivate',
      reason: 'deactivatedAtSource',
      effects: ['sessionsEnd', 'appsLost'],
    });
  });

  it('goes on keeping the profile of somebody who is never switched off', () => {
    const before = cmsAccount(7);
    const okta = oktaAccount(7);
    const link = linkOf(before, okta, { baseState: { cms: 'active', okta: 'active' } });
    const blocked = { ...before, state: 'deactivated' as const };
    const cms = { ...blocked, attributes: { ...before.attributes, field_department: 'Elsewhere' } };
    expect(actionsOf({ cms, okta, link })).toEqual(['deactivate']);
    expect(actionsOf({ cms: { ...cms, guarded: ['root'] }, okta, link })).toEqual(['deactivate', 'update']);
  });

  it('suspends when asked to, but deactivates whom Okta can’t suspend', () => {
    const context = contextOf({ connection: connectionOf({ onBlock: 'suspend' }) });
    const cms = cmsAccount(7, { state: 'deactivated' });
    const baseState = { cms: 'active', okta: 'active' } as const;
    const active = oktaAccount(7);
    expect(actionsOf({ cms, okta: active, link: linkOf(cms, active, { baseState }) }, context)).toEqual(['suspend']);
    const invited = oktaAccount(7, { detail: 'PROVISIONED' });
    expect(actionsOf({ cms, okta: invited, link: linkOf(cms, invited, { baseState }) }, context)).toEqual([
      'deactivate',
    ]);
    const staged = oktaAccount(7, { state: 'staged', detail: null });
    expect(actionsOf({ cms, okta: staged, link: linkOf(cms, staged, { baseState }) }, context)).toEqual(['deactivate']);
  });

  it('switches on again only what the site switched off, first the state and then the fields', () => {
    const cms = cmsAccount(7, { attributes: { field_department: 'Sales' } });
    const okta = oktaAccount(7, { state: 'deactivated', detail: null });
    const plan = planPair(pairOf({ cms, okta, link: linkOf(cms, okta, { stoppedBy: 'cms' }) }), contextOf());
    expect(plan.items.map((item) => item.action)).toEqual(['activate', 'update']);
    expect(plan.items[1]?.needs).toEqual([plan.items[0]?.id]);
    const byOkta = planPair(pairOf({ cms, okta, link: linkOf(cms, okta, { stoppedBy: null }) }), contextOf());
    expect(byOkta.items).toEqual([]);
    expect(byOkta.aside).toMatchObject({ why: 'differs', code: 'wrong_state' });
  });

  it('deactivates, or holds back a delete, when the account is gone from the site', () => {
    const [cms, okta] = [cmsAccount(7), oktaAccount(7)];
    const pair = { okta, link: linkOf(cms, okta), gone: { cms: true, okta: false } };
    expect(actionsOf(pair)).toEqual(['deactivate']);
    expect(actionsOf(pair, contextOf({ connection: connectionOf({ onCmsDelete: 'deleteHeld' }) }))).toEqual(['delete']);
    expect(actionsOf(pair, contextOf({ connection: connectionOf({ onCmsDelete: 'nothing' }) }))).toEqual([]);
  });

  it('leaves alone who is gone from the site where the link is frozen or the name left out', () => {
    const [cms, okta] = [cmsAccount(7), oktaAccount(7)];
    const gone = { cms: true, okta: false };
    expect(actionsOf({ okta, link: linkOf(cms, okta, { frozen: true }), gone })).toEqual([]);
    const scope = { ...connectionOf().scope, exclude: ['USER7@harbor.example'] };
    const context = contextOf({ connection: connectionOf({ scope }) });
    expect(actionsOf({ okta, link: linkOf(cms, okta), gone }, context)).toEqual([]);
  });

  it('leaves an Okta value alone that the site never had', () => {
    const cms = cmsAccount(7, { attributes: { field_department: '' } });
    const okta = oktaAccount(7, { attributes: { department: 'Sales' } });
    const link = linkOf(cms, okta, { base: { login: okta.login, email: okta.email, department: null } });
    expect(actionsOf({ cms, okta, link })).toEqual([]);
  });

  it('sends an invited user the mail again when asked, and tells it', () => {
    const cms = cmsAccount(7);
    const okta = oktaAccount(7, { detail: 'PROVISIONED' });
    const context = contextOf({ operations: ['invite'] });
    const [item] = planPair(pairOf({ cms, okta, link: linkOf(cms, okta), named: true }), context).items;
    expect(item).toMatchObject({ action: 'invite', effects: ['oktaMail'], after: { state: 'active' } });
  });

  it('activates from the badge only whom the site does not block', () => {
    const okta = oktaAccount(7, { state: 'staged', detail: null });
    const context = contextOf({ operations: ['activate'] });
    const cms = cmsAccount(7);
    expect(actionsOf({ cms, okta, link: linkOf(cms, okta), named: true }, context)).toEqual(['activate']);
    const blocked = cmsAccount(7, { state: 'deactivated' });
    expect(actionsOf({ cms: blocked, okta, link: linkOf(blocked, okta), named: true }, context)).toEqual([]);
  });
});

describe('planPairs', () => {
  it('does not depend on the order of the pairs', () => {
    fc.assert(
      fc.property(anyPairs, fc.infiniteStream(fc.nat()), (pairs, salt) => {
        const shuffled = pairs
          .map((pair) => ({ pair, rank: salt.next().value ?? 0 }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ pair }) => pair);
        expect(planPairs(shuffled, contextOf()).items).toEqual(planPairs(pairs, contextOf()).items);
      }),
    );
  });

  it('gives every removal one of the reasons for a removal', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const removals = planPairs(pairs, contextOf()).items.filter((item) =>
          ['suspend', 'deactivate', 'delete'].includes(item.action),
        );
        for (const item of removals) {
          expect(['filtered', 'leftGroup', 'deactivatedAtSource', 'goneAtSource', 'asked']).toContain(item.reason);
        }
      }),
    );
  });

  it('takes access only from whom Rollcall has linked, or whom a person named', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const linked = new Set(pairs.flatMap((pair) => (pair.link || pair.named ? [pair.okta?.ref.id] : [])));
        const removals = planPairs(pairs, contextOf()).items.filter((item) =>
          ['suspend', 'deactivate', 'delete'].includes(item.action),
        );
        for (const item of removals) expect(linked).toContain(item.subject.okta?.id);
      }),
    );
  });

  it('puts what an item needs before it', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const { items } = planPairs(pairs, contextOf());
        const places = new Map(items.map((item) => [item.id, item.seq]));
        for (const item of items) for (const need of item.needs) expect(places.get(need)).toBeLessThan(item.seq);
      }),
    );
  });

  it('gives every item an id of its own', () => {
    fc.assert(
      fc.property(anyPairs, (pairs) => {
        const ids = planPairs(pairs, contextOf()).items.map((item) => item.id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });
});
