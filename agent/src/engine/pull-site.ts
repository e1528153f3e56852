import { SyncError } from '@rollcall/shared';
import type { Account, Link } from '@rollcall/shared';
import PQueue from 'p-queue';

import type { Directory } from '../directory/directory.ts';
import { rolesToRead } from '../pull/names.ts';
import type { Names } from '../pull/names.ts';
import { pulled } from '../pull/pulled.ts';
import { small } from '../pull/select.ts';
import type { Selection } from '../pull/select.ts';
import type { PlanRun } from './finish-plan.ts';
import { isAdministrator } from './guarded.ts';
import { fillGroups } from './observe-groups.ts';
import { isShrunken, lastSweep } from './sweep.ts';
import { getOrNull } from './read-accounts.ts';

interface Wanted {
  names: Names;
  /** The site's fields that count. */
  fields: readonly string[];
}

/** Every account of the site with its roles, as far as they are managed. */
export async function readWholeSite(run: PlanRun, { names, fields }: Wanted): Promise<Account[]> {
  const { deps, sides, live, connection } = run;
  const { signal } = live.abort;
  const cms: Account[] = [];
  const keep = new Set(fields);
  const lists = new Map<string, string[]>();
  for await (const { accounts } of sides.cms.list({ signal })) {
    const readAt = accounts[0]?.readAt;
    for (const account of accounts) {
      const groups = account.groups && shared(account.groups, lists);
      cms.push(small({ ...account, groups, readAt: readAt ?? account.readAt }, keep));
    }
  }
  const before = lastSweep(deps.store.data, sides.cms.id)?.count ?? null;
  if (isShrunken(cms.length, before, connection)) {
    const text = `The site listed ${cms.length} accounts, ${before} the time before. Nothing is concluded from so short a list.`;
    throw new SyncError('shrunken', text);
  }
  await fillRoles(cms, sides.cms, { names, signal, everybody: true });
  return cms;
}

/** The same list for the same roles, since thousands of accounts share a few. */
function shared(groups: string[], lists: Map<string, string[]>): string[] {
  const key = groups.join(' ');
  const known = lists.get(key);
  if (!known) lists.set(key, groups);
  return known ?? groups;
}

interface Concerned extends Wanted {
  selection: Selection;
  links: readonly Link[];
}

const atOnce = 5;

/** The site's accounts of these users alone: the linked one, else those with the mail, else those with the user name. */
export async function readFewOfSite(run: PlanRun, asked: Concerned): Promise<Account[]> {
  const { selection, links, names } = asked;
  const { cms } = run.sides;
  const { signal } = run.live.abort;
  const linkByOkta = new Map(links.map((link) => [link.okta.id, link]));
  const linked = async (link: Link): Promise<Account[]> => {
    const account = await getOrNull(cms, link.cms.id, { signal });
    return account ? [account] : [];
  };
  const find = async (okta: Account): Promise<Account[]> => {
    const link = linkByOkta.get(okta.ref.id);
    if (link) return linked(link);
    const { [pulled.email]: email, [pulled.username]: username } = okta.attributes;
    const mailed = typeof email === 'string' ? await cms.find({ email }, { signal }) : [];
    const login = username ?? email;
    return mailed.length > 0 || typeof login !== 'string' ? mailed : cms.find({ login }, { signal });
  };
  const left = links.filter((link) => selection.left.has(link.okta.id));
  const queue = new PQueue({ concurrency: atOnce });
  const found = await queue.addAll([
    ...selection.selected.map((okta) => () => find(okta)),
    ...left.map((link) => () => linked(link)),
  ]);
  const keep = new Set(asked.fields);
  const accounts = [...new Map(found.flat().map((account) => [account.ref.id, small(account, keep)])).values()];
  await fillRoles(accounts, cms, { names, signal, everybody: false });
  return accounts;
}

/** These accounts and, where one of them is an administrator, those that were known to be as they are now: else the last one could go. */
export async function withAdministrators({ deps, sides, live }: PlanRun, cms: Account[]): Promise<Account[]> {
  if (!cms.some(isAdministrator)) return cms;
  const read = new Set(cms.map(({ ref }) => ref.id));
  const others: Account[] = [];
  for (const [, row] of deps.store.walk('accounts')) {
    if (row.ref.directory !== sides.cms.id || read.has(row.ref.id) || !isAdministrator(row)) continue;
    const account = await getOrNull(sides.cms, row.ref.id, { signal: live.abort.signal });
    if (account) others.push(account);
  }
  return [...cms, ...others];
}

async function fillRoles(
  accounts: Account[],
  cms: Directory,
  { names, signal, everybody }: { names: Names; signal: AbortSignal; everybody: boolean },
): Promise<void> {
  const open = accounts.filter(({ groups }) => groups === null);
  const roles = rolesToRead(names);
  if (roles.length > 0) await fillGroups(open, cms, roles, { signal, everybody });
}
