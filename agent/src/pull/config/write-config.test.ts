import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PullSettings } from '@rollcall/shared';
import { parse } from 'yaml';

import { options, settingsOf } from '../pull.fixture.ts';
import { readConfig } from './read-config.ts';
import { sentSource } from './sent-source.ts';
import { writeConfig } from './write-config.ts';

const write = async (settings: PullSettings) => {
  const files = await writeConfig(settings);
  const [root = '', connector = '', extension = ''] = files.map(({ text }) => text);
  return { files, root, connector, extension, own: parse(extension).rollcall };
};

/** Texts that YAML could take for something else are among them. */
const word = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
    fc.constantFrom(
      'NO',
      'on',
      '12:30:45',
      '1_000',
      '~',
      'null',
      '- x',
      '#1',
      'a: b',
      '{x}',
      "it's",
      '"',
      'a::b',
      ' x ',
      '_org_admin',
    ),
  )
  .filter((text) => !/^\s*\$\(.*\)\s*$/su.test(text));
const role = fc.record({ target: fc.option(fc.constantFrom('press', 'NO', 'a b')), role: word });
const template = fc.oneof(
  fc.constantFrom('${email}', '${firstName} ${lastName}', '', 'x {y} ${z}', '${ okta.profile.city }'),
  word,
);
const pattern = fc.constantFrom('.*@old\\.example', 'a+', 'NO');
const filter = fc.constantFrom(
  { cel: 'okta.status != "DEPROVISIONED" && okta.status != "STAGED"', text: null },
  {
    cel: '(okta.status == "ACTIVE") && (okta.profile.department != "")',
    text: 'user.status == "ACTIVE" and getattr(user.profile, "department", None)',
  },
  { cel: 'okta.status == "ACTIVE"', text: 'user.status != "STAGED"' },
  { cel: 'okta.profile.city.startsWith("A") || !(okta.profile.city in ["B", "C"])', text: null },
  { cel: 'has(okta.profile.city) ? true : okta.status == "ACTIVE"', text: null },
  { cel: 'okta.status == "a && !okta.b"', text: 'no text of the tool' },
  { cel: '"Writers" in groups && !("id:00gStaff" in groups)', text: null },
);
const users = [
  fc.constant({ kind: 'all' as const }),
  fc.constant({ kind: 'mapped' as const }),
  fc.record({ kind: fc.constant('groups' as const), groups: fc.array(word, { minLength: 1, maxLength: 3 }) }),
] as const;
const action = fc.constantFrom('preserve', 'exclude', 'write-file', 'remove-roles', 'block', 'delete');
const drawn: fc.Arbitrary<PullSettings> = fc.record({
  okta: fc.record({
    url: fc.constant('https://harbor.okta.example'),
    token: fc.oneof(
      fc.record({ in: fc.constant('file' as const), file: word }),
      fc.record({
        in: fc.constant('keyring' as const),
        service: word,
        user: fc.constantFrom('harbor.okta.example', 'https://harbor.okta.example', 'Harbor'),
      }),
    ),
    groupFilter: fc.constantFrom('${group}', 'x${group}', '${ okta.x }', ''),
  }),
  filter,
  targets: fc.array(fc.record({ name: fc.constantFrom('press', 'radio'), connection: fc.constantFrom('c2', 'c3') }), {
    maxLength: 2,
  }),
  groups: fc.array(fc.record({ group: word, roles: fc.array(role, { maxLength: 3 }) }), { maxLength: 3 }),
  additionalGroups: fc.array(fc.record({ source: pattern, target: word }), { maxLength: 2 }),
  createRoles: fc.boolean(),
  attributes: fc.record({
    email: template,
    username: fc.option(template),
    domain: fc.option(template),
    firstName: template,
    lastName: template,
    country: fc.option(template),
  }),
  updateAttributes: fc.array(fc.constantFrom('firstname', 'lastname', 'email', 'username')),
  defaultCountry: fc.option(fc.constantFrom('NO', 'US', '')),
  extendedAttributes: fc.array(word, { maxLength: 3 }),
  extendedRoles: fc.array(role, { maxLength: 2 }),
  rules: fc.array(
    fc.record({
      when: fc.option(filter.map(({ cel }) => cel)),
      set: fc.dictionary(word, template, { maxKeys: 2 }),
      addRoles: fc.array(word, { maxLength: 2 }),
      removeRoles: fc.array(word, { maxLength: 2 }),
    }),
    { maxLength: 3 },
  ),
  byReason: fc.record({ gone: fc.option(action), leftGroups: fc.option(action), deactivated: fc.option(action) }),
  exclude: fc.record({
    users: fc.array(pattern, { maxLength: 2 }),
    roles: fc.array(fc.oneof(word, fc.constant('administrator')), { maxLength: 2 }),
  }),
  limits: fc.record({
    maxTargetOnly: fc.oneof(
      fc.record({ count: fc.nat() }),
      fc.record({ percent: fc.double({ min: 0, max: 100, noNaN: true }).map((share) => share + 0) }),
    ),
    groupRemovalsOnly: fc.boolean(),
  }),
  defaults: fc.record({
    users: fc.oneof(
      ...users,
      fc.record({ kind: fc.constant('list' as const), users: fc.array(word, { minLength: 1, maxLength: 2 }) }),
      fc.record({ kind: fc.constant('file' as const), file: word }),
    ),
    userFilter: fc.option(pattern),
    targetUsers: fc.oneof(...users),
    targetOnlyUserAction: action,
    targetOnlyUserFile: fc.option(word),
    targetOnlyUserList: fc.option(word),
    targetOnlyUsers: fc.option(fc.array(word, { minLength: 1, maxLength: 2 })),
    processGroups: fc.boolean(),
    updateUserInfo: fc.boolean(),
    excludeUnmappedUsers: fc.boolean(),
    strategy: fc.constantFrom('sync', 'push', 'delta'),
    testMode: fc.boolean(),
  }),
});

// With the prototypes that parsed JSON has.
const settings = drawn.map((made) => structuredClone(made));

describe('pull settings as the files of the tool', () => {
  it('are the same settings when they are read back, whatever they are (A3, A8, A9, A12, A16)', async () => {
    await fc.assert(
      fc.asyncProperty(settings, async (made) => {
        const { settings: read } = await readConfig(sentSource(await writeConfig(made)));
        expect(read).toEqual(made);
      }),
      { numRuns: 60 },
    );
  });

  it('have under the tool’s keys what it has words for, and nothing of Rollcall’s own where that is all', async () => {
    const { root, connector, extension } = await write(
      settingsOf({ filter: { cel: 'okta.status == "ACTIVE"', text: 'user.status == "ACTIVE"' } }),
    );
    expect(parse(root)).toMatchObject({
      adobe_users: {
        connectors: { umapi: 'connector-umapi.yml' },
        update_attributes: ['firstname', 'lastname', 'email'],
      },
      directory_users: {
        connectors: { okta: 'connector-okta.yml' },
        extension: 'extension-config.yml',
        groups: [
          { directory_group: 'Writers', adobe_groups: ['author'] },
          { directory_group: 'Staff', adobe_groups: ['member', 'author'] },
        ],
      },
      limits: { max_adobe_only_users: 50 },
      invocation_defaults: {
        connector: 'okta',
        users: 'mapped',
        adobe_only_user_action: 'preserve',
        process_groups: true,
      },
    });
    expect(parse(connector)).toEqual({
      host: 'harbor.okta.example',
      secure_api_token_key: 'okta',
      group_filter_format: '{group}',
      all_users_filter: 'user.status == "ACTIVE"',
      user_email_format: '{email}',
      user_given_name_format: '{firstName}',
      user_surname_format: '{lastName}',
      user_country_code_format: '{countryCode}',
    });
    expect(parse(extension)).toEqual({
      extended_attributes: [],
      extended_adobe_groups: [],
      after_mapping_hook: 'pass',
    });
  });

  it('have the rest below rollcall, where the tool passes it over', async () => {
    const rules = [{ when: null, set: {}, addRoles: ['author'], removeRoles: [] }];
    const { root, own } = await write(
      settingsOf({
        filter: { cel: 'okta.status == "ACTIVE"', text: 'user.status == "ACTIVE"' },
        rules,
        targets: [{ name: 'press', connection: 'c2' }],
        byReason: { gone: 'block', leftGroups: null, deactivated: null },
        defaults: { ...options, strategy: 'delta' },
      }),
    );
    expect(own).toEqual({
      rules,
      targets: [{ name: 'press', connection: 'c2' }],
      byReason: { gone: 'block', leftGroups: null, deactivated: null },
      defaults: { strategy: 'delta' },
    });
    expect(parse(root)).toMatchObject({
      adobe_users: { connectors: { umapi: ['connector-umapi.yml', { press: 'connector-umapi-press.yml' }] } },
      invocation_defaults: { strategy: 'sync' },
    });
  });

  it.each([
    [
      'in Python of the same meaning',
      'okta.status != "STAGED" && okta.profile.city == "A"',
      'user.status != "STAGED" and user.profile.city == "A"',
      /# In CEL: okta\.status/,
    ],
    [
      'as it is where Python has no words',
      'has(okta.profile.city) ? true : false',
      'has(okta.profile.city) ? true : false',
      /# This is CEL, .* the tool refuses/,
    ],
  ])('have a filter %s', async (_what, cel, text, comment) => {
    const { connector } = await write(settingsOf({ filter: { cel, text: null } }));
    expect(parse(connector)).toMatchObject({ all_users_filter: text });
    expect(connector).toMatch(comment);
  });

  it('never have a token, and say where the tool needs one', async () => {
    const { files, connector } = await write(
      settingsOf({
        okta: {
          url: 'https://harbor.okta.example',
          token: { in: 'file', file: 'connector-okta.yml' },
          groupFilter: '${group}',
        },
      }),
    );
    expect(Object.keys(parse(connector))).not.toContain('api_token');
    expect(connector).toContain('# The tool needs secure_api_token_key here, or api_token.');
    const { settings: read } = await readConfig(sentSource(files));
    expect(read?.okta.token).toEqual({ in: 'file', file: 'connector-okta.yml' });
  });

  it('with a filter that was changed in the tool’s file since are read with that one', async () => {
    const files = await writeConfig(settingsOf());
    const changed = files.map(({ name, text }) => ({
      name,
      text: text.replace(/all_users_filter: .*/, `all_users_filter: 'user.status == "ACTIVE"'`),
    }));
    const { settings: read, lines } = await readConfig(sentSource(changed));
    expect(read?.filter.cel).toBe('okta.status == "ACTIVE"');
    expect(lines).toContainEqual(expect.objectContaining({ key: 'rollcall.filter', is: 'ignored' }));
  });

  it('are not written where they would say something else', async () => {
    const group = { group: '$(whoami)', roles: [] };
    await expect(writeConfig(settingsOf({ groups: [group] }))).rejects.toMatchObject({ code: 'unsupported' });
  });
});
