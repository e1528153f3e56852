import { hash } from 'node:crypto';
import type { Account, AccountRow, Attrs, Connection, ScimFacts } from '@rollcall/shared';

import { isOff } from '../engine/compare-state.ts';
import { mapToOkta } from '../engine/map.ts';
import { Attributes, text } from './attribute.ts';
import type { Attribute } from './attribute.ts';
import type { Entry, EntryJson } from './collection.ts';
import type { Resource } from './filter-match.ts';
import { asObject } from './filter-match.ts';
import { isStandard, placeValue } from './okta-name.ts';
import { schemasIn } from './render.ts';
import { userType } from './schema.ts';

/** How one connection shows the accounts of its site as SCIM users. Pure. */
export interface UserShape {
  readonly connection: Connection;
  readonly attributes: Attributes;
  /** Okta's names that the mapping brings together with the site, without sensitive ones. */
  readonly names: readonly string[];
  /** What the site was last seen to hold, by Okta's names. */
  heldBy(row: AccountRow): Attrs;
  userNameOf(row: AccountRow): string;
  entryOf(row: AccountRow): Entry;
}

/** Attributes that SCIM has none of its own for: those that were added by name, and those that the mapping uses. */
function customAttributes({ scim }: Connection, names: readonly string[]): Attribute[] {
  const added = new Map(scim.custom.map(({ name, title }) => [name, title]));
  const all = new Set([...added.keys(), ...names.filter((name) => !isStandard(name))]);
  return [...all].map((name) => text(name, added.get(name) || 'A field of the site.'));
}

/** Kept where it is not known when an account was made, so that its place never depends on when it was read. */
const longAgo = '1970-01-01T00:00:00.000Z';

export function createUserShape(connection: Connection): UserShape {
  const mapping = connection.mapping.filter((rule) => !rule.sensitive);
  const shown = { ...connection, mapping };
  const onlyLogin = { ...connection, mapping: mapping.filter((rule) => rule.okta === 'login') };
  const names = [...new Set(mapping.map((rule) => rule.okta))];
  const custom = customAttributes(connection, names);
  const attributes = new Attributes(userType(custom));
  const ownedBySite = new Set(
    mapping.filter((rule) => rule.owner === 'cms' && rule.apply === 'always').map((rule) => rule.okta),
  );
  const heldBy = (row: AccountRow) => mapToOkta(accountOf(row), shown, []).values;

  const userNameOf = (row: AccountRow): string => {
    const held = mapToOkta(accountOf(row), onlyLogin, []).values['login'];
    const facts = factsOf(row, connection);
    const sent = asObject(facts?.resource)?.['userName'];
    if (typeof sent === 'string' && isUnmoved('login', held, facts)) return sent;
    return typeof held === 'string' ? held : (row.email ?? row.login);
  };

  const resourceOf = (row: AccountRow): Resource => {
    const facts = factsOf(row, connection);
    const resource: Resource = facts
      ? writable(asObject(facts.resource) ?? {})
      : row.displayName === null
        ? {}
        : { displayName: row.displayName };
    for (const [name, value] of Object.entries(heldBy(row))) {
      // What was sent is echoed in its own form for as long as the site holds what it made of it.
      const echoed = facts && isUnmoved(name, value, facts) && !ownedBySite.has(name);
      if (name !== 'login' && !echoed) placeValue(resource, name, value);
    }
    return { ...resource, userName: userNameOf(row), active: !isOff(row.state) };
  };

  return {
    connection,
    attributes,
    names,
    heldBy,
    userNameOf,
    entryOf(row) {
      const facts = factsOf(row, connection);
      const created = createdOf(row);
      const resource = resourceOf(row);
      const times = [created, row.known?.changedAt ?? created, facts?.modified ?? created].sort();
      return new UserEntry({
        id: scimIdOf(row),
        created,
        modified: times.at(-1) ?? created,
        text: JSON.stringify(resource),
        schemas: shared(JSON.stringify(schemasIn(resource, attributes.type))),
        groups: noGroups,
      });
    },
  };
}

type Shown = EntryJson & Pick<Entry, 'id' | 'created' | 'modified'>;

/** Keeps the JSON alone: a resource takes three times its memory, and most answers need none. */
class UserEntry implements Entry, EntryJson {
  readonly id: string;
  readonly created: string;
  readonly modified: string;
  readonly version: string;
  readonly text: string;
  readonly schemas: string;
  readonly groups: readonly Resource[];

  constructor(shown: Shown) {
    this.id = shown.id;
    this.created = shown.created;
    this.modified = shown.modified;
    this.text = shown.text;
    this.schemas = shown.schemas;
    this.groups = shown.groups;
    const hashed = this.groups.length === 0 ? this.text : this.text + JSON.stringify(this.groups);
    // The first 48 bits of the hash over what is shown: another version as soon as anything differs.
    this.version = hash('sha256', hashed, 'hex').slice(0, 12);
  }

  get json(): EntryJson {
    return this;
  }

  get resource(): Resource {
    const resource: Resource = JSON.parse(this.text);
    return this.groups.length === 0 ? resource : { ...resource, groups: [...this.groups] };
  }
}

const noGroups: readonly Resource[] = [];

/** A user’s entry with the groups that the user is in. */
export function entryInGroups(entry: Entry, groups: readonly Resource[]): Entry {
  const { id, created, modified, json } = entry;
  if (!json) return entry;
  return new UserEntry({ id, created, modified, text: json.text, schemas: json.schemas, groups });
}

const schemaTexts = new Map<string, string>();

/** The same text for equal ones: a hundred thousand users have the choice of a few. */
function shared(schemas: string): string {
  const same = schemaTexts.get(schemas);
  if (same === undefined) schemaTexts.set(schemas, schemas);
  return same ?? schemas;
}

/** A copy in which `placeValue` may write: it alters the resource and what extensions hold, and replaces the rest. */
function writable(resource: Resource): Resource {
  const parts = Object.entries(resource).map(([name, value]) => {
    const holder = name.startsWith('urn:') ? asObject(value) : null;
    return [name, holder ? { ...holder } : value] as const;
  });
  return Object.fromEntries(parts);
}

/** Whether the CMS has the account no more, as far as is known. */
export function isGone({ missing, goneAt }: AccountRow): boolean {
  return missing === 2 || goneAt !== undefined;
}

/** What SCIM keeps of an account for this connection, also of one that its client has deleted. */
export function factsOf(row: AccountRow, { id }: Connection): ScimFacts | undefined {
  return row.scim?.connection === id ? row.scim : undefined;
}

/** The CMS's id of the account that a SCIM id names. */
export function rowIdOf(id: string): string {
  return id.replace(/~\d+$/, '');
}

/** The CMS's id; an account that was deleted and came back has another, since ids are never used twice. */
export function scimIdOf({ ref, scim }: AccountRow): string {
  return scim && scim.generation > 1 ? `${ref.id}~${scim.generation}` : ref.id;
}

export function createdOf({ known }: AccountRow): string {
  return known?.createdAt ?? longAgo;
}

function isUnmoved(name: string, held: Attrs[string] | undefined, facts: ScimFacts | undefined): boolean {
  return facts !== undefined && JSON.stringify(facts.agreed[name] ?? null) === JSON.stringify(held ?? null);
}

function accountOf(row: AccountRow): Account {
  const { ref, handle, login, email, displayName, state, detail, guarded, seenAt, known } = row;
  return {
    ref,
    handle,
    login,
    email,
    displayName,
    state,
    detail,
    guarded,
    attributes: known?.attributes ?? {},
    groups: null,
    createdAt: known?.createdAt ?? null,
    changedAt: known?.changedAt ?? null,
    readAt: seenAt,
    version: null,
  };
}
