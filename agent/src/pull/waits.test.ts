import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readInbox } from '../engine/inbox.ts';
import type { Inbox } from '../engine/inbox.ts';
import { createPullWorld } from './pull.fixture.ts';
import type { PullWorld } from './pull.fixture.ts';

let world: PullWorld;
beforeEach(async () => {
  world = await createPullWorld();
});
afterEach(() => world.close());

async function inbox(): Promise<Inbox> {
  const { c1 } = world.store.data.connections;
  if (!c1) throw new Error('there is no connection');
  return readInbox({ store: world.store, plans: await world.engine.plans('c1') }, c1);
}
const undecidable = [{ when: null, set: {}, addRoles: ['${department}'], removeRoles: [] }];

describe('whom a pull could not decide waits in the inbox (A9, A15)', () => {
  it('as one line for each reason, with how many, a few of them and what to do', async () => {
    await world.settle({ rules: undecidable });
    for (let at = 0; at < 30; at += 1) world.person(`p${at}`, ['Writers'], { attributes: { department: 'Nowhere' } });
    const { plan } = await world.pull();
    const { pull, items } = await inbox();
    expect(items).toEqual([]);
    expect(pull).toMatchObject([{ count: 30, plan, problem: { code: 'undecided' } }]);
    expect(pull[0]?.examples).toHaveLength(5);
    expect(pull[0]?.problem.detail).toContain('"Nowhere"');
    expect(pull[0]?.problem.next).toContain('Try one of them');
  });

  it('of many reasons only some are told', async () => {
    await world.settle({ rules: undecidable });
    for (let at = 0; at < 30; at += 1) world.person(`p${at}`, ['Writers'], { attributes: { department: `N${at}` } });
    await world.pull();
    expect((await inbox()).pull).toHaveLength(20);
  });

  it('two users of Okta for one account are one line, however they are called', async () => {
    await world.settle();
    for (const name of ['ann', 'bea', 'cid', 'dan']) world.person(name, ['Writers']);
    for (const [login, mail] of [
      ['an2', 'ann'],
      ['be2', 'bea'],
    ] as const)
      world.person(login, ['Writers'], { attributes: { email: `${mail}@harbor.example` } });
    await world.pull();
    const { pull } = await inbox();
    expect(pull).toMatchObject([{ count: 4, problem: { code: 'ambiguous' } }]);
    expect(pull[0]?.examples.map(({ label }) => label)).toHaveLength(4);
  });

  it('leaves with the next pull that can decide, and not by a look or by naming somebody else', async () => {
    await world.settle({ rules: undecidable });
    world.person('ann', ['Writers'], { attributes: { department: 'Nowhere' } });
    world.person('bea', ['Writers'], { attributes: { department: 'author' } });
    await world.pull();
    expect((await inbox()).pull).toHaveLength(1);
    await world.settle();
    await world.pull({}, 'plan');
    await world.pull({ users: { kind: 'list', users: ['bea@harbor.example'] } });
    expect((await inbox()).pull).toHaveLength(1);
    await world.pull();
    expect((await inbox()).pull).toEqual([]);
  });

  it('a new mail waits with the plan that it is held in', async () => {
    await world.settle();
    const { ref } = world.person('ann', ['Writers']);
    await world.pull();
    world.okta.changeBehind(ref.id, { email: 'ann.lee@harbor.example' });
    const { plan } = await world.pull();
    expect((await inbox()).items).toMatchObject([{ kind: 'held', plan, user: { login: 'ann@harbor.example' } }]);
  });
});
