import type { Attrs, Connection, Entry, Image } from '@rollcall/shared';

/** An entry with its values, where these are still kept. */
export interface Recorded {
  entry: Entry;
  image: Image | null;
}

/** What both sides held at one moment, as far as the record reaches: an attribute that it does not tell is missing. */
export interface Moment {
  cms: Attrs;
  okta: Attrs;
  /** Id of the entry that last changed an attribute before that moment, by the attribute's name. */
  by: Record<string, string>;
}

/**
 * Both sides of one user at a moment in the past, from what was written since. `recorded` is newest first and complete
 * back to that moment; `present` is what the last look found in Okta. Pure.
 */
export function momentOf(at: string, recorded: readonly Recorded[], present: Attrs, connection: Connection): Moment {
  const done = recorded.filter(({ entry }) => entry.outcome === 'done' && written.has(entry.type));
  const okta: Attrs = { ...present };
  const cms: Attrs = {};
  for (const { entry, image } of done.filter((each) => each.entry.at > at)) {
    if (sideOf(entry) === 'okta') takeBack(okta, image);
    else Object.assign(cms, image?.before ?? {});
  }
  const by: Record<string, string> = {};
  const copies = new Map(connection.mapping.flatMap((rule) => (rule.toOkta === null ? [[rule.okta, rule.cms]] : [])));
  for (const { entry, image } of done.filter((each) => each.entry.at <= at).toReversed()) {
    for (const [name, value] of Object.entries(image?.after ?? {})) {
      by[name] = entry.id;
      if (sideOf(entry) === 'cms') {
        cms[name] = value;
        continue;
      }
      okta[name] = value;
      // What was written to Okta is what the site held then.
      const source = copies.get(name);
      if (source !== undefined && !source.startsWith('@')) cms[source] = value;
    }
    const gone = sideOf(entry) === 'cms' ? cms : okta;
    if (entry.type === 'delete') for (const name of Object.keys(gone)) delete gone[name];
  }
  return { cms, okta, by };
}

const written: ReadonlySet<Entry['type']> = new Set([
  'create',
  'update',
  'activate',
  'resume',
  'suspend',
  'deactivate',
  'delete',
]);

function sideOf(entry: Entry): 'cms' | 'okta' {
  return entry.side ?? 'okta';
}

/** Values before a change; of a create there were none. */
function takeBack(values: Attrs, image: Image | null): void {
  if (!image) return;
  if (image.before === null) {
    for (const name of Object.keys(image.after ?? {})) delete values[name];
    return;
  }
  Object.assign(values, image.before);
}
