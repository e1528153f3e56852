import type { Connection, MappingRule, PullDefaults, PullSettings } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';
import type { Sides } from '../engine/observe.ts';
import { seenByPull } from './lens.ts';
import type { Names } from './names.ts';
import { pulled } from './pulled.ts';

/** A connection with both sides, as a pull sees them. */
export interface PulledPlace {
  connection: Connection;
  sides: Sides;
}

/**
 * The connection as a pull sees it: Okta's word goes to the site, by what the pull settings make of each user. Other fields
 * that Okta owns in the connection's own mapping are kept as well. Groups are the pull's own matter.
 */
export function effective(
  { connection, sides }: PulledPlace,
  { settings, options, names }: { settings: PullSettings; options: PullDefaults; names: Names },
): PulledPlace {
  const own = pulledRules(connection, sides.cms, settings, options);
  const taken = new Set(own.map(({ cms }) => cms));
  const others = connection.mapping
    .filter(({ owner, cms }) => owner === 'okta' && !taken.has(cms))
    .map((rule): MappingRule => ({ ...rule, apply: options.updateUserInfo ? rule.apply : 'create' }));
  return {
    connection: {
      ...connection,
      direction: 'oktaToCms',
      match: { ...connection.match, cms: '@email', okta: '@email', onAdopt: 'overwrite' },
      mapping: [...own, ...others],
      groupMaps: [],
    },
    sides: { cms: sides.cms, okta: seenByPull(sides.okta, settings, names) },
  };
}

function pulledRules(
  connection: Connection,
  cms: Directory,
  settings: PullSettings,
  options: PullDefaults,
): MappingRule[] {
  const fieldFor = (okta: string) =>
    connection.mapping.find((rule) => rule.okta === okta && !rule.cms.startsWith('@') && rule.toCms === null)?.cms;
  const fields = {
    email: cms.fields.email,
    username: settings.attributes.username === null ? undefined : cms.fields.login,
    firstname: fieldFor('firstName'),
    lastname: fieldFor('lastName'),
    country: fieldFor('countryCode'),
  };
  const rules = (['email', 'username', 'firstname', 'lastname', 'country'] as const).flatMap((name) => {
    const field = fields[name];
    if (field === undefined) return [];
    const updates = options.updateUserInfo && name !== 'country' && settings.updateAttributes.includes(name);
    return [ruleFor(field, pulled[name], updates ? 'always' : 'create')];
  });
  // Read for whether a user moved since the plan, never written.
  return [...rules, ruleFor('@login', pulled.groups, 'create'), ruleFor('@login', pulled.roles, 'create')];
}

function ruleFor(cms: string, okta: string, apply: MappingRule['apply']): MappingRule {
  return { cms, okta, toOkta: null, toCms: null, owner: 'okta', apply, sensitive: false };
}
