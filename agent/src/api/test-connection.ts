import { SyncError, toProblem } from '@rollcall/shared';
import type { Account, Connection, Problem, Side } from '@rollcall/shared';
import type { CheckAnswer, TestAnswer } from '@rollcall/shared/api';

import type { Check, Directory } from '../directory/directory.ts';
import { defaultMapping } from '../engine/default-mapping.ts';
import type { Services } from '../services.ts';
import { put } from '../store/data.ts';

/** After a refused sign-in a test is taken at most this often, in milliseconds: wrong tries lock accounts. */
const afterRefusal = 30_000;
const lastRefusals = new WeakMap<Services, Map<string, number>>();

/**
 * Signs in to both sides, pins the org and the site that answered, and reads the test user's attributes. A good test
 * ends a pause that a refused sign-in caused. What is wrong is in the answer; nothing is thrown for it.
 */
export async function testConnection(
  services: Services,
  connection: Connection,
  user: string | null,
): Promise<TestAnswer> {
  refuseTooSoon(services, connection);
  const [cms, okta] = await Promise.all([
    checkSide(services, connection, 'cms'),
    checkSide(services, connection, 'okta'),
  ]);
  const checked = await pin(services, connection, { cms, okta });
  const found = okta?.answer.ok && user ? await readUser(services, checked, user) : null;
  const missing = cms && okta ? null : notConfigured(cms === null ? 'CMS' : 'Okta');
  const problem = cms?.answer.problem ?? okta?.answer.problem ?? missing ?? found?.problem ?? null;
  const refused = problem?.code === 'bad_credentials' || problem?.code === 'anonymous';
  rememberRefusal(services, connection.id, refused);
  const sidesOk = (cms?.answer.ok ?? false) && (okta?.answer.ok ?? false);
  return {
    // A test user who does not exist is told, and does not make a working connection a failed one.
    ok: sidesOk && (problem === null || problem.code === 'not_found'),
    cms: cms?.answer ?? null,
    okta: okta?.answer ?? null,
    user: found?.account ? userAnswer(found.account) : null,
    problem,
  };
}

interface Checked {
  directory: Directory;
  check: Check | null;
  answer: CheckAnswer;
}

async function checkSide(services: Services, connection: Connection, side: Side): Promise<Checked | null> {
  const settings = connection[side];
  if (!settings) return null;
  const { label } = services.directories.descriptor(settings.kind);
  const head = { side, label, url: settings.url };
  services.directories.forget(connection);
  const directory = await services.directories.side(connection, side);
  if (!directory) return null;
  try {
    const check = await directory.check();
    if (settings.identity !== null && settings.identity !== check.identity) {
      throw new SyncError('wrong_site', `${settings.url} is not the ${label} that this connection was made with.`);
    }
    const { account, level, permissions, notes, skewMs } = check;
    return {
      directory,
      check,
      answer: { ...head, ok: true, account, level, permissions, notes, skewMs, problem: null },
    };
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') services.log.error({ side, error: String(error) }, 'check failed');
    const blank = { account: null, level: null, permissions: [], notes: [], skewMs: 0 };
    return { directory, check: null, answer: { ...head, ok: false, ...blank, problem } };
  }
}

/** Keeps what the test has learnt: who answered, a first mapping, and that a refused sign-in is repaired. */
async function pin(
  services: Services,
  connection: Connection,
  sides: { cms: Checked | null; okta: Checked | null },
): Promise<Connection> {
  const { cms, okta } = sides;
  const identified = (side: Side) => {
    const settings = connection[side];
    const check = sides[side]?.check;
    return settings && check
      ? { ...settings, identity: check.identity, account: check.account?.login ?? settings.account }
      : settings;
  };
  const bothOk = cms?.check && okta?.check;
  const mapping =
    bothOk && connection.mapping.length === 0
      ? defaultMapping(await cms.directory.schema(), await okta.directory.schema(), cms.directory.fields)
      : connection.mapping;
  const pinned: Connection = {
    ...connection,
    cms: identified('cms'),
    okta: identified('okta'),
    mapping,
    pausedFor: bothOk ? null : connection.pausedFor,
  };
  await services.store.commit([put('connections', pinned.id, pinned)]);
  return pinned;
}

async function readUser(
  services: Services,
  connection: Connection,
  user: string,
): Promise<{ account: Account | null; problem: Problem | null }> {
  try {
    const okta = await services.directories.side(connection, 'okta');
    const [account] = (await okta?.find({ login: user })) ?? [];
    const [byEmail] = account || !okta ? [account] : await okta.find({ email: user });
    if (byEmail) return { account: byEmail, problem: null };
    const text = `Connected. No Okta user has the login ${user}.`;
    return { account: null, problem: new SyncError('not_found', text, { next: 'Try another login.' }).problem };
  } catch (error) {
    return { account: null, problem: toProblem(error) };
  }
}

function userAnswer({ login, state, detail, attributes }: Account): NonNullable<TestAnswer['user']> {
  return { login, state, detail, attributes };
}

function notConfigured(side: string): Problem {
  return new SyncError('not_configured', `The ${side} side is not connected yet.`, {
    next: `Connect it with "rollcall connect" first.`,
  }).problem;
}

function refuseTooSoon(services: Services, { id }: Connection): void {
  const at = lastRefusals.get(services)?.get(id);
  if (at === undefined || services.now() - at >= afterRefusal) return;
  throw new SyncError(
    'rate_limited',
    'The sign-in was refused a moment ago. Rollcall waits so that the account is not locked.',
    {
      scope: 'run',
      retryAt: new Date(at + afterRefusal).toISOString(),
      next: 'Enter the credential again, or wait half a minute.',
    },
  );
}

function rememberRefusal(services: Services, id: string, refused: boolean): void {
  const map = lastRefusals.get(services) ?? new Map<string, number>();
  lastRefusals.set(services, map);
  if (refused) map.set(id, services.now());
  else map.delete(id);
}

/** A new credential may be tried at once. */
export function forgetRefusal(services: Services, id: string): void {
  lastRefusals.get(services)?.delete(id);
}
