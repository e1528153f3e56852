import { SyncError } from '@rollcall/shared';
import type {
  Account,
  Attrs,
  AttributeValue,
  DirectoryGroup,
  Problem,
  PullDefaults,
  PullSettings,
} from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import { groupsOf } from '../engine/apply-group.ts';
import { isOff } from '../engine/compare-state.ts';
import { inTurns } from '../engine/turns.ts';
import { judgeUser, userFilter } from './judge.ts';
import type { JudgedBy, Judgement } from './judge.ts';
import { seenByPull } from './lens.ts';
import type { Names } from './names.ts';
import { wantedRoles } from './plan-roles.ts';
import { findPeople } from './people.ts';
import type { Unmet } from './people.ts';

/** Why a linked account's Okta user is not selected. */
export type LeftBecause = 'gone' | 'deactivated' | 'leftGroups' | 'filtered' | 'undecided';

/** What was read of Okta. */
export interface Selection {
  /** Who is in scope, with what the site shall hold for them. */
  selected: Account[];
  /** Of whom nobody can tell whether they are in scope, or what the site shall hold. */
  undecided: { okta: Account; problem: Problem }[];
  /** Names of a list that mean nobody, or more than one. */
  unmet: Unmet[];
  /** Users that are linked and not selected, by their Okta id. */
  left: Map<string, { okta: Account | null; because: LeftBecause }>;
  read: number;
  groups: { group: DirectoryGroup; members: number }[];
}

export interface SelectInput {
  okta: Directory;
  settings: PullSettings;
  options: PullDefaults;
  names: Names;
  /** Okta ids of the users that the connection has linked. */
  linked: ReadonlySet<string>;
  /** Only who gets a role is in scope, since the site is another one than the pull’s own. */
  rolesOnly?: boolean;
  /** Names of the attributes that are needed to judge; all others are let go page by page. */
  keep: ReadonlySet<string>;
  /** Names of those that count once a user is selected. */
  kept: ReadonlySet<string>;
  /** Takes in the ids of who is in each group, where these are kept. */
  members?: Map<string, string[]>;
  signal: AbortSignal;
  progress: (read: number) => void;
}

interface Seen {
  account: Account;
  /** One bit for each group that is read. */
  groups: bigint;
}

interface Reading extends SelectInput, Pick<Selection, 'left' | 'unmet'> {
  seen: Map<string, Seen>;
}

/**
 * Reads who is in scope, each user once. Throws `missing_group` where a group can't be read, and everything else that a
 * listing throws: nobody is concluded to have left from what was not read whole.
 */
export async function select(input: SelectInput): Promise<Selection> {
  const seen = new Map<string, Seen>();
  const ids = [...input.names.groups.keys()];
  const left: Selection['left'] = new Map();
  const unmet: Unmet[] = [];
  const counts = await readUsers({ ...input, seen, left, unmet });
  const selection: Selection = {
    selected: [],
    undecided: [],
    unmet,
    left,
    read: seen.size,
    groups: [...input.names.groups.values()].flatMap((group) => {
      const members = counts.get(group.id);
      return members === undefined ? [] : [{ group, members }];
    }),
  };
  // Naming some people says nothing of the others.
  const others = input.options.users.kind === 'list' ? [] : [...input.linked];
  const missing = others.filter((id) => !seen.has(id) && !left.has(id));
  const judging = { selection, isWanted: userFilter(input.options), ...input };
  const lists = new Map<bigint, string[]>();
  await inTurns(seen, ([id, { account, groups }]) => {
    const within = lists.get(groups) ?? ids.filter((_id, index) => (groups >> BigInt(index)) & 1n).toSorted();
    lists.set(groups, within);
    judge(account, within, judging);
    // What was read is let go as soon as it is judged.
    seen.delete(id);
  });
  await lookForLeft(input, missing, selection);
  return selection;
}

interface Judging extends SelectInput, JudgedBy {
  selection: Selection;
}

/** Puts a user who is in scope where the user belongs. */
export function judge(account: Account, groups: readonly string[], judging: Judging): void {
  const { selection, linked, kept } = judging;
  const { id } = account.ref;
  const isLinked = linked.has(id);
  const judged = judgeUser(account, groups, isLinked, judging);
  const okta = judged.is === 'undecided' ? account : judged.okta;
  if (judged.is === 'undecided') selection.undecided.push({ okta, problem: judged.problem });
  const because = whyLeft(account, judged, judging);
  if (because === null) selection.selected.push(small(okta, kept));
  else if (isLinked) selection.left.set(id, { okta, because });
}

/** Why a user is not selected; null for one who is. */
function whyLeft({ ref, state }: Account, judged: Judgement, judging: Judging): LeftBecause | null {
  const { rolesOnly, settings, options, linked, isWanted } = judging;
  // A pull that is narrowed to some names says nothing of the others, whatever Okta says of them.
  if (judged.is === 'filtered' && !isWanted(judged.okta)) return 'filtered';
  if (judged.is === 'undecided' && options.userFilter !== null) return 'undecided';
  if (judged.is !== 'in') return isOff(state) ? 'deactivated' : judged.is;
  if (rolesOnly && wantedRoles(judged.okta).length === 0) return isOff(state) ? 'deactivated' : 'leftGroups';
  const hasOwnAction = settings.byReason.deactivated !== null && linked.has(ref.id);
  return hasOwnAction && isOff(state) ? 'deactivated' : null;
}

/** Answers how many are in each group that was read whole. */
function readUsers(input: Reading): Promise<Map<string, number>> {
  const { users } = input.options;
  if (users.kind === 'list') return readNamed(users.users, input);
  return input.names.scope === null ? readEverybody(input) : readScope(input);
}

/** More people than one page shows are looked for in the groups; fewer are each asked for theirs. */
const fewPeople = 200;

async function readNamed(names: readonly string[], input: Reading): Promise<Map<string, number>> {
  const { okta, signal, keep, seen, progress } = input;
  const { accounts, unmet } = await findPeople(names, { directory: okta, side: 'okta', signal });
  input.unmet.push(...unmet);
  for (const account of accounts) seen.set(account.ref.id, { account: small(account, keep), groups: 0n });
  progress(seen.size);
  const ids = [...input.names.groups.keys()];
  if (ids.length === 0 || seen.size === 0) return new Map();
  const groups = groupsOf(okta);
  if (!groups.of || seen.size > fewPeople) return readMembers(input, ids);
  for (const [id, person] of seen) {
    const within = await groups.of(id, { signal });
    for (const group of within) if (ids.includes(group)) person.groups |= 1n << BigInt(ids.indexOf(group));
  }
  return new Map();
}

async function readEverybody(input: Reading): Promise<Map<string, number>> {
  await take(input.okta.list({ signal: input.signal }), { bit: 0n, group: null }, input);
  return readMembers(input, [...input.names.groups.keys()]);
}

/** Accounts come from the groups in scope; of the others only who is in them counts. */
async function readScope(input: Reading): Promise<Map<string, number>> {
  const { okta, names, signal } = input;
  const ids = [...names.groups.keys()];
  const scope = ids.filter((id) => names.scope?.has(id));
  const groups = groupsOf(okta);
  if (!groups.accountsOf) throw new SyncError('unsupported', `${okta.kind} can’t list the members of a group.`);
  const counts = new Map<string, number>();
  for (const id of scope) {
    const bit = 1n << BigInt(ids.indexOf(id));
    counts.set(id, await take(groups.accountsOf(id, { signal }), { bit, group: id }, input));
  }
  const others = await readMembers(
    input,
    ids.filter((id) => !scope.includes(id)),
  );
  return new Map([...counts, ...others]);
}

async function readMembers(input: Reading, ids: readonly string[]): Promise<Map<string, number>> {
  const { okta, names, linked, signal, seen, left } = input;
  const order = [...names.groups.keys()];
  const counts = new Map<string, number>();
  for (const id of ids) {
    const bit = 1n << BigInt(order.indexOf(id));
    const members = await groupsOf(okta).members(id, { signal });
    counts.set(id, members.length);
    input.members?.set(id, members);
    for (const member of members) {
      const known = seen.get(member);
      if (known) known.groups |= bit;
      else if (names.home?.has(id) && linked.has(member)) left.set(member, { okta: null, because: 'filtered' });
    }
  }
  return counts;
}

async function take(
  pages: AsyncIterable<{ accounts: Account[] }>,
  { bit, group }: { bit: bigint; group: string | null },
  { seen, keep, members, progress }: Reading,
): Promise<number> {
  let count = 0;
  const within: string[] = [];
  if (group !== null) members?.set(group, within);
  for await (const { accounts } of pages) {
    count += accounts.length;
    for (const account of accounts) {
      if (members) within.push(account.ref.id);
      const known = seen.get(account.ref.id);
      if (known) known.groups |= bit;
      else seen.set(account.ref.id, { account: small(account, keep), groups: bit });
    }
    progress(seen.size);
  }
  return count;
}

/** An account with only the attributes that are needed. What is told twice of it is kept once: it is one of many. */
export function small(account: Account, keep: ReadonlySet<string>): Account {
  const { login } = account;
  const email = account.email === login ? login : account.email;
  const once = (value: AttributeValue) => (value === login ? login : value === email ? email : value);
  const attributes: Attrs = {};
  for (const name of keep) {
    const value = account.attributes[name];
    if (value !== undefined) attributes[name] = once(value);
  }
  const guarded = account.guarded.length === 0 ? unguarded : account.guarded;
  return { ...account, email, attributes, guarded };
}

const unguarded: Account['guarded'] = [];

/** Asks for every linked user that was not met: who left the groups is still there, who is gone is proven gone. */
export async function lookForLeft(input: SelectInput, missing: readonly string[], { left }: Selection): Promise<void> {
  const { signal } = input;
  const isWanted = userFilter(input.options);
  const okta = seenByPull(input.okta, input.settings, input.names);
  for (const id of missing) {
    try {
      const account = await okta.get(id, { signal });
      const isMeant = input.names.home !== null && isWanted(account);
      // Whom a listing over all missed is there all the same, so that nothing follows from it.
      const because = isOff(account.state) ? 'deactivated' : input.names.scope === null ? 'undecided' : 'leftGroups';
      left.set(id, { okta: account, because: isMeant ? because : 'filtered' });
    } catch (error) {
      if (!(error instanceof SyncError) || (error.code !== 'not_found' && error.code !== 'undecided')) throw error;
      left.set(id, { okta: null, because: error.code === 'not_found' ? 'gone' : 'undecided' });
    }
  }
}
