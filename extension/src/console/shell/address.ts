/** Where the console is: `#/CONNECTION/PAGE/REST…?QUERY`, or one of the places that need no connection. */
export interface Address {
  /** Null at a place that needs none: `#/setup`, `#/browser`. */
  connection: string | null;
  page: string;
  rest: readonly string[];
  query: URLSearchParams;
}

export const browserPlace = '#/browser';
export const setupPlace = '#/setup';
const places = ['setup', 'browser'];

/** Reads the part of an address behind `#`; null where it names no page. */
export function readAddress(hash: string): Address | null {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [first = '', second = '', ...rest] = path.split('/').map(decoded);
  const query = new URLSearchParams(search);
  if (places.includes(first)) return { connection: null, page: first, rest: second === '' ? [] : [second], query };
  return first === '' || second === '' ? null : { connection: first, page: second, rest, query };
}

/** The address of a step of the set-up; null is the connection that is not made yet. */
export function setupStep(connection: string | null, step: string): string {
  return connection === null ? `${setupPlace}/${step}` : `#/${encodeURIComponent(connection)}/setup/${step}`;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // A stray per cent sign, as somebody may have typed it.
    return part;
  }
}
