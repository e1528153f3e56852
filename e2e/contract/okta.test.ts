import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { okta } from '@rollcall/agent/directory/okta/descriptor';
import type { Directory } from '@rollcall/agent/directory/directory';
import { type Control, directorySuite, type Fault, type FaultyCall } from '@rollcall/agent/directory/directory.suite';
import { type RunningPracticeOrg, startPracticeOrg } from '../practice-org/start.ts';

const good = 'Tall-Horse-2040';

const matches: Record<FaultyCall, string> = {
  get: 'GET /api/v1/users/*',
  list: 'GET /api/v1/users',
  create: 'POST /api/v1/users',
  update: 'POST /api/v1/users/*',
};

const faults: Record<Fault, object> = {
  limited: { status: 429 },
  broken: { status: 500 },
  html: { status: 502, html: true },
  cut: { cut: true },
  slow: { delayMs: 2000 },
};

type Auth = 'token' | 'serviceApp';

async function connect(org: RunningPracticeOrg, auth: Auth, wrong = false): Promise<Directory> {
  const values =
    auth === 'token'
      ? { token: wrong ? '00wrongwrongwrong' : org.token }
      : {
          clientId: wrong ? '0oawrongwrongwrong00' : org.clientId,
          privateKey: await readFile(org.privateKeyFile, 'utf8'),
        };
  return okta.create({
    settings: {
      id: 'okta',
      kind: 'okta',
      url: org.url,
      auth,
      secretRef: null,
      account: null,
      identity: null,
      options: {},
    },
    credential: () => Promise.resolve({ values }),
    fetch,
    now: Date.now,
    sleep: (ms, signal) => delay(ms, undefined, signal && { signal }),
    share: 50,
  });
}

async function open(auth: Auth): Promise<{ directory: Directory; control: Control }> {
  const org = await startPracticeOrg({ port: 0 });
  const directory = await connect(org, auth);
  const stranger = await connect(org, auth, true);
  const call = async (method: string, path: string, body?: object): Promise<Response> => {
    const headers = { authorization: `SSWS ${org.token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${org.url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
    return answer;
  };
  const control: Control = {
    secrets: [org.token, good, 'BEGIN PRIVATE KEY'],
    unknownId: '00u00000000000000000',
    remove: async (id) => {
      await call('DELETE', `/api/v1/users/${id}`);
      await call('DELETE', `/api/v1/users/${id}`);
    },
    change: async (id, profile) => void (await call('POST', `/api/v1/users/${id}`, { profile })),
    failNext: async (name, fault) =>
      void (await call('POST', '/practice/faults', { match: matches[name], times: 1, ...faults[fault] })),
    withWrongCredential: () => stranger,
    close: () => org.close(),
  };
  return { directory, control };
}

for (const auth of ['token', 'serviceApp'] as const) {
  directorySuite(`Okta by ${auth}`, {
    open: () => open(auth),
    sample: {
      attributes: (tag) => ({ login: `${tag}@a.example`, email: `${tag}@a.example`, firstName: 'Ann', lastName: tag }),
      text: 'department',
      name: 'firstName',
      password: { good, weak: 'short' },
    },
  });
}
