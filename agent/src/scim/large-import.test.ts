import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '@rollcall/shared';

import { asObject } from './filter-match.ts';
import { createSiteScim, oktaUser } from './scim.fixture.ts';
import type { ScimWorld } from './scim.fixture.ts';

let world: ScimWorld;
beforeEach(async () => {
  world = await createSiteScim();
});
afterEach(() => world.close());

async function seed(count: number): Promise<string[]> {
  const numbers = Array.from({ length: count }, (_each, number) => number);
  const seeds = numbers.map((number) => {
    const name = `user${String(number).padStart(5, '0')}`;
    return { attributes: { name, mail: `${name}@harbor.example` }, state: 'active' as const };
  });
  const users = world.cms.seed(seeds);
  const { triggers } = world.agent.services;
  await triggers.beat();
  await triggers.settled();
  return users.map(({ ref }) => ref.id);
}

function idsIn(resources: Json | undefined): string[] {
  return (Array.isArray(resources) ? resources : []).map((each) => {
    const id = asObject(each)?.['id'];
    return typeof id === 'string' ? id : '';
  });
}

/** Reads all pages as Okta's import does, and answers the ids in their order. */
async function importAll(count: number, between: (page: number, seen: readonly string[]) => Promise<void>) {
  const seen: string[] = [];
  for (let [startIndex, total, page] = [1, 1, 0]; startIndex <= total; startIndex += count, page += 1) {
    const query = `attributes=userName&startIndex=${startIndex}&count=${count}`;
    const { status, body } = await world.scim('GET', `/Users?${query}`);
    const { totalResults, Resources } = body;
    expect([status, body['startIndex']]).toEqual([200, startIndex]);
    total = typeof totalResults === 'number' ? totalResults : 0;
    seen.push(...idsIn(Resources));
    await between(page, seen);
    world.pass(60_000);
  }
  return seen;
}

/** Whoever was there all the time, and how often each was listed. */
function timesOf(seen: readonly string[], users: readonly string[]): Map<string, number> {
  const times = new Map(users.map((id) => [id, 0]));
  for (const id of seen) if (times.has(id)) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}
const wrongOf = (times: ReadonlyMap<string, number>) => [...times].filter(([, count]) => count !== 1);

describe('an import of 10,000 users by pages', () => {
  it('lists everybody once while others are made, removed and brought back', async () => {
    const users = await seed(10_000);
    const gone = new Set<string>();
    const made: string[] = [];
    const seen = await importAll(100, async (page) => {
      if (page % 5 === 2) {
        const id = users[page * 37] ?? '';
        gone.add(id);
        expect((await world.scim('DELETE', `/Users/${id}`)).status).toBe(204);
      }
      if (page % 5 === 4) made.push((await world.scim('POST', '/Users', { body: oktaUser(`new${page}`) })).id);
    });
    expect(gone.size).toBe(20);
    const stayed = users.filter((id) => !gone.has(id));
    expect(wrongOf(timesOf(seen, stayed))).toEqual([]);
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(made.slice(0, -1)));
  }, 60_000);
});

describe('a page by index', () => {
  it('that is asked for again is the same, and one that follows on no other counts from the first', async () => {
    const users = await seed(30);
    const page = async (startIndex: number) => {
      const { body } = await world.scim('GET', `/Users?attributes=userName&count=10&startIndex=${startIndex}`);
      return { total: body['totalResults'], ids: idsIn(body['Resources']) };
    };
    const order = [...(await page(1)).ids, ...(await page(11)).ids, ...(await page(21)).ids];
    expect(order.toSorted()).toEqual(users.toSorted());
    await page(1);
    await world.scim('DELETE', `/Users/${order[3]}`);
    // The user at whom the former page ended is gone as well.
    await world.scim('DELETE', `/Users/${order[9]}`);
    expect(await page(11)).toEqual({ total: 30, ids: order.slice(10, 20) });
    expect(await page(11)).toEqual({ total: 30, ids: order.slice(10, 20) });
    expect(await page(21)).toEqual({ total: 30, ids: order.slice(20) });
    expect(await page(1)).toMatchObject({ total: 28 });
    expect(await page(6)).toMatchObject({
      total: 28,
      ids: order.filter((_id, at) => at !== 3 && at !== 9).slice(5, 15),
    });
    world.pass(3_600_000);
    expect(await page(21)).toMatchObject({ total: 28, ids: order.slice(22) });
  });
});
