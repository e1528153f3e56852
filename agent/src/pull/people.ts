import { SyncError } from '@rollcall/shared';
import type { Account, Problem, Side } from '@rollcall/shared';
import PQueue from 'p-queue';

import type { Directory } from '../directory/directory.ts';
import { inSide, sideName } from '../engine/direction.ts';
import { nobody } from '../engine/match.ts';
import { nothing } from '../engine/plan-aside.ts';
import type { Planned } from '../engine/plan.ts';
import { MultiMap } from '../store/multi-map.ts';

/** A name of a list by which nothing is done, and why. */
export interface Unmet {
  name: string;
  problem: Problem;
}

/** Whom a list of names means. */
export interface People {
  /** Each once, however often and by whatever name. */
  accounts: Account[];
  /** Names that nobody has, or more than one. */
  unmet: Unmet[];
}

interface Place {
  directory: Directory;
  side: Side;
  signal: AbortSignal;
}

/** Looks people up by mail or user name, ignoring case. A name that two accounts have means neither. */
export async function findPeople(names: readonly string[], place: Place): Promise<People> {
  const wanted = new Map(names.map((name) => [keyOf(name), name.trim()]));
  wanted.delete('');
  const byName = new MultiMap<Account>();
  for (const account of await lookUp([...wanted.values()], place)) {
    for (const key of new Set([account.login, account.email ?? ''].map(keyOf))) byName.add(key, account);
  }
  const accounts = new Map<string, Account>();
  const unmet: Unmet[] = [];
  for (const [key, name] of wanted) {
    const found = byName.get(key);
    const [only] = found;
    if (only && found.length === 1) accounts.set(only.ref.id, only);
    else unmet.push({ name, problem: whyUnmet(name, found, place) });
  }
  return { accounts: [...accounts.values()], unmet };
}

function whyUnmet(name: string, { length }: readonly Account[], { side }: Place): Problem {
  const next = 'Correct it in the list.';
  if (length === 0)
    return new SyncError('not_found', `${sideName[side]} has nobody called "${name}".`, { next }).problem;
  return new SyncError('ambiguous', `${length} users ${inSide[side]} are called "${name}", so it means none.`, {
    next: 'Name the one that is meant by the user name.',
  }).problem;
}

const atOnce = 4;

/** Every account with one of these names, each once. */
async function lookUp(names: readonly string[], { directory, signal }: Place): Promise<Account[]> {
  if (directory.findNamed) return directory.findNamed(names, { signal });
  const found = new Map<string, Account>();
  const queue = new PQueue({ concurrency: atOnce });
  const find = async (name: string): Promise<void> => {
    const named = await directory.find({ login: name }, { signal });
    if (name.includes('@')) named.push(...(await directory.find({ email: name }, { signal })));
    for (const account of named) found.set(account.ref.id, account);
  };
  await queue.addAll(names.map((name) => () => find(name)));
  return [...found.values()];
}

function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

/** Names by which nothing is done are told, each by itself. */
export function planUnmet(unmet: readonly Unmet[]): Planned['pairs'] {
  return unmet.map(({ name, problem }) => ({
    pair: nobody,
    plan: {
      ...nothing,
      aside: {
        subject: { cms: null, okta: null, group: null, label: name, handle: null },
        why: 'undecided' as const,
        code: problem.code,
        text: problem.detail,
        differences: [],
      },
    },
  }));
}
