import { type Problem, SyncError, toProblem } from '@rollcall/shared';
import { z } from 'zod';
import type { CallOptions, Check } from '../directory.ts';
import type { OktaAnswer, OktaClient } from './client.ts';
import { oktaUser } from './user.ts';

export interface CheckSubject {
  client: OktaClient;
  now: () => number;
  /** Scopes of a service app; null for a token, which has its owner's rights. */
  scopes: readonly string[] | null;
  /** What the connection names as its account: the service app's client id. */
  clientId: string | null;
  /** The org's id as pinned; null before the first check. */
  pinned: string | null;
}

const org = z.object({ id: z.string() });
const anything = z.unknown();
const skewLimitMs = 60_000;

/** Rights that a connection can do without, told as a note when they are missing. */
const extras = [
  { path: '/api/v1/groups', query: { limit: '1' }, scope: 'okta.groups.read', loss: 'groups can’t be mapped' },
  {
    path: '/api/v1/meta/schemas/user/default',
    query: {},
    scope: 'okta.schemas.read',
    loss: 'custom attributes are not offered for mapping',
  },
];

/** Proves that the credential works and reads users, and notes what else it may not do. */
export async function checkOrg(subject: CheckSubject, options: CallOptions = {}): Promise<Check> {
  const { client, scopes } = subject;
  const list = await client.read(anything, { path: '/api/v1/users', query: { limit: '1' }, ...options });
  const skewMs = skewOf(list, subject.now());
  if (Math.abs(skewMs) > skewLimitMs)
    throw new SyncError('clock_skew', `This computer’s clock is ${Math.round(Math.abs(skewMs) / 1000)} s off Okta’s.`);
  const account = await readOwner(subject, options);
  const { identity, problem } = await readIdentity(client, options);
  if (subject.pinned !== null && isOrgId(subject.pinned) && isOrgId(identity) && subject.pinned !== identity)
    throw new SyncError('wrong_site', `${new URL(client.origin).host} is now another org than the one connected.`);
  const missing = await missingExtras(client, options);
  const proved = extras.filter((each) => !missing.has(each.scope)).map((each) => each.scope);
  return {
    account,
    identity,
    level: scopes === null || scopes.includes('okta.users.manage') ? 'full' : 'read',
    permissions: [...(scopes ?? ['okta.users.read', ...proved])],
    notes: [...missing.values(), ...(problem === null ? [] : [problem])],
    serverTime: list.time === null ? null : new Date(list.time).toISOString(),
    skewMs,
  };
}

/** The token's owner, or the service app by its client id. */
async function readOwner({ client, clientId }: CheckSubject, options: CallOptions): Promise<Check['account']> {
  if (clientId !== null) return { id: clientId, login: clientId, displayName: null };
  const { value } = await client.read(oktaUser, { path: '/api/v1/users/me', ...options });
  const { login, firstName, lastName } = value.profile;
  return { id: value.id, login: String(login), displayName: [firstName, lastName].join(' ').trim() || null };
}

/**
 * The org's id: from its settings, else from the page that every org shows without sign-in, else its address, with the
 * problem that stands in the way.
 */
export async function readIdentity(
  client: OktaClient,
  options: CallOptions,
): Promise<{ identity: string; problem: Problem | null }> {
  let problem: Problem | null = null;
  for (const path of ['/api/v1/org', '/.well-known/okta-organization']) {
    try {
      return { identity: (await client.read(org, { path, ...options })).value.id, problem: null };
    } catch (error) {
      if (!(error instanceof SyncError) || !['forbidden', 'not_found', 'wrong_site'].includes(error.code)) throw error;
      problem ??= noted(error.problem, 'a replaced org can’t be noticed');
    }
  }
  return { identity: client.origin, problem };
}

function noted(problem: Problem, loss: string): Problem {
  return { ...problem, detail: `${problem.detail} Until then ${loss}.` };
}

async function missingExtras(client: OktaClient, options: CallOptions): Promise<Map<string, Problem>> {
  const missing = new Map<string, Problem>();
  for (const { path, query, scope, loss } of extras) {
    try {
      await client.read(anything, { path, query, ...options });
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code !== 'forbidden') throw error;
      missing.set(scope, noted(problem, loss));
    }
  }
  return missing;
}

/** How far this clock is from the org's; Okta's `Date` is cut to seconds, so less than one second counts as none. */
function skewOf({ time }: OktaAnswer<unknown>, now: number): number {
  if (time === null) return 0;
  const skew = now - time;
  return skew >= 0 && skew < 1000 ? 0 : skew;
}

function isOrgId(identity: string): boolean {
  return !identity.includes('/');
}
