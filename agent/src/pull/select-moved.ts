import { SyncError } from '@rollcall/shared';
import type { Account } from '@rollcall/shared';
import PQueue from 'p-queue';

import { groupsOf } from '../engine/apply-group.ts';
import { userFilter } from './judge.ts';
import { isInScope } from './lens.ts';
import { judge, lookForLeft, small } from './select.ts';
import type { SelectInput, Selection } from './select.ts';

/** Whom a selection is narrowed to, by Okta id, with those of them who are read already. */
export interface Moved {
  ids: ReadonlySet<string>;
  accounts: ReadonlyMap<string, Account>;
}

const atOnce = 5;

/** Judges these users alone, each read with the groups that count. Whoever is not among them is concluded about in no way. */
export async function selectMoved(input: SelectInput, { ids, accounts }: Moved): Promise<Selection> {
  const { linked, names, keep } = input;
  const left: Selection['left'] = new Map();
  const selection: Selection = { selected: [], undecided: [], unmet: [], left, read: ids.size, groups: [] };
  const judging = { selection, isWanted: userFilter(input.options), ...input };
  const queue = new PQueue({ concurrency: atOnce });
  const read = await queue.addAll([...ids].map((id) => () => readOne(id, accounts.get(id) ?? null, input)));
  const missing: string[] = [];
  for (const { id, account, groups } of read) {
    if (account && isInScope(groups, names)) judge(small(account, keep), groups, judging);
    else if (!linked.has(id)) continue;
    else if (groups.some((group) => names.home?.has(group))) left.set(id, { okta: null, because: 'filtered' });
    else missing.push(id);
  }
  await lookForLeft(input, missing, selection);
  return selection;
}

interface Read {
  id: string;
  /** Null where Okta does not have the user any more. */
  account: Account | null;
  /** Those that count. */
  groups: string[];
}

async function readOne(id: string, known: Account | null, { okta, names, signal }: SelectInput): Promise<Read> {
  try {
    const account = known ?? (await okta.get(id, { signal }));
    if (names.groups.size === 0) return { id, account, groups: [] };
    const groups = (await groupsOf(okta).of?.(id, { signal })) ?? account.groups ?? [];
    return { id, account, groups: groups.filter((group) => names.groups.has(group)).toSorted() };
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'not_found') throw error;
    return { id, account: null, groups: [] };
  }
}
