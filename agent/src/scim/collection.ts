import type { Time } from '@rollcall/shared';

import type { Attributes } from './attribute.ts';
import type { Resource } from './filter-match.ts';

/** One resource as it is kept: without `id`, `schemas` and `meta`, which are made when it is answered. */
export interface Entry {
  id: string;
  readonly resource: Resource;
  created: Time;
  modified: Time;
  /** Another one after each change, the same while nothing changes; the ETag is made from it. */
  version: number | string;
  /** The resource as JSON where it is at hand, so that an answer is made without a look into it. */
  json?: EntryJson;
}

export interface EntryJson {
  /** The resource without `groups`. */
  text: string;
  /** `schemas` as JSON. */
  schemas: string;
  groups: readonly Resource[];
}

/** Who writes, and until when an answer is of use. */
export interface Writing {
  /** Id of the token that let the request in. */
  token: string;
  /** The client’s own name for itself. */
  agent: string | null;
  signal: AbortSignal;
  /** Called with the plan that the write is carried out by, or that waits because of it. */
  onPlan?: (plan: string) => void;
}

/** Members that come, or that go, by their ids; who is a member already, or is none, changes nothing. */
export interface MemberStep {
  op: 'add' | 'remove';
  ids: readonly string[];
}

/**
 * Users or groups of one connection. Reads come from what is known; a write is answered when it was read back. Every
 * refusal is a `ScimError`.
 */
export interface Collection {
  readonly attributes: Attributes;
  readonly size: number;
  get(id: string): Entry | null;
  /** In the order in which they came to be, which never changes. */
  all(): Iterable<Entry>;
  /** Part of `all`, without walking what comes before it. */
  page(start: number, count: number): Entry[];
  /** Where a resource stands in `all`; -1 for none. */
  positionOf(id: string): number;
  /** By a value that is kept in an index, ignoring case where the schema does; null for an attribute without one. */
  lookUp(attribute: string, value: string): Promise<Entry[] | null>;
  create(resource: Resource, writing: Writing): Promise<{ entry: Entry; restored: boolean }>;
  /** Works the new resource out of the present one, inside of the lock on it; answers the same entry when nothing differs. */
  change(id: string, to: (present: Resource) => Resource, writing: Writing): Promise<Entry>;
  /** As `change` by these steps in their order, without a look at the other members; absent where there are none. */
  changeMembers?(id: string, steps: readonly MemberStep[], writing: Writing): Promise<Entry>;
  remove(id: string, writing: Writing): Promise<void>;
}
