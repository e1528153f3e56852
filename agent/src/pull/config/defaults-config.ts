import type { PullDefaults } from '@rollcall/shared';
import { toolDefaults } from '@rollcall/shared/pull-settings';
import { z } from 'zod';

import { refusePattern } from './refuse-pattern.ts';
import type { Section } from './section.ts';

const text = z.string();
/** A word, or a word with what belongs to it. */
const words = z
  .union([text, z.array(text).min(1)])
  .transform((value) => (typeof value === 'string' ? value.split(/\s+/) : value));
const used = { is: 'used', why: 'Where the command line says nothing else.' } as const;
const mapped = (to: string) => ({ is: 'mapped', why: `To ${to}, where the command line says nothing else.` }) as const;

/** Reads `invocation_defaults`: options of the command line, with `_` for `-`. */
export function readDefaults(section: Section | null): PullDefaults {
  if (!section) return toolDefaults;
  section.ignore('connector', 'A pull reads Okta, as --connector okta would.');
  const filter = section.take('user_filter', text, used);
  if (filter) refusePattern(section, filter, { pattern: filter.value, whole: true });
  const flag = (key: string) => section.take(key, z.boolean(), used)?.value ?? false;
  const defaults = {
    ...toolDefaults,
    ...readAction(section),
    users: readUsers(section),
    targetUsers: readTargetUsers(section),
    userFilter: filter?.value ?? null,
    targetOnlyUserList: section.take('adobe_only_user_list', text, mapped('target-only-user-list'))?.value ?? null,
    processGroups: flag('process_groups'),
    updateUserInfo: flag('update_user_info'),
    excludeUnmappedUsers: flag('exclude_unmapped_users'),
    testMode: flag('test_mode'),
    strategy: section.take('strategy', z.enum(['sync', 'push', 'delta']), used)?.value ?? toolDefaults.strategy,
  };
  section.end();
  return defaults;
}

function groupsOf(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function readUsers(section: Section): PullDefaults['users'] {
  const found = section.take('users', words, used);
  const [kind, given, other] = found?.value ?? ['all'];
  if ((kind === 'all' || kind === 'mapped') && given === undefined) return { kind };
  if (kind === 'group' && groupsOf(given).length > 0 && other === undefined)
    return { kind: 'groups', groups: groupsOf(given) };
  if (kind === 'file' && given !== undefined && other === undefined) return { kind, file: given };
  if (found)
    section.problem(
      found,
      `"${found.value.join(' ')}" names no users.`,
      'Write all, mapped, [group, "a,b"] or [file, NAME].',
    );
  return toolDefaults.users;
}

function readTargetUsers(section: Section): PullDefaults['targetUsers'] {
  const found = section.take('adobe_users', words, mapped('target-users'));
  const [kind, given, other] = found?.value ?? ['all'];
  if ((kind === 'all' || kind === 'mapped') && given === undefined) return { kind };
  if (kind === 'group' && groupsOf(given).length > 0 && other === undefined)
    return { kind: 'groups', groups: groupsOf(given) };
  if (found)
    section.problem(found, `"${found.value.join(' ')}" names no users.`, 'Write all, mapped or [group, "a,b"].');
  return toolDefaults.targetUsers;
}

/** Adobe's actions by ours. */
const actions: Readonly<Record<string, PullDefaults['targetOnlyUserAction']>> = {
  preserve: 'preserve',
  exclude: 'exclude',
  'write-file': 'write-file',
  'remove-adobe-groups': 'remove-roles',
  remove: 'block',
  delete: 'delete',
};

function readAction(section: Section): Pick<PullDefaults, 'targetOnlyUserAction' | 'targetOnlyUserFile'> {
  const found = section.take('adobe_only_user_action', words, mapped('target-only-user-action'));
  const [word = 'preserve', file] = found?.value ?? [];
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  const isWhole = (action === 'write-file') === (file !== undefined);
  if (action !== undefined && isWhole) return { targetOnlyUserAction: action, targetOnlyUserFile: file ?? null };
  if (found) {
    const next = `Write one of ${Object.keys(actions).join(', ')}; write-file with a file.`;
    section.problem(found, `"${found.value.join(' ')}" is no action.`, next);
  }
  return { targetOnlyUserAction: 'preserve', targetOnlyUserFile: null };
}
