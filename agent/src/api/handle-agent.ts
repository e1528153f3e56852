import type { Entry } from '@rollcall/shared';
import type { ActivityAnswer } from '@rollcall/shared/api';
import { z } from 'zod';

import type { Services } from '../services.ts';
import { accountKey } from '../store/data.ts';
import { defined } from './connection-store.ts';
import { healthOf } from './health.ts';
import { openApiDocument } from './openapi.ts';
import type { Handlers } from './serve.ts';

/** Activity, health and the description of this API. */
export const agentHandlers: Pick<Handlers, 'activity' | 'health' | 'openapi'> = {
  async activity({ query, services }) {
    const { user, type: types, values, verify, ...rest } = query;
    const subjects = user === undefined ? undefined : subjectsOf(services, user);
    const { entries, next } = await services.activity.query(defined({ ...rest, types, subjects }));
    // Following the whole chain reads every day, so it is done only when asked for.
    const report = verify ? await services.activity.verify() : null;
    const intact = report ? report.faults.length === 0 : null;
    const told = values ? await withValues(entries, services) : entries;
    return { entries: told, intact, next, names: namesIn(entries, services) };
  },
  health: ({ services }) => healthOf(services),
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

async function withValues(entries: readonly Entry[], { activity }: Services): Promise<ActivityAnswer['entries']> {
  const images = await activity.images(entries);
  return entries.map((entry) => {
    const image = images.get(entry.id);
    return { ...entry, before: image?.before ?? null, after: image?.after ?? null };
  });
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
