import { setTimeout as delay } from 'node:timers/promises';
import type { Directory } from '@rollcall/agent/directory/directory';
import { drupal } from '@rollcall/agent/directory/drupal/descriptor';
import type { DrupalSite } from './drupal-site.ts';

/** Signs in to a site as Rollcall does. */
export function siteOf({ url, user, password }: DrupalSite): Directory {
  const place = { id: 'cms', kind: 'drupal', url, auth: 'session', secretRef: null, account: null, identity: null };
  return drupal.create({
    settings: { ...place, options: {} },
    credential: () => Promise.resolve({ values: { user, password } }),
    fetch,
    now: Date.now,
    sleep: (ms) => delay(ms),
    share: 50,
    carry: () => Promise.reject(new Error('no browser is paired')),
  });
}
