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
