import { SyncError } from '@rollcall/shared';
import type { Account, PullDefaults, PullSettings } from '@rollcall/shared';
import type { TrialAnswer } from '@rollcall/shared/api-pull';

import type { CallOptions, Directory } from '../directory/directory.ts';
import { namesAndPlace } from '../engine/pull-place.ts';
import type { PulledPlace } from './effective.ts';
import { judgeUser, userFilter } from './judge.ts';
import type { Judgement } from './judge.ts';
import { groupsRead, isInScope } from './lens.ts';
import type { Names } from './names.ts';
import { createOrigins } from './origins.ts';
import type { Origins } from './origins.ts';
import { findPeople } from './people.ts';
import { pulled } from './pulled.ts';
import { triedValues } from './trial-values.ts';

interface TrialInput {
  /** The connection with its own sides, as no pull has changed them. */
  place: PulledPlace;
  settings: PullSettings;
  options: PullDefaults;
  isLinked: (okta: Account) => boolean;
  signal: AbortSignal;
}

/**
 * What a pull with these settings would make of one user of Okta, named by id, login or mail, and why. Judges by the code
 * that judges everybody in a pull, and writes nothing. Throws `not_found`, `ambiguous`, and what stops a pull before its plan.
 */
export async function tryUser(name: string, input: TrialInput): Promise<TrialAnswer> {
  const { place, settings, options, isLinked, signal } = input;
  const { okta } = place.sides;
  const account = await findUser(okta, name, { signal });
  const { names, place: seen } = await namesAndPlace(place, { settings, options, signal });
  const groups = await groupsRead(okta, account, names, { signal });
  const left = { ...headOf(account, groups, names), ...nothing };
  if (!(await isNamed(account, input)))
    return { ...left, outcome: 'noGroup', why: 'Not among the people that this pull names.' };
  if (!isInScope(groups, names)) return { ...left, outcome: 'noGroup', why: whyNoGroup(groups, names) };
  const origins = createOrigins(groups, names);
  const by = { settings, names, isWanted: userFilter(options), teller: origins.teller };
  const judged = judgeUser(account, groups, isLinked(account), by);
  if (judged.is !== 'in') return { ...left, ...whyNot(judged), rules: triedRules(judged, origins) };
  const hidden = new Set(place.connection.mapping.flatMap((rule) => (rule.sensitive ? [rule.okta] : [])));
  const values = triedValues(judged.okta, { connection: seen.connection, hidden, settings, origins });
  const rules = triedRules(judged, origins);
  if ('problem' in values) return { ...left, outcome: 'undecided', why: values.problem.detail, rules };
  return {
    ...left,
    outcome: 'in',
    why: null,
    values: values.made,
    roles: triedRoles(judged.okta, names, origins),
    rules,
  };
}

const nothing: Pick<TrialAnswer, 'values' | 'roles' | 'rules'> = { values: [], roles: [], rules: [] };

/** Reads who has this login or mail, else this id. */
async function findUser(okta: Directory, name: string, options: CallOptions): Promise<Account> {
  const found = [...(await okta.find({ login: name }, options)), ...(await okta.find({ email: name }, options))];
  const ids = new Set(found.map(({ ref }) => ref.id));
  if (ids.size > 1) throw new SyncError('ambiguous', `"${name}" means ${ids.size} users of Okta.`);
  const [id = name] = ids;
  const account = await okta.get(id, options);
  // An org also answers to the part of a login before its @, which may be anybody's.
  if (account.ref.id !== id) throw new SyncError('not_found', `Okta has no user "${name}".`);
  return account;
}

function headOf(account: Account, groups: readonly string[], names: Names): Pick<TrialAnswer, 'user' | 'groups'> {
  const { ref, login, email, state, detail } = account;
  const known = groups.flatMap((id) => names.groups.get(id) ?? []);
  return {
    user: { id: ref.id, login, email, state: detail ?? state },
    groups: known.map((group) => ({ id: group.id, name: group.name })),
  };
}

/** Looks up again only the names of a list that may mean the user: one that means two people means neither. */
async function isNamed(
  { ref, login, email }: Account,
  { options: { users }, place, signal }: TrialInput,
): Promise<boolean> {
  if (users.kind !== 'list') return true;
  const own = new Set([login, email ?? ''].map((name) => name.toLowerCase()));
  const names = users.users.filter((name) => own.has(name.trim().toLowerCase()));
  const { accounts } = await findPeople(names, { directory: place.sides.okta, side: 'okta', signal });
  return accounts.some((each) => each.ref.id === ref.id);
}

function whyNoGroup(groups: readonly string[], { home }: Names): string {
  return groups.some((id) => home?.has(id))
    ? 'In a mapped group, but in none of those that this pull is narrowed to. Nothing is taken from this user.'
    : 'In none of the groups whose members this pull takes in.';
}

function whyNot(judged: Exclude<Judgement, { is: 'in' }>): Pick<TrialAnswer, 'outcome' | 'why'> {
  if (judged.is === 'undecided') return { outcome: 'undecided', why: judged.problem.detail };
  const why = judged.by === 'filter' ? 'Left out by the filter.' : 'The user name does not fit the pattern for users.';
  return { outcome: 'filtered', why };
}

function triedRules(judged: Judgement, { asked, isStuck }: Origins): TrialAnswer['rules'] {
  const rules: TrialAnswer['rules'] = asked.map((applies) => ({ outcome: applies ? 'applied' : 'no', problem: null }));
  if (judged.is !== 'undecided' || !isStuck()) return rules;
  return [...rules, { outcome: 'undecided', problem: judged.problem.detail }];
}

function triedRoles({ attributes }: Account, { managed }: Names, origins: Origins): TrialAnswer['roles'] {
  const ids = attributes[pulled.roles];
  const roles = (Array.isArray(ids) ? ids : []).flatMap((id) => managed.get(id) ?? []);
  return roles.map(({ id, name, privileged }) => ({
    id,
    name,
    from: origins.roles.get(id) ?? [],
    power: privileged,
  }));
}
