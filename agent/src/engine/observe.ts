import { SyncError } from '@rollcall/shared';
import type { Account, Connection, Link, Observation, Scope, Side } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { otherSide, writesTo } from './direction.ts';
import { matchKey } from './match.ts';
import { noGroups, observeGroups } from './observe-groups.ts';
import type { KnownGroups } from './observe-groups.ts';
import { isShrunken } from './sweep.ts';
import { inTurns } from './turns.ts';
import { getOrNull } from './read-accounts.ts';

/** Both directories of a connection. */
export type Sides = Record<Side, Directory>;

/** What a run has read of both sides. */
export interface Observed {
  cms: Account[];
  okta: Account[];
  observation: Record<Side, Observation>;
  /** Ids of linked accounts that their directory no longer has. */
  gone: Record<Side, Set<string>>;
  /** Ids of CMS accounts whose partner was asked for by itself; empty for a run over all. */
  named: Set<string>;
  /** Ids of Okta accounts that were asked for and whom the site does not have. */
  alone: Set<string>;
  /** Where the next look for changes begins on each side; null where there was none. */
  watermark: Record<Side, string | null>;
  /** The mapped groups, where any account was read. */
  groups: KnownGroups;
  /** Names that no CMS account answers to. */
  unknown: string[];
}

export interface ObserveInput {
  sides: Sides;
  connection: Connection;
  links: readonly Link[];
  signal: AbortSignal;
  now: () => number;
  progress: (read: number) => void;
  /** Ids that one complete listing before this one already did not show. */
  missedBefore: ReadonlySet<string>;
  /** Size of the last complete listing; null when there was none. */
  lastCount: Record<Side, number | null>;
  /** Where the last look for changes ended on each side; null when there was none. */
  watermark: Record<Side, string | null>;
}

/** Reads what the scope names. A listing that ends early, or is much smaller than the last, throws and proves nothing. */
export async function observe(scope: Scope, input: ObserveInput): Promise<Observed> {
  const observed = await observeAccounts(scope, input);
  const { sides, connection, signal } = input;
  const everybody = scope.kind === 'all';
  return { ...observed, groups: await observeGroups(observed, { sides, connection, signal, everybody }) };
}

function observeAccounts(scope: Scope, input: ObserveInput): Promise<Observed> {
  if (scope.kind === 'accounts') return observeNamed(scope.side, scope.ids, input);
  return scope.kind === 'changed' ? observeChanged(input) : observeAll(input);
}

async function observeAll(input: ObserveInput): Promise<Observed> {
  const { sides, links } = input;
  const read = { cms: 0, okta: 0 };
  const listSide = async (side: Side): Promise<Account[]> => {
    const accounts: Account[] = [];
    for await (const page of sides[side].list({ signal: input.signal })) {
      accounts.push(...page.accounts);
      read[side] = accounts.length;
      input.progress(read.cms + read.okta);
    }
    refuseShrunken(side, accounts.length, input);
    return accounts;
  };
  const [cms, okta] = await Promise.all([listSide('cms'), listSide('okta')]);
  const [cmsAbsent, oktaAbsent] = await Promise.all([
    settleAbsent(
      sides.cms,
      cms,
      links.map((link) => link.cms.id).filter((id) => input.missedBefore.has(id)),
      input,
    ),
    settleAbsent(
      sides.okta,
      okta,
      links.map((link) => link.okta.id),
      input,
    ),
  ]);
  const at = new Date(input.now()).toISOString();
  const seen = (accounts: Account[]) => ({ at, count: accounts.length, complete: true, serverClockSkewMs: 0 });
  return {
    cms,
    okta,
    observation: { cms: seen(cms), okta: seen(okta) },
    gone: { cms: cmsAbsent, okta: oktaAbsent },
    named: new Set(),
    alone: new Set(),
    groups: noGroups,
    unknown: [],
    watermark: { cms: null, okta: null },
  };
}

function refuseShrunken(side: Side, count: number, { lastCount, connection, sides }: ObserveInput): void {
  const before = lastCount[side];
  if (!isShrunken(count, before, connection)) return;
  throw new SyncError(
    'shrunken',
    `${sides[side].kind} listed ${count} accounts, ${before} the time before. Nothing is concluded from so short a list.`,
  );
}

/**
 * Asks for each linked account that a listing did not show. Found after all: it joins the listing, which may lag.
 * `not_found`: it is gone.
 */
async function settleAbsent(
  directory: Directory,
  listed: Account[],
  wanted: string[],
  input: ObserveInput,
): Promise<Set<string>> {
  const ids = new Set<string>();
  await inTurns(listed, (account) => void ids.add(account.ref.id));
  const gone = new Set<string>();
  for (const id of wanted) {
    if (ids.has(id)) continue;
    const account = await getOrNull(directory, id, { signal: input.signal });
    if (account) listed.push(account);
    else gone.add(id);
  }
  return gone;
}

/**
 * What each side from which something is taken says has changed since the last look, each with its partner. A deletion
 * leaves no trace to find here.
 */
async function observeChanged(input: ObserveInput): Promise<Observed> {
  const observed = nothingSeen(input);
  for (const side of ['cms', 'okta'] as const) {
    if (!writesTo(input.connection, otherSide(side))) continue;
    const directory = input.sides[side];
    if (!directory.changesSince) {
      throw new SyncError('unsupported', `${directory.kind} can’t tell what changed; run over all users instead.`, {
        scope: 'run',
      });
    }
    const { accounts, watermark } = await directory.changesSince(input.watermark[side], { signal: input.signal });
    observed.watermark[side] = watermark;
    for (const account of accounts) {
      await observeOne(side, account, observed, input);
      input.progress(observed.cms.length + observed.okta.length);
    }
  }
  return observed;
}

async function observeNamed(side: Side, names: string[], input: ObserveInput): Promise<Observed> {
  const { sides, links } = input;
  const observed = nothingSeen(input);
  for (const name of names) {
    const accounts = await resolve(sides[side], name, input.signal);
    if (accounts.length === 0) observed.unknown.push(name);
    for (const account of accounts) await observeOne(side, account, observed, input);
    input.progress(observed.cms.length + observed.okta.length);
  }
  if (side === 'cms') await observeGoneLinks(observed, links, input);
  return observed;
}

async function observeOne(side: Side, account: Account, observed: Observed, input: ObserveInput): Promise<void> {
  const { sides, links, connection, signal } = input;
  const other = otherSide(side);
  if (observed[side].some((each) => each.ref.id === account.ref.id)) return;
  observed[side].push(account);
  const link = links.find((each) => each[side].id === account.ref.id);
  if (side === 'cms') observed.named.add(account.ref.id);
  if (link) {
    if (side === 'okta') observed.named.add(link.cms.id);
    const partner = await getOrNull(sides[other], link[other].id, { signal });
    if (partner) add(observed[other], partner);
    // That the site deleted somebody takes a complete listing as well.
    else if (side === 'cms' || input.missedBefore.has(link.cms.id)) observed.gone[other].add(link[other].id);
    return;
  }
  const key = matchKey(account, side === 'cms' ? connection.match.cms : connection.match.okta);
  if (key === null) return;
  const partners = await findByKey(
    sides[other],
    other === 'okta' ? connection.match.okta : connection.match.cms,
    key,
    signal,
  );
  for (const partner of partners) add(observed[other], partner);
  if (side === 'cms') return;
  for (const partner of partners) observed.named.add(partner.ref.id);
  if (partners.length === 0) observed.alone.add(account.ref.id);
}

function add(accounts: Account[], account: Account): void {
  if (!accounts.some((each) => each.ref.id === account.ref.id)) accounts.push(account);
}

/** A named id that only a link knows: a complete listing has missed the CMS account before, and now it is not found. */
async function observeGoneLinks(observed: Observed, links: readonly Link[], input: ObserveInput): Promise<void> {
  for (const name of observed.unknown) {
    const link = links.find((each) => each.cms.id === name);
    if (!link || !input.missedBefore.has(name)) continue;
    observed.unknown = observed.unknown.filter((each) => each !== name);
    observed.gone.cms.add(link.cms.id);
    const okta = await getOrNull(input.sides.okta, link.okta.id, { signal: input.signal });
    if (okta) observed.okta.push(okta);
  }
}

/** Accounts that a person may have meant: by id, page number, login or mail, in this order. */
async function resolve(directory: Directory, name: string, signal: AbortSignal): Promise<Account[]> {
  if (/^\d+$/.test(name)) {
    const byHandle = await directory.find({ handle: name }, { signal });
    if (byHandle.length > 0) return byHandle;
  }
  const byLogin = await directory.find({ login: name }, { signal });
  if (byLogin.length > 0) return byLogin;
  if (name.includes('@')) {
    const byEmail = await directory.find({ email: name }, { signal });
    if (byEmail.length > 0) return byEmail;
  }
  const byId = await getOrNull(directory, name, { signal });
  return byId ? [byId] : [];
}

function findByKey(directory: Directory, attribute: string, key: string, signal: AbortSignal): Promise<Account[]> {
  const isEmail = attribute === '@email' || attribute === directory.fields.email;
  const isLogin = attribute === '@login' || attribute === directory.fields.login;
  return directory.find(isEmail && !isLogin ? { email: key } : { login: key }, { signal });
}

/** What a run has seen before it has read anything. */
export function nothingSeen(input: Pick<ObserveInput, 'now'>): Observed {
  return {
    cms: [],
    okta: [],
    observation: { cms: partial(input), okta: partial(input) },
    gone: { cms: new Set(), okta: new Set() },
    named: new Set(),
    alone: new Set(),
    groups: noGroups,
    unknown: [],
    watermark: { cms: null, okta: null },
  };
}

function partial({ now }: Pick<ObserveInput, 'now'>): Observation {
  return { at: new Date(now()).toISOString(), count: 0, complete: false, serverClockSkewMs: 0 };
}
