import type { Json } from '@rollcall/shared';
import type { Context } from 'hono';

import { ScimError } from './scim-error.ts';

/** Longest body that is read, in bytes. */
export const longestBody = 1024 * 1024;
/** Deepest nesting of a body; resources need five. */
const deepest = 32;

const accepted: ReadonlySet<string> = new Set(['application/scim+json', 'application/json']);

/** The body of a request with an effect. Throws 413, 415, and `invalidSyntax` for what is no JSON or nested too deep. */
export async function readBody(c: Context): Promise<Json> {
  const [media = '', ...settings] = (c.req.header('content-type') ?? '').toLowerCase().split(';');
  const charset = settings.map((each) => each.trim()).find((each) => each.startsWith('charset='));
  if (!accepted.has(media.trim()) || (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)))
    throw new ScimError(415, null, 'The body must be application/scim+json or application/json, in UTF-8.');
  if (Number(c.req.header('content-length') ?? 0) > longestBody) throw tooLong();
  const text = await limitedText(c.req.raw.body);
  if (tooDeep(text)) throw new ScimError(400, 'invalidSyntax', `The body is nested deeper than ${deepest} levels.`);
  try {
    const value: Json = JSON.parse(text);
    c.set('scimBody', value);
    return value;
  } catch {
    throw new ScimError(400, 'invalidSyntax', 'The body is not JSON.');
  }
}

async function limitedText(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  if (!stream) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
    if (bytes > longestBody) throw tooLong();
    text += decoded(decoder, chunk);
  }
  return text + decoded(decoder);
}

/** The next part of a text; what is left of it without a chunk. */
function decoded(decoder: InstanceType<typeof TextDecoder>, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch {
    throw new ScimError(400, 'invalidSyntax', 'The body is not UTF-8.');
  }
}

/** Counted before parsing, so that no reader of the value can run out of stack. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quoted) {
      if (code === 92) at += 1;
      else if (code === 34) quoted = false;
    } else if (code === 34) quoted = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > deepest) return true;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return false;
}

function tooLong(): ScimError {
  return new ScimError(413, null, `The body is longer than ${longestBody} bytes.`);
}
