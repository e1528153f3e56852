import { isDeepStrictEqual } from 'node:util';
import type { AccountRow, Attrs, Connection, Desired, Job, MappingRule } from '@rollcall/shared';

import { mappedOktaNames } from '../engine/map.ts';
import { mayWrite } from '../engine/map-back.ts';
import { linkedElsewhere } from '../engine/match.ts';
import type { Engine } from '../engine/run.ts';
import type { Passwords } from '../secret/passwords.ts';
import type { Directories } from '../services.ts';
import { accountKey, put } from '../store/data.ts';
import type { Plans } from '../store/plans.ts';
import type { Store } from '../store/store.ts';
import { inTime, refuseUndone } from './answer.ts';
import type { Writing } from './collection.ts';
import type { Resource } from './filter-match.ts';
import { oktaValuesOf, placeValue } from './okta-name.ts';
import { ScimError } from './scim-error.ts';
import type { UserShape } from './user-entry.ts';
import { factsOf, isGone } from './user-entry.ts';

export interface WriteDeps {
  store: Store;
  engine: Engine;
  plans: Plans;
  passwords: Passwords;
  directories: Directories;
  now: () => number;
}

/** What a user shall be, without its password, which goes another way. */
interface Wanted {
  resource: Resource;
  password: string | null;
}

/** Parts the password from a resource, and what only a read makes of it. */
export function partPassword(sent: Resource, { scim }: Connection): Wanted {
  const { password, groups: _groups, ...resource } = sent;
  return { resource, password: scim.syncPassword && typeof password === 'string' ? password : null };
}

/**
 * Makes the site hold what the resource says: plan, guard, apply, read back; asks nothing of it when it is known to.
 * Answers the row as read back. Throws a `ScimError` or `SyncError` for whatever was not done.
 */
export async function carryOut(
  deps: WriteDeps,
  connection: Connection,
  {
    row,
    before,
    wanted,
    writing,
  }: { row: AccountRow | null; before: Resource | null; wanted: Wanted; writing: Writing },
): Promise<AccountRow> {
  if (row) refuseOthers(deps, connection, row);
  const { desired, isHeld } = desiredOf(connection, { row, before, resource: wanted.resource });
  if (row && isHeld && wanted.password === null) return row;
  const slot = wanted.password === null ? null : deps.passwords.keep(wanted.password).slot;
  try {
    const job = await runDesired(deps, connection, { desired, slot, writing });
    return await rowAfter(deps, connection, { desired, job });
  } finally {
    if (slot !== null) deps.passwords.drop(slot);
  }
}

/** What the site shall hold once the resource says so, and whether it is known to hold that already. Pure. */
export function desiredOf(
  connection: Connection,
  { row, before, resource }: { row: AccountRow | null; before: Resource | null; resource: Resource },
): { desired: Desired; isHeld: boolean } {
  // A new account needs a name, and is given the mail, whatever the mapping brings.
  const names = [...new Set([...mappedOktaNames(connection), ...(row ? [] : ['login', 'email'])])];
  const values = oktaValuesOf(resource, names);
  const shown = oktaValuesOf(before ?? {}, names);
  // Only what was shown to the client can be meant to go when it is left out.
  const emptied = Object.keys(shown).filter((name) => !(name in values));
  const attributes = { ...values, ...Object.fromEntries(emptied.map((name) => [name, null])) };
  const active = typeof resource['active'] === 'boolean' ? resource['active'] : null;
  const isKept = active === false && row !== null && connection.scim.onUnassign === 'nothing';
  const desired: Desired = { account: row?.ref.id ?? null, attributes, active: isKept ? null : active };
  const isState = desired.active === null || desired.active === before?.['active'];
  const isHeld = before !== null && isState && isDeepStrictEqual(shown, values) && isRead(connection, row, values);
  return { desired, isHeld };
}

/** Whether the fields that these values go to were read: one that was mapped since then may hold anything. */
function isRead(connection: Connection, row: AccountRow | null, values: Attrs): boolean {
  const read = row?.known?.attributes ?? {};
  const isTold = (rule: MappingRule) =>
    [...mappedOktaNames({ ...connection, mapping: [rule] })].some((name) => name in values);
  return connection.mapping.filter(mayWrite).every((rule) => rule.cms in read || !isTold(rule));
}

/** An account is written for one connection only; throws `linked_elsewhere` for one that another has been given. */
export function refuseOthers({ store }: WriteDeps, connection: Connection, { scim }: AccountRow): void {
  if (!scim || scim.connection === connection.id || !store.data.connections[scim.connection]) return;
  throw linkedElsewhere();
}

/** One run about one account, followed to its end. */
export async function runDesired(
  deps: WriteDeps,
  connection: Connection,
  { desired, slot, writing }: { desired: Desired; slot: string | null; writing: Writing },
): Promise<Job> {
  const { engine } = deps;
  const job = await engine.start({
    connection: connection.id,
    trigger: 'scim',
    by: { kind: 'scimToken', id: writing.token, name: 'Okta by SCIM' },
    scope: { kind: 'accounts', side: 'cms', ids: [] },
    mode: 'apply',
    operations: [],
    deadline: null,
    secretSlot: slot,
    desired,
  });
  const ended = await inTime(engine.finished(job.id), writing.signal);
  if (ended.plan !== null) writing.onPlan?.(ended.plan);
  const results = engine.results(job.id);
  const isLost = [ended.error, ...results.map(({ problem }) => problem)].some((each) => each?.code === 'not_found');
  if (isLost && desired.account !== null) await refuseGone(deps, connection, desired.account);
  refuseUndone(ended, results);
  return ended;
}

/** The client is to find nobody any more, or it could neither change the account nor make a new one of its name. */
async function refuseGone({ store, now }: WriteDeps, { cms }: Connection, account: string): Promise<never> {
  const key = accountKey({ directory: cms?.id ?? '', id: account });
  const row = store.data.accounts[key];
  if (row) await store.commit([put('accounts', key, { ...row, goneAt: new Date(now()).toISOString() })]);
  const text = 'The account was deleted on the site. Take the person out of the application and assign them again';
  throw new ScimError(404, null, `${text} to make a new one.`);
}

/** The row of the account that a run was about; one that it made is found by the name that it was planned with. */
async function rowAfter(
  { store, plans, directories }: WriteDeps,
  connection: Connection,
  { desired, job }: { desired: Desired; job: Job },
): Promise<AccountRow> {
  const directory = connection.cms?.id ?? '';
  const known =
    desired.account === null ? undefined : store.data.accounts[accountKey({ directory, id: desired.account })];
  if (known) return known;
  const [site, plan] = await Promise.all([directories.side(connection, 'cms'), plans.read(job.plan ?? '')]);
  const login = plan.items.find(({ action }) => action === 'create')?.after?.[site?.fields.login ?? ''];
  const named = typeof login === 'string' ? store.accounts.byLogin(directory, login) : [];
  const made = named.find((each) => !isGone(each));
  if (made) return made;
  throw new ScimError(500, null, 'The account was written and can’t be found again.');
}

/**
 * Keeps what the client is answered, beside the account it is about: what the site can't hold lives here alone, and no
 * sensitive value does.
 */
export async function keepFacts(
  { store, now }: WriteDeps,
  shape: UserShape,
  { row, resource, deleted = false }: { row: AccountRow; resource: Resource; deleted?: boolean },
): Promise<void> {
  const { active: _active, ...sent } = structuredClone(resource);
  for (const { okta, sensitive } of shape.connection.mapping) if (sensitive) placeValue(sent, okta, null);
  const key = accountKey(row.ref);
  const present = store.data.accounts[key] ?? row;
  const before = factsOf(present, shape.connection);
  const held = Object.entries(shape.heldBy(present));
  const told = oktaValuesOf(sent, shape.names);
  const returns = before?.deleted === true && !deleted;
  const facts = {
    connection: shape.connection.id,
    resource: sent,
    // What the site holds and the client did not mention is not agreed on, and is shown.
    agreed: Object.fromEntries(held.filter(([name]) => name in told)),
    generation: (present.scim?.generation ?? 1) + (returns ? 1 : 0),
    deleted,
    modified: new Date(now()).toISOString(),
  };
  await store.commit([put('accounts', key, { ...present, scim: facts })]);
}
