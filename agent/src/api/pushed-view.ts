import type { Connection, DirectoryGroup, Problem, PushedGroup } from '@rollcall/shared';
import type { PushedGroupAnswer, PushedPreview } from '@rollcall/shared/api-pushed';

import { isGiven } from '../engine/membership.ts';
import { accountKey } from '../store/data.ts';
import type { Store } from '../store/store.ts';

/** So many of each kind are named in a preview. */
const mostNamed = 100;

/** A pushed group as the console and the command line show it. */
export function pushedAnswer(
  group: PushedGroup,
  store: Store,
  roles: ReadonlyMap<string, DirectoryGroup>,
): PushedGroupAnswer {
  const { id, name, externalId, madeRole, namedPrivileged, created, modified, ignored, removed } = group;
  let [members, settled, open] = [0, 0, 0];
  let problem: Problem | null = group.problem;
  for (const member of store.pushed.members(id).values()) {
    if (member.wanted) members += 1;
    if (member.settled) settled += 1;
    else open += 1;
    problem ??= member.problem;
  }
  const role = group.role === null ? null : (roles.get(group.role) ?? unknownRole(group.role));
  return {
    id,
    name,
    externalId,
    members,
    role: role && { id: role.id, name: role.name },
    madeRole,
    privileged: role?.privileged ?? false,
    namedPrivileged,
    settled,
    open,
    state: stateOf(group, { open, problem }),
    plan: group.plan ?? null,
    problem,
    created,
    modified,
    ...(ignored === undefined ? {} : { ignored }),
    ...(removed ? { removed } : {}),
  };
}

function stateOf(
  { role, chosen, plan, former, removed }: PushedGroup,
  { open, problem }: { open: number; problem: Problem | null },
): PushedGroupAnswer['state'] {
  if (plan !== undefined) return 'held';
  if (role === null && (chosen || problem)) return former ? 'working' : 'noRole';
  if (problem) return 'stuck';
  return open > 0 || former || removed || role === null ? 'working' : 'agrees';
}

/** A role that the site does not show; what can't be read counts as powerful. */
export function unknownRole(id: string): DirectoryGroup {
  return { id, name: id, description: null, kind: 'role', writable: false, privileged: true, guarded: [] };
}

/** What giving a group another role would do, from who holds the present and the new one. Pure. */
export function previewOf(
  group: PushedGroup,
  role: DirectoryGroup,
  holders: { present: ReadonlySet<string>; wanted: ReadonlySet<string> },
  { store, connection }: { store: Store; connection: Connection },
): PushedPreview {
  const directory = connection.cms?.id ?? '';
  const members = [...store.pushed.members(group.id).values()].flatMap(({ wanted, account }) =>
    wanted ? [account] : [],
  );
  const inside = new Set(members);
  const found = {
    gain: members.filter((account) => !holders.wanted.has(account)),
    have: members.filter((account) => holders.wanted.has(account)),
    extra: [...holders.wanted].filter((account) => !inside.has(account)),
    lose: group.role === role.id ? [] : members.filter((account) => losesPresent(account)),
  };
  function losesPresent(account: string): boolean {
    const present = group.role;
    if (present === null || !holders.present.has(account)) return false;
    return !isGiven(store, { directory, id: account }, present, group.id);
  }
  const named = (accounts: readonly string[]) =>
    accounts.slice(0, mostNamed).map((id) => {
      const row = store.data.accounts[accountKey({ directory, id })];
      return { id, label: row?.displayName ?? row?.login ?? id, handle: row?.handle ?? null };
    });
  const { gain, have, extra, lose } = found;
  return {
    role: { id: role.id, name: role.name, privileged: role.privileged },
    gain: named(gain),
    have: named(have),
    extra: named(extra),
    lose: named(lose),
    counts: { gain: gain.length, have: have.length, extra: extra.length, lose: lose.length },
  };
}
