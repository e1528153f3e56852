import { isDeepStrictEqual } from 'node:util';
import type { PullSettings } from '@rollcall/shared';
import { pullSettings } from '@rollcall/shared/api-pull';
import { z } from 'zod';

import type { Section } from './section.ts';

const { okta, filter, attributes, exclude, limits, defaults, ...whole } = pullSettings.shape;

/**
 * What the tool's keys have no words for: pull settings under Rollcall's own names, below `rollcall` in the extension's file,
 * where the tool passes over keys that it does not know. `for` is the text of the connector's filter that `filter` says.
 */
const ownConfig = z
  .strictObject({
    token: okta.shape.token,
    groupFilter: okta.shape.groupFilter,
    filter: filter.extend({ for: z.string().nullable() }),
    attributes: attributes.partial(),
    exclude: exclude.partial(),
    limits: limits.partial(),
    defaults: defaults.partial(),
    ...whole,
  })
  .partial();

export type OwnConfig = z.output<typeof ownConfig>;

/** Reads what stands below `rollcall`; nothing where it is absent. */
export function readOwnConfig(extension: Section | null): OwnConfig {
  const section = extension?.section('rollcall');
  if (!section) return {};
  const note = { is: 'used', why: 'Rollcall’s own: it counts before the keys of the tool.' } as const;
  const found = Object.entries(ownConfig.shape).map(([key, schema]) => [
    key,
    section.take<unknown>(key, schema, note)?.value,
  ]);
  section.end();
  return ownConfig.parse(Object.fromEntries(found.filter(([, value]) => value !== undefined)));
}

/**
 * The settings with what is Rollcall's own in them, or the name of the key whose value is longer than they can be.
 * `filterText` is what the connector's file has for a filter; own words for another one are passed over.
 */
export function withOwn(
  settings: PullSettings,
  own: OwnConfig,
  filterText: string | null,
): { settings: PullSettings } | { long: string } {
  const { token, groupFilter, filter: ownFilter, ...others } = own;
  const isMeant = ownFilter !== undefined && ownFilter.for === filterText;
  // Keys that were not given are not there, so that each spread keeps what it lies on.
  const parsed = pullSettings.safeParse({
    ...settings,
    ...others,
    okta: { ...settings.okta, ...(token && { token }), ...(groupFilter !== undefined && { groupFilter }) },
    filter: isMeant ? { cel: ownFilter.cel, text: ownFilter.text } : settings.filter,
    attributes: { ...settings.attributes, ...others.attributes },
    exclude: { ...settings.exclude, ...others.exclude },
    limits: { ...settings.limits, ...others.limits },
    defaults: { ...settings.defaults, ...others.defaults },
  });
  return parsed.success ? { settings: parsed.data } : { long: parsed.error.issues[0]?.path.join('.') ?? '' };
}

/** What has to be said below `rollcall` so that what was `read` becomes what is `wanted`. */
export function ownOf(read: PullSettings, wanted: PullSettings, filterText: string | null): OwnConfig {
  const { okta: readOkta, filter: readFilter, ...readOthers } = read;
  const { okta: wantedOkta, filter: wantedFilter, ...wantedOthers } = wanted;
  const { token, groupFilter } = changed(readOkta, wantedOkta);
  const differs = !isDeepStrictEqual(readFilter, wantedFilter);
  const others = Object.entries(changed(readOthers, wantedOthers)).map(([key, value]) => {
    const isNested = key === 'attributes' || key === 'exclude' || key === 'limits' || key === 'defaults';
    return [key, isNested ? changed(read[key], wanted[key]) : value];
  });
  return ownConfig.parse({
    ...(token && { token }),
    ...(groupFilter !== undefined && { groupFilter }),
    ...(differs && { filter: { ...wantedFilter, for: filterText } }),
    ...Object.fromEntries(others),
  });
}

function changed<T extends object>(read: T, wanted: T): Partial<T> {
  const known = new Map(Object.entries(read));
  const others = Object.entries(wanted).filter(([key, value]) => !isDeepStrictEqual(known.get(key), value));
  return Object.fromEntries(others) as Partial<T>;
}
