import type { Account, PullSettings } from '@rollcall/shared';

import type { CallOptions, Directory } from '../directory/directory.ts';
import { groupsOf } from '../engine/apply-group.ts';
import { isOff } from '../engine/compare-state.ts';
import type { Names } from './names.ts';
import { isInFilter, wishesOf } from './wishes.ts';
import type { WishedBy } from './wishes.ts';

/** Works out what the site shall hold for an account that is in these of the pull's groups. Throws `undecided`. */
export function withWishes(okta: Account, groups: readonly string[], by: WishedBy): Account {
  const { settings, names } = by;
  // Who is off in Okta is only on the site where that has an action of its own.
  const isLeft = isOff(okta.state) && settings.byReason.deactivated !== null;
  const isSelected = !isLeft && isInScope(groups, names) && isInFilter(okta, groups, by);
  const wishes = wishesOf(okta, groups, isSelected ? by : { ...by, names: { ...names, ...none } });
  return { ...okta, attributes: { ...okta.attributes, ...wishes } };
}

/** Whether somebody in these groups is in one that users are taken from. */
export function isInScope(groups: readonly string[], { scope }: Names): boolean {
  return scope === null || groups.some((id) => scope.has(id));
}

const none = { rolesOf: new Map<string, string[]>(), managed: new Map() };

/** Ids of the groups that an account is in, of those that the pull reads. */
export async function groupsRead(
  okta: Directory,
  { ref, groups }: Account,
  names: Names,
  options?: CallOptions,
): Promise<string[]> {
  if (names.groups.size === 0) return [];
  const all = (await groupsOf(okta).of?.(ref.id, options)) ?? groups ?? [];
  return all.filter((id) => names.groups.has(id));
}

/** An org whose users are read with what a pull makes of them; they themselves are never written to by one. */
export function seenByPull(okta: Directory, settings: PullSettings, names: Names): Directory {
  const read = async (account: Account, options?: CallOptions): Promise<Account> => {
    return withWishes(account, await groupsRead(okta, account, names, options), { settings, names });
  };
  const seen: Directory = {
    id: okta.id,
    kind: okta.kind,
    capabilities: okta.capabilities,
    // Nothing is made in Okta, so nothing is required for it.
    fields: { ...okta.fields, required: [] },
    check: (options) => okta.check(options),
    identify: (options) => okta.identify(options),
    list: (options) => okta.list(options),
    get: async (id, options) => read(await okta.get(id, options), options),
    find: (key, options) => okta.find(key, options),
    create: (draft, options) => okta.create(draft, options),
    update: (id, attributes, options) => okta.update(id, attributes, options),
    setState: (id, state, options) => okta.setState(id, state, options),
    schema: (options) => okta.schema(options),
    normalise: (attributes) => okta.normalise(attributes),
    ...(okta.groups ? { groups: okta.groups } : {}),
  };
  return seen;
}
