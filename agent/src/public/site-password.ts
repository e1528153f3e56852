import { SyncError } from '@rollcall/shared';
import type { Account, AccountRef, AccountRow, Connection, Link } from '@rollcall/shared';

import { isNamed } from '../engine/guarded.ts';
import { inTurns } from '../engine/turns.ts';
import type { Directories } from '../services.ts';
import type { Store } from '../store/store.ts';
import { createAttempts } from './attempts.ts';

export interface SitePasswordDeps {
  store: Store;
  directories: Pick<Directories, 'side'>;
  now: () => number;
}

/** What a person typed at Okta's sign-in. */
export interface Typed {
  username: string;
  password: string;
}

/** Whether the site judged the password, and of whom; nobody when there was no one to ask about. */
export interface Judged {
  isRight: boolean;
  subject: { cms: AccountRef; okta: AccountRef } | null;
}

/**
 * Asks the site whether an Okta user's password is that of the linked account. Wrong for whoever is not linked, blocked
 * or protected, without asking. Throws where the site can't be asked: `report_mode`, `paused`, `unsupported`,
 * `rate_limited` by our own limits or the site's, and what the directory throws.
 */
export type JudgePassword = (connection: Connection, typed: Typed, signal: AbortSignal) => Promise<Judged>;

const hour = 3_600_000;
/** Fewer than the five wrong ones in six hours for which Drupal locks a name, and the fifty an hour for an address. */
const forUser = { most: 3, within: 6 * hour };
const inAll = { most: 20, within: hour };

export function createPasswordJudge({ store, directories, now }: SitePasswordDeps): JudgePassword {
  const byUser = createAttempts(now, forUser);
  const bySite = createAttempts(now, inAll);

  return async (connection, { username, password }, signal) => {
    refuseUnready(connection);
    const link = await linkOf(store, connection, username);
    if (!link) return { isRight: false, subject: null };
    const { cms, okta } = link;
    const keys = [
      [byUser, `${cms.directory}/${cms.id}`],
      [bySite, cms.directory],
    ] as const;
    const site = await directories.side(connection, 'cms');
    if (!site?.capabilities.verifyPassword || !site.verifyPassword)
      throw new SyncError('unsupported', 'This connection has no way to sign in at the site as somebody.', {
        next: 'Connect the site with a sign-in of its own.',
      });
    // Read anew: since the last run somebody may have been blocked, or another may bear the name.
    const account = await site.get(cms.id, { signal });
    if (!maySignIn(account, connection)) return { isRight: false, subject: null };
    if (keys.some(([attempts, key]) => attempts.isShut(key))) throw tooMany();
    // Counted before the site is asked, so that many at once can't pass together.
    for (const [attempts, key] of keys) attempts.wrong(key);
    const isRight = await site.verifyPassword(account.login, password, { signal });
    if (isRight) for (const [attempts, key] of keys) attempts.takeBack(key);
    return { isRight, subject: { cms, okta } };
  };
}

function refuseUnready({ mode, name }: Connection): void {
  if (mode === 'live') return;
  throw new SyncError(
    mode === 'report' ? 'report_mode' : 'paused',
    mode === 'report' ? `"${name}" only reports, so no password is moved.` : `"${name}" is paused.`,
    { scope: 'run', next: 'Switch the connection to live.' },
  );
}

/** The link of the one Okta user with this sign-in name. */
async function linkOf(store: Store, { id, okta }: Connection, username: string): Promise<Link | undefined> {
  const rows = okta ? await rowsOf(store, okta.id, username) : [];
  const [only, another] = rows.filter((row) => row.missing === 0);
  return only && !another ? store.links.of(id, only.ref) : undefined;
}

/** Okta also takes the part of a login before the @, where only one person has it. */
async function rowsOf(store: Store, directory: string, username: string): Promise<AccountRow[]> {
  if (username.includes('@')) return store.accounts.byLogin(directory, username);
  const start = `${username.toLowerCase()}@`;
  const rows: AccountRow[] = [];
  await inTurns(store.walk('accounts'), ([, row]) => {
    if (row.ref.directory === directory && row.login.toLowerCase().startsWith(start)) rows.push(row);
  });
  return rows;
}

/** Whoever has power over the site is not asked about: nobody gets to try such a password through Okta. */
function maySignIn(account: Account, { protect }: Connection): boolean {
  const { state, guarded } = account;
  return state === 'active' && guarded.length === 0 && !isNamed(account, protect);
}

function tooMany(): SyncError {
  return new SyncError('rate_limited', 'Too many wrong passwords were tried, so the site is not asked for a while.', {
    scope: 'run',
    next: 'Wait, or let Okta send the person a mail to set a password.',
  });
}
