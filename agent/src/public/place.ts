import type { BlockList } from 'node:net';
import { SyncError } from '@rollcall/shared';

import { isListed, proxiesOf } from './caller.ts';
import { readCertificate } from './certificate.ts';
import type { Certificate, CertificateFiles } from './certificate.ts';

/** Port for what other systems call, unless told otherwise. */
export const publicPort = 21_480;
const thisComputer = '127.0.0.1';

/** Where the public port is to listen, as told on the command line. */
export interface PublicOptions {
  /** 0 for any; 21480 unless told otherwise. */
  port?: number;
  /** An address of this computer; 127.0.0.1 unless told otherwise. */
  host?: string;
  tls?: CertificateFiles;
  /** Addresses and CIDR ranges of reverse proxies. */
  behindProxy?: readonly string[];
}

export interface PublicPlace {
  port: number;
  host: string;
  tls: { files: CertificateFiles; certificate: Certificate } | null;
  /** Proxies whose X-Forwarded headers are believed. */
  proxies: BlockList;
  /** Only the proxies and this computer may call, since what is said is not encrypted. */
  onlyProxies: boolean;
}

/** Checks and reads what is needed to listen. Throws `invalid` and `tls`, naming the option. */
export async function readPlace(options: PublicOptions, now: number): Promise<PublicPlace> {
  const { port = publicPort, host = thisComputer, tls, behindProxy = [] } = options;
  const proxies = proxiesOf(behindProxy);
  const isOpen = !isHere(host);
  if (isOpen && !tls && behindProxy.length === 0) {
    throw new SyncError('invalid', `Without TLS the public port listens on 127.0.0.1 only, not on ${host}.`, {
      scope: 'run',
      field: 'scimHost',
      next: 'Add --scim-tls-cert and --scim-tls-key, or name the reverse proxy with --scim-behind-proxy CIDR.',
    });
  }
  const read = tls ? { files: tls, certificate: await readCertificate(tls, now) } : null;
  return { port, host, tls: read, proxies, onlyProxies: isOpen && !read };
}

const here = proxiesOf(['127.0.0.0/8', '::1']);

/** Whether only this computer can reach an address, or is what an address belongs to. */
export function isHere(host: string): boolean {
  return host === 'localhost' || isListed(host, here);
}
