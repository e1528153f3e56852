import type { Connection, Json, Time } from '@rollcall/shared';

import { put } from '../store/data.ts';
import type { Change, Data } from '../store/data.ts';

/** The last listing of a directory that was read to its end. */
export interface Sweep {
  at: Time;
  count: number;
  number: number;
}

const keyOf = (directory: string) => `sweep/${directory}`;

export function lastSweep(data: Readonly<Data>, directory: string): Sweep | null {
  const value: Json | undefined = data.settings[keyOf(directory)];
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  const { at, count, number } = value;
  return typeof at === 'string' && typeof count === 'number' && typeof number === 'number'
    ? { at, count, number }
    : null;
}

/** A list shorter than this may well lose a few. */
const least = 10;

/** Whether a list is so much shorter than the one before that nothing is concluded from it; null when there was none. */
export function isShrunken(
  count: number,
  before: number | null,
  { shrinkPercent }: Pick<Connection, 'shrinkPercent'>,
): boolean {
  return before !== null && before >= least && count < before * (1 - shrinkPercent / 100);
}

/** Whose look for changes it was: two connections to one site look each for itself. */
export interface Looker {
  connection: string;
  directory: string;
}

const markKey = ({ connection, directory }: Looker) => `watermark/${connection}/${directory}`;

/** Where the last look for changes ended, by the directory's own clock; null when there was none. */
export function watermarkOf(data: Readonly<Data>, looker: Looker): string | null {
  const value = data.settings[markKey(looker)];
  return typeof value === 'string' ? value : null;
}

export function watermarkChange(looker: Looker, watermark: string): Change {
  return put('settings', markKey(looker), watermark);
}

export function sweepChange(directory: string, sweep: Sweep): Change {
  return put('settings', keyOf(directory), { ...sweep });
}
