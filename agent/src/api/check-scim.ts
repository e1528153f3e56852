import { SyncError } from '@rollcall/shared';
import type { Connection } from '@rollcall/shared';

import { mappedOktaNames } from '../engine/map.ts';
import { isHere } from '../public/place.ts';
import { Attributes } from '../scim/attribute.ts';
import { isStandard } from '../scim/okta-name.ts';
import { userType } from '../scim/schema.ts';

const standard = new Attributes(userType([]));

/** Throws `invalid` for settings of SCIM that could not work. `before` is what is saved, where there is anything. */
export function checkScim(connection: Connection, before: Connection | undefined): void {
  const { publicUrl, custom } = connection.scim;
  if (publicUrl !== null) checkPublicUrl(publicUrl);
  const names = custom.map(({ name }) => name);
  const lower = names.map((name) => name.toLowerCase());
  const twice = names.find((_name, index) => lower.indexOf(lower[index] ?? '') !== index);
  if (twice !== undefined) throw invalid('scim.custom', `The attribute "${twice}" is added twice.`);
  const known = names.find((name) => isStandard(name) || standard.find(name) !== null);
  if (known !== undefined) {
    throw invalid('scim.custom', `SCIM has an attribute of its own for "${known}", so it needs none that is added.`);
  }
  for (const { name } of before?.scim.custom ?? []) if (!names.includes(name)) refuseUsed(connection, name);
}

/** A sentence for each attribute that is added: not everybody's profile in Okta has it. */
export function warnAdded({ scim }: Connection, before: Connection | undefined): string[] {
  const known = new Set(before?.scim.custom.map(({ name }) => name));
  return scim.custom
    .filter(({ name }) => !known.has(name))
    .map(({ name }) => `What depends on “${name}” may fail for users in whose Okta profile it is missing.`);
}

/** A rule that reads an attribute which nobody can send any more would be undecided for ever. */
function refuseUsed(connection: Connection, name: string): void {
  const rule = connection.mapping.find((each) => mappedOktaNames({ ...connection, mapping: [each] }).includes(name));
  if (!rule) return;
  throw invalid('scim.custom', `The attribute "${name}" is used by the mapping of ${rule.cms} and ${rule.okta}.`);
}

function checkPublicUrl(text: string): void {
  const url = new URL(text);
  if (url.protocol !== 'https:' && !isHere(url.hostname.replace(/^\[|\]$/g, '')))
    throw invalid('scim.publicUrl', 'Okta calls https addresses only.');
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid('scim.publicUrl', 'The public address is scheme, host and maybe a path, and nothing else.');
  if (text.includes('_')) throw invalid('scim.publicUrl', 'Okta takes no base URL with an underscore in it.');
  if (/\/scim(?:\/v2)?\/?$/.test(url.pathname)) {
    throw invalid('scim.publicUrl', 'The path behind the public address, such as /c1/scim/v2, is added by itself.');
  }
}

function invalid(field: string, text: string): SyncError {
  return new SyncError('invalid', text, { field, scope: 'run', next: `Correct ${field}; nothing was saved.` });
}
