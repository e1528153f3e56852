import { guardItems } from '@rollcall/agent/engine/guard';
import { identityOf } from '@rollcall/agent/engine/map';
import { planPairs } from '@rollcall/agent/engine/plan';
import type { Pair } from '@rollcall/agent/engine/match';
import {
  cmsAccount,
  connectionOf,
  contextOf,
  linkOf,
  oktaAccount,
  pairOf,
} from '@rollcall/agent/engine/sample.fixture';
import { type BenchRow, median, ms } from './row.ts';

const runs = 5;
const okta = { page: 200, pageMs: 350 };

/** What it takes to plan and guard everybody, beside parsing the same accounts from JSON. */
export async function benchEngine({ people }: { people: number }): Promise<BenchRow[]> {
  const pairs = Array.from({ length: people }, (_, index) => pair(index + 1));
  const text = JSON.stringify(pairs.map(({ cms, okta: partner }) => [cms, partner]));
  const own: number[] = [];
  const limit: number[] = [];
  let planned = 0;
  for (let run = 0; run < runs; run += 1) {
    globalThis.gc?.();
    limit.push(cpuOf(() => JSON.parse(text)));
    globalThis.gc?.();
    own.push(cpuOf(() => (planned = plan(pairs))));
  }
  const [time, least] = [median(own), median(limit)];
  const listing = (people / okta.page) * okta.pageMs;
  return [
    {
      id: 'engine',
      goal: `plan and guard ${people.toLocaleString('en')} pairs in 1 % of the time in which Okta lists them`,
      limit: `JSON.parse of them, ${ms(least)}`,
      measured: `${ms(time)} for ${planned.toLocaleString('en')} items; listing ${ms(listing)}`,
      ratio: time / least,
      ok: time <= listing / 100,
    },
  ];
}

/** Of a hundred people, ninety-seven agree, one is new, one changed and one was blocked. */
function pair(number: number): Pair {
  const cms = cmsAccount(number);
  const partner = oktaAccount(number);
  switch (number % 100) {
    case 0:
      return pairOf({ cms });
    case 1:
      return pairOf({
        cms: { ...cms, attributes: { ...cms.attributes, field_department: 'Sales' } },
        okta: partner,
        link: linkOf(cms, partner),
      });
    case 2:
      return pairOf({ cms: { ...cms, state: 'deactivated' }, okta: partner, link: linkOf(cms, partner) });
    default:
      return pairOf({ cms, okta: partner, link: linkOf(cms, partner) });
  }
}

function plan(pairs: readonly Pair[]): number {
  const connection = connectionOf();
  const context = contextOf({ connection });
  const { items } = planPairs(pairs, context);
  const seen = { at: new Date().toISOString(), count: pairs.length, complete: true, serverClockSkewMs: 0 };
  const observed = { cms: seen, okta: seen };
  const rest = {
    connection,
    trigger: 'cli' as const,
    named: false,
    linked: pairs.length,
    observed,
    identity: identityOf(context),
    guarded: new Map(),
  };
  return guardItems({ items, ...rest }).items.length;
}

/** Milliseconds of processor time. */
function cpuOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
