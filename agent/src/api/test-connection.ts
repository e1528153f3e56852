import { isDeepStrictEqual } from 'node:util';
import { SyncError, toProblem } from '@rollcall/shared';
import type { Account, Connection, MappingRule, Problem, Side } from '@rollcall/shared';
import type { CheckAnswer, TestAnswer } from '@rollcall/shared/api';
import { z } from 'zod';

import type { Check, Directory } from '../directory/directory.ts';
import { defaultMapping } from '../engine/default-mapping.ts';
import { writesTo } from '../engine/direction.ts';
import { isAddress, isSamePlace } from '../engine/identity.ts';
import { forgetPause, isRefusal, pauseChanges } from '../engine/pause.ts';
import { standardSchema } from '../scim/okta-name.ts';
import type { Services } from '../services.ts';
import { del, put } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import { findConnection } from './connection-store.ts';
import { knownPlace } from './place.ts';
import { lastTestChange } from './last-test.ts';

/** After a refused sign-in a test is taken at most this often, in milliseconds: wrong tries lock accounts. */
const afterRefusal = 30_000;
/** Drupal locks an account for six hours after five wrong tries; these leave room for a run and a person. */
const mostTries = 3;
const lockWindow = 6 * 60 * 60_000;

/** Refused tests of one stored credential; on the disk, because each command may be a process of its own. */
const refusals = z.object({
  at: z.number(),
  tries: z.number(),
  /** The sides that refused. */
  by: z.array(z.enum(['cms', 'okta'])).default(['cms', 'okta']),
});

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
  // What the sides have to map may have changed as well; one that does not answer is not waited for a second time.
  if ([cms, okta].every((side) => side?.answer.ok ?? true)) await services.schemas.look(checked);
  const missing = cms && okta ? null : notConfigured(cms === null ? 'CMS' : 'Okta');
  const problem = cms?.answer.problem ?? okta?.answer.problem ?? missing ?? found?.problem ?? null;
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
    if (settings.identity !== null && !isSamePlace(settings.identity, check.identity)) {
      throw new SyncError('wrong_site', `${settings.url} is not the ${label} that this connection was made with.`);
    }
    const { account, level, permissions, notes, skewMs } = check;
    const unusable = unusableProblem(check);
    return {
      directory,
      check,
      answer: { ...head, ok: unusable === null, account, level, permissions, notes, skewMs, problem: unusable },
    };
  } catch (error) {
    const problem = toProblem(error);
    if (problem.code === 'internal') services.log.error({ side, error: String(error) }, 'check failed');
    const blank = { account: null, level: null, permissions: [], notes: [], skewMs: 0 };
    return { directory, check: null, answer: { ...head, ok: false, ...blank, problem } };
  }
}

/** What was pinned stays where only an address was found. */
function betterMark(pinned: string | null, found: string): string {
  return pinned !== null && isAddress(found) ? pinned : found;
}

/** A place that answers, but gives no list of its accounts to read: no run over it can succeed. */
function unusableProblem({ level, notes }: Check): Problem | null {
  if (level !== 'forms') return null;
  const text = 'The site answers, but gives no list of its users to read.';
  return (
    notes.find((note) => note.code === 'unsupported') ?? new SyncError('unsupported', text, { scope: 'run' }).problem
  );
}

/**
 * Keeps what the test has learnt: who answered, a first mapping, and whether a sign-in was refused. The connection may
 * have been changed while the test was going on; such a change stands.
 */
async function pin(services: Services, tested: Connection, sides: Record<Side, Checked | null>): Promise<Connection> {
  const { cms, okta } = sides;
  const allOk = (cms?.answer.ok ?? false) && (okta?.answer.ok ?? tested.okta === null);
  const mapping = allOk && cms && tested.mapping.length === 0 ? await firstMapping(tested, cms, okta) : [];
  const present = findConnection(services, tested.id);
  const isSame = (side: Side) => isDeepStrictEqual(present[side], tested[side]);
  const identified = (side: Side) => {
    const settings = present[side];
    const check = sides[side]?.check;
    if (!settings || !check || !isSame(side)) return settings;
    return {
      ...settings,
      id: settings.identity === null ? knownPlace(services, settings, check.identity) : settings.id,
      identity: betterMark(settings.identity, check.identity),
      account: check.account?.login ?? settings.account,
    };
  };
  const repaired = allOk && isSame('cms') && isSame('okta');
  const refused = [cms, okta].map((side) => side?.answer.problem?.code).find(isRefusal) ?? null;
  const pinned: Connection = {
    ...present,
    cms: identified('cms'),
    okta: identified('okta'),
    mapping: present.mapping.length === 0 ? mapping : present.mapping,
    pausedFor: repaired ? null : (refused ?? present.pausedFor),
  };
  const tries = refused ? (refusalsOf(services, pinned.id)?.tries ?? 0) + 1 : 0;
  const by = (['cms', 'okta'] as const).filter((side) => isRefusal(sides[side]?.answer.problem?.code));
  const known = refusalKey(pinned.id);
  const noted = refused ? put('settings', known, { at: services.now(), tries, by }) : del('settings', known);
  const at = new Date(services.now()).toISOString();
  const kept = lastTestChange(pinned.id, { at, cms: cms?.answer ?? null, okta: okta?.answer ?? null });
  const paused = refused ? pauseChanges(pinned, refused, by) : [put('connections', pinned.id, pinned)];
  const over = pinned.pausedFor === null ? [forgetPause(pinned)] : [];
  await services.store.commit([...paused, ...over, noted, kept]);
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
  const refused = refusalsOf(services, id);
  if (!refused) return;
  const wait = refused.tries < mostTries ? afterRefusal : lockWindow;
  // A clock that was set back must not make the wait longer.
  if (Math.abs(services.now() - refused.at) >= wait) return;
  const text = 'The sign-in was refused a moment ago. Rollcall waits so that the account is not locked.';
  const often = `The sign-in was refused ${refused.tries} times. Rollcall doesn’t try it again, so that the account is not locked.`;
  throw new SyncError('rate_limited', refused.tries < mostTries ? text : often, {
    scope: 'run',
    retryAt: new Date(refused.at + wait).toISOString(),
    next: `Enter the credential again with "rollcall connect"${wait === afterRefusal ? ', or wait half a minute' : ''}.`,
  });
}

/** What is known of refused tests; null when the last one was not refused. */
function refusalsOf({ store }: Services, id: string): z.infer<typeof refusals> | null {
  return refusals.safeParse(store.data.settings[refusalKey(id)]).data ?? null;
}

/** A new credential of a side may be tried at once; what the other side refused is still not tried again. */
export function forgiveChange(services: Services, id: string, side: Side): Change {
  const refused = refusalsOf(services, id);
  const by = refused?.by.filter((each) => each !== side) ?? [];
  return refused && by.length > 0
    ? put('settings', refusalKey(id), { ...refused, by })
    : del('settings', refusalKey(id));
}

/** Where refused tests are remembered. */
export function refusalKey(connection: string): string {
  return `refused/${connection}`;
}

/** None for a site alone that nothing is written to: what an org has is then not yet known, and who owns it. */
async function firstMapping({ direction }: Connection, cms: Checked, okta: Checked | null): Promise<MappingRule[]> {
  if (!okta && !writesTo({ direction }, 'cms')) return [];
  const names = okta ? await okta.directory.schema() : standardSchema();
  const { directory } = cms;
  return defaultMapping({ cms: await directory.schema(), okta: names, cmsFields: directory.fields }, direction);
}
