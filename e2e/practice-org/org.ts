import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { realDisk } from '@rollcall/agent/store/disk';
import { takeLock } from '@rollcall/agent/store/lock';
import { newGroup } from './groups/new-group.ts';
import { createDefaultApp, readIdentity, type Identity } from './identity.ts';
import { createSystemLog, parseEvent, type StoredEvent, type SystemLog } from './log/system-log.ts';
import type { Clock } from './model.ts';
import { plantSeed, type Seed } from './seed.ts';
import { createMemoryJournal, openJournal } from './store/journal.ts';
import { parseChange, type Change } from './store/change.ts';
import { createState, type State } from './store/state.ts';

/** What a test may bend; the defaults behave as a healthy org. */
interface Behaviour {
  /** How long `search` lags behind a write (ms); 0 is read-after-write. */
  readonly searchLagMs: number;
  /** How long an activation takes (ms); meanwhile `transitioningToStatus` is set. */
  readonly activationMs: number;
  /** Writes answer 503 E0000010. */
  readonly readOnly: boolean;
  /** Listing more than this many users in one page answers 500 E0000009; 0 is never. */
  readonly largestPage: number;
}

export interface OrgOptions {
  /** Folder for state that survives a restart; without it everything is in memory. */
  readonly home?: string | undefined;
  readonly seed?: Seed | undefined;
  /** How many made-up people a new org starts with. */
  readonly users?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly behaviour?: Partial<Behaviour> | undefined;
}

/** One practice org: its data, its log and its time. */
export interface Org {
  readonly identity: Identity;
  readonly state: State;
  readonly log: SystemLog;
  readonly clock: Clock;
  readonly behaviour: Behaviour;
  /** The present time as Okta writes it: `YYYY-MM-DDTHH:mm:ss.SSSZ`. */
  now(): string;
  /** Tells whoever listens that a person gave this password just now. */
  hearPassword(userId: string, password: string): void;
  /** Passwords are told to one listener: who syncs them. */
  onPassword(listener: (userId: string, password: string) => void): void;
  /** Back to the seed; tokens and apps stay valid. */
  reset(): void;
  /** Closes files and frees the home; a folder that was only lent is removed. Safe to repeat. */
  close(): Promise<void>;
}

const usualBehaviour: Behaviour = { searchLagMs: 0, activationMs: 0, readOnly: false, largestPage: 0 };

/** Opens the org kept in `home`, or a new one. Throws SyncError `locked` while another process has that home. */
export async function openOrg(options: OrgOptions = {}): Promise<Org> {
  const clock = options.clock ?? Date.now;
  const behaviour = { ...usualBehaviour, ...options.behaviour };
  const home = options.home === undefined ? mkdtempSync(join(tmpdir(), 'practice-org-')) : resolve(options.home);
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const kept = options.home !== undefined;
  // Two orgs writing one home would lose each other's changes.
  const lock = kept ? await takeLock(home, { disk: realDisk, now: clock }) : null;
  const identity = await readIdentity(home);
  const journal = kept ? openJournal(join(home, 'state.ndjson'), parseChange) : createMemoryJournal<Change>();
  const events = kept ? openJournal(join(home, 'log.ndjson'), parseEvent) : createMemoryJournal<StoredEvent>();
  const state = createState({ journal, clock, searchLagMs: behaviour.searchLagMs });
  let closed = false;
  let passwordListener = (_userId: string, _password: string): void => undefined;
  const org: Org = {
    identity,
    state,
    log: createSystemLog(events, clock),
    clock,
    behaviour,
    now: () => new Date(clock()).toISOString(),
    hearPassword: (userId, password) => passwordListener(userId, password),
    onPassword: (listener) => {
      passwordListener = listener;
    },
    reset: () => {
      state.reset();
      org.log.reset();
      plant();
    },
    close: async () => {
      if (closed) return;
      closed = true;
      state.close();
      org.log.close();
      await lock?.release();
      if (!kept) rmSync(home, { recursive: true, force: true });
    },
  };
  const plant = (): void => {
    const everyone = { name: 'Everyone', description: 'All users in your organization' };
    state.commit({ kind: 'group', group: newGroup(org, 'BUILT_IN', everyone) });
    plantSeed(org, { ...options.seed, generate: options.users ?? options.seed?.generate });
  };
  if (state.groups.everyone() === undefined) {
    try {
      plant();
    } catch (error) {
      // Half a seed must not pass for a planted home at the next start.
      state.reset();
      await org.close();
      throw error;
    }
  }
  if (!state.apps.has(identity.clientId)) state.commit({ kind: 'app', app: createDefaultApp(identity) });
  return org;
}
