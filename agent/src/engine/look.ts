import { SyncError } from '@rollcall/shared';
import type { Account, Action, Connection, Link, Operation } from '@rollcall/shared';

import type { EngineDeps } from './deps.ts';
import { matchAccounts } from './match.ts';
import type { Pair } from './match.ts';
import { observe } from './observe.ts';
import type { Sides } from './observe.ts';
import type { PairPlan } from './plan-aside.ts';
import { planPair } from './plan-pair.ts';

export interface Looked {
  pair: Pair;
  cms: Account;
  /** What a run that nobody named the user for would do. */
  plan: PairPlan;
}

export interface LookInput {
  connection: Connection;
  sides: Sides;
  /** Page number, login, mail or id of one account of the site. */
  name: string;
  ticks: readonly Operation[];
}

const everything: readonly Action[] = [];

/** Reads one user on both sides and says what would be done, without saving anything. Throws `not_found`, `ambiguous`. */
export async function lookAt(
  deps: Pick<EngineDeps, 'store' | 'now'>,
  { connection, sides, name, ticks }: LookInput,
): Promise<Looked> {
  const links: Link[] = [];
  for (const [, link] of deps.store.walk('links')) if (link.connection === connection.id) links.push(link);
  const observed = await observe(
    { kind: 'accounts', side: 'cms', ids: [name] },
    {
      sides,
      connection,
      links,
      signal: AbortSignal.timeout(readTime),
      now: deps.now,
      missedBefore: new Set(),
      lastCount: { cms: null, okta: null },
      watermark: { cms: null, okta: null },
      progress: () => {},
    },
  );
  const [cms, other] = observed.cms;
  if (!cms) throw new SyncError('not_found', `The site has no account "${name}".`);
  if (other) throw new SyncError('ambiguous', `"${name}" means more than one account of the site.`);
  const elsewhere = new Set(
    deps.store.links.all(cms.ref).some((link) => link.connection !== connection.id) ? [cms.ref.id] : [],
  );
  const pairs = await matchAccounts({ connection, links, ...observed, named: new Set(), elsewhere });
  const pair = pairs.find((each) => each.cms?.ref.id === cms.ref.id);
  if (!pair) throw new SyncError('internal', 'An account that was read has no pair.');
  const plan = planPair(pair, {
    connection,
    ...sides,
    trigger: 'manual',
    listed: { cms: false, okta: false },
    groups: observed.groups,
    operations: everything,
    ticks,
    absenceProven: true,
  });
  return { pair, cms, plan };
}

/** How long both sides may take for one user, in milliseconds. */
const readTime = 25_000;
