import { systemCaller } from '../access/caller.ts';
import { appParty } from '../apps/assign.ts';
import type { AppUser, Feature, ScimApp, ScimConnection } from '../apps/app.ts';
import { randomWord } from '../id.ts';
import { userParty } from '../log/system-log.ts';
import type { User } from '../model.ts';
import type { Org } from '../org.ts';
import type { Send } from './http.ts';
import { problemOf } from './outcome.ts';
import { isSame, toScimUser, userNameOf } from './user-body.ts';
import { createUserCalls, type UserCalls } from './user-calls.ts';

export interface ProvisionDeps {
  readonly org: Org;
  readonly sendOf: (app: ScimApp, connection: ScimConnection) => Send;
  /** Passwords that people gave a moment ago, by user id; never stored. */
  readonly passwords: ReadonlyMap<string, string>;
  /** Waits are so many times shorter than Okta's. */
  readonly hurry: number;
}

/** One assignment while it is brought in step; `keep` stores what was reached, so that nothing is done twice. */
interface Work {
  readonly deps: ProvisionDeps;
  readonly app: ScimApp;
  readonly user: User;
  readonly calls: UserCalls;
  readonly may: (feature: Feature) => boolean;
  readonly present: () => AppUser;
  readonly keep: (change: Partial<AppUser>) => void;
  readonly tell: (event: readonly [string, string]) => void;
}

/**
 * Brings one assignment in step with the app: makes, links, changes, switches off. Answers when to try again by itself
 * (ms since 1970), or null. What fails is kept as the assignment's problem.
 */
export async function provisionUser(deps: ProvisionDeps, appId: string, userId: string): Promise<number | null> {
  const { org } = deps;
  const begun = org.state.scim.user(appId, userId);
  const app = org.state.scim.byId(appId);
  const user = org.state.users.byId(userId);
  if (begun === undefined || app === undefined || !isReady(app) || !isWaiting(begun)) return null;
  if (user === undefined) {
    // An erased user was deactivated before; there is nobody left to tell of.
    org.state.commit({ kind: 'appUserGone', appId, userId });
    return null;
  }
  const work = workOf(deps, { app, connection: app.connection, user });
  const steps = { doing: 'trying to provision' };
  try {
    await bringInStep(work, steps);
    if (org.state.scim.user(appId, userId) === undefined) return null;
    const isMoved = work.present().revision !== begun.revision;
    work.keep({ state: isMoved ? 'due' : 'done', problem: null, lastSync: org.now() });
    return null;
  } catch (error) {
    if (org.state.scim.user(appId, userId) === undefined) return null;
    const who = userParty(user).displayName || userParty(user).alternateId;
    const lead = `Automatic provisioning of user ${who} to app ${app.label} failed: Error while ${steps.doing} user ${userNameOf(user, begun)}: `;
    const problem = problemOf({ error, before: begun.problem, lead, now: org.clock(), hurry: deps.hurry });
    const isMoved = work.present().revision !== begun.revision;
    work.keep({ state: isMoved ? 'due' : 'error', problem });
    record(work, ['application.provision.user.push', 'Push user to application', problem.summary]);
    return problem.retryAt === null ? null : Date.parse(problem.retryAt);
  }
}

/** Whether the app takes part in provisioning now. */
export function isReady(app: ScimApp): app is ScimApp & { readonly connection: ScimConnection } {
  return app.status === 'ACTIVE' && app.connection !== null;
}

/** Whether something is to be sent: due, or failed in a way that repeats by itself. */
export function isWaiting({ state, problem }: Pick<AppUser, 'state' | 'problem'>): boolean {
  return state === 'due' || (state === 'error' && problem !== null && problem.retryAt !== null);
}

/** Whether the app is to know the person as active; a staged person waits for the activation. */
export function isWanted({ scope }: Pick<AppUser, 'scope'>, { status }: User): boolean {
  return scope !== null && status !== 'STAGED' && status !== 'DEPROVISIONED';
}

function workOf(
  deps: ProvisionDeps,
  { app, connection, user }: { app: ScimApp; connection: ScimConnection; user: User },
): Work {
  const { org } = deps;
  const present = (): AppUser => {
    const known = org.state.scim.user(app.id, user.id);
    if (known === undefined) throw new TypeError('the assignment is gone');
    return known;
  };
  const work: Work = {
    deps,
    app,
    user,
    calls: createUserCalls(deps.sendOf(app, connection), connection.dialect, userNameOf(user, present())),
    may: (feature) => connection.features.includes(feature),
    present,
    keep: (change) => org.state.commit({ kind: 'appUser', user: { ...present(), ...change } }),
    tell: (event) => record(work, event),
  };
  return work;
}

async function bringInStep(work: Work, steps: { doing: string }): Promise<void> {
  const { app, user, present, deps } = work;
  const one = present();
  if (!isWanted(one, user)) {
    steps.doing = 'trying to deactivate';
    await switchOff(work);
    if (present().scope === null) deps.org.state.commit({ kind: 'appUserGone', appId: app.id, userId: user.id });
    return;
  }
  if (!one.isOn) {
    steps.doing = 'creating';
    if (work.may('create')) await bringIn(work);
  } else {
    steps.doing = 'trying to push profile update for';
    if (work.may('update')) await update(work);
  }
  steps.doing = 'trying to push password update for';
  await syncPassword(work);
}

async function switchOff({ calls, may, present, keep, tell }: Work): Promise<void> {
  const { externalId, isOn } = present();
  if (externalId === null || !isOn || !may('deactivate')) return;
  await calls.setActive(externalId, false);
  keep({ isOn: false });
  tell(['application.provision.user.deactivate', 'Deactivate user in application']);
}

/** Looks for the person at the app first, so that somebody who is there is linked and not made twice. */
async function bringIn({ deps, app, user, calls, may, present, keep, tell }: Work): Promise<void> {
  const wanted = toScimUser(user, present(), app);
  const found = await calls.find(userNameOf(user, present()));
  if (found === null) {
    const own = may('password') ? deps.passwords.get(user.id) : undefined;
    // Okta sends a password on every create, a random one when it is not to sync its own.
    const externalId = await calls.create(wanted, own ?? randomWord(8));
    const passwordSent = own === undefined ? present().passwordSent : user.passwordChanged;
    keep({ externalId, isOn: true, sent: wanted, passwordSent });
    tell(['application.provision.user.push', 'Push new user to application']);
    return;
  }
  const externalId = String(found['id']);
  keep({ externalId });
  // The PUT of the other dialect says so itself.
  if (found['active'] === false && app.connection?.dialect === 'patch') await calls.setActive(externalId, true);
  await calls.update(externalId, { sent: present().sent, wanted });
  keep({ isOn: true, sent: wanted });
  tell(['application.provision.user.reactivate', 'Reactivate or link user in application']);
}

async function update({ app, user, calls, present, keep, tell }: Work): Promise<void> {
  const { externalId, sent } = present();
  const wanted = toScimUser(user, present(), app);
  if (externalId === null || isSame(sent, wanted)) return;
  await calls.update(externalId, { sent, wanted });
  keep({ sent: wanted });
  tell(['application.provision.user.push_profile', 'Push user profile to application']);
}

async function syncPassword({ deps, user, calls, may, present, keep, tell }: Work): Promise<void> {
  const { externalId, isOn, passwordSent } = present();
  const password = deps.passwords.get(user.id);
  if (externalId === null || !isOn || password === undefined || !may('password')) return;
  if (passwordSent === user.passwordChanged) return;
  await calls.setPassword(externalId, password);
  keep({ passwordSent: user.passwordChanged });
  tell(['application.provision.user.password', 'Push user password to application']);
}

function record({ deps, app, user }: Work, [eventType, message, failure]: readonly [string, string, string?]): void {
  const target = [userParty(user), appParty(app)];
  deps.org.log.record(systemCaller(), { eventType, message, target, ...(failure === undefined ? {} : { failure }) });
}
