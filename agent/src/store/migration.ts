import { type Json, SyncError } from '@rollcall/shared';
import type { Sink, WrittenChange } from './generation.ts';
import { changeText } from './tables.ts';

/** Data of an older schema, before it is known to fit today's types. */
export type OldData = Record<string, Record<string, Json>>;

/** Changes data of one schema into data of the next, in place. */
export type Migration = (data: OldData) => void;

/** Step `n` makes schema `n + 1` from schema `n`; today's schema is their number. Only ever added to. */
export const migrations: readonly Migration[] = [
  newSettings({ protect: { names: [], roles: [] } }),
  newSettings({ groupMaps: [] }),
  newSettings({ scim: { syncPassword: false, onUnassign: 'block' } }),
  moreScimSettings({ publicUrl: null, invite: false, custom: [], onGroupUnlink: 'keep' }),
  newSettings({ pull: null }),
  morePullSettings,
];

/** Gives every connection settings that it did not have. */
function newSettings(settings: Record<string, Json>): Migration {
  return ({ connections = {} }) => {
    for (const [key, connection] of Object.entries(connections)) {
      if (!isObject(connection)) continue;
      connections[key] = { ...connection, ...settings };
    }
  };
}

/** Adds to the SCIM settings of every connection. */
function moreScimSettings(settings: Record<string, Json>): Migration {
  return ({ connections = {} }) => {
    for (const [key, connection] of Object.entries(connections)) {
      if (!isObject(connection) || !isObject(connection['scim'])) continue;
      connections[key] = { ...connection, scim: { ...settings, ...connection['scim'] } };
    }
  };
}

/** Pulls learned of other sites, of an action for each reason, and of lists of people. */
function morePullSettings({ connections = {} }: OldData): void {
  for (const [key, connection] of Object.entries(connections)) {
    if (!isObject(connection) || !isObject(connection['pull'])) continue;
    const { pull } = connection;
    if (!isObject(pull['defaults'])) continue;
    const defaults = { ...pull['defaults'], targetOnlyUsers: null };
    const byReason = { gone: null, leftGroups: null, deactivated: null };
    connections[key] = { ...connection, pull: { targets: [], byReason, ...pull, defaults } };
  }
}

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Holds data of an older schema until it is migrated. Throws `version` for data of a newer one. */
export class OldTables {
  readonly data: OldData = {};
  readonly schema: number;

  constructor(schema: number, today: number) {
    if (schema > today)
      throw new SyncError('version', `The state is of schema ${schema}; this version of Rollcall knows ${today}.`, {
        next: 'Start the newer version, or restore a backup made with this one.',
      });
    this.schema = schema;
  }

  readonly sink: Sink = ([collection, key, value]) => {
    const values = (this.data[collection] ??= {});
    if (value === undefined) delete values[key];
    else values[key] = value;
  };

  *changes(): Generator<WrittenChange> {
    for (const [collection, values] of Object.entries(this.data))
      for (const [key, value] of Object.entries(values)) yield [collection, key, value];
  }

  *texts(): Generator<string> {
    for (const [collection, key, value] of this.changes()) yield changeText(collection, key, value);
  }
}
