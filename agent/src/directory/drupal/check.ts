import { createHash } from 'node:crypto';
import { type Problem, SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { Check } from '../directory.ts';
import { isWhole, userDocument, userList } from './document.ts';
import { permissionsNeeded, readOnly, switchedOff } from './fault.ts';
import { toPath } from './query.ts';
import type { Entry, Site } from './site.ts';

/** From this difference on, times of the two sides are hard to compare for a person. */
const noticeableSkewMs = 60_000;

interface CheckOptions {
  site: Site;
  /** The mark pinned at the first test. */
  pinned: string | null;
  rolesReadable: () => Promise<boolean>;
  signal?: AbortSignal | undefined;
}

/** Who we are on the site, what we may do there, and what stands in the way, with the page that changes it. */
export async function checkSite({ site, pinned, rolesReadable, signal }: CheckOptions): Promise<Check> {
  const entry = await site.whoAmI(signal);
  const clock = clockOf(site, entry);
  const identity = identityOf(site.url, pinned);
  if (entry.account === null)
    return {
      ...clock,
      account: null,
      identity: identity(null),
      level: 'forms',
      permissions: [],
      notes: [...clock.notes, switchedOff(site.url).problem],
    };
  if (entry.forms)
    return {
      ...clock,
      account: await ownAccount(site, entry.account, { login: entry.login, signal }),
      identity: identity(null),
      level: 'forms',
      permissions: [],
      notes: [...clock.notes, switchedOff(site.url).problem],
    };
  const first = await firstUsers(site, signal);
  const users = first.some(isWhole);
  const roles = await rolesReadable();
  const reads = await readsOnly(site, signal);
  return {
    ...clock,
    account: await ownAccount(site, entry.account, { login: entry.login, signal }),
    identity: identity(first[0]?.id ?? null),
    level: reads || !users ? 'read' : 'full',
    permissions: [...(users ? ['administer users'] : []), ...(roles ? ['administer permissions'] : [])],
    notes: [...clock.notes, ...shortcomings(site, { users, roles, reads })],
  };
}

/** The site's own mark, by one read. Throws `wrong_site` where it is not the pinned one. */
export async function identifySite({ site, pinned, signal }: Omit<CheckOptions, 'rolesReadable'>): Promise<string> {
  const [first] = await firstUsers(site, signal);
  return identityOf(site.url, pinned)(first?.id ?? null);
}

/**
 * The site's own mark is the UUID of its first user row, the anonymous visitor: made at install, never removed and seen
 * by everybody. While JSON:API is off only the address can stand for the site.
 */
function identityOf(url: string, pinned: string | null): (mark: string | null) => string {
  const address = `url-${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;
  return (mark) => {
    if (pinned === address || mark === null) return pinned ?? address;
    // A site that only its former address stood for may since have moved to https.
    if (pinned !== null && !pinned.startsWith('url-') && pinned !== mark)
      throw new SyncError('wrong_site', `${url} is not the site that was connected: its users are others.`);
    return mark;
  };
}

async function firstUsers(site: Site, signal?: AbortSignal): Promise<z.infer<typeof userList>['data']> {
  const path = toPath('user/user', { sort: 'drupal_internal__uid', limit: 3 });
  return (await site.read({ path, schema: userList, signal })).data;
}

const named = z.object({ name: z.string().optional(), display_name: z.string().nullish() });

async function ownAccount(
  site: Site,
  id: string,
  { login, signal }: { login: string | null; signal?: AbortSignal | undefined },
): Promise<Check['account']> {
  const { data } = await site.read({ path: `/jsonapi/user/user/${id}`, schema: userDocument, signal });
  const { name, display_name } = named.parse(data.attributes);
  return { id, login: name ?? login ?? display_name ?? id, displayName: display_name ?? null };
}

/** Whether JSON:API refuses writes, asked with an empty document, which can't make anything. */
async function readsOnly(site: Site, signal?: AbortSignal): Promise<boolean> {
  try {
    await site.call({ method: 'POST', path: '/jsonapi/user/user', body: {}, schema: z.unknown(), signal });
  } catch (error) {
    const code = error instanceof SyncError ? error.code : null;
    if (code !== 'read_only' && code !== 'invalid' && code !== 'forbidden') throw error;
    return code === 'read_only';
  }
  return false;
}

function shortcomings(site: Site, found: { users: boolean; roles: boolean; reads: boolean }): Problem[] {
  const notes: Problem[] = [];
  if (found.reads) notes.push(readOnly(site.url, { status: 405 }).problem);
  const missing = [...(found.users ? [] : ['administer users']), ...(found.roles ? [] : ['administer permissions'])];
  for (const permission of missing)
    notes.push(
      new SyncError('forbidden', `Rollcall’s account has no permission “${permission}”.`, {
        next: permissionsNeeded(site.url, permission),
      }).problem,
    );
  return notes;
}

function clockOf(site: Site, { at }: Entry): Pick<Check, 'serverTime' | 'skewMs' | 'notes'> {
  if (at === null) return { serverTime: null, skewMs: 0, notes: [] };
  const skewMs = at - site.now();
  const minutes = Math.round(Math.abs(skewMs) / 60_000);
  const notes =
    Math.abs(skewMs) < noticeableSkewMs
      ? []
      : [new SyncError('clock_skew', `The clocks of ${site.url} and this computer are ${minutes} min apart.`).problem];
  return { serverTime: new Date(at).toISOString(), skewMs, notes };
}
