import type { Connection, Side } from '@rollcall/shared';
import type { CheckAnswer, HealthLine } from '@rollcall/shared/api';

import { lastSweep } from '../engine/sweep.ts';
import type { Sweep } from '../engine/sweep.ts';
import type { Services } from '../services.ts';
import { line } from './health-line.ts';
import { scimLines } from './health-scim.ts';
import { settingLines } from './health-settings.ts';
import { lastTestOf } from './last-test.ts';
import type { LastTest } from './last-test.ts';

const day = 24 * 60 * 60_000;
/** A credential that nobody tried for so long may have ended unseen. */
const longUntested = 14 * day;
const longUnlisted = 7 * day;
/** Okta refuses proofs whose time is further off; a warning comes at a tenth. */
const mostSkew = 300_000;

/** How one connection stands, from its last test and what the store knows. */
export async function connectionLines(services: Services, connection: Connection): Promise<HealthLine[]> {
  const test = lastTestOf(services.store, connection.id);
  const lines = [
    ...sideLines(services, connection, 'cms', test),
    ...sideLines(services, connection, 'okta', test),
    ...clockLine(test),
    modeLine(connection),
    await queueLine(services, connection),
    listingLine(services, connection),
    automaticLine(services, connection),
    scheduleLine(services, connection),
    ...settingLines(services, connection),
    ...scimLines(services, connection),
  ];
  return lines.map((each) => ({ ...each, id: `${connection.id}-${each.id}`, connection: connection.id }));
}

function sideLines(services: Services, connection: Connection, side: Side, test: LastTest | null): HealthLine[] {
  const settings = connection[side];
  const topic = side === 'cms' ? 'site' : 'okta';
  const toPage: HealthLine['fix'] = { kind: 'page', connection: connection.id, page: 'sites' };
  const toTest: HealthLine['fix'] = { kind: 'test', connection: connection.id };
  const id = side;
  if (!settings) {
    const text = `${connection.name}: no ${side === 'cms' ? 'site' : 'Okta org'}.`;
    return [line(topic, { id, ok: false, text, next: 'Run "rollcall connect".', fix: toPage })];
  }
  const check = test?.[side] ?? null;
  const head = `${connection.name}: ${settings.url}`;
  if (!test || !check) {
    const ok = settings.identity !== null;
    return [line(topic, { id, ok, warning: ok, text: `${head}, not tested yet.`, next: testNext, fix: toTest })];
  }
  if (check.problem) {
    const { code, detail, next } = check.problem;
    const fix = code === 'bad_credentials' || code === 'anonymous' ? toPage : toTest;
    return [line(topic, { id, ok: false, text: `${head}: ${detail}`, next, fix })];
  }
  const old = services.now() - Date.parse(test.at) > longUntested;
  const readOnly = check.level === 'read';
  const good = line(topic, {
    id,
    warning: old || readOnly,
    text: `${head}, ${whoText(check)}. Tested ${test.at}.`,
    next: old ? testNext : readOnly ? 'Give Rollcall’s account the right to change users, then test again.' : null,
    fix: old || readOnly ? toTest : null,
  });
  const notes = check.notes.map(({ detail, next }, index) =>
    line(topic, { id: `${id}-note-${index}`, warning: true, text: detail, next }),
  );
  return [good, ...notes];
}

const testNext = 'Run "rollcall test".';

function whoText({ account, level, permissions }: CheckAnswer): string {
  const who = account ? `signed in as ${account.login}` : 'signed in';
  const may = permissions.length === 0 ? '' : `; may ${permissions.join(', ')}`;
  return `${who}, ${level === 'full' ? 'reads and writes' : 'only reads'}${may}`;
}

function clockLine(test: LastTest | null): HealthLine[] {
  const found = [test?.cms, test?.okta].flatMap((check) => (check?.ok ? [check] : []));
  if (found.length === 0) return [];
  const parts = found.map(({ label, skewMs }) => `${label} ${(skewMs / 1000).toFixed(1)} s`);
  const most = Math.max(...found.map(({ skewMs }) => Math.abs(skewMs)));
  const warning = most > mostSkew / 10;
  const text = `Clocks differ from this computer’s by: ${parts.join(', ')}.`;
  return [line('clock', { ok: most <= mostSkew, warning, text, next: warning ? 'Set this computer’s clock.' : null })];
}

function modeLine({ id, name, mode, pausedFor }: Connection): HealthLine {
  if (pausedFor === null) return line('mode', { text: `${name}: mode ${mode}.` });
  return line('mode', {
    ok: false,
    text: `${name}: mode ${mode}. It is paused: ${pausedFor}.`,
    next: 'Enter the credential again, then run "rollcall test".',
    fix: { kind: 'resume', connection: id },
  });
}

async function queueLine({ store, engine, plans, now }: Services, { id }: Connection): Promise<HealthLine> {
  const running = engine.running(id, 'any');
  const waiting = Object.values(store.data.jobs).filter(
    (job) => job.state === 'waiting' && job.request.connection === id,
  );
  const heads = await Promise.all(waiting.map((job) => plans.head(job.plan ?? '').catch(() => null)));
  const open = heads.filter((plan) => plan?.state === 'open' && Date.parse(plan.expires) > now());
  const run = running === null ? 'No run is going on' : `Run ${running} is going on`;
  if (open.length === 0) return line('queue', { text: `${run}, no plan waits.` });
  const text = `${run}, ${open.length === 1 ? 'a plan waits' : `${open.length} plans wait`} for approval.`;
  const fix: HealthLine['fix'] = { kind: 'page', connection: id, page: 'inbox' };
  return line('queue', { warning: true, text, next: 'Look at what waits.', fix });
}

function listingLine({ store, now }: Services, connection: Connection): HealthLine {
  if (connection.okta === null && connection.cms) return siteListingLine(lastSweep(store.data, connection.cms.id));
  const sweeps = [connection.cms, connection.okta].map((side) => (side ? lastSweep(store.data, side.id) : null));
  const oldest = sweeps
    .map((sweep) => sweep?.at ?? '')
    .toSorted()
    .at(0);
  const fix: HealthLine['fix'] = { kind: 'page', connection: connection.id, page: 'overview' };
  const next = 'Run "rollcall plan --all" to read both sides.';
  if (!oldest) return line('listing', { warning: true, text: 'Not all users of both sides were read yet.', next, fix });
  const old = now() - Date.parse(oldest) > longUnlisted;
  const text = `All users of both sides were last read ${oldest}.`;
  return line('listing', { warning: old, text, ...(old ? { next, fix } : {}) });
}

/** Without an org nothing compares two sides, and the site is read for a SCIM client alone. */
function siteListingLine(sweep: Sweep | null): HealthLine {
  if (sweep) return line('listing', { text: `All users of the site were last read ${sweep.at}.` });
  return line('listing', {
    warning: true,
    text: 'Not all users of the site were read yet.',
    next: 'While SCIM is on and the agent runs, it reads them once an hour.',
  });
}

function automaticLine({ triggers }: Services, connection: Connection): HealthLine {
  const { id, methods, mode, pausedFor } = connection;
  if (!methods.automatic.on) return line('automatic', { text: 'Automatic sync is off.' });
  const notice = triggers.notice(connection);
  if (notice !== null) {
    const fix: HealthLine['fix'] = { kind: 'page', connection: id, page: 'inbox' };
    return line('automatic', {
      warning: true,
      text: notice,
      next: 'Look at what waits; else it goes on by itself.',
      fix,
    });
  }
  const works = mode === 'live' && pausedFor === null;
  if (works) return line('automatic', { text: 'Automatic sync looks for changes every minute.' });
  return line('automatic', {
    warning: true,
    text: 'Automatic sync is on, and waits: the connection is not live or paused.',
    next: 'Set the connection live.',
    fix: { kind: 'page', connection: id, page: 'sites' },
  });
}

function scheduleLine({ store }: Services, { id, methods }: Connection): HealthLine {
  const own = Object.values(store.data.schedules).filter((schedule) => schedule.connection === id);
  const on = own.filter((schedule) => schedule.on).length;
  if (own.length === 0) return line('schedules', { text: 'No schedule.' });
  const text = `Schedules: ${own.length}, of which ${on} on.`;
  if (on === 0 || methods.scheduled.on) return line('schedules', { text });
  return line('schedules', {
    warning: true,
    text: `${text} None runs, because the method Scheduled is off.`,
    next: 'Switch the method on.',
    fix: { kind: 'page', connection: id, page: 'methods' },
  });
}
