import { isDeepStrictEqual } from 'node:util';
import { SyncError } from '@rollcall/shared';
import type { Connection, MappingRule, Side } from '@rollcall/shared';
import type { SchemaAnswer } from '@rollcall/shared/api-setting';

import type { Services } from '../services.ts';
import { nearest } from './parse-input.ts';

/**
 * Throws `invalid` for the first new rule whose attribute a side does not have, with the nearest that it has. Answers a
 * sentence for each connected side whose attributes can't be read now, since its names then stay unchecked.
 */
export async function checkMapping(
  { schemas, store }: Pick<Services, 'schemas' | 'store'>,
  connection: Connection,
): Promise<string[]> {
  const saved = store.data.connections[connection.id]?.mapping ?? [];
  const added = connection.mapping.filter((rule) => !saved.some((each) => isDeepStrictEqual(each, rule)));
  if (added.length === 0) return [];
  const known = await schemas.of(connection);
  const names = namesIn(known, connection);
  const unread = (['cms', 'okta'] as const).filter((side) => connection[side] && !names[side]);
  for (const rule of added) for (const side of ['cms', 'okta'] as const) refuseUnknown(rule, side, names[side]);
  return unread.map(
    (side) => `${places[side]} can’t be asked for its attributes now, so the names in the mapping were not checked.`,
  );
}

/** The names that a mapping may use on each side; null where a side's are not known. */
export function namesIn(
  { cms, okta, derived }: SchemaAnswer,
  { scim }: Pick<Connection, 'scim'>,
): Record<Side, string[] | null> {
  const own = scim.custom.map(({ name }) => name);
  return {
    cms: cms && [...cms.map(({ name }) => name), ...derived],
    okta: okta && [...okta.map(({ name }) => name), ...own],
  };
}

export const places: Record<Side, string> = { cms: 'The site', okta: 'Okta' };

function refuseUnknown(rule: MappingRule, side: Side, names: readonly string[] | null): void {
  const name = rule[side];
  if (names === null || names.includes(name)) return;
  const near = nearest(name, names);
  throw new SyncError('invalid', `${places[side]} has no attribute "${name}". Nothing was saved.`, {
    field: 'mapping',
    scope: 'run',
    next: near === null ? 'Choose one that it has.' : `Did you mean "${near}"?`,
  });
}
