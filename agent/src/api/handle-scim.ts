import { SyncError } from '@rollcall/shared';
import type { ScimToken } from '@rollcall/shared';
import type { NewTokenAnswer, ScimTokenAnswer, TokenAnswer } from '@rollcall/shared/api-scim';

import { runEntry } from '../engine/record.ts';
import { basePath, publicBase } from '../public/reach.ts';
import { isPast, newToken } from '../scim/token.ts';
import type { Services } from '../services.ts';
import { del, put } from '../store/data.ts';
import type { Caller } from './caller.ts';
import { defined, findConnection } from './connection-store.ts';
import { fitListener } from './fit-listener.ts';
import type { Handlers } from './serve.ts';

type Names = 'scimState' | 'addToken' | 'changeToken' | 'renewToken' | 'removeToken';

/** Two, so that Okta can be given a new one while the old one still works. */
const mostTokens = 2;
const day = 86_400_000;
const counterKey = 'counter/token';

/** The tokens of Okta's SCIM client. */
export const scimHandlers: Pick<Handlers, Names> = {
  scimState({ params, services }) {
    const connection = findConnection(services, params['id']);
    const { id, methods } = connection;
    const tokens = tokensOf(services, id);
    const path = basePath(id);
    const rows = [...services.store.walk('accounts')].map(([, row]) => row.scim);
    const { address } = services.listener;
    return {
      on: methods.scim.on,
      address,
      path,
      baseUrl: publicBase(connection) ?? (address && address + path),
      reach: services.scim.reach.last(connection),
      lastUsed:
        tokens
          .map(({ lastUsed }) => lastUsed ?? '')
          .sort()
          .at(-1) || null,
      users: rows.filter((facts) => facts?.connection === id && !facts.deleted).length,
      groups: Object.values(services.store.data.pushed).filter((group) => group.connection === id).length,
      tokens: tokens.map((token) => shown(token, services)),
    };
  },
  async addToken({ params, body, caller, services }) {
    const { id: connection } = findConnection(services, params['id']);
    if (tokensOf(services, connection).length >= mostTokens) throw tooMany();
    const number = Number(services.store.data.settings[counterKey] ?? 0) + 1;
    const expires = body.days === null ? null : isoTime(services.now() + body.days * day);
    const about = { id: `t${number}`, connection, label: body.label, created: isoTime(services.now()), expires };
    const { text, kept } = newToken(about);
    // There is no wait between the count above and this, so that two at once can't become three.
    await services.store.commit([put('settings', counterKey, number), put('tokens', kept.id, kept)]);
    return told(services, { kept, text, caller, did: ['made'] });
  },
  async changeToken({ params, body, caller, services }) {
    const change = defined(body);
    const kept = { ...findToken(services, params['id']), ...change };
    await services.store.commit([put('tokens', kept.id, kept)]);
    return noted(services, { kept, caller, did: Object.keys(change) });
  },
  async renewToken({ params, caller, services }) {
    const { id, connection, label, created, expires } = findToken(services, params['id']);
    const now = services.now();
    // It lasts from now for as long as it was made to last.
    const until = expires === null ? null : isoTime(now + Date.parse(expires) - Date.parse(created));
    const { text, kept } = newToken({ id, connection, label, created: isoTime(now), expires: until });
    await services.store.commit([put('tokens', id, kept)]);
    return told(services, { kept, text, caller, did: ['renewed'] });
  },
  async removeToken({ params, caller, services }) {
    const kept = findToken(services, params['id']);
    await services.store.commit([del('tokens', kept.id)]);
    const { problem } = await noted(services, { kept, caller, did: ['removed'] });
    return { problem };
  },
};

interface Done {
  kept: ScimToken;
  caller: Caller;
  /** What was done, for the activity. */
  did: string[];
}

async function told(services: Services, { text, ...done }: Done & { text: string }): Promise<NewTokenAnswer> {
  return { ...(await noted(services, done)), text };
}

/** Puts into the activity who did what with which token, and lets the public port follow. */
async function noted(services: Services, { kept, caller, did }: Done): Promise<TokenAnswer> {
  const { connection, id } = kept;
  const about = { id: services.newId(), connection, job: null, by: caller.actor, now: isoTime(services.now()) };
  await services.activity.append(
    runEntry('token', { ...about, outcome: 'done', problem: null, fields: [id, ...did] }),
    null,
  );
  const problem = await fitListener(services);
  return { token: shown(kept, services), problem };
}

function shown({ hash: _hash, connection: _connection, ...token }: ScimToken, { now }: Services): ScimTokenAnswer {
  return { ...token, expired: isPast(token, now()) };
}

function tokensOf({ store }: Services, connection: string): ScimToken[] {
  return Object.values(store.data.tokens).filter((token) => token.connection === connection);
}

function findToken({ store }: Services, id = ''): ScimToken {
  const token = store.data.tokens[id];
  if (token) return token;
  throw new SyncError('not_found', `There is no token "${id}".`, {
    scope: 'run',
    next: 'Run "rollcall tokens list" to see the tokens.',
  });
}

function tooMany(): SyncError {
  return new SyncError('conflict', `This connection has ${mostTokens} tokens, and can’t have more.`, {
    scope: 'run',
    next: 'Remove the one that Okta no longer uses ("rollcall tokens remove ID"), or renew one ("rollcall tokens renew ID").',
  });
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
