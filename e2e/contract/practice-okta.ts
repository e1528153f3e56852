import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Directory, DirectoryDeps } from '@rollcall/agent/directory/directory';
import { okta } from '@rollcall/agent/directory/okta/descriptor';
import type { RunningPracticeOrg } from '../practice-org/start.ts';

export interface ConnectOptions extends Partial<Pick<DirectoryDeps, 'now' | 'sleep' | 'fetch' | 'share'>> {
  /** A credential that isn't the org's own. */
  values?: Record<string, string>;
  /** Org id as pinned by an earlier check. */
  identity?: string;
}

/** Signs in to a practice org as Rollcall does. */
export async function connect(
  org: RunningPracticeOrg,
  auth: 'token' | 'serviceApp',
  { values, identity, ...deps }: ConnectOptions = {},
): Promise<Directory> {
  const own =
    auth === 'token'
      ? { token: org.token }
      : { clientId: org.clientId, privateKey: await readFile(org.privateKeyFile, 'utf8') };
  const settings = { id: 'okta', kind: 'okta', url: org.url, auth, secretRef: null, account: null, options: {} };
  return okta.create({
    settings: { ...settings, identity: identity ?? null },
    credential: () => Promise.resolve({ values: values ?? own }),
    fetch,
    now: Date.now,
    sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
    share: 50,
    carry: () => Promise.reject(new Error('no browser is paired')),
    ...deps,
  });
}

/** Calls the org as another administrator does; throws what isn't a success. */
export async function callOrg(org: RunningPracticeOrg, call: string, body?: object): Promise<unknown> {
  const [method = 'GET', path = '/'] = call.split(' ');
  const headers = { authorization: `SSWS ${org.token}`, 'content-type': 'application/json' };
  const answer = await fetch(`${org.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${call}: ${answer.status}`);
  const text = await answer.text();
  return text === '' ? null : JSON.parse(text);
}
