import type { Account, AttributeValue, Connection, Link, PlanItem } from '@rollcall/shared';

import type { Fields } from '../directory/directory.ts';
import { mapToOkta, sameValue } from './map.ts';

/** A linked pair as just read, and how Okta compares values. */
export interface ReadPair {
  cms: Account;
  okta: Account;
  connection: Connection;
  fields: Fields;
}

type Values = Record<'cms' | 'okta', AttributeValue>;

/** Present values of fields by Okta's names, `state` included. */
function valuesIn({ cms, okta, connection }: ReadPair): (field: string) => Values {
  const mapped = mapToOkta(cms, connection, []);
  return (field) =>
    field === 'state'
      ? { cms: cms.state, okta: okta.state }
      : { cms: mapped.values[field] ?? null, okta: okta.attributes[field] ?? null };
}

/** The link with the present differences of these fields accepted: they count again once either side moves. */
export function acceptPresent(link: Link, names: readonly string[], pair: ReadPair): Link {
  const valuesOf = valuesIn(pair);
  const accepted = { ...link.accepted, ...Object.fromEntries(names.map((name) => [name, valuesOf(name)])) };
  return { ...link, ignored: [...new Set([...link.ignored, ...names])], accepted };
}

/** The link without acceptances whose values one side has moved away from; the same object when all of them hold. */
export function releaseMoved(link: Link, pair: ReadPair): Link {
  const valuesOf = valuesIn(pair);
  const moved = Object.entries(link.accepted ?? {}).flatMap(([name, then]) => {
    const now = valuesOf(name);
    const same = (side: 'cms' | 'okta') => sameValue(name, then[side], now[side], pair.fields);
    return same('cms') && same('okta') ? [] : [name];
  });
  return moved.length === 0 ? link : release(link, moved);
}

/**
 * The link after a change was taken back: where the sides differ by that, the difference is accepted, and an access that
 * differs waits for a person, so that no run by itself does again what was undone. What agrees again is accepted no more.
 */
export function settleUndone(link: Link, item: PlanItem, pair: ReadPair): Link {
  // What the link keeps of memberships is the owner's word, which undo leaves as it is.
  if (item.subject.group !== null) return link;
  const valuesOf = valuesIn(pair);
  const written = Object.keys(item.after ?? {}).filter((name) => name !== 'state');
  const names = item.side === 'okta' ? written : oktaNames(written, pair.connection);
  const agree = (name: string) => sameValue(name, valuesOf(name).cms, valuesOf(name).okta, pair.fields);
  const settled = release(acceptPresent(link, names, pair), names.filter(agree));
  const moved = item.after && 'state' in item.after;
  return moved ? { ...settled, baseState: { cms: pair.cms.state, okta: pair.okta.state } } : settled;
}

function oktaNames(cmsNames: readonly string[], { mapping }: Connection): string[] {
  return mapping.filter((rule) => cmsNames.includes(rule.cms)).map((rule) => rule.okta);
}

/** The link without acceptances of these fields. */
export function release(link: Link, names: readonly string[]): Link {
  const { accepted, ...rest } = link;
  const kept = Object.entries(accepted ?? {}).filter(([name]) => !names.includes(name));
  const ignored = link.ignored.filter((name) => !names.includes(name));
  return { ...rest, ignored, ...(kept.length > 0 ? { accepted: Object.fromEntries(kept) } : {}) };
}
