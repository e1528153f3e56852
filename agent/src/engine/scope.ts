import { SyncError } from '@rollcall/shared';
import type { Account, AccountRow, Attrs, Connection, Problem, State } from '@rollcall/shared';

import { compiled } from '../expression/compile.ts';
import type { Expression, Input, Read } from '../expression/expression.ts';
import { sourceValues } from './map.ts';
import type { Pair } from './match.ts';
import { namesAccount } from './named.ts';
import { excluded, leave } from './plan-aside.ts';
import type { PairPlan } from './plan-aside.ts';

/** Why a connection leaves somebody alone. `undecided` is nobody's decision: nothing is written, and a person is told. */
export interface Outside {
  why: 'excluded' | 'protected' | 'undecided';
  problem: Problem;
}

/** What the connection's filter says of a user. */
export interface Filtered {
  outcome: 'in' | 'out' | 'undecided';
  /** Why nobody can tell; null when it was decided. */
  problem: Problem | null;
  /** What the filter has read, by its names in the expression; what was not there is null. */
  values: Attrs;
}

/** Why a connection leaves an account of the site alone; null when it does not. Pure. */
export function whyOutside(cms: Account, pair: Pair, connection: Connection): Outside | null {
  const { groups, skipProtected } = connection.scope;
  if (isExcluded([cms.login, cms.email, cms.handle, cms.ref.id], connection)) {
    return { why: 'excluded', problem: excluded(byName) };
  }
  if (groups.length > 0 && !groups.some((group) => cms.groups?.includes(group))) {
    return { why: 'excluded', problem: excluded('Left out: has none of the roles that the connection covers.') };
  }
  const byFilter = outsideFilter({ cms, okta: pair.okta }, connection);
  if (byFilter) return byFilter;
  // A person may still sync such an account by naming it; what could lock somebody out is refused by the guard.
  if (skipProtected && !pair.named && !pair.link) {
    const reason = cms.guarded.includes('ownAccount') ? ownText : cms.guarded.includes('root') ? rootText : null;
    if (reason) return { why: 'protected', problem: new SyncError('protected', reason).problem };
  }
  return null;
}

/** Why a connection makes no account on the site for an Okta user that has none; null when it may. Pure. */
export function whyOutsideNew(okta: Account, connection: Connection): Outside | null {
  if (isExcluded([okta.login, okta.email, okta.ref.id], connection)) {
    return { why: 'excluded', problem: excluded(byName) };
  }
  if (connection.scope.groups.length > 0) {
    const text = 'Left out: a new account has none of the roles that the connection covers.';
    return { why: 'excluded', problem: excluded(text) };
  }
  return outsideFilter({ cms: null, okta }, connection);
}

/**
 * Somebody whose account of the site is gone can't be asked about any more: who was left out by the filter when last seen
 * stays left out. Pure.
 */
export function outsideWhenGone(pair: Pair, row: AccountRow | undefined, connection: Connection): PairPlan | null {
  const kind = row?.note?.kind;
  if (connection.scope.filter === null || pair.cms || pair.named) return null;
  if (kind !== 'excluded' && kind !== 'undecided') return null;
  const text = `Deleted on the site, and left alone since it was left out before: ${row?.note?.problem.detail ?? ''}`;
  return leave(pair, kind, excluded(text.trim()));
}

export function isExcluded(names: (string | null)[], { scope }: Connection): boolean {
  return namesAccount(scope.exclude, names);
}

export const byName = 'Left out by name in the connection’s settings.';

/** Nobody is taken out by anything but a clean false. Null where there is no filter. Pure. */
export function filterOutcome(
  accounts: { cms: Account | null; okta: Account | null },
  { scope }: Pick<Connection, 'scope'>,
): Filtered | null {
  return scope.filter === null ? null : outcomeOf(compiled(scope.filter, 'condition', ['site', 'okta']), accounts);
}

/** What a condition comes to for one user; groups are told only where it may test them. Pure. */
export function outcomeOf(
  filter: Expression,
  { cms, okta, isInGroup }: { cms: Account | null; okta: Account | null } & Pick<Input, 'isInGroup'>,
): Filtered {
  const input: Input = isInGroup ? { isInGroup } : {};
  if (cms) input.site = pick(filter.reads, 'site', (key) => siteValue(cms, key));
  if (okta) input.okta = pick(filter.reads, 'okta', (key) => oktaValue(okta, key));
  const result = filter.run(input);
  const values = Object.fromEntries(filter.reads.map(({ root, key, path }) => [path, input[root]?.[key] ?? null]));
  if (result.is === 'undecided') return { outcome: 'undecided', problem: result.problem, values };
  return { outcome: result.value === false ? 'out' : 'in', problem: null, values };
}

function outsideFilter(
  accounts: { cms: Account | null; okta: Account | null },
  connection: Connection,
): Outside | null {
  const filtered = filterOutcome(accounts, connection);
  if (filtered?.outcome === 'out')
    return { why: 'excluded', problem: excluded('Left out by the connection’s filter.') };
  if (filtered?.problem) {
    const { detail, next, field } = filtered.problem;
    const text = `The filter can’t decide, so nothing is written: ${detail}`;
    const options = { next, ...(field === null ? {} : { field }) };
    return { why: 'undecided', problem: new SyncError('undecided', text, options).problem };
  }
  return null;
}

type Value = Attrs[string] | undefined;

/** The values of one account that the filter reads; what the account does not have is left out. */
function pick(reads: readonly Read[], root: Read['root'], valueOf: (key: string) => Value): Attrs {
  const values: Attrs = {};
  for (const read of reads) {
    const value = read.root === root ? valueOf(read.key) : undefined;
    if (value !== undefined) values[read.key] = value;
  }
  return values;
}

function siteValue(account: Account, key: string): Value {
  switch (key) {
    case '@id':
      return account.ref.id;
    case '@state':
      return account.state;
    case '@roles':
      return account.groups ?? undefined;
    case '@created':
      return account.createdAt;
    case '@changed':
      return account.changedAt;
    default:
      return key.startsWith('@') ? sourceValues(account)[key] : attributeOf(account, key);
  }
}

const statuses: Record<State, string> = {
  staged: 'STAGED',
  active: 'ACTIVE',
  suspended: 'SUSPENDED',
  deactivated: 'DEPROVISIONED',
};

function oktaValue(account: Account, key: string): Value {
  if (!key.startsWith('@')) return attributeOf(account, key);
  // An account that only a SCIM request describes has no id, and nobody has asked Okta for its status.
  if (account.ref.id === '') return undefined;
  switch (key) {
    case '@id':
      return account.ref.id;
    case '@status':
      return account.detail ?? statuses[account.state];
    case '@created':
      return account.createdAt;
    case '@lastUpdated':
      return account.changedAt;
    default:
      return undefined;
  }
}

function attributeOf({ attributes }: Account, key: string): Value {
  return Object.hasOwn(attributes, key) ? attributes[key] : undefined;
}

const ownText = 'This is the account that Rollcall signs in with; it is left out unless you sync it by name.';
const rootText = 'This is the site’s first account; it is left out unless you sync it by name.';
