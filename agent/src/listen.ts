import { serve } from '@hono/node-server';
import type { ServerType } from '@hono/node-server';
import type { Hono } from 'hono';

/** Serves an app on a port of this computer, 0 for any; null when another program has it. */
export function tryListen(app: Hono, port: number): Promise<ServerType | null> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => resolve(server));
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
