import type { Account, Connection, Link, Problem } from '@rollcall/shared';
import { SyncError } from '@rollcall/shared';

import { MultiMap } from '../store/multi-map.ts';
import { inTurns } from './turns.ts';

/** A CMS account, its Okta account where there is one, and how they were brought together. */
export interface Pair {
  cms: Account | null;
  okta: Account | null;
  link: Link | null;
  /** The Okta account was found by the rule and is not linked yet. */
  found: boolean;
  /** A linked account that its directory no longer has: told by `get`, or by two complete listings and `get`. */
  gone: { cms: boolean; okta: boolean };
  /** Why the two could not be brought together. */
  problem: Problem | null;
  /** A person named this account. */
  named: boolean;
}

/** What is said of an account that is written from another connection. */
export function linkedElsewhere(): SyncError {
  return new SyncError('linked_elsewhere', 'Another connection of this agent already syncs this account.');
}

/** A pair before anything is known of it. */
export const nobody: Pair = {
  cms: null,
  okta: null,
  link: null,
  found: false,
  gone: { cms: false, okta: false },
  problem: null,
  named: false,
};

export interface MatchInput {
  connection: Connection;
  cms: readonly Account[];
  okta: readonly Account[];
  links: readonly Link[];
  gone: { cms: ReadonlySet<string>; okta: ReadonlySet<string> };
  /** Ids of CMS accounts that a person named. */
  named: ReadonlySet<string>;
  /** Okta accounts that may be told although the site has none for them: ids that a person named, or all. */
  alone: ReadonlySet<string> | 'all';
  /** CMS ids that a connection other than this one has linked. */
  elsewhere: ReadonlySet<string>;
}

/**
 * Brings accounts of both sides together: the stored link first, else the connection's rule, ignoring case. An Okta
 * account that two CMS accounts claim, or that is linked already, is told as a problem and touched for neither. An Okta
 * account without a CMS partner is in the answer only where `alone` names it, and is never written. Pure.
 */
export async function matchAccounts(input: MatchInput): Promise<Pair[]> {
  const { connection } = input;
  const oktaById = await byKey(input.okta, (account) => account.ref.id);
  const linkByCms = await byKey(input.links, (link) => link.cms.id);
  const linkedOkta = await byKey(input.links, (link) => link.okta.id);
  const oktaByKey = await groupByKey(input.okta, (account) => matchKey(account, connection.match.okta));
  const claims = await groupByKey(input.cms, (account) =>
    linkByCms.has(account.ref.id) ? null : matchKey(account, connection.match.cms),
  );

  const pairOf = (account: Account): Pair => {
    const named = input.named.has(account.ref.id);
    const blank = { ...nobody, cms: account, named };
    const link = linkByCms.get(account.ref.id);
    if (link) {
      const gone = { cms: false, okta: input.gone.okta.has(link.okta.id) };
      return { ...blank, link, okta: oktaById.get(link.okta.id) ?? null, gone };
    }
    if (input.elsewhere.has(account.ref.id)) {
      return { ...blank, problem: linkedElsewhere().problem };
    }
    const key = matchKey(account, connection.match.cms);
    if (key === null) return blank;
    const candidates = oktaByKey.get(key);
    const problem = claimProblem(account, { candidates, rivals: claims.get(key), linkedOkta });
    const [only] = candidates;
    return problem || !only ? { ...blank, problem } : { ...blank, okta: only, found: true };
  };

  const orphanOf = (link: Link): Pair => {
    const gone = { cms: true, okta: input.gone.okta.has(link.okta.id) };
    const okta = oktaById.get(link.okta.id) ?? null;
    return { ...nobody, okta, link, gone, named: input.named.has(link.cms.id) };
  };
  const pairs: Pair[] = [];
  const listed = new Set<string>();
  await inTurns(input.cms, (account) => {
    pairs.push(pairOf(account));
    listed.add(account.ref.id);
  });
  await inTurns(input.links, (link) => {
    if (input.gone.cms.has(link.cms.id) && !listed.has(link.cms.id)) pairs.push(orphanOf(link));
  });
  pairs.push(...(await alonePairs(input, linkedOkta)));
  return pairs;
}

/** Okta accounts that neither a link nor the rule brings to an account of the site. */
async function alonePairs({ connection, alone, okta, cms }: MatchInput, linked: Map<string, Link>): Promise<Pair[]> {
  const pairs: Pair[] = [];
  if (alone !== 'all' && alone.size === 0) return pairs;
  const keys = new Set<string | null>([null]);
  await inTurns(cms, (account) => void keys.add(matchKey(account, connection.match.cms)));
  await inTurns(okta, (account) => {
    const isWanted = alone === 'all' || alone.has(account.ref.id);
    const key = matchKey(account, connection.match.okta);
    if (!isWanted || linked.has(account.ref.id) || keys.has(key)) return;
    const named = alone !== 'all';
    pairs.push({ ...nobody, okta: account, named });
  });
  return pairs;
}

/** The value by which the rule compares an account: `@login` and `@email` are what the directory calls so. */
export function matchKey(account: Account, attribute: string): string | null {
  const value =
    attribute === '@email' ? account.email : attribute === '@login' ? account.login : account.attributes[attribute];
  return typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : null;
}

function claimProblem(
  account: Account,
  claim: { candidates: Account[]; rivals: Account[]; linkedOkta: Map<string, Link> },
): Problem | null {
  const { candidates, rivals, linkedOkta } = claim;
  if (rivals.length > 1) {
    const names = rivals.map((rival) => rival.login).join(', ');
    return new SyncError('ambiguous', `${names} on the site all match one Okta login.`).problem;
  }
  if (candidates.length > 1) {
    return new SyncError('ambiguous', `${candidates.length} Okta users match ${account.login}.`).problem;
  }
  const [only] = candidates;
  if (only && linkedOkta.has(only.ref.id)) {
    return new SyncError('conflict', `The Okta user ${only.login} is already linked to another account of the site.`, {
      field: 'login',
    }).problem;
  }
  return null;
}

async function byKey<T>(values: readonly T[], keyOf: (value: T) => string): Promise<Map<string, T>> {
  const found = new Map<string, T>();
  await inTurns(values, (value) => void found.set(keyOf(value), value));
  return found;
}

async function groupByKey(
  accounts: readonly Account[],
  keyOf: (account: Account) => string | null,
): Promise<MultiMap<Account>> {
  const groups = new MultiMap<Account>();
  await inTurns(accounts, (account) => {
    const key = keyOf(account);
    if (key !== null) groups.add(key, account);
  });
  return groups;
}
