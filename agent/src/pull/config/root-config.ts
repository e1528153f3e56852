import type { PullSettings } from '@rollcall/shared';
import { z } from 'zod';

import { readDefaults } from './defaults-config.ts';
import { refusePattern } from './refuse-pattern.ts';
import { readRole } from './role.ts';
import type { Section } from './section.ts';

/** What the main file says, and which other files it names. */
export interface RootConfig {
  oktaFiles: string[];
  extensionFiles: string[];
  /** Nicknames of further targets. */
  nicknames: string[];
  settings: Pick<
    PullSettings,
    | 'groups'
    | 'additionalGroups'
    | 'createRoles'
    | 'updateAttributes'
    | 'defaultCountry'
    | 'exclude'
    | 'limits'
    | 'defaults'
  >;
}

const text = z.string();
const files = z.union([text, z.array(text)]).transform((value) => (typeof value === 'string' ? [value] : value));
const texts = z.union([z.array(text), z.null()]).transform((value) => value ?? []);

/** Reads `user-sync-config.yml`. */
export function readRootConfig(section: Section): RootConfig {
  const targets = section.require('adobe_users', section.section('adobe_users'));
  const directory = section.require('directory_users', section.section('directory_users'));
  const limits = section.require('limits', section.section('limits'));
  const nicknames = targets ? readNicknames(targets) : [];
  const target = targets && readTargets(targets);
  const source = directory && readDirectory(directory, nicknames);
  const maximum = limits && readLimits(limits);
  const defaults = readDefaults(section.section('invocation_defaults'));
  const logging = section.section('logging');
  if (logging) readLogging(logging);
  const newer = 'Follow the tool’s own migration to its second version first.';
  section.refuse('dashboard', 'It is a configuration of the tool’s first version.', newer);
  section.refuse('directory', 'It is a configuration of the tool’s first version.', newer);
  section.refuse('post_sync', 'Steps after a sync are not offered, as in the tool itself.', 'Take it out.');
  section.end();
  return {
    oktaFiles: source?.oktaFiles ?? [],
    extensionFiles: source?.extensionFiles ?? [],
    nicknames,
    settings: {
      groups: source?.groups ?? [],
      additionalGroups: source?.additionalGroups ?? [],
      createRoles: source?.createRoles ?? false,
      defaultCountry: source?.defaultCountry ?? null,
      updateAttributes: target?.updateAttributes ?? ['firstname', 'lastname', 'email'],
      exclude: target?.exclude ?? { users: [], roles: [] },
      limits: maximum ?? { maxTargetOnly: { count: 0 }, groupRemovalsOnly: false },
      defaults,
    },
  };
}

/** Nothing of it changes what a pull does, so that every key is told why it has no effect. */
function readLogging(section: Section): void {
  const file = 'No log is kept in a file: redirect what "rollcall pull --log-style adobe" prints.';
  const level = 'The lines of --log-style adobe are those of all levels.';
  for (const key of ['log_to_file', 'file_log_directory', 'file_log_name_format']) section.ignore(key, file);
  for (const key of ['file_log_level', 'console_log_level']) section.ignore(key, level);
  section.ignore('log_progress', 'How far a pull is, is shown where a person sits.');
  section.end();
}

const targetFiles = z.union([text, z.array(z.union([text, z.record(text, z.unknown())]))]);

function readNicknames(section: Section): string[] {
  const connectors = section.section('connectors');
  const why = 'Adobe’s service is not written to; a pull writes to the connection’s site.';
  const found = connectors?.take('umapi', targetFiles, { is: 'ignored', why });
  connectors?.end();
  const list = typeof found?.value === 'string' ? [] : (found?.value ?? []);
  return list.flatMap((each) => (typeof each === 'string' ? [] : Object.keys(each)));
}

const attribute = z.enum(['firstname', 'lastname', 'email', 'username']);

function readTargets(section: Section) {
  section.ignore('exclude_identity_types', 'A site has no identity types.');
  const roles = section.take('exclude_adobe_groups', texts, {
    is: 'mapped',
    why: 'To roles whose holders are left alone; _org_admin is administrator.',
  });
  const users = section.take('exclude_users', texts, { is: 'used', why: 'Patterns over the whole user name.' });
  for (const pattern of users?.value ?? []) refusePattern(section, users, { pattern, whole: true });
  const update = section.take('update_attributes', z.array(attribute), { is: 'used', why: 'What may be updated.' });
  section.end();
  return {
    updateAttributes: update?.value ?? (['firstname', 'lastname', 'email'] as const).slice(),
    exclude: {
      users: users?.value ?? [],
      roles: (roles?.value ?? []).map((role) => (role === '_org_admin' ? 'administrator' : role)),
    },
  };
}

type Directory = Pick<PullSettings, 'groups' | 'additionalGroups' | 'createRoles' | 'defaultCountry'> &
  Pick<RootConfig, 'oktaFiles' | 'extensionFiles'>;

function readDirectory(section: Section, nicknames: readonly string[]): Directory {
  const connectors = section.require('connectors', section.section('connectors'));
  const okta = connectors?.take('okta', files, { is: 'used', why: 'The file of the connector.' });
  if (connectors) connectors.require('okta', okta);
  for (const other of ['ldap', 'csv', 'adobe_console']) connectors?.ignore(other, 'A pull reads Okta.');
  connectors?.end('The tool has no such connector and ignores it as well.');
  const extension = section.take('extension', files, { is: 'used', why: 'The file of the extension.' });
  const country = section.take('default_country_code', text, { is: 'used', why: 'For users without a country.' });
  section.ignore('user_identity_type', 'A site has no identity types.');
  const options = section.section('group_sync_options');
  const create = options?.take('auto_create', z.boolean(), { is: 'mapped', why: 'To missing roles being made.' });
  options?.end();
  const directory = {
    oktaFiles: okta?.value ?? [],
    extensionFiles: extension?.value ?? [],
    defaultCountry: country?.value ?? null,
    groups: readGroups(section, nicknames),
    additionalGroups: readAdditional(section),
    createRoles: create?.value ?? false,
  };
  section.end();
  return directory;
}

function readGroups(section: Section, nicknames: readonly string[]): PullSettings['groups'] {
  const byGroup = new Map<string, PullSettings['groups'][number]>();
  for (const entry of section.sections('groups', { is: 'mapped', why: 'To Okta groups with the roles they give.' })) {
    const group = entry.require(
      'directory_group',
      entry.take('directory_group', text.min(1), { is: 'used', why: 'An Okta group.' }),
    );
    const roles = entry.take('adobe_groups', texts, { is: 'mapped', why: 'To roles of the site.' });
    entry.end();
    if (!group) continue;
    const known = byGroup.get(group.value) ?? { group: group.value, roles: [] };
    for (const name of roles?.value ?? []) {
      const role = readRole(name, nicknames);
      if (role) known.roles.push(role);
      else if (roles)
        entry.problem(
          roles,
          `"${name}" names a target that is not there.`,
          'Add it under adobe_users.connectors.umapi.',
        );
    }
    byGroup.set(group.value, known);
  }
  return [...byGroup.values()];
}

function readAdditional(section: Section): PullSettings['additionalGroups'] {
  const note = { is: 'used', why: 'More groups by pattern, from the start of their names.' } as const;
  return section.sections('additional_groups', note).flatMap((entry) => {
    const source = entry.require('source', entry.take('source', text, { is: 'used', why: 'A pattern.' }));
    const target = entry.require('target', entry.take('target', text, { is: 'used', why: 'The role’s name.' }));
    entry.end();
    if (!source || !target) return [];
    refusePattern(entry, source, { pattern: source.value, whole: false });
    return [{ source: source.value, target: target.value }];
  });
}

const countOrShare = 'A number, or a share such as 10%, is expected.';
const maximum = z.union(
  [
    z
      .int()
      .nonnegative()
      .transform((count) => ({ count })),
    text.regex(/^\d{1,3}(\.\d+)?\s*%$/).transform((share) => ({ percent: Number.parseFloat(share) })),
  ],
  { error: countOrShare },
);

function readLimits(section: Section): PullSettings['limits'] {
  const most = section.take('max_adobe_only_users', maximum, {
    is: 'mapped',
    why: 'To a brake: how many users who are only on the site one run may touch.',
  });
  section.require('max_adobe_only_users', most);
  const only = section.take('group_removals_only', z.boolean(), { is: 'used', why: 'As it is.' });
  section.end();
  return { maxTargetOnly: most?.value ?? { count: 0 }, groupRemovalsOnly: only?.value ?? false };
}
