import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { StartedAgent } from '../../agent/src/main.ts';
import { systemCaller } from '../practice-org/access/caller.ts';
import type { ScimApp } from '../practice-org/apps/app.ts';
import { createScimApp } from '../practice-org/apps/routes.ts';
import { saveConnection, type ConnectionChange } from '../practice-org/scim/connect.ts';
import type { RunningPracticeOrg } from '../practice-org/start.ts';
import { finished, type Call } from './practice.ts';

export interface ScimPractice {
  call: Call;
  connection: Pick<ConnectionAnswer, 'id'>;
  org: RunningPracticeOrg;
  /** An agent of this process, and the port that it is to listen on for SCIM; one of its own has a port already. */
  listen?: { agent: Pick<StartedAgent, 'services'>; port: number };
  /** Which way the connection goes then: what Okta brings is always among it. */
  direction: 'oktaToCms' | 'both';
}

/** What Okta may do at the site by SCIM in practice mode: everything but delete. */
const operations = ['read' as const, 'create' as const, 'update' as const, 'deactivate' as const];
const ownedByOkta = new Set(['email', 'firstName', 'lastName']);

/** Lets Okta's SCIM client in at the agent: switches SCIM on, reads the site once, listens, and makes a token. */
export async function openScim({ call, connection: { id }, listen, direction }: Omit<ScimPractice, 'org'>): Promise<{
  baseUrl: string;
  token: string;
}> {
  const { mapping, methods } = await call('connection', { id });
  await call(
    'changeConnection',
    { id },
    {
      direction,
      mapping: mapping.map((rule) => (ownedByOkta.has(rule.okta) ? { ...rule, owner: 'okta' as const } : rule)),
      methods: { ...methods, scim: { on: true, operations } },
    },
  );
  const { job } = await call('run', {}, { connection: id, scope: { kind: 'all' }, mode: 'plan' });
  await finished(call, job);
  await listen?.agent.services.listener.serve({ port: listen.port });
  const { text } = await call('addToken', { id }, { label: 'Practice org' });
  const { address, path } = await call('scimState', { id });
  return { baseUrl: `${address}${path}`, token: text };
}

/** Lets the practice org bring its people by SCIM: an app of its own, connected with a token of the agent. */
export async function connectScimApp(
  { org, ...rest }: ScimPractice,
  change: ConnectionChange = {},
): Promise<ScimApp & { baseUrl: string; token: string }> {
  const opened = await openScim(rest);
  const made = createScimApp(org.org, systemCaller(), { label: 'SCIM 2.0 Test App (OAuth Bearer Token)' });
  const saved = saveConnection({ org: org.org, provisioner: org.provisioner }, made, { ...opened, ...change });
  return { ...saved, ...opened };
}
