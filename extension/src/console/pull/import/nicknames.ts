import type { PullSettings } from '../pull-model.ts';

/** Nicknames of other sites that roles of the settings begin with. */
export function nicknamesOf({ groups, extendedRoles }: PullSettings): string[] {
  const roles = [...groups.flatMap((each) => each.roles), ...extendedRoles];
  return [...new Set(roles.flatMap(({ target }) => target ?? []))];
}
