import { createHash } from 'node:crypto';
import { type DirectoryGroup, SyncError } from '@rollcall/shared';
import { z } from 'zod';
import type { CallOptions, Groups } from '../directory.ts';
import { assertAccountId } from './account.ts';
import { permissionsNeeded } from './fault.ts';
import type { Kept } from './kept.ts';
import { byUid, userPages } from './listing.ts';
import { submitForm } from './role-form.ts';
import { type Role, readOwnNames, readRolesInUse } from './role-list.ts';
import type { Site } from './site.ts';

interface Deps {
  site: Site;
  /** The site's roles; null while they may not be read. */
  roles: Kept<readonly Role[] | null>;
  /** Throws `not_found` unless there is such an account. */
  assertAccount: (id: string, options?: CallOptions) => Promise<void>;
  /** True where admin pages can be used: Drupal takes them from a session only. */
  forms: boolean;
}

const longestName = 64;
const otherName = 'Choose another name, or give the group a role that is there.';

/** Roles as groups, by machine name. Members change over JSON:API, roles themselves through the admin's own form. */
export class RoleGroups implements Groups {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  async list({ signal }: CallOptions = {}): Promise<DirectoryGroup[]> {
    const { site, roles } = this.#deps;
    return ((await roles.fresh()) ?? (await readRolesInUse(site, signal))).map(toGroup);
  }

  async members(group: string, { signal }: CallOptions = {}): Promise<string[]> {
    await this.#role(group, signal);
    const having = byUid([{ path: 'roles.meta.drupal_internal__target_id', value: group }]);
    const ids: string[] = [];
    const fields = ['drupal_internal__uid', 'status', 'mail'];
    for await (const users of userPages(this.#deps.site, having, { signal, fields }))
      ids.push(...users.map(({ id }) => id));
    return ids;
  }

  nextId(name: string, taken: ReadonlySet<string>): string {
    return machineName(assertLabel(name), taken);
  }

  async create(name: string, { signal, id: wanted }: CallOptions & { id?: string } = {}): Promise<DirectoryGroup> {
    const label = assertLabel(name);
    const before = await this.#readableRoles();
    assertFree(label, before);
    await this.#assertGivable(label, signal);
    const taken = new Set(before.map((role) => role.name));
    const id = wanted === undefined || taken.has(wanted) ? this.nextId(label, taken) : wanted;
    await this.#submit('/admin/people/roles/add', { label, id }, signal);
    return toGroup(await this.#role(id, signal));
  }

  async rename(group: string, name: string, { signal }: CallOptions = {}): Promise<DirectoryGroup> {
    const label = assertLabel(name);
    const roles = await this.#readableRoles();
    if (!roles.some((role) => role.name === group)) throw missing(group);
    assertFree(
      label,
      roles.filter((role) => role.name !== group),
    );
    await this.#assertGivable(label, signal);
    await this.#submit(`/admin/people/roles/manage/${encodeURIComponent(group)}`, { label }, signal);
    return toGroup(await this.#role(group, signal));
  }

  async remove(group: string, { signal }: CallOptions = {}): Promise<void> {
    const roles = await this.#readableRoles();
    if (!roles.some((role) => role.name === group)) return;
    await this.#submit(`/admin/people/roles/manage/${encodeURIComponent(group)}/delete`, {}, signal);
  }

  addMember(group: string, account: string, options: CallOptions = {}): Promise<void> {
    return this.#change('POST', { group, account }, options);
  }

  removeMember(group: string, account: string, options: CallOptions = {}): Promise<void> {
    return this.#change('DELETE', { group, account }, options);
  }

  /** UUIDs by which JSON:API names roles in a write; `missing_group` for one that isn't there. */
  async references(groups: readonly string[], signal?: AbortSignal): Promise<{ type: string; id: string }[]> {
    const roles = await Promise.all(groups.map((group) => this.#role(group, signal)));
    return roles.map(({ uuid }) => ({ type: 'user_role--user_role', id: uuid }));
  }

  async #change(
    method: 'POST' | 'DELETE',
    { group, account }: { group: string; account: string },
    options: CallOptions,
  ): Promise<void> {
    const { site, roles, assertAccount } = this.#deps;
    const data = await this.references([group], options.signal);
    assertAccountId(account);
    const path = `/jsonapi/user/user/${account}/relationships/roles`;
    try {
      await site.call({ method, path, body: { data }, schema: z.unknown(), writes: account, signal: options.signal });
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== 'not_found') throw error;
      await assertAccount(account, options);
      await roles.fresh();
      throw missing(group);
    }
  }

  async #role(group: string, signal?: AbortSignal): Promise<Role> {
    const { site, roles } = this.#deps;
    const named = ({ name }: Role): boolean => name === group;
    const known = (await roles.get())?.find(named);
    if (known !== undefined) return known;
    const found = ((await roles.fresh()) ?? (await readRolesInUse(site, signal))).find(named);
    if (found === undefined) throw missing(group);
    return found;
  }

  /** Without the list nobody could say whether a name is free. */
  async #readableRoles(): Promise<readonly Role[]> {
    const { site, roles, forms } = this.#deps;
    if (!forms)
      throw new SyncError('unsupported', 'Drupal changes roles in a session only.', {
        next: 'Connect with name and password as a session, or change the role by hand.',
      });
    const readable = await roles.fresh();
    if (readable !== null) return readable;
    throw new SyncError('forbidden', 'Rollcall’s account may not read or change roles.', {
      next: permissionsNeeded(site.url, 'administer permissions'),
      scope: 'item',
    });
  }

  /** A second role of such a name could be told from the first by nobody. */
  async #assertGivable(label: string, signal?: AbortSignal): Promise<void> {
    if (!(await readOwnNames(this.#deps.site, signal)).has(label.toLowerCase())) return;
    throw new SyncError('invalid', `“${label}” is a role that accounts of the site have by themselves.`, {
      field: 'name',
      next: otherName,
    });
  }

  async #submit(path: string, values: Record<string, string>, signal?: AbortSignal): Promise<void> {
    await submitForm(this.#deps.site, path, values, signal);
    await this.#deps.roles.fresh();
  }
}

function toGroup({ name, label, privileged }: Role): DirectoryGroup {
  return { id: name, name: label, description: null, kind: 'role', writable: true, privileged, guarded: [] };
}

function assertLabel(name: string): string {
  const label = name.trim();
  if (label === '') throw new SyncError('invalid', 'A role needs a name.', { field: 'name' });
  if (label.length > longestName)
    throw new SyncError('invalid', `A role’s name has ${longestName} characters at most.`, {
      field: 'name',
      next: otherName,
    });
  return label;
}

function assertFree(label: string, roles: readonly Role[]): void {
  const wanted = label.toLowerCase();
  const taken = roles.find((role) => role.label.toLowerCase() === wanted);
  if (taken !== undefined)
    throw new SyncError('conflict', `The site has a role called ${taken.label} already.`, { field: 'name' });
}

/** Letters, digits and underscores as core's machine names are made; a script without any gets a mark of its own. */
function machineName(label: string, taken: ReadonlySet<string>): string {
  const letters = label
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z\d]+/gu, '_')
    .replaceAll(/^_+|_+$/gu, '')
    .slice(0, longestName - 4);
  const base = letters === '' ? `role_${createHash('sha256').update(label).digest('hex').slice(0, 12)}` : letters;
  let name = base;
  for (let number = 2; taken.has(name) || name === 'anonymous' || name === 'authenticated'; number++)
    name = `${base}_${number}`;
  return name;
}

function missing(group: string): SyncError {
  return new SyncError('missing_group', `The site has no role ${group}.`);
}
