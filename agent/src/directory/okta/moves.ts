import { SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { CallOptions, Moves, MovesOptions } from '../directory.ts';
import type { OktaClient } from './client.ts';
import { movedGroups } from './groups.ts';
import { listChanges } from './listing.ts';
import type { OktaUser } from './user.ts';

const logEvent = z.object({
  eventType: z.string(),
  target: z.array(z.object({ id: z.string(), type: z.string() })).nullish(),
});

type Told = NonNullable<Moves['told']>;

const joined = 'group.user_membership.add';
const left = 'group.user_membership.remove';
const userGone = 'user.lifecycle.delete.completed';
const groupGone = 'group.lifecycle.delete';

/** https://developer.okta.com/docs/reference/api/event-types/ */
const filter = [joined, left, userGone, groupGone].map((type) => `eventType eq "${type}"`).join(' or ');
const eventsPerPage = 1000;

interface Asked extends MovesOptions {
  toAccount: (user: OktaUser) => Moves['accounts'][number];
  now: number;
  /** False where the log was refused before, so that it is not asked in vain. */
  mayReadLog: boolean;
}

/**
 * What moved in the org, by its own clock: users by `lastUpdated`, groups by `lastMembershipUpdated` and `lastUpdated`, and
 * who joined, left or was deleted by the System Log, which keeps 90 days. Null when more than `most` users changed.
 */
export async function readMoves(client: OktaClient, mark: string | null, asked: Asked): Promise<Moves | null> {
  const { toAccount, most, now, signal } = asked;
  const call = signal ? { signal } : {};
  const { accounts, watermark, ...read } = await listChanges(client, toAccount, {
    ...call,
    watermark: mark,
    now,
    most,
  });
  if (!read.isWhole) return null;
  const told = asked.mayReadLog ? await readLog(client, read.since, call) : null;
  const groups = mark === null ? [] : await movedGroups(client, read.since, call);
  return { accounts, groups, told, watermark };
}

/** Null where the credential may not read the log. */
async function readLog(client: OktaClient, since: string, options: CallOptions): Promise<Told | null> {
  const told: Told = { members: [], accounts: [], groups: [] };
  const call = { path: '/api/v1/logs', query: { since, filter, limit: String(eventsPerPage) }, ...options };
  try {
    // Without `until` the list has no end: an empty page is where it stands at this moment.
    for await (const { value } of client.pages(z.array(logEvent), call)) {
      if (value.length === 0) break;
      for (const event of value) take(event, told);
    }
    return told;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'forbidden') return null;
    throw error;
  }
}

function take({ eventType, target }: z.infer<typeof logEvent>, told: Told): void {
  const idOf = (type: string) => target?.find((each) => each.type === type)?.id;
  const [account, group] = [idOf('User'), idOf('UserGroup')];
  if (eventType === userGone && account !== undefined) told.accounts.push(account);
  else if (eventType === groupGone && group !== undefined) told.groups.push(group);
  else if (account !== undefined && group !== undefined) told.members.push({ group, account });
}
