import { SyncError } from '@rollcall/shared';
import type { PullRequestBody } from '@rollcall/shared/api-pull';

/** Options of one pull, as the agent takes them; those that are left out are the connection's own. */
export type PullOptions = NonNullable<PullRequestBody['options']>;

/** What the command line of a pull says, under the tool's names and ours. */
export interface PullWords {
  users?: string[] | undefined;
  userFilter?: string | undefined;
  targetUsers?: string[] | undefined;
  adobeUsers?: string[] | undefined;
  targetOnlyUserAction?: string[] | undefined;
  adobeOnlyUserAction?: string[] | undefined;
  targetOnlyUserList?: string | undefined;
  adobeOnlyUserList?: string | undefined;
  strategy?: PullOptions['strategy'];
  processGroups?: boolean | undefined;
  updateUserInfo?: boolean | undefined;
  excludeUnmappedUsers?: true | undefined;
  includeUnmappedUsers?: true | undefined;
  testMode?: boolean | undefined;
  connector?: string[] | undefined;
}

/** The options that were said, as the agent takes them; what was not said is left to the connection. Throws `invalid`. */
export function pullOptionsOf(words: PullWords): PullOptions {
  refuseConnector(words.connector ?? ['okta']);
  const options: PullOptions = {};
  const { users, userFilter, processGroups, updateUserInfo, testMode, strategy } = words;
  const targetUsers = words.targetUsers ?? words.adobeUsers;
  const action = words.targetOnlyUserAction ?? words.adobeOnlyUserAction;
  const list = words.targetOnlyUserList ?? words.adobeOnlyUserList;
  if (users) options.users = usersOf(users);
  if (userFilter !== undefined) options.userFilter = userFilter;
  if (targetUsers) options.targetUsers = groupsOf('--target-users', targetUsers);
  if (action) Object.assign(options, actionOf(action));
  if (list !== undefined) options.targetOnlyUserList = list;
  if (strategy) options.strategy = strategy;
  if (processGroups !== undefined) options.processGroups = processGroups;
  if (updateUserInfo !== undefined) options.updateUserInfo = updateUserInfo;
  if (words.excludeUnmappedUsers) options.excludeUnmappedUsers = true;
  if (words.includeUnmappedUsers) options.excludeUnmappedUsers = false;
  if (testMode !== undefined) options.testMode = testMode;
  return options;
}

function refuseConnector([kind, file]: string[]): void {
  if (kind === 'okta' && file === undefined) return;
  throw wrong('--connector', kind === 'okta' ? 'okta, which takes no file' : 'okta: a pull reads Okta only');
}

function usersOf(words: string[]): NonNullable<PullOptions['users']> {
  const [kind, file, ...others] = words;
  if (kind === 'file' && file !== undefined && others.length === 0) return { kind: 'file', file };
  return groupsOf('--users', words, 'all, mapped, group "NAME,NAME" or file FILE');
}

type Users = NonNullable<PullOptions['targetUsers']>;

function groupsOf(option: string, [kind, ...names]: string[], takes = 'all, mapped or group "NAME,NAME"'): Users {
  if ((kind === 'all' || kind === 'mapped') && names.length === 0) return { kind };
  const groups = names.flatMap((name) => name.split(',').map((each) => each.trim())).filter((name) => name !== '');
  if (kind === 'group' && groups.length > 0) return { kind: 'groups', groups };
  throw wrong(option, takes);
}

/** The tool's words and ours. */
const actions = {
  preserve: 'preserve',
  exclude: 'exclude',
  'write-file': 'write-file',
  'remove-roles': 'remove-roles',
  'remove-adobe-groups': 'remove-roles',
  block: 'block',
  remove: 'block',
  delete: 'delete',
} as const;

function actionOf([word = '', file, ...others]: string[]): Pick<
  PullOptions,
  'targetOnlyUserAction' | 'targetOnlyUserFile'
> {
  const action = oneOf('--target-only-user-action', word, keysOf(actions));
  const isWhole = (action === 'write-file') === (file !== undefined) && others.length === 0;
  if (isWhole) return { targetOnlyUserAction: actions[action], targetOnlyUserFile: file ?? null };
  throw wrong('--target-only-user-action', 'write-file with one file, and every other action alone');
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  return Object.keys(value) as (keyof T & string)[];
}

function oneOf<T extends string>(option: string, word: string, known: readonly T[]): T {
  const found = known.find((each) => each === word);
  if (found !== undefined) return found;
  throw wrong(option, known.join(', '));
}

function wrong(option: string, takes: string): SyncError {
  return new SyncError('invalid', `${option} is not as expected.`, { scope: 'run', next: `It takes ${takes}.` });
}
