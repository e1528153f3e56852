import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Directory } from '@rollcall/agent/directory/directory';
import {
  type Control,
  directorySuite,
  type Fault,
  type FaultyCall,
  type Sample,
} from '@rollcall/agent/directory/directory.suite';
import type { PracticeOrgOptions } from '../practice-org/app.ts';
import { startPracticeOrg } from '../practice-org/start.ts';
import { callOrg, connect } from './practice-okta.ts';

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

const sample: Sample = {
  attributes: (tag) => ({ login: `${tag}@a.example`, email: `${tag}@a.example`, firstName: 'Ann', lastName: tag }),
  text: 'department',
  name: 'firstName',
  password: { good, weak: 'short' },
};

const wrong = {
  token: { token: '00wrongwrongwrongwrongwrongwrongwrongwrong' },
  serviceApp: { clientId: '0oawrongwrongwrong00' },
};

async function open(
  auth: 'token' | 'serviceApp',
  options: PracticeOrgOptions = {},
): Promise<{ directory: Directory; control: Control }> {
  const org = await startPracticeOrg({ port: 0, ...options });
  // Pauses of half a second are shortened: nothing of what is proved here depends on them.
  const sleep = (ms: number): Promise<void> => delay(Math.min(ms, 60));
  const directory = await connect(org, auth, { sleep });
  const privateKey = await readFile(org.privateKeyFile, 'utf8');
  const stranger = await connect(org, auth, { values: { privateKey, ...wrong[auth] } });
  const control: Control = {
    secrets: [org.token, good, 'PRIVATE KEY'],
    unknownId: '00u00000000000000000',
    remove: async (id) => {
      await callOrg(org, `DELETE /api/v1/users/${id}`);
      await callOrg(org, `DELETE /api/v1/users/${id}`);
    },
    change: async (id, profile) => void (await callOrg(org, `POST /api/v1/users/${id}`, { profile })),
    failNext: async (call, fault) =>
      void (await callOrg(org, 'POST /practice/faults', { match: matches[call], times: 1, ...faults[fault] })),
    withWrongCredential: () => stranger,
    close: () => org.close(),
  };
  return { directory, control };
}

directorySuite('Okta by API token', { open: () => open('token'), sample });
directorySuite('Okta by service app, where search lags and activations take time', {
  open: () => open('serviceApp', { behaviour: { searchLagMs: 400, activationMs: 50 } }),
  sample,
});
