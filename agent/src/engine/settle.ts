import type { Account, Connection, Difference, Link } from '@rollcall/shared';

import { compareAttributes } from './compare.ts';
import { compareStates, isOff } from './compare-state.ts';
import type { Places } from './direction.ts';
import { accountHash } from './hash.ts';
import { mapToOkta, mappedNames } from './map.ts';
import { mapToCms } from './map-back.ts';
import { mapsOf } from './observe-groups.ts';
import { agreedGroups, groupField, membershipOf } from './plan-groups.ts';

export interface SettleInput {
  link: Link;
  cms: Account;
  okta: Account;
  connection: Connection;
  places: Places;
  now: string;
}

/**
 * The link as it stands after both sides were read: values on which they agree become the base, and what differs is
 * kept for badges. Pure; an agreeing pair settles to the same link again, so that an echo of our own write is no change.
 */
export function settleLink(input: SettleInput): Link {
  const { link, cms, okta, connection } = input;
  const mapped = mapToOkta(cms, connection, []);
  const { fields, capabilities: can } = input.places.okta;
  const { direction } = connection;
  const back = mapToCms(cms, okta, connection, input.places);
  const comparison = compareAttributes({ mapped, okta, link, unagreed: 'leave', fields, direction, back });
  const step = compareStates({ cms, okta, link, connection, can, asked: false, operations: [] });
  const agrees = step.kind === 'agree';
  const differences = [
    ...comparison.conflicts,
    ...comparison.drift,
    ...Object.keys({ ...comparison.write, ...comparison.writeIdentity }).map((field) => ({
      field,
      cms: mapped.values[field] ?? null,
      okta: okta.attributes[field] ?? null,
    })),
    ...comparison.cmsWrites,
    ...(agrees ? [] : [{ field: 'state', cms: cms.state, okta: okta.state }]),
    ...groupDifferences(input),
  ];
  return {
    ...link,
    base: { ...link.base, ...comparison.agreed },
    ...agreedGroups(link, cms, okta, mapsOf(connection)),
    baseState: agrees ? { cms: cms.state, okta: okta.state } : link.baseState,
    // Once both are on again, nobody has switched the person off any more.
    stoppedBy: isOff(cms.state) || isOff(okta.state) ? link.stoppedBy : null,
    stoppedAt: isOff(cms.state) || isOff(okta.state) ? link.stoppedAt : null,
    hash: {
      cms: accountHash(cms, mappedNames(connection, 'cms')),
      okta: accountHash(okta, mappedNames(connection, 'okta')),
    },
    syncedAt: input.now,
    differences: differences.map((each) => masked(each, connection)),
    conflict: comparison.conflicts.length > 0 || step.kind === 'conflict',
  };
}

/** Memberships that differ; those that the last look told where this one did not read them. */
function groupDifferences({ link, cms, okta, connection }: SettleInput): Difference[] {
  const maps = mapsOf(connection);
  const names = new Set(maps.map(groupField));
  if (cms.groups === null || okta.groups === null) return link.differences.filter((each) => names.has(each.field));
  const differing = maps.flatMap((map) => membershipOf(map, cms, okta) ?? []);
  return differing.filter((each) => !link.ignored.includes(each.field) && !isOff(cms.state) && !isOff(okta.state));
}

function masked(difference: Difference, connection: Connection): Difference {
  const rule = connection.mapping.find((each) => each.okta === difference.field);
  return rule?.sensitive ? { field: difference.field, cms: null, okta: null } : difference;
}
