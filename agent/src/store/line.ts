import { crc32 } from 'node:zlib';

/** One line of a store file that was read whole. */
export interface Line {
  seq: number;
  payload: unknown;
}

const mark = '["00000000",';
const markEnd = mark.length;

/**
 * A line of the form `["crc32 in hex",seq,payload]` with its line feed: valid JSON by itself, and a checksum over
 * everything behind it. `payload` is JSON text without line feeds.
 */
export function encodeLine(seq: number, payload: string): Buffer {
  const line = Buffer.from(`${mark}${seq},${payload}]\n`);
  line.write(checksum(line.subarray(markEnd, -2)), 2, 'latin1');
  return line;
}

/** The line in `bytes`, given without its line feed; null when it is damaged or cut. */
export function decodeLine(bytes: Buffer): Line | null {
  if (bytes.length < markEnd + 4 || bytes.at(-1) !== 0x5d) return null;
  const body = bytes.subarray(markEnd, -1);
  if (bytes.toString('latin1', 0, markEnd) !== `["${checksum(body)}",`) return null;
  const comma = body.indexOf(0x2c);
  return { seq: Number(body.toString('latin1', 0, comma)), payload: JSON.parse(body.toString('utf8', comma + 1)) };
}

function checksum(bytes: Buffer): string {
  return crc32(bytes).toString(16).padStart(8, '0');
}
