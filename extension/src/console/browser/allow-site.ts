import { browser } from 'wxt/browser';

import { patternOf } from '../../background/sites.ts';
import { send } from '../../send.ts';

/**
 * Enables a site: lists it, then asks the browser for permission, which must come straight from the click. The popup may
 * be closed by the browser's question; the background then finishes when the permission arrives.
 */
export async function allowSite(origin: string): Promise<boolean> {
  const asked = browser.permissions.request({ origins: [patternOf(origin)] }).catch(() => false);
  await send('addSite', { origin });
  if (!(await asked)) {
    await send('removeSite', { origin });
    return false;
  }
  await send('addSite', { origin });
  return true;
}
