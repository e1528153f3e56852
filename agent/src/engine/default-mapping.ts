import type { Connection, MappingRule, ScimSettings } from '@rollcall/shared';

import type { Attribute, Fields } from '../directory/directory.ts';
import { identityFields } from './map.ts';

const givenName = /(^|_)(first|given|fore)_?name$|^vorname$|prenom/;
const familyName = /(^|_)(last|family|sur)_?name$|^nachname$/;

/**
 * The mapping that a new connection starts with: mail as login and mail, the name fields that the site is seen to
 * have, with names derived on create behind them, and every site field whose name is that of an Okta attribute. Okta owns
 * them where only the site is written to; where both are, either side may change all but what decides who can sign in.
 */
export function defaultMapping(
  { cms, okta, cmsFields }: { cms: Attribute[]; okta: Attribute[]; cmsFields: Fields },
  direction: Connection['direction'] = 'cmsToOkta',
): MappingRule[] {
  const given = cms.find((field) => givenName.test(bare(field.name)));
  const family = cms.find((field) => familyName.test(bare(field.name)));
  const rules = [
    rule(cmsFields.email, 'login'),
    rule(cmsFields.email, 'email'),
    ...(given ? [rule(given.name, 'firstName')] : []),
    ...(family ? [rule(family.name, 'lastName')] : []),
    rule('@firstName', 'firstName', 'create'),
    rule('@lastName', 'lastName', 'create'),
  ];
  const taken = new Set(rules.map((each) => each.okta));
  const writable = new Map(okta.filter((field) => field.writable).map((field) => [plain(field.name), field]));
  for (const field of cms) {
    if (!field.custom) continue;
    const partner = writable.get(plain(bare(field.name)));
    if (!partner || partner.type !== field.type || taken.has(partner.name)) continue;
    taken.add(partner.name);
    rules.push(rule(field.name, partner.name));
  }
  return rules.map((each) => (each.apply === 'always' ? { ...each, owner: ownerOf(each.okta, direction) } : each));
}

function ownerOf(attribute: string, direction: Connection['direction']): MappingRule['owner'] {
  if (direction === 'oktaToCms') return 'okta';
  return direction === 'both' && !identityFields.has(attribute) ? 'either' : 'cms';
}

/** Settings of a connection that nobody has changed yet: reads only, and nothing that removes. */
export function defaultSettings(): Pick<
  Connection,
  | 'direction'
  | 'scope'
  | 'protect'
  | 'match'
  | 'mapping'
  | 'methods'
  | 'newInOkta'
  | 'password'
  | 'onBlock'
  | 'onCmsDelete'
  | 'onOktaStop'
  | 'groupMaps'
  | 'scim'
  | 'pull'
  | 'brakes'
  | 'shrinkPercent'
  | 'canary'
  | 'share'
> {
  return {
    direction: 'cmsToOkta',
    scope: { filter: null, groups: [], exclude: [], skipProtected: true },
    protect: { names: [], roles: [] },
    match: { cms: '@email', okta: 'login', adopt: 'ask', onAdopt: 'linkOnly' },
    mapping: [],
    methods: {
      manual: { on: true, operations: ['read', 'create', 'update', 'deactivate'] },
      automatic: off(),
      scheduled: off(),
      scim: off(),
      pull: off(),
    },
    newInOkta: 'staged',
    password: 'none',
    onBlock: 'deactivate',
    onCmsDelete: 'deactivate',
    onOktaStop: 'block',
    groupMaps: [],
    scim: defaultScim,
    pull: null,
    brakes: {
      create: { floor: 3, count: 200, percent: 10 },
      update: { floor: 3, count: 500, percent: 25 },
      deactivate: { floor: 3, count: 20, percent: 2 },
      delete: { floor: 0, count: 0, percent: 0 },
      revokeGroup: { floor: 3, count: 50, percent: 5 },
      mail: { floor: 3, count: 25, percent: 100 },
    },
    shrinkPercent: 10,
    canary: 5,
    share: 50,
  };
}

/** What a SCIM client may bring until a person decides otherwise. */
export const defaultScim: ScimSettings = {
  publicUrl: null,
  syncPassword: false,
  invite: false,
  custom: [],
  onUnassign: 'block',
  onGroupUnlink: 'keep',
};

const off = (): Connection['methods']['manual'] => ({ on: false, operations: [] });

function rule(cms: string, okta: string, apply: 'create' | 'always' = 'always'): MappingRule {
  return { cms, okta, toOkta: null, toCms: null, owner: 'cms', apply, sensitive: false };
}

/** A CMS field's name without the prefix that Drupal gives to fields made in its pages. */
function bare(name: string): string {
  return name.replace(/^field_/, '').toLowerCase();
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
