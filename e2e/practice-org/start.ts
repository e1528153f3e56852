import { createAdaptorServer } from '@hono/node-server';
import { createPracticeOrg, type PracticeOrg, type PracticeOrgOptions } from './app.ts';

export interface StartOptions extends PracticeOrgOptions {
  /** 0 takes any free port. */
  readonly port: number;
}

export interface RunningPracticeOrg extends Omit<PracticeOrg, 'close'> {
  /** Base address without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly clientId: string;
  /** Path of the service app's private key: a JWK in a file of mode 0600. */
  readonly privateKeyFile: string;
  readonly peopleUrl: string;
  close(): Promise<void>;
}

/** Serves a practice org on 127.0.0.1. Rejects when the port is taken. */
export async function startPracticeOrg({ port, ...options }: StartOptions): Promise<RunningPracticeOrg> {
  const practice = await createPracticeOrg(options);
  const server = createAdaptorServer({ fetch: practice.app.fetch });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, '127.0.0.1', resolve);
  await promise.catch(async (error: unknown) => {
    await practice.close();
    throw error;
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const { token, clientId, privateKeyFile } = practice.org.identity;
  return { ...practice, url, token, clientId, privateKeyFile, peopleUrl: `${url}/`, close };

  async function close(): Promise<void> {
    const closed = Promise.withResolvers<void>();
    server.close(() => closed.resolve());
    // Clients keep connections alive; nothing more is coming on them.
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed.promise;
    await practice.close();
  }
}
