import type { AppUser, GroupPush, Problem, ScimApp, ScimConnection } from '../apps/app.ts';
import { putDue } from '../apps/assign.ts';
import { putPushDue } from '../apps/push.ts';
import type { Org } from '../org.ts';
import type { Change } from '../store/change.ts';
import { followChange } from './follow.ts';
import { createSend, type Send, type Target } from './http.ts';
import { isReady, isWaiting, provisionUser, type ProvisionDeps } from './provision-user.ts';
import { pushGroup } from './push-group.ts';
import { createQueue } from './queue.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';

export interface ProvisionerOptions {
  /** How long an answer is waited for (ms); Okta's is a minute. */
  readonly timeoutMs?: number | undefined;
  /** Requests at once. */
  readonly parallel?: number | undefined;
  /** Waits after a 429 are so many times shorter than Okta's. */
  readonly hurry?: number | undefined;
  /** Also addresses of other computers may be called. */
  readonly anywhere?: boolean | undefined;
}

/** What is open at one app. */
interface Backlog {
  /** Jobs that run or are due now, over all apps. */
  readonly busy: number;
  readonly due: number;
  /** Waits for its next try after a 429. */
  readonly waiting: number;
  readonly failed: number;
}

/** One thing that failed, as Okta's Tasks page lists it. */
interface Task extends Problem {
  readonly kind: 'user' | 'group';
  /** Of the user, or of the group's mapping. */
  readonly id: string;
}

/** Okta's side of SCIM: follows what happens in the org and tells the apps. */
export interface Provisioner {
  readonly requests: RequestLog;
  /** Whether addresses of other computers may be called. */
  readonly anywhere: boolean;
  /** Sends with an app's address and token, or with others that are only tried out. */
  send(app: ScimApp, tried: Pick<Target, 'baseUrl' | 'token'>): Send;
  /** A password that a person gave just now; kept in memory until every app that wants it has it. */
  hear(userId: string, password: string): void;
  /** Makes everything due that failed, or of one person or group only; answers how many. */
  retry(app: ScimApp, only?: string): number;
  /** Makes everybody due who was assigned before provisioning was set up; answers how many. */
  provisionAll(app: ScimApp): number;
  /** Goes on with what is due, such as after an app was switched on. */
  resume(app: ScimApp): void;
  backlog(app: ScimApp): Backlog;
  /** What failed and was not done since. */
  tasks(app: ScimApp): readonly Task[];
  /** Resolves when nothing runs and nothing is due. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Changes of a group are gathered this long (ms), so that many members go in one request. */
const gather = 250;

export function createProvisioner(org: Org, options: ProvisionerOptions = {}): Provisioner {
  const { timeoutMs = 60_000, parallel = 10, hurry = 1, anywhere = false } = options;
  const requests = createRequestLog();
  const closing = new AbortController();
  const passwords = new Map<string, string>();
  const send = (app: ScimApp, { baseUrl, token }: Pick<Target, 'baseUrl' | 'token'>): Send =>
    createSend(
      { log: requests, clock: org.clock, timeoutMs, signal: closing.signal },
      { appId: app.id, baseUrl, token },
    );
  const sendOf = (app: ScimApp, { baseUrl }: ScimConnection): Send =>
    send(app, { baseUrl, token: org.state.scim.secretOf(app.id) });
  const deps: ProvisionDeps = { org, sendOf, passwords, hurry };
  const queue = createQueue({ parallel, run: (key) => runJob(key) });
  const runJob = async (key: string): Promise<void> => {
    const [kind, appId = '', id = ''] = key.split(' ');
    try {
      const retryAt = await (kind === 'user' ? provisionUser(deps, appId, id) : pushGroup(deps, appId, id));
      if (kind === 'user') forgetPassword(org, passwords, id);
      if (retryAt !== null) queue.retry(key, Math.max(1, retryAt - org.clock()));
    } catch (error) {
      process.stderr.write(`${key}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    }
  };
  const mark = (one: AppUser | GroupPush): void => {
    const app = org.state.scim.byId(one.appId);
    if (app === undefined || !isReady(app) || !isWaiting(one)) return;
    const key = 'userId' in one ? `user ${one.appId} ${one.userId}` : `push ${one.appId} ${one.id}`;
    if (one.state === 'error') queue.retry(key, Math.max(1, Date.parse(one.problem?.retryAt ?? '') - org.clock()));
    else queue.mark(key, 'userId' in one ? 0 : gather);
  };
  const resume = (app: ScimApp): void => {
    for (const one of allOf(org, app)) mark(one);
  };
  org.state.follow((change: Change) => {
    followChange(org, change);
    if (change.kind === 'appUser' && change.user.state === 'due') mark(change.user);
    if (change.kind === 'push' && change.push.state === 'due') mark(change.push);
  });
  for (const app of org.state.scim.all()) resume(app);

  return {
    requests,
    anywhere,
    send,
    resume,
    hear: (userId, password) => {
      passwords.set(userId, password);
      for (const app of org.state.scim.all()) wantPassword(org, app, userId);
      forgetPassword(org, passwords, userId);
    },
    retry: (app, only) => {
      const failed = allOf(org, app).filter(
        (one) => one.state === 'error' && (only === undefined || isNamed(one, only)),
      );
      for (const one of failed) makeDue(org, app, one);
      return failed.length;
    },
    provisionAll: (app) => {
      const idle = allOf(org, app).filter((one) => one.state === 'idle');
      for (const one of idle) makeDue(org, app, one);
      return idle.length;
    },
    backlog: (app) => {
      const all = allOf(org, app);
      const count = (isMeant: (one: AppUser | GroupPush) => boolean): number => all.filter(isMeant).length;
      return {
        busy: queue.busy,
        due: count(({ state }) => state === 'due'),
        waiting: count((one) => one.state === 'error' && isWaiting(one)),
        failed: count((one) => one.state === 'error' && !isWaiting(one)),
      };
    },
    tasks: (app) =>
      allOf(org, app).flatMap((one) => {
        if (one.state !== 'error' || one.problem === null) return [];
        const about =
          'userId' in one ? { kind: 'user' as const, id: one.userId } : { kind: 'group' as const, id: one.id };
        return [{ ...about, ...one.problem }];
      }),
    settled: () => queue.settled(),
    close: async () => {
      closing.abort();
      passwords.clear();
      await queue.close();
    },
  };
}

/** Everything of an app that is kept in step. */
function allOf(org: Org, { id }: ScimApp): (AppUser | GroupPush)[] {
  return [...org.state.scim.usersAfter(id, 0), ...org.state.scim.pushesAfter(id, 0)];
}

function isNamed(one: AppUser | GroupPush, id: string): boolean {
  return 'userId' in one ? one.userId === id : one.id === id;
}

/** A person's Retry begins to count the tries anew. */
function makeDue(org: Org, app: ScimApp, one: AppUser | GroupPush): void {
  const problem = one.problem === null ? null : { ...one.problem, tries: 0 };
  if ('userId' in one) putDue(org, app, { ...one, problem });
  else putPushDue(org, { ...one, problem });
}

function wantPassword(org: Org, app: ScimApp, userId: string): void {
  const one = org.state.scim.user(app.id, userId);
  if (one !== undefined && isOwed(org, app, one)) putDue(org, app, one);
}

/** Whether the app is to have the password that the user has now. */
function isOwed(org: Org, app: ScimApp, { userId, scope, passwordSent, state }: AppUser): boolean {
  const user = org.state.users.byId(userId);
  const isWantedHere = isReady(app) && app.connection.features.includes('password');
  return isWantedHere && scope !== null && state !== 'idle' && passwordSent !== user?.passwordChanged;
}

/** A password that no app waits for any more is not kept. */
function forgetPassword(org: Org, passwords: Map<string, string>, userId: string): void {
  const isAwaited = org.state.scim.all().some((app) => {
    const one = org.state.scim.user(app.id, userId);
    return one !== undefined && isOwed(org, app, one);
  });
  if (!isAwaited) passwords.delete(userId);
}
