import { SyncError, toProblem } from '@rollcall/shared';
import type { Actor, Connection, Desired, ErrorCode, Json } from '@rollcall/shared';
import type { ReplayAnswer } from '@rollcall/shared/api-traffic';

import { asObject, type Resource } from './filter-match.ts';
import { applyPatch, readOperations } from './patch.ts';
import { toReplacement, toResource } from './resource.ts';
import { ScimError } from './scim-error.ts';
import type { KeptExchange } from './traffic-file.ts';
import { isMarked } from './traffic-redact.ts';
import type { Traffic } from './traffic.ts';
import type { IndexOf, UserIndex } from './user-index.ts';
import { matchOf, need, refuseTaken } from './users.ts';
import { desiredOf, partPassword, refuseOthers } from './user-write.ts';
import type { WriteDeps } from './user-write.ts';

/** What a kept request would do now, as a plan; nothing is written. Throws `unsupported` for one that can’t be repeated. */
export type Replay = (connection: Connection, kept: KeptExchange, by: Actor) => Promise<ReplayAnswer>;

export interface ReplayDeps extends WriteDeps {
  indexOf: IndexOf;
  traffic: Traffic;
}

/** Whether a request can be replayed, and with the values it came with. `body` is what is still known of those. */
export function waysOf({ method, path, request }: KeptExchange, body: Json | null): 'whole' | 'redacted' | 'no' {
  if (userId(path) === null) return method === 'POST' && path === '/Users' && body !== null ? 'whole' : 'no';
  if (method === 'DELETE') return 'whole';
  if (method !== 'PUT' && method !== 'PATCH') return 'no';
  return body === null ? (request.body === null ? 'no' : 'redacted') : 'whole';
}

export function createReplay(deps: ReplayDeps): Replay {
  return async (connection, kept, by) => {
    const body = deps.traffic.bodyOf(connection.id, kept.id);
    if (waysOf(kept, body) === 'no') throw notReplayed(kept);
    const known = body === null ? withoutMarks(kept.request.body) : { body, skipped: passwordsIn(kept.request.body) };
    const { skipped } = known;
    const nothing = { plan: null, job: null, problem: null, skipped };
    try {
      const index = await deps.indexOf(connection);
      const isPart = body === null && kept.method === 'PUT';
      const desired = meant({ deps, connection, index }, { ...kept, isPart, body: known.body });
      if (desired === null) return nothing;
      const scope = { kind: 'accounts' as const, side: 'cms' as const, ids: [] };
      const about = { connection: connection.id, trigger: 'scim' as const, by, scope, mode: 'plan' as const };
      const job = await deps.engine.start({ ...about, operations: [], deadline: null, secretSlot: null, desired });
      const ended = await deps.engine.finished(job.id);
      return { plan: ended.plan, job: ended.id, problem: ended.error, skipped };
    } catch (error) {
      return { ...nothing, problem: problemOf(error) };
    }
  };
}

interface Asked extends Pick<KeptExchange, 'method' | 'path'> {
  body: Json | null;
  /** The body is what is left of one that stood for the whole user. */
  isPart: boolean;
}

/** What the site shall hold after the request; null when it is known to hold that. Throws what refuses it. */
function meant(
  { deps, connection, index }: { deps: WriteDeps; connection: Connection; index: UserIndex },
  { method, path, body, isPart }: Asked,
): Desired | null {
  const { attributes } = index.shape;
  const id = userId(path);
  if (id === null) {
    const { resource } = partPassword(toResource(body ?? {}, attributes), connection);
    const row = matchOf(index, resource)?.row ?? null;
    return desiredOf(connection, { row, before: null, resource: { active: true, ...resource } }).desired;
  }
  const { row, entry } = need(index, id);
  refuseOthers(deps, connection, row);
  if (method === 'DELETE') {
    return connection.scim.onUnassign === 'block' ? { account: row.ref.id, attributes: {}, active: false } : null;
  }
  const before = entry.resource;
  const present = structuredClone(before);
  const changed =
    method === 'PATCH'
      ? applyPatch(present, readOperations(body ?? {}), attributes)
      : isPart
        ? { ...present, ...stateIn(body) }
        : toReplacement(body ?? {}, attributes)(present);
  const { resource } = partPassword(changed, connection);
  refuseTaken(index, resource, row.ref.id);
  const { desired, isHeld } = desiredOf(connection, { row, before, resource });
  return isHeld ? null : desired;
}

/** Of a user without the values about the person only the state is left. */
function stateIn(body: Json | null): Resource {
  const active = asObject(body ?? undefined)?.['active'];
  return typeof active === 'boolean' ? { active } : {};
}

function userId(path: string): string | null {
  const [, id] = /^\/Users\/([^/?]+)/.exec(path) ?? [];
  return id === undefined ? null : decodeURIComponent(id);
}

/** What is left of a kept body without the values that were taken out of it, and the names of these. */
function withoutMarks(body: Json | null): { body: Json | null; skipped: string[] } {
  const object = asObject(body ?? undefined);
  const operations = object?.['Operations'];
  if (!object) return { body, skipped: [] };
  if (!Array.isArray(operations)) {
    const names = Object.keys(object).filter((name) => hasMark(object[name] ?? null));
    return {
      body: Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name))),
      skipped: names,
    };
  }
  const skipped: string[] = [];
  const left = operations.flatMap((each): Json[] => {
    const operation = asObject(each) ?? {};
    const { path, value = null } = operation;
    if (typeof path === 'string') {
      if (!hasMark(value) && !/"(?:mail|text), \d+"/.test(path)) return [each];
      skipped.push(path.replace(/\[.*\]/s, ''));
      return [];
    }
    const parts = withoutMarks(value);
    skipped.push(...parts.skipped);
    return [{ ...operation, value: parts.body }];
  });
  return { body: { ...object, Operations: left }, skipped: [...new Set(skipped)] };
}

function hasMark(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasMark);
  const object = asObject(value);
  return object ? Object.values(object).some(hasMark) : isMarked(value);
}

function passwordsIn(body: Json | null): string[] {
  return JSON.stringify(body ?? '').includes('"password"') ? ['password'] : [];
}

const codes: Partial<Record<number, ErrorCode>> = { 400: 'invalid', 404: 'not_found', 409: 'conflict' };

function problemOf(error: unknown) {
  if (!(error instanceof ScimError)) return toProblem(error);
  return new SyncError(
    codes[error.status] ?? 'unsupported',
    error.message,
    error.next === null ? {} : { next: error.next },
  ).problem;
}

/** Why there is no plan to be made of a request. */
function notReplayed({ method, path }: KeptExchange): SyncError {
  const refused = (text: string, next: string) => new SyncError('unsupported', text, { scope: 'run', next });
  if (path.startsWith('/Groups') && method !== 'GET')
    return refused(
      'A change of a pushed group can’t be replayed: it is kept at once, and roles follow by runs of their own.',
      'Run "rollcall scim groups preview" to see who would gain or lose what; each run has its plan in the activity.',
    );
  if (path === '/Bulk')
    return refused(
      'A Bulk request can’t be replayed: it is many changes, each of which counts on the ones before it.',
      'Let the client send it again; what is so already changes nothing.',
    );
  if (method === 'GET' || path.endsWith('/.search'))
    return refused('This request only reads, so there is nothing to plan.', 'Choose a request that writes.');
  return refused(
    'The values that this request came with are not known any more.',
    'Let Okta send it again: the agent holds the last hundred writes until it starts anew.',
  );
}
