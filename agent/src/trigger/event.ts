import type { Actor, Connection, RunRequest, SiteEvent } from '@rollcall/shared';

import type { Store } from '../store/store.ts';

/** What somebody's browser, or the site's own code, tells about accounts of a site. */
export interface EventTold {
  connection: Connection;
  kind: SiteEvent;
  /** Page numbers or logins. */
  users: string[];
  slot: string | null;
  by: Actor;
  accounts: Store['accounts'];
}

/** The run for an event. Who was cancelled is named by id, since a deleted account answers to no number any more. */
export function eventRequestOf({ connection, kind, users, slot, by, accounts }: EventTold): RunRequest {
  const directory = connection.cms?.id ?? '';
  const idOf = (name: string): string => {
    const [byLogin] = accounts.byLogin(directory, name);
    return (accounts.byHandle(directory, name) ?? byLogin)?.ref.id ?? name;
  };
  return {
    connection: connection.id,
    trigger: 'event',
    by,
    scope: { kind: 'accounts', side: 'cms', ids: kind === 'cancelled' ? users.map(idOf) : users },
    mode: 'apply',
    operations: [],
    deadline: null,
    secretSlot: slot,
    event: { kind },
    desired: null,
  };
}

/** Why a connection does not act by itself, as a sentence; null when it does. */
export function whyNotAutomatic({ methods, mode, pausedFor, cms, okta, direction }: Connection): string | null {
  if (!methods.automatic.on) return 'Automatic sync is off for this site.';
  if (cms === null || okta === null) return 'This connection has one side only.';
  if (direction === 'oktaToCms') return 'This connection goes from Okta to the site only.';
  if (pausedFor !== null) return 'This connection is paused because a sign-in was refused.';
  if (mode === 'paused') return 'This connection is paused.';
  return mode === 'report' ? 'This connection only reports; nothing is written.' : null;
}
