import { toProblem } from '@rollcall/shared';
import type { Connection, DirectoryGroup, Side } from '@rollcall/shared';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import type { Attribute, Directory } from '../directory/directory.ts';
import { derivedAttributes } from '../engine/map.ts';
import type { Directories } from '../services.ts';

/** What the sides of connections have to map, kept for a minute so that a page full of fields asks once. */
export interface Schemas {
  /** Never throws: a side that does not answer is null and told in `problems`. */
  of(connection: Connection): Promise<SchemaAnswer>;
  /** Reads it anew, for `last`. Never throws. */
  look(connection: Connection): Promise<void>;
  /** What the sides had when they were last read since the start; null where they were not. Asks nobody. */
  last(connection: Connection): SchemaAnswer | null;
  forget(connection: string): void;
}

const kept = 60_000;

export function createSchemas({ directories, now }: { directories: Directories; now: () => number }): Schemas {
  const known = new Map<string, { until: number; answer: Promise<SchemaAnswer> }>();
  const last = new Map<string, SchemaAnswer>();
  return {
    async of(connection) {
      const held = known.get(connection.id);
      if (held && held.until > now()) return withAdded(await held.answer, connection);
      const answer = readSchema(connection, directories);
      known.set(connection.id, { until: now() + kept, answer });
      last.set(connection.id, await answer);
      // A side that failed may be well again at the next look.
      if ((await answer).problems.length > 0) known.delete(connection.id);
      return withAdded(await answer, connection);
    },
    async look(connection) {
      known.delete(connection.id);
      last.set(connection.id, await readSchema(connection, directories));
    },
    last(connection) {
      const answer = last.get(connection.id);
      return answer ? withAdded(answer, connection) : null;
    },
    forget(connection) {
      known.delete(connection);
      last.delete(connection);
    },
  };
}

/** With the attributes that were added for SCIM, whose values come from Okta as well. */
function withAdded(answer: SchemaAnswer, { scim }: Connection): SchemaAnswer {
  if (answer.okta === null) return answer;
  const names = new Set(answer.okta.map(({ name }) => name));
  const added = scim.custom
    .filter(({ name }) => !names.has(name))
    .map(({ name, title }) => ({
      name,
      title: title || name,
      type: 'string' as const,
      required: false,
      writable: true,
      custom: true,
    }));
  return { ...answer, okta: [...answer.okta, ...added] };
}

async function readSchema(connection: Connection, directories: Directories): Promise<SchemaAnswer> {
  const problems: SchemaAnswer['problems'] = [];
  const ask = async <T>(side: Side, read: (directory: Directory) => Promise<T>): Promise<T | null> => {
    try {
      const directory = await directories.side(connection, side);
      if (directory) return await read(directory);
      problems.push({ side, text: side === 'cms' ? 'The site is not connected yet.' : 'Okta is not connected yet.' });
    } catch (error) {
      const { detail, next } = toProblem(error);
      problems.push({ side, text: `${detail} ${next}` });
    }
    return null;
  };
  const [cms, okta, groups] = await Promise.all([
    ask('cms', async (directory) => ({
      attributes: await directory.schema(),
      roles: (await directory.groups?.list()) ?? [],
    })),
    ask('okta', async (directory) => requiredOf(directory, await directory.schema())),
    readGroups(connection, directories),
  ]);
  return {
    cms: cms?.attributes.map(attributeAnswer) ?? null,
    okta: okta?.map(attributeAnswer) ?? null,
    derived: [...derivedAttributes],
    roles: (cms?.roles ?? []).map(({ id, name, privileged }) => ({ id, name, privileged })),
    groups: groups?.map(({ id, name, privileged, writable }) => ({ id, name, privileged, writable })) ?? null,
    problems,
  };
}

/** Okta's groups; null where they can't be read, which a mapping of fields does without. */
async function readGroups(connection: Connection, directories: Directories): Promise<DirectoryGroup[] | null> {
  try {
    const okta = await directories.side(connection, 'okta');
    return (await okta?.groups?.list()) ?? null;
  } catch {
    return null;
  }
}

/** A create can't do without some attributes that a schema does not mark. */
function requiredOf({ fields }: Directory, attributes: Attribute[]): Attribute[] {
  return attributes.map((each) => ({ ...each, required: each.required || fields.required.includes(each.name) }));
}

function attributeAnswer({ maxLength: _maxLength, ...attribute }: Attribute) {
  return attribute;
}
