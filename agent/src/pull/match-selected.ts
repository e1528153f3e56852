import { SyncError } from '@rollcall/shared';
import type { Account, Link, Problem } from '@rollcall/shared';

import { linkedElsewhere, nobody } from '../engine/match.ts';
import type { Pair } from '../engine/match.ts';
import { MultiMap } from '../store/multi-map.ts';
import { pulled } from './pulled.ts';

interface MatchInput {
  selected: readonly Account[];
  cms: readonly Account[];
  /** The connection's links between its present places. */
  links: readonly Link[];
  /** CMS ids that another connection has linked. */
  elsewhere: ReadonlySet<string>;
}

/**
 * The site's account of each selected user: the linked one, else the one with that mail, else the one with that user name,
 * ignoring case. Two users who claim one account, or an account that is somebody else's, are told and touched for neither.
 * Pure.
 */
export function* matchSelected(input: MatchInput): Generator<Pair> {
  const { selected, cms, links } = input;
  const linkByOkta = new Map(links.map((link) => [link.okta.id, link]));
  const strangers = selected.filter(({ ref }) => !linkByOkta.has(ref.id));
  const met = new Map(withoutRivals(matchStrangers(strangers, input)).map((pair) => [pair.okta?.ref.id, pair]));
  const byId = new Map(cms.map((account) => [account.ref.id, account]));
  for (const okta of selected) {
    const link = linkByOkta.get(okta.ref.id) ?? null;
    const account = byId.get(link?.cms.id ?? '') ?? null;
    const gone = { cms: account === null, okta: false };
    yield met.get(okta.ref.id) ?? { ...nobody, okta, link, cms: account, gone };
  }
}

/** Users that are not linked. Once nearly everybody is, hardly anybody has to be looked for by a name. */
function matchStrangers(strangers: readonly Account[], { cms, links, elsewhere }: MatchInput): Pair[] {
  if (strangers.length === 0) return [];
  const linkByCms = new Map(links.map((link) => [link.cms.id, link]));
  const wanted = new Set(strangers.flatMap(namesOf));
  const byEmail = indexOf(cms, ({ email }) => email, wanted);
  const byLogin = indexOf(cms, ({ login }) => login, wanted);
  return strangers.map((okta): Pair => {
    const { [pulled.email]: email, [pulled.username]: username } = okta.attributes;
    const mailed = byEmail.get(keyOf(email) ?? '');
    const found = mailed.length > 0 ? mailed : byLogin.get(keyOf(username ?? email) ?? '');
    const [only] = found;
    if (!only) return { ...nobody, okta };
    const problem = whyNot(okta, found, { linkByCms, elsewhere });
    return { ...nobody, okta, cms: only, found: problem === null, problem };
  });
}

function whyNot(
  okta: Account,
  found: readonly Account[],
  { linkByCms, elsewhere }: { linkByCms: ReadonlyMap<string, Link>; elsewhere: ReadonlySet<string> },
): Problem | null {
  const [only] = found;
  if (!only) return null;
  if (found.length > 1) {
    return new SyncError('ambiguous', `${found.length} accounts of the site match ${okta.login}.`).problem;
  }
  if (elsewhere.has(only.ref.id)) return linkedElsewhere().problem;
  if (!linkByCms.has(only.ref.id)) return null;
  const text = `${only.login} on the site is already linked to another Okta user.`;
  return new SyncError('conflict', text, { field: 'login' }).problem;
}

/** Users who would share an account, one that is there or one that would be made. */
function withoutRivals(pairs: readonly Pair[]): Pair[] {
  const claims = new MultiMap<Pair>();
  for (const pair of pairs) for (const claim of claimsOf(pair)) claims.add(claim, pair);
  return pairs.map((pair) => {
    if (pair.problem) return pair;
    const rivals = claimsOf(pair).flatMap((claim) => claims.get(claim));
    const others = [...new Set(rivals)].filter((each) => each !== pair);
    if (others.length === 0) return pair;
    const names = [pair, ...others].map(({ okta }) => okta?.login ?? '').join(', ');
    const text = `${names} in Okta would share one account of the site.`;
    return { ...pair, found: false, problem: new SyncError('ambiguous', text).problem };
  });
}

function claimsOf({ cms, okta }: Pair): string[] {
  if (cms) return [`id ${cms.ref.id}`];
  const { [pulled.email]: email, [pulled.username]: username } = okta?.attributes ?? {};
  const keys = [keyOf(email), keyOf(username)];
  return [...(keys[0] ? [`mail ${keys[0]}`] : []), ...(keys[1] ? [`login ${keys[1]}`] : [])];
}

/** What an account of this user may be called on the site. */
function namesOf({ attributes: { [pulled.email]: email, [pulled.username]: username } }: Account): string[] {
  return [keyOf(email), keyOf(username)].filter((key) => key !== null);
}

/** Accounts by what `textOf` tells of them, as far as it is among `wanted`. */
function indexOf(
  accounts: readonly Account[],
  textOf: (account: Account) => string | null,
  wanted: ReadonlySet<string>,
): MultiMap<Account> {
  const index = new MultiMap<Account>();
  for (const account of accounts) {
    const key = keyOf(textOf(account));
    if (key !== null && wanted.has(key)) index.add(key, account);
  }
  return index;
}

function keyOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().toLowerCase() : null;
}
