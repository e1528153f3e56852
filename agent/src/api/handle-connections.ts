import { SyncError } from '@rollcall/shared';
import type { Actor, Connection, DirectorySettings, Side } from '@rollcall/shared';

import type { DirectoryDescriptor } from '../directory/directory.ts';
import { afterNewCredential, forgetPause } from '../engine/pause.ts';
import { lastPullKey } from '../engine/pull-counts.ts';
import { pullWaitsKey } from '../engine/pull-waits.ts';
import { pullMarkKey } from '../engine/pull-mark.ts';
import type { Services } from '../services.ts';
import { del } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { digestKey } from '../trigger/digest.ts';
import { checkMapping } from './check-mapping.ts';
import { defined, findConnection, newConnection, noteSettings, retireId, saveConnection } from './connection-store.ts';
import { warnAdded } from './check-scim.ts';
import { fitListener } from './fit-listener.ts';
import { lastTestKey } from './last-test.ts';
import type { Handlers } from './serve.ts';
import { leaveChanges, samePlace } from './place.ts';
import { forgiveChange, refusalKey, testConnection } from './test-connection.ts';

type Names =
  | 'connections'
  | 'addConnection'
  | 'connection'
  | 'changeConnection'
  | 'removeConnection'
  | 'connectSide'
  | 'test'
  | 'kinds';

/** Connections, their two sides, and the test of both. */
export const connectionHandlers: Pick<Handlers, Names> = {
  connections: ({ services }) => ({ connections: Object.values(services.store.data.connections) }),
  connection: ({ params, services }) => findConnection(services, params['id']),
  addConnection: ({ body, caller, services }) =>
    saveChecked(services, newConnection(services, defined(body), caller.actor), caller.actor, Object.keys(body)),
  async changeConnection({ params, body, caller, services }) {
    const connection = findConnection(services, params['id']);
    const change = defined(body);
    return saveChecked(services, { ...connection, ...change }, caller.actor, Object.keys(change));
  },
  async removeConnection({ params, caller, services }) {
    const connection = findConnection(services, params['id']);
    const running = services.engine.running(connection.id, 'any');
    if (running) throw new SyncError('locked', `Run ${running} is going on for this connection.`);
    services.directories.forget(connection);
    for (const side of [connection.cms, connection.okta]) await forgetSecret(services, side);
    await services.hooks.remove(connection.id);
    await services.passwordHook.remove(connection.id);
    const removal = [...removalOf(services, connection), retireId(services, connection.id)];
    await services.store.commit([...removal, del('connections', connection.id)]);
    await services.scim.traffic.forget(connection.id);
    await fitListener(services);
    await noteSettings(services, { connection: connection.id, by: caller.actor, fields: ['removed'] });
    return {};
  },
  async connectSide({ params, body, caller, services }) {
    const connection = findConnection(services, params['id']);
    const side = sideOf(params['side']);
    const descriptor = services.directories.descriptor(body.kind);
    if (descriptor.side !== side) {
      throw new SyncError('invalid', `${descriptor.label} can’t be the ${side} side.`, { field: 'kind', scope: 'run' });
    }
    const settings = settingsOf(descriptor, body, connection, services);
    const secrets = secretValues(descriptor, body);
    if (settings.secretRef !== null) await services.secrets.set(settings.secretRef, JSON.stringify(secrets));
    services.directories.forget(connection);
    await services.store.commit([
      forgiveChange(services, connection.id, side),
      ...leaveChanges(connection[side], settings),
      del('settings', lastTestKey(connection.id)),
    ]);
    services.schemas.forget(connection.id);
    const present = findConnection(services, connection.id);
    const { pausedFor, change } = afterNewCredential(services.store.data, present, side);
    const changed: Connection = { ...present, [side]: settings, pausedFor };
    await services.store.commit([change]);
    const saved = await saveConnection(services, changed, caller.actor, [side]);
    if (connection[side]?.secretRef !== settings.secretRef) await forgetSecret(services, connection[side]);
    return saved;
  },
  test: ({ params, body, services }) =>
    testConnection(services, findConnection(services, params['id']), body.user ?? null),
  kinds: ({ services }) => ({
    kinds: services.directories.kinds.map(({ kind, label, side, auth }) => ({ kind, label, side, auth })),
  }),
};

/** Saves with the names in its mapping checked, as far as both sides tell them, and with a warning of what was added for SCIM. */
async function saveChecked(services: Services, connection: Connection, by: Actor, fields: string[]) {
  const unread = fields.includes('mapping') ? await checkMapping(services, connection) : [];
  const warnings = [...unread, ...warnAdded(connection, services.store.data.connections[connection.id])];
  const saved = await saveConnection(services, connection, by, fields);
  return warnings.length === 0 ? saved : { ...saved, warnings };
}

function sideOf(text: string | undefined): Side {
  if (text === 'cms' || text === 'okta') return text;
  throw new SyncError('not_found', `A connection has the sides cms and okta, not "${text ?? ''}".`, { scope: 'run' });
}

interface Body {
  url: string;
  auth: string;
  values: Record<string, string>;
  options?: DirectorySettings['options'] | undefined;
}

function settingsOf(
  descriptor: DirectoryDescriptor,
  body: Body,
  connection: Connection,
  services: Services,
): DirectorySettings {
  const auth = authOf(descriptor, body.auth);
  const missing = auth.fields.filter((field) => field.required && !body.values[field.name]);
  if (missing.length > 0) {
    const names = missing.map((field) => field.label).join(', ');
    throw new SyncError('invalid', `Missing: ${names}.`, {
      field: missing[0]?.name ?? 'values',
      scope: 'run',
      next: 'Fill it in.',
    });
  }
  const url = descriptor.normaliseUrl(body.url);
  const known = samePlace(descriptor.kind, url, connection, services);
  const open = auth.fields.filter((field) => !field.secret).map((field) => [field.name, body.values[field.name] ?? '']);
  const id = known?.id ?? services.newId();
  return {
    id,
    kind: descriptor.kind,
    url,
    auth: auth.name,
    secretRef: auth.fields.some((field) => field.secret) ? `directory/${connection.id}/${id}` : null,
    account: open[0]?.[1] ?? null,
    // Another credential for the same address still has to meet the same org or site.
    identity: known?.identity ?? null,
    options: { ...body.options, ...Object.fromEntries(open) },
  };
}

function secretValues(descriptor: DirectoryDescriptor, body: Body): Record<string, string> {
  const secret = authOf(descriptor, body.auth).fields.filter((field) => field.secret);
  return Object.fromEntries(secret.map((field) => [field.name, body.values[field.name] ?? '']));
}

function authOf(descriptor: DirectoryDescriptor, name: string) {
  const auth = descriptor.auth.find((each) => each.name === name);
  if (auth) return auth;
  const known = descriptor.auth.map((each) => each.name).join(', ');
  throw new SyncError('invalid', `${descriptor.label} has no sign-in "${name}"; it has ${known}.`, {
    field: 'auth',
    scope: 'run',
  });
}

async function forgetSecret({ secrets }: Services, side: DirectorySettings | null): Promise<void> {
  if (side?.secretRef) await secrets.delete(side.secretRef);
}

function removalOf({ store }: Services, { id, cms, okta }: Connection): Change[] {
  const others = Object.values(store.data.connections).filter((each) => each.id !== id);
  const shared = new Set(others.flatMap((each) => [each.cms?.id, each.okta?.id]));
  const own = [cms?.id, okta?.id].filter((directory) => directory !== undefined && !shared.has(directory));
  const links = Object.values(store.data.links).filter((link) => link.connection === id);
  const rows = Object.entries(store.data.accounts).filter(([, row]) => own.includes(row.ref.directory));
  const schedules = Object.values(store.data.schedules).filter((schedule) => schedule.connection === id);
  const tokens = Object.values(store.data.tokens).filter((token) => token.connection === id);
  return [
    ...links.map((link) => del('links', link.id)),
    ...schedules.map((schedule) => del('schedules', schedule.id)),
    ...tokens.map((token) => del('tokens', token.id)),
    del('settings', digestKey(id)),
    ...rows.map(([key]) => del('accounts', key)),
    del('settings', refusalKey(id)),
    forgetPause({ id }),
    del('settings', lastTestKey(id)),
    del('settings', lastPullKey(id)),
    del('settings', pullWaitsKey(id)),
    del('settings', pullMarkKey(id)),
  ];
}
