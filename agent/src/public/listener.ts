import { BlockList, isIPv6 } from 'node:net';
import type { ServerType } from '@hono/node-server';
import { Hono } from 'hono';
import { SyncError, toProblem } from '@rollcall/shared';
import type { Problem, Time } from '@rollcall/shared';

import { answerProblem } from '../api/problem-answer.ts';
import { closeServer, portOf, tryListen } from '../listen.ts';
import { callerOf, directAddress, isListed } from './caller.ts';
import { readCertificate, stampOf } from './certificate.ts';
import { isHere, readPlace } from './place.ts';
import type { PublicOptions, PublicPlace } from './place.ts';

/**
 * What other systems call, apart from the local API: on a port of its own, which is open only while something uses it.
 * It listens on 127.0.0.1 unless told otherwise, and elsewhere only with TLS or for named proxies.
 */
export interface PublicListener {
  /** Further parts are mounted here. Each call has its `caller`. */
  readonly app: Hono;
  /** Where it listens, such as `http://127.0.0.1:21480`; null while it does not. */
  readonly address: string | null;
  /** How its own certificate stands; null without one. */
  readonly certificate: { expires: Time; problem: Problem | null; openKey: string | null } | null;
  /** A proxy on this computer that passed a call on and is not among the named ones; null while none did. */
  readonly unnamedProxy: string | null;
  /**
   * From now on listens there while something uses it; that the port is taken is reported only. Throws `invalid` and `tls`
   * for options that can’t be followed.
   */
  serve(options: PublicOptions): Promise<void>;
  /** To be called when something begins or ends to use it. Throws `locked` when the port is taken. */
  refresh(): Promise<void>;
  /** To be called now and then: closes what is used no more, and takes up a renewed certificate. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

export interface ListenerDeps {
  isUsed: () => boolean;
  now: () => number;
  report: (error: unknown) => void;
}

const nobody = new BlockList();

interface Inside {
  wanted: PublicPlace | null;
  server: ServerType | null;
  /** Why a renewed certificate could not be taken up. */
  refused: Problem | null;
  unnamedProxy: string | null;
}

export function createPublicListener({ isUsed, now, report }: ListenerDeps): PublicListener {
  const inside: Inside = { wanted: null, server: null, refused: null, unnamedProxy: null };
  const app = createPublicApp(inside);
  let turn = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };
  const refresh = () => inTurn(() => settle(inside, app, isUsed()));
  return {
    app,
    get address() {
      const { server, wanted } = inside;
      return server && wanted && addressOf(wanted, portOf(server));
    },
    get certificate() {
      const { wanted, refused } = inside;
      if (!wanted?.tls) return null;
      const { files, certificate } = wanted.tls;
      return {
        expires: certificate.expires,
        problem: refused,
        openKey: certificate.isKeyOpen ? files.key : null,
      };
    },
    get unnamedProxy() {
      return inside.unnamedProxy;
    },
    async serve(options) {
      inside.wanted = await readPlace(options, now());
      await refresh().catch(report);
    },
    refresh,
    tick: () =>
      inTurn(async () => {
        await renew(inside, now());
        // What was closed because its port is taken is tried again only when something asks for it.
        if (inside.server && !isUsed()) await settle(inside, app, false);
      }),
    close() {
      inside.wanted = null;
      return refresh();
    },
  };
}

/** Opens or closes the port to fit what is wanted. Throws `locked`. */
async function settle(inside: Inside, app: Hono, isUsed: boolean): Promise<void> {
  const { wanted, server } = inside;
  const open = wanted !== null && isUsed;
  if (!open && server) {
    inside.server = null;
    await closeServer(server);
  }
  if (!open || inside.server) return;
  inside.server = await tryListen(app, { ...wanted, tls: wanted.tls?.certificate ?? null });
  if (inside.server) return;
  throw new SyncError('locked', `Port ${wanted.port} is taken by another program.`, {
    next: 'Stop that program, or choose another port with "rollcall serve --scim-port".',
  });
}

/** Takes up a renewed certificate; the former one goes on until both files are whole. */
async function renew(inside: Inside, now: number): Promise<void> {
  const { wanted, server } = inside;
  if (!wanted?.tls || (await stampOf(wanted.tls.files)) === wanted.tls.certificate.stamp) return;
  try {
    const certificate = await readCertificate(wanted.tls.files, now);
    inside.wanted = { ...wanted, tls: { ...wanted.tls, certificate } };
    if (server && 'setSecureContext' in server) server.setSecureContext(certificate);
    inside.refused = null;
  } catch (error) {
    inside.refused = toProblem(error);
  }
}

function addressOf({ host, tls }: PublicPlace, port: number): string {
  return `${tls ? 'https' : 'http'}://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}

function createPublicApp(inside: Inside): Hono {
  const app = new Hono();
  app.notFound((c) =>
    answerProblem(c, new SyncError('not_found', 'There is nothing at this address.', { scope: 'run' })),
  );
  app.onError((error, c) => answerProblem(c, error));
  app.use(async (c, next) => {
    const { proxies = nobody, onlyProxies = false } = inside.wanted ?? {};
    const direct = directAddress(c);
    if (onlyProxies && !isListed(direct, proxies) && !isHere(direct))
      throw new SyncError('forbidden', 'Only the proxy may call here.', { scope: 'run' });
    const isUnnamed = c.req.header('x-forwarded-for') !== undefined && isHere(direct) && !isListed(direct, proxies);
    if (isUnnamed) inside.unnamedProxy = direct;
    c.set('caller', callerOf(c, proxies));
    await next();
  });
  return app;
}
