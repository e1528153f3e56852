import type { PullDefaults, PullRole, PullSettings } from '@rollcall/shared';

import { readRole } from './role.ts';
import type { WrittenFile } from './write-connector.ts';

/** The names of the files beside the main one. */
export const connectorName = 'connector-okta.yml';
export const extensionName = 'extension-config.yml';

/** Nicknames of all other sites that the settings name. */
export function nicknamesOf({ targets, groups, extendedRoles }: PullSettings): string[] {
  const roles = [...groups.flatMap((group) => group.roles), ...extendedRoles];
  return [...new Set([...targets.map(({ name }) => name), ...roles.flatMap(({ target }) => target ?? [])])];
}

/** Roles as the tool names them; one that it would take for something else is left out. */
export function roleNames(roles: readonly PullRole[], nicknames: readonly string[]): string[] {
  return roles.flatMap(({ target, role }) => {
    const name = target === null ? role : `${target}::${role}`;
    const back = readRole(name, nicknames);
    return back?.target === target && back.role === role ? [name] : [];
  });
}

/** `user-sync-config.yml`. */
export function writeRoot(settings: PullSettings): WrittenFile {
  const { groups, additionalGroups, createRoles, updateAttributes, defaultCountry, exclude } = settings;
  const nicknames = nicknamesOf(settings);
  const others = Object.fromEntries(nicknames.map((name) => [name, `connector-umapi-${fileWord(name)}.yml`]));
  const umapi = nicknames.length === 0 ? 'connector-umapi.yml' : ['connector-umapi.yml', others];
  return {
    keys: {
      adobe_users: {
        connectors: { umapi },
        exclude_adobe_groups: exclude.roles.map((role) => (role === 'administrator' ? '_org_admin' : role)),
        exclude_users: exclude.users,
        update_attributes: updateAttributes,
      },
      directory_users: {
        ...(defaultCountry !== null && { default_country_code: defaultCountry }),
        connectors: { okta: connectorName },
        extension: extensionName,
        groups: groups.map(({ group, roles }) => ({
          directory_group: group,
          adobe_groups: roleNames(roles, nicknames),
        })),
        additional_groups: additionalGroups,
        group_sync_options: { auto_create: createRoles },
      },
      limits: limitsOf(settings.limits),
      invocation_defaults: { connector: 'okta', ...defaultsOf(settings.defaults) },
    },
    comments: { adobe_users: ' The files of umapi are the tool’s own; Rollcall writes to the connection’s site.' },
  };
}

function fileWord(name: string): string {
  return name.replaceAll(/[^\p{L}\p{N}_-]/gu, '-');
}

function limitsOf({ maxTargetOnly, groupRemovalsOnly }: PullSettings['limits']) {
  const share = 'percent' in maxTargetOnly ? `${maxTargetOnly.percent}%` : null;
  // A share too small to be written without an exponent is none.
  const most = 'count' in maxTargetOnly ? maxTargetOnly.count : share !== null && !share.includes('e') ? share : 0;
  return { max_adobe_only_users: most, group_removals_only: groupRemovalsOnly };
}

const actions = {
  preserve: 'preserve',
  exclude: 'exclude',
  'remove-roles': 'remove-adobe-groups',
  block: 'remove',
  delete: 'delete',
} as const;

/** Options under the tool's names; those that it has no word for are left out. */
function defaultsOf(defaults: PullDefaults): Record<string, unknown> {
  const { targetOnlyUserAction: action, targetOnlyUserFile: file } = defaults;
  const users = defaults.users.kind === 'file' ? ['file', defaults.users.file] : usersOf(defaults.users);
  const targetUsers = usersOf(defaults.targetUsers);
  const written = action !== 'write-file' ? actions[action] : file === null ? null : [action, file];
  return {
    ...(users !== null && { users }),
    ...(targetUsers !== null && { adobe_users: targetUsers }),
    ...(defaults.userFilter !== null && { user_filter: defaults.userFilter }),
    ...(written !== null && { adobe_only_user_action: written }),
    ...(defaults.targetOnlyUserList !== null && { adobe_only_user_list: defaults.targetOnlyUserList }),
    process_groups: defaults.processGroups,
    update_user_info: defaults.updateUserInfo,
    exclude_unmapped_users: defaults.excludeUnmappedUsers,
    // What delta comes to is what sync does, which is all that the tool knows.
    strategy: defaults.strategy === 'push' ? 'push' : 'sync',
    test_mode: defaults.testMode,
  };
}

function usersOf(users: PullDefaults['users']): string | string[] | null {
  if (users.kind === 'all' || users.kind === 'mapped') return users.kind;
  const isPlain = (name: string) => name !== '' && name === name.trim() && !name.includes(',');
  return users.kind === 'groups' && users.groups.every(isPlain) ? ['group', users.groups.join(',')] : null;
}
