import { createServer } from 'node:https';
import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import type { Hono } from 'hono';

interface Where {
  /** 0 for any. */
  port: number;
  /** An address of this computer; 127.0.0.1 unless told otherwise. */
  host?: string;
  /** PEM texts; plain HTTP without. */
  tls?: { cert: string; key: string } | null;
}

/** Serves an app on a port of this computer; null when another program has it. */
export function tryListen(app: Hono, { port, host = '127.0.0.1', tls = null }: Where): Promise<ServerType | null> {
  return new Promise((resolve, reject) => {
    const common = { fetch: app.fetch, port, hostname: host };
    const secure = tls && { createServer, serverOptions: { ...tls, minVersion: 'TLSv1.2' as const } };
    const server = serve(secure ? { ...common, ...secure } : common, () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(null);
      else reject(error);
    });
  });
}

export function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // Idle keep-alive connections of a browser would hold the process for minutes.
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
}

/** The port that a server got. */
export function portOf(server: ServerType): number {
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : 0;
}
