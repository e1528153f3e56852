import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { drupal } from '@rollcall/agent/directory/drupal/descriptor';
import { type PracticeCmsOptions, startPracticeCms } from '../cms/practice-cms.ts';
import { setReadOnly } from './read-only.ts';

/** A Drupal to run against, and the account to sign in with. */
export interface DrupalSite {
  url: string;
  user: string;
  password: string;
  /** Lets JSON:API read only, or write too, as an administrator would. */
  setReadOnly(on: boolean): Promise<void>;
  /** Erases an account for good, where the rig can. */
  erase?(id: string): Promise<void>;
  /** Gives a role its permissions, where the rig can. */
  grant?(role: string, permissions: string[]): Promise<void>;
  close(): Promise<void>;
}

/** A practice site of its own. */
export async function openPracticeDrupal(options: PracticeCmsOptions = {}): Promise<DrupalSite> {
  const practice = await startPracticeCms({ ...options, port: 0 });
  const { url, user, password, cms } = practice;
  return {
    url,
    user,
    password,
    close: () => practice.close(),
    setReadOnly: (readOnly) => {
      cms.site.configure({ readOnly });
      return Promise.resolve();
    },
    erase: (id) => {
      const account = cms.site.userByUuid(id);
      if (account !== undefined) cms.site.cancel(account, 'user_cancel_delete', Math.floor(Date.now() / 1000));
      return Promise.resolve();
    },
    grant: (name, permissions) => {
      const role = cms.site.role(name);
      if (role !== undefined) cms.site.saveRole(role, { permissions });
      return Promise.resolve();
    },
  };
}

/**
 * The real Drupal that the environment names: `ROLLCALL_TEST_DRUPAL_URL` with `_USER` and `_PASSWORD`, or
 * `ROLLCALL_TEST_DRUPAL_ROOT`, a docroot that is served by PHP, with `_PASSWORD` of the account `admin`. Otherwise the
 * reason why there is none.
 */
export async function openRealDrupal(env: NodeJS.ProcessEnv): Promise<DrupalSite | string> {
  const url = env['ROLLCALL_TEST_DRUPAL_URL'];
  const root = env['ROLLCALL_TEST_DRUPAL_ROOT'];
  const user = env['ROLLCALL_TEST_DRUPAL_USER'];
  const password = env['ROLLCALL_TEST_DRUPAL_PASSWORD'];
  if (url === undefined && root === undefined)
    return 'neither ROLLCALL_TEST_DRUPAL_URL nor ROLLCALL_TEST_DRUPAL_ROOT names a real Drupal';
  if (password === undefined) return 'ROLLCALL_TEST_DRUPAL_PASSWORD is not set';
  if (url !== undefined) {
    if (user === undefined) return 'ROLLCALL_TEST_DRUPAL_USER is not set';
    const account = { url: drupal.normaliseUrl(url), user, password };
    return { ...account, setReadOnly: (on) => setReadOnly(account, on), close: () => Promise.resolve() };
  }
  return serveDocroot(root ?? '', password);
}

async function serveDocroot(root: string, password: string): Promise<DrupalSite> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const php = spawn('php', ['-S', `127.0.0.1:${port}`, '-t', root, `${root}/.ht.router.php`], {
    cwd: root,
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
  });
  await answering(url, php);
  const account = { url, user: 'admin', password };
  return { ...account, setReadOnly: (on) => setReadOnly(account, on), close: () => stopGroup(php) };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

async function answering(url: string, php: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  let last: unknown = null;
  while (Date.now() < deadline && php.exitCode === null) {
    try {
      await fetch(`${url}/user/login_status?_format=json`);
      return;
    } catch (error) {
      last = error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`PHP does not serve ${url}`, { cause: last });
}

/** PHP's workers are children of the server, so the whole group is stopped. */
async function stopGroup(php: ChildProcess): Promise<void> {
  if (php.pid === undefined || php.exitCode !== null) return;
  const ended = once(php, 'exit');
  process.kill(-php.pid, 'SIGTERM');
  await ended;
}
