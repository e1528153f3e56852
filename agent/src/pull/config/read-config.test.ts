import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { compile } from '../../expression/compile.ts';
import { folderSource } from './folder-source.ts';
import { readConfig } from './read-config.ts';
import { tokenInKeyring } from './token.ts';

const root = `
adobe_users:
  connectors:
    umapi: [primary.yml, {press: press.yml}]
  exclude_adobe_groups: [_org_admin, Editors]
  exclude_users: ['.*@contractor\\.example']
  update_attributes: [firstname, lastname]
directory_users:
  user_identity_type: federatedID
  default_country_code: US
  connectors:
    ldap: connector-ldap.yml
    okta: connector-okta.yml
  extension: extension-config.yml
  groups:
    - directory_group: Research
      adobe_groups: [Author, "press::Reader"]
    - directory_group: Everybody
      adobe_groups:
    - directory_group: Research
      adobe_groups: [Member]
  additional_groups:
    - source: ACL-(.+)
      target: acl_\\1
  group_sync_options:
    auto_create: No
limits:
  max_adobe_only_users: 10%
logging:
  log_to_file: True
invocation_defaults:
  connector: okta
  users: [group, "Research, Everybody"]
  adobe_only_user_action: remove
  process_groups: Yes
`;
const connector = `
host: harbor.okta.example
secure_api_token_key: Harbor token
all_users_filter: 'user.status == "ACTIVE" and getattr(user.profile, "department", None)'
user_email_format: '{email}'
user_username_format: '{login}'
user_identity_type: federatedID
string_encoding: utf8
`;
const extension = `
extended_attributes: [badge]
extended_adobe_groups: [Badge holders]
after_mapping_hook: |
  badge = source_attributes['badge']
  if badge is not None:
      target_groups.add('Badge holders')
`;

/** Nine lists, each with the one before it nine times. */
const repeated = 'abcdefghi'
  .split('')
  .map((name, index) => {
    const before = 'abcdefghi'[index - 1];
    return `${name}x: &${name} [${(before === undefined ? 'x, ' : `*${before} , `).repeat(9)}]\n`;
  })
  .join('');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'rollcall-pull-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (files: Record<string, string | Uint8Array>) =>
  Promise.all(Object.entries(files).map(([name, text]) => writeFile(path.join(folder, name), text)));
const readWith = async (change: { root?: string; connector?: string; extension?: string } = {}) => {
  await write({
    'user-sync-config.yml': change.root ?? root,
    'connector-okta.yml': change.connector ?? connector,
    'extension-config.yml': change.extension ?? extension,
  });
  return readConfig(folderSource(folder));
};

describe('the configuration of User Sync Tool (A1, A3 to A12, A15, A16)', () => {
  it('is read as it is, with what became of every key', async () => {
    const { settings, lines, problems } = await readWith();
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      okta: {
        url: 'https://harbor.okta.example',
        token: { in: 'keyring', service: 'Harbor token', user: 'harbor.okta.example' },
        groupFilter: '${group}',
      },
      filter: {
        cel: '(okta.status == "ACTIVE") && (okta.profile.department != "")',
        text: 'user.status == "ACTIVE" and getattr(user.profile, "department", None)',
      },
      attributes: {
        email: '${email}',
        username: '${login}',
        domain: null,
        firstName: '${firstName}',
        lastName: '${lastName}',
        country: '${countryCode}',
      },
      targets: [],
      groups: [
        {
          group: 'Research',
          roles: [
            { target: null, role: 'Author' },
            { target: 'press', role: 'Reader' },
            { target: null, role: 'Member' },
          ],
        },
        { group: 'Everybody', roles: [] },
      ],
      additionalGroups: [{ source: 'ACL-(.+)', target: 'acl_\\1' }],
      createRoles: false,
      updateAttributes: ['firstname', 'lastname'],
      defaultCountry: 'US',
      extendedAttributes: ['badge'],
      extendedRoles: [{ target: null, role: 'Badge holders' }],
      rules: [{ when: 'has(okta.profile.badge)', set: {}, addRoles: ['Badge holders'], removeRoles: [] }],
      byReason: { gone: null, leftGroups: null, deactivated: null },
      exclude: { users: ['.*@contractor\\.example'], roles: ['administrator', 'Editors'] },
      limits: { maxTargetOnly: { percent: 10 }, groupRemovalsOnly: false },
      defaults: {
        users: { kind: 'groups', groups: ['Research', 'Everybody'] },
        userFilter: null,
        targetUsers: { kind: 'all' },
        targetOnlyUserAction: 'block',
        targetOnlyUserFile: null,
        targetOnlyUserList: null,
        targetOnlyUsers: null,
        processGroups: true,
        updateUserInfo: false,
        excludeUnmappedUsers: false,
        strategy: 'sync',
        testMode: false,
      },
    });
    const told = new Map(lines.map(({ file, line, key, is }) => [key, `${file}:${line} ${is}`]));
    expect(told.get('host')).toBe('connector-okta.yml:2 used');
    expect(told.get('all_users_filter')).toBe('connector-okta.yml:4 mapped');
    expect(told.get('string_encoding')).toBe('connector-okta.yml:8 ignored');
    expect(told.get('directory_users.connectors.ldap')).toBe('user-sync-config.yml:12 ignored');
    expect(told.get('logging.log_to_file')).toBe('user-sync-config.yml:30 ignored');
    expect(lines.every(({ why }) => why !== '')).toBe(true);
  });

  it('with as little as the tool itself needs leaves out only who never came or has left', async () => {
    const { settings, problems } = await readWith({
      root: `
adobe_users: {connectors: {umapi: connector-umapi.yml}}
directory_users: {connectors: {okta: connector-okta.yml}}
limits: {max_adobe_only_users: 200}
invocation_defaults: {connector: ldap, user_filter:, adobe_only_user_list:, users: mapped}
`,
      connector: 'host: harbor.okta.example\napi_token: secret-of-the-file\n',
    });
    expect(problems).toEqual([]);
    expect(settings?.filter).toEqual({
      cel: 'okta.status != "DEPROVISIONED" && okta.status != "STAGED"',
      text: null,
    });
    expect(settings?.okta.token).toEqual({ in: 'file', file: 'connector-okta.yml' });
    expect(JSON.stringify(settings)).not.toContain('secret-of-the-file');
    expect(settings?.limits.maxTargetOnly).toEqual({ count: 200 });
    expect(settings?.defaults).toMatchObject({ users: { kind: 'mapped' }, userFilter: null });
  });

  it.each<[string, Parameters<typeof readWith>[0], string, RegExp]>([
    ['an unknown key', { root: `${root}\nlimit: 3\n` }, 'user-sync-config.yml:37', /"limit" is not known/],
    [
      'an unknown key below',
      { root: root.replace('log_to_file', 'x').replace('auto_create', 'auto') },
      'user-sync-config.yml:26',
      /auto" is not known/,
    ],
    ['an unknown key of the connector', { connector: `${connector}proxy: x\n` }, 'connector-okta.yml:9', /"proxy"/],
    ['no host', { connector: connector.replace('host', '#') }, 'connector-okta.yml:3', /host is missing/],
    [
      'a host with another scheme',
      { connector: connector.replace('harbor.', 'http://harbor.') },
      'connector-okta.yml:2',
      /is no host/,
    ],
    [
      'an empty host',
      { connector: connector.replace('harbor.okta.example', '') },
      'connector-okta.yml:2',
      /host is missing/,
    ],
    ['two tokens', { connector: `${connector}api_token: x\n` }, 'connector-okta.yml:3', /both there/],
    ['no token', { connector: 'host: harbor.okta.example' }, 'connector-okta.yml:1', /no API token/],
    [
      'a group format with another name',
      { connector: `${connector}group_filter_format: '{name}'\n` },
      'connector-okta.yml:9',
      /can’t be filled/,
    ],
    [
      'a filter that CEL has no word for',
      { connector: connector.replace('getattr', 'eval') },
      'connector-okta.yml:4',
      /character 29: “eval/,
    ],
    ['a command', { connector: connector.replace('Harbor token', '$(cat token)') }, 'connector-okta.yml:3', /shell/],
    ['a limit that is no share', { root: root.replace('10%', 'error%') }, 'user-sync-config.yml:28', /10%/],
    [
      'no limit',
      { root: root.replace('max_adobe_only_users: 10%', 'group_removals_only: No') },
      'user-sync-config.yml:28',
      /max_adobe_only_users is missing/,
    ],
    [
      'no connectors',
      { root: root.replace(/ {2}connectors:\n {4}ldap.*\n {4}okta.*\n/, '') },
      'user-sync-config.yml:9',
      /directory_users\.connectors is missing/,
    ],
    [
      'a pattern that could take very long',
      { root: root.replace('.*@contractor', '(a+)+@contractor') },
      'user-sync-config.yml:6',
      /repeats what already repeats/,
    ],
    [
      'a filter of names that is none',
      { root: `${root}  user_filter: '['\n` },
      'user-sync-config.yml:36',
      /no regular expression/,
    ],
    [
      'a list that repeats itself without end',
      { root: root.replace("['.*@contractor\\.example']", '*i').replace('adobe_users', `${repeated}adobe_users`) },
      'user-sync-config.yml:10',
      /repeats too much/,
    ],
    [
      'an unknown attribute to update',
      { root: root.replace('[firstname, lastname]', '[phone]') },
      'user-sync-config.yml:7',
      /update_attributes/,
    ],
    [
      'a country that YAML takes for no',
      { root: root.replace('code: US', 'code: NO') },
      'user-sync-config.yml:10',
      /default_country_code/,
    ],
    [
      'an unknown nickname',
      { root: root.replace('press::Reader', 'radio::Reader') },
      'user-sync-config.yml:17',
      /radio::Reader/,
    ],
    [
      'a pattern that is none',
      { root: root.replace('ACL-(.+)', 'ACL-(') },
      'user-sync-config.yml:23',
      /regular expression/,
    ],
    [
      'an action that is none',
      { root: root.replace('action: remove', 'action: erase') },
      'user-sync-config.yml:34',
      /erase/,
    ],
    [
      'a file for no action',
      { root: root.replace('action: remove', 'action: remove now.csv') },
      'user-sync-config.yml:34',
      /remove now\.csv/,
    ],
    ['the first version', { root: `${root}\ndashboard: {}\n` }, 'user-sync-config.yml:37', /first version/],
    ['a key twice', { connector: `${connector}host: x\n` }, 'connector-okta.yml:9', /unique/],
    ['no YAML', { connector: 'host: [' }, 'connector-okta.yml:1', /\./],
    [
      'a tag that makes objects',
      { connector: connector.replace('Harbor token', '!!python/object:os.system x') },
      'connector-okta.yml:3',
      /tag/,
    ],
    [
      'a list in place of a mapping',
      { root: root.replace('  log_to_file: True', '').replace('limits:\n', 'limits: []\nx:\n') },
      'user-sync-config.yml:27',
      /no mapping/,
    ],
  ])('with %s is refused at its place', async (_what, change, place, text) => {
    const { settings, problems } = await readWith(change);
    expect(settings).toBeNull();
    const told = problems.map(({ file, line, text: what }) => `${file}:${line} ${what}`);
    const at = told.find((each) => text.test(each));
    expect(at, told.join('\n')).toMatch(new RegExp(`^${place.replaceAll('.', '\\.')} `));
  });

  it('names a file that is not there, and one in another encoding, which can be told', async () => {
    await write({ 'user-sync-config.yml': root });
    expect((await readConfig(folderSource(folder))).problems).toMatchObject([
      { file: 'connector-okta.yml', text: expect.stringContaining('no such file') },
      { file: 'extension-config.yml' },
    ]);
    const latin = root.replace('Research', 'Größe');
    await write({
      'user-sync-config.yml': Buffer.from(latin, 'latin1'),
      'connector-okta.yml': connector,
      'extension-config.yml': extension,
    });
    expect((await readConfig(folderSource(folder))).problems).toMatchObject([
      { text: expect.stringContaining('another encoding') },
    ]);
    const read = await readConfig(folderSource(folder, { encoding: 'latin1' }));
    expect(read.settings?.groups[0]?.group).toBe('Größe');
  });

  it('joins several files of the connector, of which the last one counts', async () => {
    await write({ 'more.yml': 'host: other.okta.example\nlogger_name: x\n' });
    const { settings } = await readWith({
      root: root.replace('okta: connector-okta.yml', 'okta: [connector-okta.yml, more.yml]'),
    });
    expect(settings?.okta).toMatchObject({ url: 'https://other.okta.example', token: { service: 'Harbor token' } });
  });

  it('makes a filter that runs', async () => {
    const { settings } = await readWith();
    const filter = compile(settings?.filter.cel ?? '', 'condition', { okta: null });
    expect(filter.run({ okta: { '@status': 'ACTIVE', department: 'Sales' } })).toEqual({ is: 'value', value: true });
    expect(filter.run({ okta: { '@status': 'ACTIVE', department: null } })).toEqual({ is: 'value', value: false });
  });
});

describe('the token in the keyring (A6)', () => {
  const token = { in: 'keyring', service: 'Harbor token', user: 'harbor.okta.example' } as const;

  it('is looked up by service and host, and never shown', async () => {
    const asked: string[] = [];
    const found = await tokenInKeyring(token, async (service) => ({
      async get(user) {
        asked.push(`${service} ${user}`);
        return 'the-token';
      },
    }));
    expect(asked).toEqual(['Harbor token harbor.okta.example']);
    expect([found.reveal(), String(found)]).toEqual(['the-token', '[secret]']);
  });

  it.each([
    ['without an entry', async () => ({ get: async () => null }), /no token under service "Harbor token"/],
    ['with an empty one', async () => ({ get: async () => '' }), /no token/],
    ['without a keyring', () => Promise.reject(new Error('no D-Bus')), /can’t be read/],
  ])('%s is told with service and user', async (_what, open, text) => {
    await expect(tokenInKeyring(token, open)).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringMatching(text),
      problem: { next: expect.stringContaining('user "harbor.okta.example"') },
    });
  });
});
