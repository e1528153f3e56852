import { SyncError } from '@rollcall/shared';
import type { DirectoryGroup, Problem, PushedGroup } from '@rollcall/shared';

import { put } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { isSameName, powerful } from './apply-role.ts';
import type { PlanRun } from './finish-plan.ts';
import { mapsOf } from './observe-groups.ts';

/** The role that a pushed group gives: found, to be made, or none with the reason kept on the group. */
export type FoundRole = { is: 'role'; role: DirectoryGroup } | { is: 'make' } | { is: 'none' };

/**
 * Finds the role of a group among those of the CMS, and keeps what was found. By name only a role without power is met;
 * a person's own choice is never changed.
 */
export async function findRole(
  run: PlanRun,
  pushed: PushedGroup,
  roles: readonly DirectoryGroup[],
): Promise<FoundRole> {
  const known = roles.find(({ id }) => id === pushed.role);
  if (known) return cmsOwned(run, known) ? refuse(run, pushed, ownedBySite(known)) : { is: 'role', role: known };
  if (pushed.removed || (pushed.chosen && pushed.role === null)) return { is: 'none' };
  if (pushed.chosen) return refuse(run, pushed, goneRole(pushed));
  const named = roles.find(({ name }) => isSameName(name, pushed.name));
  if (!named) return { is: pushed.refusedName === pushed.name ? 'none' : 'make' };
  if (named.privileged && !pushed.namedPrivileged) return refuse(run, pushed, powerful(named));
  if (!named.writable) return refuse(run, pushed, unwritable(named));
  if (cmsOwned(run, named)) return refuse(run, pushed, ownedBySite(named));
  await keepOnGroup(run.deps.store, pushed.id, { role: named.id, problem: null });
  return { is: 'role', role: named };
}

/** Changes what is kept of a group, as it is by now. */
export async function keepOnGroup(store: Store, id: string, change: Partial<PushedGroup>): Promise<void> {
  const present = store.data.pushed[id];
  if (present) await store.commit([put('pushed', id, { ...present, ...change })]);
}

async function refuse({ deps }: PlanRun, { id }: PushedGroup, { problem }: SyncError): Promise<FoundRole> {
  await noteProblem(deps.store, id, problem);
  return { is: 'none' };
}

/** Keeps why a group can't be brought into line; the same reason again writes nothing. */
export async function noteProblem(store: Store, id: string, problem: Problem | null): Promise<void> {
  const before = store.data.pushed[id]?.problem ?? null;
  if (before?.code !== problem?.code || before?.detail !== problem?.detail) await keepOnGroup(store, id, { problem });
}

/** Of two owners of one role each would undo the other. */
function cmsOwned({ connection }: PlanRun, { id }: DirectoryGroup): boolean {
  return mapsOf(connection).some((map) => map.role === id && map.owner === 'cms');
}

function ownedBySite({ name }: DirectoryGroup): SyncError {
  return new SyncError('conflict', `Who has the role ${name} is decided on the site, by this connection’s groups.`, {
    next: 'Take that line out of the connection’s groups, or give the pushed group another role.',
  });
}

function goneRole({ name, role }: PushedGroup): SyncError {
  return new SyncError('missing_group', `The site no longer has the role ${role} that “${name}” was given.`, {
    next: 'Give the group another role.',
  });
}

function unwritable({ name }: DirectoryGroup): SyncError {
  return new SyncError('unsupported', `Who has the role ${name} can’t be changed through the site’s API.`, {
    next: 'Give the group another role.',
  });
}
