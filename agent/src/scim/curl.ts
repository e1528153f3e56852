import type { KeptExchange } from './traffic-file.ts';

/** A command for a shell that sends a kept request anew, with the token to be put in as `TOKEN`. */
export function curlOf({ method, path, request }: KeptExchange, base: string): string {
  const sent = request.headers.filter(([name]) => name !== 'authorization' && name !== 'user-agent');
  const parts = [
    `curl ${method === 'GET' ? '' : `-X ${method} `}${quoted(base + encoded(path))}`,
    '-H "Authorization: Bearer $TOKEN"',
    ...sent.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(request.body === null ? [] : [`--data ${quoted(JSON.stringify(request.body))}`]),
  ];
  return parts.join(' \\\n  ');
}

function encoded(path: string): string {
  const [place = '', ...query] = path.split('?');
  return query.length === 0 ? place : `${place}?${encodeURI(query.join('?'))}`;
}

/** As one word of a POSIX shell, whatever it holds. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
