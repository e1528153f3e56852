import type { Connection, Entry } from '@rollcall/shared';
import type { ActivityAnswer, HealthAnswer } from '@rollcall/shared/api';
import { entryAnswer, entryType } from '@rollcall/shared/api';
import { z } from 'zod';

import type { Services } from '../services.ts';
import { accountKey } from '../store/data.ts';
import { version } from '../version.ts';
import { defined } from './connection-store.ts';
import { openApiDocument } from './openapi.ts';
import type { Handlers } from './serve.ts';

const entryTypes = z.array(entryType).optional();

/** Activity, health and the description of this API. */
export const agentHandlers: Pick<Handlers, 'activity' | 'health' | 'openapi'> = {
  async activity({ query, services }) {
    const { user, type, since, connection, job, after } = query;
    const limit = Math.min(1000, Math.max(1, Number(query['limit'] ?? 100) || 100));
    const types = entryTypes.safeParse(type?.split(','));
    const outcome = entryAnswer.shape.outcome.safeParse(query['outcome']);
    const { entries, next } = await services.activity.query(
      defined({
        limit,
        since,
        connection,
        job,
        after,
        types: types.success ? types.data : undefined,
        outcome: outcome.success ? outcome.data : undefined,
        subjects: user === undefined ? undefined : subjectsOf(services, user),
      }),
    );
    // Following the whole chain reads every day, so it is done only when asked for.
    const report = query['verify'] === 'true' ? await services.activity.verify() : null;
    const intact = report ? report.faults.length === 0 : null;
    return { entries, intact, next, names: namesIn(entries, services) };
  },
  health: ({ services }) => health(services),
  openapi: () => z.json().parse(openApiDocument()),
};

/** Ids of every account that answers to a login, mail, page number or id, on either side. */
function subjectsOf({ store }: Services, name: string): string[] {
  const wanted = name.toLowerCase();
  const ids = Object.values(store.data.accounts)
    .filter((row) => [row.login, row.email, row.handle, row.ref.id].some((each) => each?.toLowerCase() === wanted))
    .map((row) => row.ref.id);
  return [...new Set([name, ...ids])];
}

/** How the accounts of these entries are called now; one that is forgotten has no name. */
function namesIn(entries: readonly Entry[], { store }: Services): ActivityAnswer['names'] {
  const directories = new Set(
    Object.values(store.data.connections).flatMap(({ cms, okta }) =>
      [cms?.id, okta?.id].filter((id) => id !== undefined),
    ),
  );
  const names: ActivityAnswer['names'] = {};
  for (const { subject } of entries) {
    for (const id of [subject.cms, subject.okta]) {
      if (id === null || id in names) continue;
      for (const directory of directories) {
        const row = store.data.accounts[accountKey({ directory, id })];
        if (row) names[id] = { login: row.login, label: row.displayName ?? row.login };
      }
    }
  }
  return names;
}

function health(services: Services): HealthAnswer {
  const { store } = services;
  const stats = store.stats();
  const lines: HealthAnswer['lines'] = [
    store.mode === 'ok'
      ? {
          id: 'store',
          ok: true,
          text: `State is saved: links ${stats.counts.links}, accounts ${stats.counts.accounts}.`,
          next: null,
        }
      : {
          id: 'store',
          ok: false,
          text: 'The disk is full; Rollcall only reads.',
          next: 'Free space on the agent’s disk.',
        },
    ...stats.notes.map((text, index) => ({ id: `store-note-${index}`, ok: true, text, next: null })),
    { id: 'secrets', ok: true, text: services.secrets.description, next: null },
    ...Object.values(store.data.connections).flatMap((connection) => connectionLines(connection)),
  ];
  if (Object.keys(store.data.connections).length === 0) {
    lines.push({
      id: 'connections',
      ok: false,
      text: 'No connection yet.',
      next: 'Run "rollcall connect" for the site and for Okta.',
    });
  }
  return { ok: lines.every((line) => line.ok), version, agent: services.agentId, lines };
}

function connectionLines(connection: Connection): HealthAnswer['lines'] {
  const { id, name, cms, okta, pausedFor, mode } = connection;
  const sides = [
    { key: 'cms', label: 'site', settings: cms },
    { key: 'okta', label: 'Okta org', settings: okta },
  ].map(({ key, label, settings }) => {
    const text = settings
      ? `${name}: ${label} ${settings.url}${settings.identity ? '' : ', not tested yet'}`
      : `${name}: no ${label}`;
    const ok = settings !== null && settings.identity !== null;
    return {
      id: `${id}-${key}`,
      ok,
      text,
      next: ok ? null : settings ? 'Run "rollcall test".' : 'Run "rollcall connect".',
    };
  });
  const paused = pausedFor ? ` It is paused: ${pausedFor}.` : '';
  const state = {
    id: `${id}-mode`,
    ok: !pausedFor,
    text: `${name}: mode ${mode}.${paused}`,
    next: pausedFor ? 'Enter the credential again, then run "rollcall test".' : null,
  };
  return [...sides, state];
}
