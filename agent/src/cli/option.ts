import { InvalidArgumentError } from '@commander-js/extra-typings';
import { isMoment } from '@rollcall/shared/query';

/** A whole number above 0. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError('Give a whole number above 0.');
  return value;
}

/** A label of the WHATWG Encoding Standard, such as `latin1`. */
export function encodingLabel(text: string): string {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    throw new InvalidArgumentError('Give the name of an encoding, such as utf8, latin1 or utf-16le.');
  }
}

/** A port that can be listened on; 0 takes any that is free. */
export function portNumber(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError('Give a port from 0 to 65535.');
  }
  return value;
}

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A moment: an ISO date or time, or how long ago, such as `30m`, `12h`, `1d` or `2w`. */
export function momentOf(text: string, now: number): string {
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? [];
  const isAgo = count !== undefined && unit !== undefined;
  const time = isAgo ? now - Number(count) * (units[unit] ?? 0) : isMoment(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time) || Math.abs(time) > 8.64e15) {
    throw new InvalidArgumentError(
      'Give a time such as 2026-01-31 or 2026-01-31T08:00:00Z, or how long ago: 30m, 12h, 1d, 2w.',
    );
  }
  return new Date(time).toISOString();
}
