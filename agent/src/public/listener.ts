import type { ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { SyncError } from '@rollcall/shared';

import { answerProblem } from '../api/problem-answer.ts';
import { closeServer, portOf, tryListen } from '../listen.ts';

/** Port for what other systems call, unless told otherwise. */
export const publicPort = 21_480;

/**
 * What other systems call, apart from the local API: on a port of its own, which is open only while something uses it.
 * It listens on 127.0.0.1; who calls from elsewhere comes through a reverse proxy that speaks TLS.
 */
export interface PublicListener {
  /** Further parts are mounted here. */
  readonly app: Hono;
  /** Where it listens, such as `http://127.0.0.1:21480`; null while it does not. */
  readonly address: string | null;
  /** From now on listens on this port, 0 for any, while something uses it; that it is taken is reported only. */
  serve(port: number): Promise<void>;
  /** To be called when something begins or ends to use it. Throws `locked` when the port is taken. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

export interface ListenerDeps {
  isUsed: () => boolean;
  report: (error: unknown) => void;
}

export function createPublicListener({ isUsed, report }: ListenerDeps): PublicListener {
  const app = new Hono();
  app.notFound((c) =>
    answerProblem(c, new SyncError('not_found', 'There is nothing at this address.', { scope: 'run' })),
  );
  app.onError((error, c) => answerProblem(c, error));
  let wanted: number | null = null;
  let server: ServerType | null = null;
  let turn = Promise.resolve();

  const settle = async (): Promise<void> => {
    const open = wanted !== null && isUsed();
    if (!open && server) {
      const ending = server;
      server = null;
      await closeServer(ending);
    }
    if (!open || server || wanted === null) return;
    server = await tryListen(app, wanted);
    if (server) return;
    throw new SyncError('locked', `Port ${wanted} is taken by another program.`, {
      next: 'Stop that program, or choose another port with "rollcall serve --scim-port".',
    });
  };
  const refresh = (): Promise<void> => {
    const done = turn.then(settle);
    turn = done.catch(() => undefined);
    return done;
  };
  return {
    app,
    get address() {
      return server ? `http://127.0.0.1:${portOf(server)}` : null;
    },
    serve(port) {
      wanted = port;
      return refresh().catch(report);
    },
    refresh,
    close() {
      wanted = null;
      return refresh();
    },
  };
}
