/** A query string as PHP reads it: `a[b][c]=d` nests, `a[]=b` counts, order is kept. */
export type PhpMap = Map<string, PhpValue>;
export type PhpValue = string | PhpMap;

/** Parses a query string (without `?`) the way PHP's parse_str does. */
export function parsePhpQuery(query: string): PhpMap {
  const root: PhpMap = new Map();
  for (const [name, value] of new URLSearchParams(query)) {
    const [, head = name, rest = ''] = /^([^[]+)((?:\[[^\]]*\])*)$/.exec(name) ?? [];
    const keys = [head, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map(([, key = '']) => key)];
    put(root, keys, value);
  }
  return root;
}

function put(map: PhpMap, [first = '', ...rest]: string[], value: string): void {
  const key = first === '' ? String(map.size) : first;
  if (rest.length === 0) {
    map.set(key, value);
    return;
  }
  const existing = map.get(key);
  const child: PhpMap = existing instanceof Map ? existing : new Map();
  map.set(key, child);
  put(child, rest, value);
}

/** Writes a query back as PHP's http_build_query does with RFC 3986 encoding. */
export function buildPhpQuery(map: PhpMap): string {
  return pairs(map, '').join('&');
}

function pairs(map: PhpMap, prefix: string): string[] {
  return [...map].flatMap(([key, value]) => {
    const name = prefix === '' ? encode(key) : `${prefix}%5B${encode(key)}%5D`;
    return value instanceof Map ? pairs(value, name) : [`${name}=${encode(value)}`];
  });
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The text at a path of keys, or undefined. */
export function textAt(map: PhpMap, ...keys: string[]): string | undefined {
  let value: PhpValue | undefined = map;
  for (const key of keys) value = value instanceof Map ? value.get(key) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The nested map under a key, or undefined when there is none or it is plain text. */
export function mapAt(map: PhpMap, key: string): PhpMap | undefined {
  const value = map.get(key);
  return value instanceof Map ? value : undefined;
}
