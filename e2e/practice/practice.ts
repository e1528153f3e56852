import path from 'node:path';
import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { RouteAnswer, RouteBody, RouteName } from '@rollcall/shared/routes';
import { routes } from '@rollcall/shared/routes';
import { startAgent } from '../../agent/src/main.ts';
import type { StartedAgent } from '../../agent/src/main.ts';
import type { Directory } from '../../agent/src/directory/directory.ts';
import { startPracticeCms } from '../cms/practice-cms.ts';
import { oktaPeople } from './okta-people.ts';
import { startPracticeOrg } from '../practice-org/start.ts';

/** An agent between a practice site and a practice org, connected, tested and read once. */
export interface Practice {
  org: Awaited<ReturnType<typeof startPracticeOrg>>;
  cms: Awaited<ReturnType<typeof startPracticeCms>>;
  agent: StartedAgent;
  connection: ConnectionAnswer;
  call: Call;
  close(): Promise<void>;
}

export type Call = <N extends RouteName>(
  name: N,
  params?: Record<string, string>,
  body?: RouteBody<N>,
) => Promise<RouteAnswer<N>>;

export interface PracticeOptions {
  /** Where everything is kept; the same home goes on where it was left. */
  home: string;
  ports?: { org?: number; cms?: number; agent?: number };
  users?: number;
  mode?: 'report' | 'live';
}

/** Starts all three and brings them together; nothing listens beyond 127.0.0.1. */
export async function startPractice(options: PracticeOptions): Promise<Practice> {
  const { home, ports = {}, mode = 'live' } = options;
  const org = await startPracticeOrg({ port: ports.org ?? 0, home: path.join(home, 'org'), seed: oktaPeople });
  const cms = await startPracticeCms({ port: ports.cms ?? 0, home: path.join(home, 'cms'), users: options.users ?? 0 });
  const agent = await startAgent({
    home: path.join(home, 'agent'),
    keyring: 'off',
    ...(ports.agent === undefined ? {} : { port: ports.agent }),
  });
  const call = callerOf(agent);
  const connection = await connect(call, { org, cms, mode });
  await report(call, connection.id);
  return {
    org,
    cms,
    agent,
    connection,
    call,
    async close() {
      await agent.close();
      await cms.close();
      await org.close();
    },
  };
}

/** Calls the agent as a script of this computer does; a refusal is thrown with its sentence. */
export function callerOf(agent: { api: string; scriptToken: string }): Call {
  return async (name, params = {}, body) => {
    const route = routes[name];
    const place = route.path.replaceAll(/\{(\w+)\}/g, (_whole, key: string) => encodeURIComponent(params[key] ?? ''));
    const answer = await fetch(`${agent.api}${place}`, {
      method: route.method,
      headers: { authorization: `Bearer ${agent.scriptToken}`, 'content-type': 'application/json' },
      ...(route.method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${route.method} ${place} answered ${answer.status}: ${text}`);
    // The route's own schema says what its answer is.
    return route.answer.parse(JSON.parse(text)) as RouteAnswer<typeof name>;
  };
}

interface Connected {
  org: Pick<Practice['org'], 'url' | 'token'>;
  cms: Pick<Practice['cms'], 'url' | 'user' | 'password'>;
  mode: 'report' | 'live';
}

/** Connects the first connection to both sides, tests it, and gives it its mode. */
/** The site of a connection as the agent reaches it. */
export async function siteOf({ services }: Pick<StartedAgent, 'services'>, connection: string): Promise<Directory> {
  const settings = services.store.data.connections[connection];
  if (!settings) throw new Error(`there is no connection ${connection}`);
  return (await services.directories.sidesOf(settings)).cms;
}

export async function connect(call: Call, { org, cms, mode }: Connected): Promise<ConnectionAnswer> {
  const { connections } = await call('connections');
  const [known] = connections;
  const { id } = known ?? (await call('addConnection', {}, { name: 'Practice', colour: 'practice' }));
  const sign = { user: cms.user, password: cms.password };
  await call('connectSide', { id, side: 'cms' }, { kind: 'drupal', url: cms.url, auth: 'session', values: sign });
  await call(
    'connectSide',
    { id, side: 'okta' },
    { kind: 'okta', url: org.url, auth: 'token', values: { token: org.token } },
  );
  const tested = await call('test', { id }, {});
  if (!tested.ok)
    throw new Error(`The practice connection failed its test: ${tested.problem?.detail ?? 'unknown reason'}`);
  return call('changeConnection', { id }, { mode });
}

/** Reads both sides once, so that badges have something to say. */
async function report(call: Call, connection: string): Promise<void> {
  const { job } = await call('run', {}, { connection, scope: { kind: 'all' }, mode: 'plan' });
  await finished(call, job);
}

/** The job when it has come to rest. */
export async function finished(call: Call, id: string): Promise<RouteAnswer<'job'>> {
  for (;;) {
    const job = await call('job', { id });
    if (job.ended !== null) return job;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
