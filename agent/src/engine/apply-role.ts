import { SyncError } from '@rollcall/shared';
import type { DirectoryGroup } from '@rollcall/shared';

import type { Applied, ApplyInput } from './apply.ts';
import { groupsOf } from './apply-group.ts';

/** Making, renaming or deleting a role of the CMS itself. */
export function isRoleItem({ action }: { action: string }): boolean {
  return action === 'createGroup' || action === 'renameGroup' || action === 'deleteGroup';
}

/**
 * Makes a role, or takes the one that an earlier try has made; renames one; deletes one that nobody holds. Throws `privileged_group`
 * where a role of this name gives power, and `moved` while somebody holds what is to be deleted.
 */
export async function applyRole(input: ApplyInput): Promise<Applied> {
  const { item } = input;
  if (item.action === 'createGroup') return { ...untouched, group: await makeRole(input) };
  if (item.action === 'renameGroup') await renameRole(input);
  else await deleteRole(input);
  return untouched;
}

const untouched = { cms: null, okta: null, evidence: 'readBack' as const };

async function makeRole({ item, sides, signal, steps, beforeEffect }: ApplyInput): Promise<DirectoryGroup> {
  const groups = groupsOf(sides[item.side]);
  const { label } = item.subject;
  const listed = await steps.run('expect', () => groups.list({ signal }));
  const known = listed.find(({ name }) => isSameName(name, label));
  if (known?.privileged) throw powerful(known);
  if (known) return asPlanned(known, item);
  await beforeEffect();
  const id = plannedId(item);
  return asPlanned(
    await steps.run('act', () => groups.create(label, { signal, ...(id === null ? {} : { id }) })),
    item,
  );
}

/** The id that whoever is to be given the role was planned with; null where nobody was. */
function plannedId({ after }: ApplyInput['item']): string | null {
  const id = after?.['id'];
  return typeof id === 'string' ? id : null;
}

function asPlanned(role: DirectoryGroup, item: ApplyInput['item']): DirectoryGroup {
  if ([null, role.id].includes(plannedId(item))) return role;
  throw new SyncError('moved', `The role ${role.name} has another name within the site than was planned: ${role.id}.`);
}

async function renameRole({ item, sides, signal, steps, beforeEffect }: ApplyInput): Promise<void> {
  const groups = groupsOf(sides[item.side]);
  const to = item.after?.['group'];
  await beforeEffect();
  const renamed = await steps.run('act', () =>
    groups.rename(item.subject.group ?? '', typeof to === 'string' ? to : '', { signal }),
  );
  if (renamed.name === to) return;
  throw new SyncError('server_fault', `The role is called ${renamed.name} after it was renamed.`);
}

async function deleteRole({ item, sides, signal, steps, beforeEffect }: ApplyInput): Promise<void> {
  const groups = groupsOf(sides[item.side]);
  const role = item.subject.group ?? '';
  const holders = await steps.run('expect', () => holdersOf(() => groups.members(role, { signal })));
  if (holders === null) return;
  if (holders.length > 0)
    throw new SyncError('moved', `${item.subject.label} is held by ${holders.length} more, so it is not deleted.`);
  await beforeEffect();
  await steps.run('act', () => groups.remove(role, { signal }));
}

/** Null where the role is gone already. */
async function holdersOf(read: () => Promise<string[]>): Promise<string[] | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof SyncError && error.code === 'missing_group') return null;
    throw error;
  }
}

/** Role names are one whatever their case, as the CMS sees them. */
export function isSameName(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Why a pushed group does not get a role of its name. */
export function powerful({ name }: DirectoryGroup): SyncError {
  return new SyncError('privileged_group', `The role ${name} gives power over users, permissions or the site.`, {
    next: 'Give the group this role by name if that is meant, or choose another one.',
  });
}
