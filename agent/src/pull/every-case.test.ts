import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Every case of the tool's own tests, and every one in which it was seen to do something wrong or surprising, with the test that has
 * the right result. What has no counterpart, since a site knows no identity types, is in how the files are read.
 */
const cases: Record<string, [string, string][]> = {
  'pull/tool-cases.test.ts': [
    ['HTTP error on group search', 'HTTP error on group search'],
    ['HTML 502', 'HTML 502'],
    ['429 for 60 s', '429 for 60 s, and for longer than is waited'],
    ['exact-name hit among results', 'exact-name hit among results'],
    ['1 group × 5 users', '1 group × 5 users'],
    ['2 groups × 1 user', '2 groups × 1 user'],
    ['empty groups', 'empty groups'],
    ['extended attribute present, absent', 'extended attribute present, and absent on one user'],
    ['user with missing profile fields', 'user with missing profile fields'],
    ['attribute missing on one user', 'attribute missing on one user: nobody else is concerned'],
    ['hook raises', 'hook raises: only that user is left alone'],
    ['LOCKED_OUT user', 'LOCKED_OUT'],
    ['the default filter lets only ACTIVE pass', 'whom the tool’s own filter drops, such as PROVISIONED, is no stray'],
    ['match by e-mail only', 'match by e-mail only'],
    ['match by username only', 'match by username only'],
    ['match none', 'match none'],
    ['e-mail tried first', 'e-mail is tried first where two accounts match'],
    ['key: username without @', 'username without @ keeps'],
    ['adobeID same mail', 'adobeID same mail: an account of any kind with that mail'],
    ['shared username', 'shared username: neither is made, both are told'],
    ['e-mail change, username = e-mail', 'username = e-mail'],
    ['e-mail change, separate username (#827, #835, #871)', 'a username of its own'],
    [
      'key built before the hook (#818, #362)',
      '#818, #362: a hook that changes the e-mail does not break the next match',
    ],
    ['country none', 'country none'],
    ['country default US', 'default US'],
    ['country own CA', 'own CA'],
    ['country own CA over default US', 'own CA over default US'],
    ['option update', 'option update'],
    ['option ignore', 'option ignore'],
    ['three differing → three', 'three differing → three'],
    ['equal → none', 'equal → none'],
    ['unlisted attribute', 'not listed in update_attributes → none'],
    ['group names in lower case, shown original', 'names in lower case, shown as they are'],
    ['sync with adds and removes', 'sync with adds and removes'],
    ['unmapped group left', 'unmapped group left: taking a line out of the mapping takes nobody’s role'],
    ['excluded target user by group', 'by group'],
    ['excluded target user by regex', 'by regex'],
    ['equal limit', 'equal limit passes'],
    ['50 % of 3', '50 % of 3 holds 2'],
    ['empty directory with limit 200', 'empty directory with limit 200: stops, where the tool deleted all 3'],
    ['limit hit: all stops (#744, #745)', '#744, #745: what is over the limit holds everything else as well'],
    ['percent without the excluded', 'percent is of the site’s accounts without the excluded ones'],
    ['group_removals_only', 'group_removals_only with block: who holds a mapped role is blocked, and nobody else'],
    ['filter makes strays', 'all_users_filter'],
    ['user-filter makes strays', '--user-filter'],
    ['--users group makes strays (#148)', '#148: --users group'],
    ['write-file still syncs (#507)', '#507: write-file writes nobody of them, with groups as without'],
  ],
  'pull/cases.test.ts': [
    ['missing group', 'a group that is not there'],
    ['same user in two groups', '2 groups × 5 users, one of them in both and read once'],
    ['1 group × 1 user', '1 group × 1 user'],
    ['group name R&D #1', 'a group with R&D #1 for a name'],
    ['comma in username', 'a user name with a comma is a user name'],
    ['regex prefix match, conflict of two sources', 'of additional groups: the beginning of a name is replaced'],
    ['groups outside the mapping', 'of groups that were left go, those outside the mapping stay'],
    ['user without e-mail', 'A17: without a mail nobody is made, and that is told'],
  ],
  'pull/target-only.test.ts': [
    ['preserve, exclude, write-file, remove', 'left, preserve without groups'],
    ['excluded users count as existing', 'an excluded user counts as being there and is left alone'],
    ['LOCKED_OUT and filtered users become strays', 'who is filtered out keeps account and roles, whatever the action'],
  ],
  'pull/target-only-list.test.ts': [
    ['stray list against exclusions', 'a list against exclusions: %s hold'],
    ['stray list with a percent limit', '50 % of 3 linked hold 2'],
    ['stray list with group_removals_only', 'group_removals_only takes who holds a mapped role and nobody else'],
    ['list + preserve does nothing (#374)', '#374: preserve with groups takes the mapped roles'],
    ['list with push, list with write-file', 'refuses %s beside it'],
    ['one bad row aborts all', 'tells each name that means nobody, or nobody of this connection, and goes on'],
  ],
  'pull/delete.test.ts': [
    ['delete', 'waits for a person where the user is %s, and deletes nobody until then'],
    [
      'disable first, delete later (#488, #346, #9)',
      '#488, #346, #9: blocks first, and a later pull deletes who is blocked',
    ],
  ],
  'pull/push.test.ts': [
    [
      'push create = create, add desired',
      'creates who is new with the roles that are wanted, and never lists the site',
    ],
    ['push leaves strays', 'takes nothing from who left, whatever the action, and says so'],
  ],
  'pull/new-roles.test.ts': [
    ['auto_create', 'are made once, before anybody gets them, and a second pull changes nothing'],
  ],
  'pull/sites.test.ts': [
    ['two targets (#845)', 'who gets a role on a site is made there, and nobody else'],
    ['strays of a secondary in a list', 'a list of accounts that are only on a site names those of another one'],
    ['strays of a secondary (#788)', 'who is only on a site is told by the links of that site alone'],
  ],
  'cli/people-file.test.ts': [
    ['stray CSV read: 3 types', 'enterpriseID,ann@harbor.example,'],
    ['stray CSV read: secondary column', 'type,username,email,domain,umapi'],
    ['stray CSV: what was written is read', 'reads back who is only on the site as a pull has written it'],
    ['stray CSV: a bad row', 'tells a row that can’t be used by its line, and goes on with the others'],
  ],
  'cli/command/pull-option.test.ts': [
    [
      'YAML default vs CLI precedence',
      'come from the files that the defaults name, over which the command line stands',
    ],
  ],
  'pull/config/read-config.test.ts': [
    ['"50%" ok, "error%" error', 'a limit that is no share'],
    ['unknown update attribute error', 'an unknown attribute to update'],
    ['format {groupA} → error', 'a group format with another name'],
    ['missing connectors key error', 'no host'],
    ['$(cmd) refused', 'a command'],
    ['additional_groups compiled', 'a pattern that is none'],
    ['identity types', 'is read as it is, with what became of every key'],
  ],
  'pull/config/hook-rules.test.ts': [['hook becomes rules, and is never run', 'an import']],
  'directory/retry.test.ts': [
    ['one 504, and a wait of half an hour (#813)', 'waits until the named time, unless that is far away'],
    ['504 after page 24 (#515)', 'a listing that was cut off goes on with the page that failed'],
  ],
};

describe.each(Object.entries(cases))('cases in %s', (file, named) => {
  it.each(named)('%s', async (_case, title) => {
    const text = await readFile(path.join(import.meta.dirname, '..', file), 'utf8');
    expect(text).toContain(`'${title}`);
  });
});
