import { statfs } from 'node:fs/promises';
import type { HealthAnswer, HealthLine } from '@rollcall/shared/api';

import type { Services } from '../services.ts';
import { version } from '../version.ts';
import { connectionLines } from './health-connection.ts';
import { line } from './health-line.ts';
import { publicLines } from './health-scim.ts';

const megabyte = 1024 * 1024;
/** Below the first the store may stop at any moment; below the second a long run could fill the disk. */
const leastSpace = 200 * megabyte;
const goodSpace = 1024 * megabyte;

/** How the agent and each connection stand, from what is known: asks neither Okta nor a site. */
export async function healthOf(services: Services): Promise<HealthAnswer> {
  const { store } = services;
  const connections = Object.values(store.data.connections);
  const lines = [
    agentLine(services),
    storeLine(services),
    await diskLine(services.home),
    ...store.stats().notes.map((text, index) => line('store', { id: `store-note-${index}`, text })),
    line('secrets', { text: services.secrets.description }),
    alertLine(services),
    ...publicLines(services),
    ...(await Promise.all(connections.map((connection) => connectionLines(services, connection)))).flat(),
  ];
  if (connections.length === 0) {
    const next = 'Run "rollcall connect" for the site and for Okta.';
    lines.push(line('mode', { id: 'connections', ok: false, text: 'No connection yet.', next }));
  }
  return { ok: lines.every((each) => each.ok), version, agent: services.agentId, lines };
}

function agentLine({ agentId, now }: Services): HealthLine {
  const since = new Date(now() - process.uptime() * 1000).toISOString();
  return line('agent', {
    text: `Agent ${agentId}, version ${version}, runs since ${since} and alone holds the state (process ${process.pid}).`,
  });
}

function storeLine({ store }: Services): HealthLine {
  const { counts } = store.stats();
  if (store.mode === 'ok') {
    return line('store', { text: `State is saved: links ${counts['links']}, accounts ${counts['accounts']}.` });
  }
  const text = 'The disk is full; Rollcall only reads.';
  return line('store', { ok: false, text, next: 'Free space on the agent’s disk.' });
}

async function diskLine(home: string): Promise<HealthLine> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  const text = `${Math.floor(free / megabyte).toLocaleString('en')} MB free where the state is kept.`;
  if (free >= goodSpace) return line('disk', { text });
  return line('disk', { ok: free >= leastSpace, warning: true, text, next: 'Free space on the agent’s disk.' });
}

function alertLine({ alerts }: Services): HealthLine {
  const last = alerts.lastSent();
  if (last === null) return line('alerts', { text: 'No alert was sent yet.' });
  if (last.problem === null) return line('alerts', { text: `The last alert went out ${last.at}.` });
  return line('alerts', {
    warning: true,
    text: `The last alert, ${last.at}, did not get through: ${last.problem.detail}`,
    next: last.problem.next,
    fix: { kind: 'page', connection: null, page: 'alerts' },
  });
}
