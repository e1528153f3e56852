import type { PullSettings } from '@rollcall/shared';

import type { OwnConfig } from './own-config.ts';
import type { WrittenFile } from './write-connector.ts';
import { nicknamesOf, roleNames } from './write-root.ts';

/** `extension-config.yml`; the tool needs its three keys, and passes over `rollcall`. */
export function writeExtension(settings: PullSettings, own: OwnConfig): WrittenFile {
  const isPlain = Object.keys(own).length === 0;
  return {
    keys: {
      extended_attributes: settings.extendedAttributes,
      extended_adobe_groups: roleNames(settings.extendedRoles, nicknamesOf(settings)),
      after_mapping_hook: 'pass',
      ...(isPlain ? {} : { rollcall: own }),
    },
    ...(isPlain ? {} : { comments: { rollcall: ' Only Rollcall reads this; the tool passes over it.' } }),
  };
}
