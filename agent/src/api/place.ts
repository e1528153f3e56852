import type { Connection, DirectorySettings } from '@rollcall/shared';

import { isAddress } from '../engine/identity.ts';
import type { Services } from '../services.ts';
import { put } from '../store/data.ts';
import type { Change } from '../store/data.ts';

/**
 * The same site or org as this or another connection knows it: one place has one id, so that locks hold across
 * connections, an account that one of them syncs is seen as taken by the other, and links outlast a step to https.
 */
export function samePlace(
  kind: string,
  url: string,
  connection: Connection,
  { store }: Services,
): DirectorySettings | null {
  const others = Object.values(store.data.connections).filter((each) => each.id !== connection.id);
  const places = [connection, ...others].flatMap(({ cms, okta }) => [cms, okta]);
  return places.find((place) => place?.kind === kind && withoutScheme(place.url) === withoutScheme(url)) ?? null;
}

/** The id of the place that has this mark, when it was connected before at another address; else its present id. */
export function knownPlace({ store }: Services, { id, kind }: DirectorySettings, mark: string): string {
  if (isAddress(mark)) return id;
  const places = Object.values(store.data.connections).flatMap(({ cms, okta }) => [cms, okta]);
  const present = places.find((place) => place?.kind === kind && place.identity === mark);
  const left = store.data.settings[placeKey(kind, mark)];
  return present?.id ?? (typeof left === 'string' ? left : id);
}

/** Remembers a place that a connection leaves, so that it is known again when it comes back at another address. */
export function leaveChanges(left: DirectorySettings | null, next: DirectorySettings): Change[] {
  if (!left || left.id === next.id || left.identity === null || isAddress(left.identity)) return [];
  return [put('settings', placeKey(left.kind, left.identity), left.id)];
}

function placeKey(kind: string, mark: string): string {
  return `place/${kind}/${mark}`;
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:/, '');
}
