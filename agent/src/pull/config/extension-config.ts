import type { PullSettings } from '@rollcall/shared';
import { z } from 'zod';

import { readHook } from './hook.ts';
import { readRole } from './role.ts';
import type { Section } from './section.ts';

const texts = z.union([z.array(z.string()), z.null()]).transform((value) => value ?? []);

type Extension = Pick<PullSettings, 'extendedAttributes' | 'extendedRoles' | 'rules'>;

export const noExtension: Extension = { extendedAttributes: [], extendedRoles: [], rules: [] };

/** Reads `extension-config.yml`. Code in it is read for what it means, and never run. */
export function readExtensionConfig(section: Section, nicknames: readonly string[]): Extension {
  const attributes = section.take('extended_attributes', texts, {
    is: 'used',
    why: 'Okta attributes that rules may read.',
  });
  const roles = section.take('extended_adobe_groups', texts, {
    is: 'mapped',
    why: 'To roles that rules may give, and that are taken from who no longer has them.',
  });
  const extendedRoles = (roles?.value ?? []).flatMap((name) => {
    const role = readRole(name, nicknames);
    if (!role && roles)
      section.problem(
        roles,
        `"${name}" names a target that is not there.`,
        'Add it under adobe_users.connectors.umapi.',
      );
    return role ?? [];
  });
  const rules = readHook(section, attributes?.value ?? []);
  section.end('The tool ignores it as well.');
  return { extendedAttributes: attributes?.value ?? [], extendedRoles, rules };
}
