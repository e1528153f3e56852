import { SyncError } from '@rollcall/shared';
import type { Connection } from '@rollcall/shared';

import type { Sides } from './observe.ts';

/** Whether two marks may be of one place: an address says nothing against a mark. */
export function isSamePlace(pinned: string, found: string): boolean {
  return pinned === found || isAddress(pinned) || isAddress(found);
}

/** Whether a mark is only made of the address, where the place would not tell its own. */
export function isAddress(mark: string): boolean {
  return mark.includes('://') || mark.startsWith('url-');
}

/**
 * Asks both sides who they are and throws `wrong_site` where another one answers than was connected: a restored copy or
 * a changed address would otherwise make everybody look gone.
 */
export async function refuseOtherPlaces(connection: Connection, sides: Sides, signal: AbortSignal): Promise<void> {
  const check = async (side: 'cms' | 'okta'): Promise<void> => {
    const settings = connection[side];
    if (!settings?.identity) return;
    const identity = await sides[side].identify({ signal });
    if (isSamePlace(settings.identity, identity)) return;
    throw new SyncError('wrong_site', `${settings.url} is not the one that this connection was made with.`);
  };
  await Promise.all([check('cms'), check('okta')]);
}
