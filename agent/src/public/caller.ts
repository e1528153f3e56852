import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';
import { SyncError } from '@rollcall/shared';

/** Who calls the public port. */
export interface Caller {
  /** Where the call comes from; `unknown` for one without a socket, as tests make it. */
  address: string;
  /** The address that the client wrote, such as `https://scim.harbor.example`. */
  origin: string;
}

declare module 'hono' {
  interface ContextVariableMap {
    caller: Caller;
  }
}

const hostForm = /^[a-z0-9.-]+(?::\d{1,5})?$/i;

/** Addresses and ranges in CIDR form as one list. Throws `invalid` naming the one that is neither. */
export function proxiesOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', prefix, ...rest] = range.trim().split('/');
    const family = isIP(address);
    const longest = family === 6 ? 128 : 32;
    const length = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    // Everybody could then claim to be a proxy.
    if (family === 0 || rest.length > 0 || length < 1 || length > longest) {
      throw new SyncError('invalid', `"${range}" is no address or range of a proxy.`, {
        scope: 'run',
        field: 'behindProxy',
        next: 'Give it as --scim-behind-proxy 10.0.0.0/24, or one address.',
      });
    }
    list.addSubnet(address, length, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** What a call says of itself; X-Forwarded headers count only where one of the proxies has sent it. */
export function callerOf(c: Context, proxies: BlockList): Caller {
  const url = new URL(c.req.url);
  const direct = directAddress(c);
  if (!isListed(direct, proxies)) return { address: direct, origin: url.origin };
  const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((each) => each.trim());
  // Each proxy adds the address that it saw at the end, and only a proxy of ours is believed: what stands before that, the
  // client may have made up.
  const seen = withoutPort(hops.findLast((hop) => !isListed(withoutPort(hop), proxies)) ?? '');
  const address = isIP(seen) === 0 ? direct : seen;
  const host = firstOf(c.req.header('x-forwarded-host')) ?? url.host;
  const scheme = firstOf(c.req.header('x-forwarded-proto')) === 'https' ? 'https:' : url.protocol;
  return { address, origin: `${scheme}//${hostForm.test(host) ? host : url.host}` };
}

/** Some proxies name the port too. */
function withoutPort(hop: string): string {
  return /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}

export function directAddress(c: Context): string {
  try {
    return getConnInfo(c).remote.address ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

export function isListed(address: string, list: BlockList): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
  const family = isIP(plain);
  return family !== 0 && list.check(plain, family === 6 ? 'ipv6' : 'ipv4');
}

function firstOf(header: string | undefined): string | null {
  return header?.split(',')[0]?.trim() || null;
}
