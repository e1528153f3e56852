import { setTimeout as delay } from 'node:timers/promises';
import pRetry from 'p-retry';
import { SyncError } from '@rollcall/shared';
import type { CallOptions, Directory, Groups, ListOptions, Page } from './directory.ts';

export interface RetryOptions {
  now: () => number;
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How often a call is repeated at most. */
  retries: number;
}

/**
 * How far a call may be repeated: `freely` when doing it twice is the same as once; `ifRefused` when only an answer
 * that says "not now" (retry `after`) proves that nothing was done.
 */
type Repeat = 'freely' | 'ifRefused';

type Attempt = <T>(repeat: Repeat, options: CallOptions | undefined, call: () => Promise<T>) => Promise<T>;

const firstPauseMs = 1000;
/** A named time further away than this is the caller's to decide about. */
const longestPauseMs = 2 * 60_000;

const defaults: RetryOptions = {
  now: Date.now,
  sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
  retries: 2,
};

/**
 * The same directory, with calls repeated after a pause where the error allows it. A create, a password and a mail are
 * never repeated blindly, and `check` answers a person at once.
 */
export function withRetry(directory: Directory, options: Partial<RetryOptions> = {}): Directory {
  const attempt = createAttempt({ ...defaults, ...options });
  return {
    id: directory.id,
    kind: directory.kind,
    capabilities: directory.capabilities,
    fields: directory.fields,
    check: (call) => directory.check(call),
    identify: (call) => attempt('freely', call, () => directory.identify(call)),
    list: (call) => pagesAgain((again) => directory.list(again), attempt, call),
    get: (id, call) => attempt('freely', call, () => directory.get(id, call)),
    find: (key, call) => attempt('freely', call, () => directory.find(key, call)),
    create: (draft, call) => attempt('ifRefused', call, () => directory.create(draft, call)),
    update: (id, attributes, call) =>
      // The repeat of an update that did arrive would meet a newer version.
      attempt(call?.version === undefined ? 'freely' : 'ifRefused', call, () => directory.update(id, attributes, call)),
    setState: (id, state, call) => attempt('freely', call, () => directory.setState(id, state, call)),
    schema: (call) => attempt('freely', call, () => directory.schema(call)),
    normalise: (attributes) => directory.normalise(attributes),
    ...(directory.groups && { groups: groupsAgain(directory.groups, attempt) }),
    ...optionalAgain(directory, attempt),
  };
}

type Optional =
  | 'findNamed'
  | 'remove'
  | 'setPassword'
  | 'passwordPolicy'
  | 'hasPassword'
  | 'importHash'
  | 'verifyPassword'
  | 'changesSince'
  | 'movesSince'
  | 'invite';

function optionalAgain(directory: Directory, attempt: Attempt): Pick<Directory, Optional> {
  const { capabilities } = directory;
  const present = <T>(value: Promise<T> | undefined, what: string): Promise<T> =>
    value ?? Promise.reject(new SyncError('unsupported', `This system has no ${what}.`));
  return {
    ...(directory.findNamed && {
      findNamed: (names, call) => attempt('freely', call, () => present(directory.findNamed?.(names, call), 'search')),
    }),
    ...(capabilities.remove && {
      remove: (id, call) => attempt('freely', call, () => present(directory.remove?.(id, call), 'remove')),
    }),
    ...(capabilities.setPassword && {
      setPassword: (id, password, call) =>
        attempt('ifRefused', call, () => present(directory.setPassword?.(id, password, call), 'setPassword')),
    }),
    ...(directory.passwordPolicy && {
      passwordPolicy: (call) =>
        attempt('freely', call, () => present(directory.passwordPolicy?.(call), 'passwordPolicy')),
    }),
    ...(directory.hasPassword && {
      hasPassword: (id, call) =>
        attempt('freely', call, () => present(directory.hasPassword?.(id, call), 'hasPassword')),
    }),
    ...(directory.importHash && {
      importHash: (id, hash, call) =>
        attempt('freely', call, () => present(directory.importHash?.(id, hash, call), 'importHash')),
    }),
    ...(capabilities.verifyPassword && {
      verifyPassword: (login, password, call) =>
        attempt('ifRefused', call, () => present(directory.verifyPassword?.(login, password, call), 'verifyPassword')),
    }),
    ...(capabilities.changesSince && {
      changesSince: (watermark, call) =>
        attempt('freely', call, () => present(directory.changesSince?.(watermark, call), 'changesSince')),
    }),
    ...(directory.movesSince && {
      movesSince: (watermark, call) =>
        attempt('freely', call, () => present(directory.movesSince?.(watermark, call), 'movesSince')),
    }),
    ...(capabilities.invite && {
      invite: (id, call) => attempt('ifRefused', call, () => present(directory.invite?.(id, call), 'invite')),
    }),
  };
}

function groupsAgain(groups: Groups, attempt: Attempt): Groups {
  const of = groups.of?.bind(groups);
  const accountsOf = groups.accountsOf?.bind(groups);
  const nextId = groups.nextId?.bind(groups);
  return {
    list: (call) => attempt('freely', call, () => groups.list(call)),
    members: (group, call) => attempt('freely', call, () => groups.members(group, call)),
    ...(of && { of: (account: string, call?: CallOptions) => attempt('freely', call, () => of(account, call)) }),
    ...(accountsOf && {
      accountsOf: (group: string, call?: ListOptions) => pagesAgain((again) => accountsOf(group, again), attempt, call),
    }),
    ...(nextId && { nextId }),
    create: (name, call) => attempt('ifRefused', call, () => groups.create(name, call)),
    rename: (group, name, call) => attempt('freely', call, () => groups.rename(group, name, call)),
    remove: (group, call) => attempt('freely', call, () => groups.remove(group, call)),
    addMember: (group, account, call) => attempt('freely', call, () => groups.addMember(group, account, call)),
    removeMember: (group, account, call) => attempt('freely', call, () => groups.removeMember(group, account, call)),
  };
}

/**
 * Repeats a page in place where the listing tells where it goes on. One that does not is begun again only while nothing of
 * it was shown: later on, accounts would come twice.
 */
async function* pagesAgain(
  list: (options?: ListOptions) => AsyncIterable<Page>,
  attempt: Attempt,
  options?: ListOptions,
): AsyncGenerator<Page> {
  let from: string | undefined;
  let pages: AsyncIterator<Page> | null = null;
  const read = async (): Promise<IteratorResult<Page, unknown>> => {
    const open: AsyncIterator<Page> =
      pages ?? list(from === undefined ? options : { ...options, from })[Symbol.asyncIterator]();
    // One that throws is at its end, and would look like a listing that was read whole.
    pages = null;
    const step = await open.next();
    pages = open;
    return step;
  };
  let step = await attempt('freely', options, read);
  while (step.done !== true) {
    yield step.value;
    from = step.value.next;
    step = from === undefined ? await read() : await attempt('freely', options, read);
  }
}

function createAttempt({ now, sleep, retries }: RetryOptions): Attempt {
  return (repeat, options, call) =>
    pRetry(call, {
      retries,
      // The pause is made in shouldRetry, by the clock that was passed in.
      minTimeout: 0,
      maxTimeout: 0,
      shouldRetry: async ({ error, attemptNumber, retriesLeft }) => {
        const pause = retriesLeft === 0 ? null : pauseFor(error, repeat, { attempt: attemptNumber, now: now() });
        if (pause === null) return false;
        // A caller who gives up meanwhile hears it from the next attempt.
        await sleep(pause, options?.signal).catch(() => undefined);
        return true;
      },
    });
}

/** How long to wait before the call is repeated, in ms; null when it must not be. */
function pauseFor(error: unknown, repeat: Repeat, { attempt, now }: { attempt: number; now: number }): number | null {
  if (!(error instanceof SyncError)) return null;
  const { retry, retryAt } = error.problem;
  if (retry === 'later') return repeat === 'freely' ? firstPauseMs * 2 ** (attempt - 1) : null;
  if (retry !== 'after') return null;
  const pause = retryAt === null ? firstPauseMs : Math.max(0, Date.parse(retryAt) - now);
  return pause > longestPauseMs ? null : pause;
}
