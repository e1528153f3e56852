import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import { textOf, type Clock, type Group, type Party, type User } from '../model.ts';
import type { Journal } from '../store/journal.ts';
import { firstAfter } from '../store/sorted.ts';

/** One event as it is kept; `toLogEvent` gives it Okta's full shape. */
export interface StoredEvent {
  readonly seq: number;
  readonly uuid: string;
  readonly published: string;
  readonly eventType: string;
  readonly displayMessage: string;
  readonly severity: 'INFO' | 'WARN';
  readonly result: 'SUCCESS' | 'FAILURE' | 'DENY';
  readonly reason: string | null;
  readonly actor: Party;
  readonly target: readonly Party[];
  readonly requestId: string;
  readonly requestUri: string;
  readonly ip: string;
  readonly userAgent: string;
  readonly tokenId: string | null;
}

const eventSchema = z.custom<StoredEvent>((entry) => typeof entry === 'object' && entry !== null && 'uuid' in entry);

/** Reads an event back from the journal, which only `record` has written. */
export function parseEvent(entry: unknown): StoredEvent {
  return eventSchema.parse(entry);
}

interface NewEvent {
  readonly eventType: string;
  readonly message: string;
  readonly target?: readonly Party[];
  readonly failure?: string;
  readonly severity?: 'INFO' | 'WARN';
}

/** The org's System Log: events in order of arrival, found by place or by time. */
export interface SystemLog {
  record(caller: Caller, event: NewEvent): void;
  /** Events from the one after `seq`, oldest first. */
  after(seq: number): Generator<StoredEvent>;
  /** Events from the one before `seq`, newest first. */
  before(seq: number): Generator<StoredEvent>;
  lastSeq(): number;
  /** The place just before the first event later than `time` (ms). */
  seqAt(time: number): number;
  reset(): void;
  close(): void;
}

/** Okta keeps 90 days; a practice org is also bounded by count. */
const keptEvents = 100_000;
const slack = 20_000;

export function createSystemLog(journal: Journal<StoredEvent>, clock: Clock): SystemLog {
  let events = journal.earlier.slice(-keptEvents);
  if (journal.earlier.length > keptEvents + slack) journal.rewrite(events);
  let lastSeq = events.at(-1)?.seq ?? 0;

  return {
    record: (caller, event) => {
      lastSeq += 1;
      const stored: StoredEvent = {
        seq: lastSeq,
        uuid: randomUUID(),
        published: new Date(clock()).toISOString(),
        eventType: event.eventType,
        displayMessage: event.message,
        severity: event.severity ?? (event.failure === undefined ? 'INFO' : 'WARN'),
        result: event.failure === undefined ? 'SUCCESS' : 'FAILURE',
        reason: event.failure ?? null,
        actor: caller.actor,
        target: event.target ?? [],
        requestId: caller.requestId,
        requestUri: caller.requestUri,
        ip: caller.ip,
        userAgent: caller.userAgent,
        tokenId: caller.tokenId,
      };
      events.push(stored);
      journal.append(stored);
      if (events.length > keptEvents + slack) events = events.slice(-keptEvents);
    },
    after: function* after(seq) {
      for (let at = firstAfter(events, (event) => event.seq > seq); at < events.length; at += 1) {
        const event = events[at];
        if (event !== undefined) yield event;
      }
    },
    before: function* before(seq) {
      for (let at = firstAfter(events, (event) => event.seq >= seq) - 1; at >= 0; at -= 1) {
        const event = events[at];
        if (event !== undefined) yield event;
      }
    },
    lastSeq: () => lastSeq,
    seqAt: (time) => {
      const next = events[firstAfter(events, (event) => Date.parse(event.published) > time)];
      return next === undefined ? lastSeq : next.seq - 1;
    },
    reset: () => {
      events = [];
      journal.rewrite([]);
    },
    close: () => journal.close(),
  };
}

export function userParty(user: User): Party {
  return {
    id: user.id,
    type: 'User',
    alternateId: textOf(user.profile, 'login'),
    displayName: `${textOf(user.profile, 'firstName')} ${textOf(user.profile, 'lastName')}`.trim(),
  };
}

export function groupParty(group: Group): Party {
  return { id: group.id, type: 'UserGroup', alternateId: 'unknown', displayName: textOf(group.profile, 'name') };
}
