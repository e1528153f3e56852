import type { Connection, MappingRule, Side } from '@rollcall/shared';

import type { Directory } from '../directory/directory.ts';

/** What planning needs to know of a directory. */
export type Place = Pick<Directory, 'fields' | 'capabilities'>;
export type Places = Record<Side, Place>;

export function otherSide(side: Side): Side {
  return side === 'cms' ? 'okta' : 'cms';
}

/** Whether a connection of this direction ever writes to that side. */
export function writesTo({ direction }: Pick<Connection, 'direction'>, side: Side): boolean {
  return direction === 'both' || direction === (side === 'okta' ? 'cmsToOkta' : 'oktaToCms');
}

/** Where a text speaks of a side: "in Okta", "on the site". */
export const inSide: Record<Side, string> = { okta: 'in Okta', cms: 'on the site' };
/** The side at the beginning of a sentence. */
export const sideName: Record<Side, string> = { okta: 'Okta', cms: 'The site' };

/** Whether Okta's value can be put back: a derived value can't, nor a template that has no way back. */
export function isWritableBack({ cms, toOkta, toCms }: MappingRule): boolean {
  return !cms.startsWith('@') && (toOkta === null || toCms !== null);
}
