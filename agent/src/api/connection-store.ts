import { SyncError } from '@rollcall/shared';
import type { Actor, Connection, GroupMap, MappingRule } from '@rollcall/shared';
import type { ConnectionChange } from '@rollcall/shared/api';
import { z } from 'zod';

import { defaultSettings } from '../engine/default-mapping.ts';
import { runEntry } from '../engine/record.ts';
import type { Services } from '../services.ts';
import { put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { checkMapping } from './check-mapping.ts';
import { checkExpressions, refuseFlaws } from './check-expressions.ts';
import { checkPull } from './check-pull.ts';
import { checkScim } from './check-scim.ts';

/** The connection by its id; throws `not_found`. */
export function findConnection(services: Services, id: string | undefined): Connection {
  const connection = services.store.data.connections[id ?? ''];
  if (!connection)
    throw new SyncError('not_found', `There is no connection "${id ?? ''}".`, {
      scope: 'run',
      next: 'Run "rollcall connection list" to see the connections.',
    });
  return connection;
}

export function newConnection(services: Services, change: ConnectionChange, by: Actor): Connection {
  const { connections } = services.store.data;
  let number = lastGiven(services) + 1;
  while (`c${number}` in connections) number += 1;
  const id = `c${number}`;
  return {
    id,
    name: 'Site and Okta',
    colour: 'live',
    ...defaultSettings(),
    mode: 'report',
    pausedFor: null,
    cms: null,
    okta: null,
    updated: new Date(services.now()).toISOString(),
    by,
    ...defined(change),
  };
}

const lastKey = 'lastConnection';

/** The highest number that a removed connection has had. */
function lastGiven({ store }: Services): number {
  return z.number().safeParse(store.data.settings[lastKey]).data ?? 0;
}

/**
 * Sees to it that no other connection gets this one's id: its runs, plans and activity stay, and must be nobody else's.
 */
export function retireId(services: Services, id: string): Change {
  return put('settings', lastKey, Math.max(lastGiven(services), Number(/^c(\d+)$/.exec(id)?.[1] ?? 0)));
}

/** A connection with other settings, checked as if it were to be saved, and not saved. Throws `invalid` naming the field. */
export async function changedConnection(
  services: Services,
  connection: Connection,
  change: ConnectionChange,
): Promise<Connection> {
  const changed = { ...connection, ...defined(change) };
  checkConnection(changed);
  checkPull(changed, services.store.data.connections);
  checkScim(changed, connection);
  if (change.mapping) await checkMapping(services, changed);
  await checkExpressions(services, changed, Object.keys(defined(change)));
  return changed;
}

/** Checks, saves and records a changed connection. */
export async function saveConnection(
  services: Services,
  connection: Connection,
  by: Actor,
  fields: string[],
): Promise<Connection> {
  checkConnection(connection);
  checkPull(connection, services.store.data.connections);
  checkScim(connection, services.store.data.connections[connection.id]);
  await checkExpressions(services, connection, fields);
  const now = new Date(services.now()).toISOString();
  const saved = { ...connection, updated: now, by };
  await services.store.commit([put('connections', saved.id, saved)]);
  await noteSettings(services, { connection: saved.id, by, fields });
  return saved;
}

/** Puts into the activity who changed which settings of a connection. */
export async function noteSettings(
  services: Services,
  change: { connection: string; by: Actor; fields: string[] },
): Promise<void> {
  const now = new Date(services.now()).toISOString();
  const about = { ...change, id: services.newId(), job: null, now, outcome: 'done' as const, problem: null };
  await services.activity.append(runEntry('settings', about), null);
}

/** Without the keys whose value is `undefined`, which a schema leaves behind for what was not sent. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function checkConnection(connection: Connection): void {
  const { mapping, groupMaps, methods, match } = connection;
  const twice = mapping.find(
    (rule, index) => rule.apply === 'always' && mapping.findIndex((each) => each.okta === rule.okta) !== index,
  );
  if (twice)
    throw invalid(
      'mapping',
      `Two rules write the Okta attribute "${twice.okta}"; a second one may only apply on create.`,
    );
  mapping.forEach(checkRule);
  checkGroups(groupMaps);
  refuseFlaws(connection, null);
  if (match.cms !== '@email' && match.cms !== '@login')
    throw invalid('match.cms', 'Accounts are matched by "@email" or "@login" of the site.');
  if (match.okta !== 'login' && match.okta !== 'email')
    throw invalid('match.okta', 'Accounts are matched by "login" or "email" in Okta.');
  for (const [name, { operations }] of Object.entries(methods)) {
    const needsRead = operations.some((each) => each === 'create' || each === 'deactivate' || each === 'delete');
    if (needsRead && !operations.includes('read')) {
      throw invalid(
        `methods.${name}.operations`,
        'Create, deactivate and delete need Read: Rollcall looks before it writes.',
      );
    }
  }
}

function checkRule(rule: MappingRule): void {
  if (rule.owner !== 'cms' && rule.owner !== 'okta' && rule.owner !== 'either' && rule.owner !== 'ask') {
    throw invalid('mapping', `"${String(rule.owner)}" owns no attribute.`);
  }
}

/** A group with two roles, or a role with two groups, could never come to rest. */
function checkGroups(maps: readonly GroupMap[]): void {
  for (const key of ['group', 'role'] as const) {
    const twice = maps.find((map, index) => maps.findIndex((each) => each[key] === map[key]) !== index);
    if (twice) throw invalid('groupMaps', `The ${key} "${twice[key]}" is mapped twice.`);
  }
}

function invalid(field: string, text: string): SyncError {
  return new SyncError('invalid', text, { field, scope: 'run', next: `Correct ${field}; nothing was saved.` });
}
