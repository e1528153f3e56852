import { SyncError } from '@rollcall/shared';
import type { Account, AccountRow, Connection, Entry, Link, Problem, Side } from '@rollcall/shared';
import type { UserAnswer } from '@rollcall/shared/api-user';

import { explainFilter, explainRules, explainSource, verdictOf } from '../engine/explain.ts';
import { momentOf } from '../engine/history.ts';
import type { Recorded } from '../engine/history.ts';
import { lookAt } from '../engine/look.ts';
import { isSetAside } from '../engine/quarantine.ts';
import { runEntry } from '../engine/record.ts';
import { ticksOf } from '../engine/run-plan.ts';
import { knownOf, statusOfRow, unknownRow } from '../engine/status.ts';
import { fieldsFromAccounts, fieldsFromStore, rowsNamed } from '../engine/user-view.ts';
import type { FieldState } from '../engine/user-view.ts';
import type { Services } from '../services.ts';
import { accountKey, del, put } from '../store/data.ts';
import { changedConnection, defined, findConnection } from './connection-store.ts';
import { statusContext } from './handle-status.ts';
import type { Call, Handlers } from './serve.ts';

type Names = 'user' | 'compareUser' | 'history' | 'changeLink' | 'unlink' | 'explain';

/** A user as the store knows it: either side may be missing, not both. */
interface KnownUser {
  connection: Connection;
  cms: AccountRow | null;
  okta: AccountRow | null;
  link: Link | null;
}

const pageSize = 50;

/** One user: both sides, history, link. */
export const userHandlers: Pick<Handlers, Names> = {
  user: ({ params, services }) => fromStore(services, findUser(services, params)),

  async compareUser({ params, services }) {
    const connection = findConnection(services, params['id']);
    refusePaused(connection);
    const sides = await services.directories.sidesOf(connection);
    const name = nameOnSite(services, params);
    const { pair, cms } = await lookAt(services, { connection, sides, name, ticks: ticksOf(connection, 'manual') });
    const { okta, link } = pair;
    const row = services.store.data.accounts[accountKey(cms.ref)] ?? null;
    const known = { connection, cms: row, okta: null, link };
    const groups = await groupNames(services, connection);
    return {
      ...(await fromStore(services, known)),
      cms: sideOf(services, connection, 'cms', { account: cms, groups }),
      okta: okta ? sideOf(services, connection, 'okta', { account: okta, groups }) : null,
      fields: fieldsFromAccounts({ cms, okta }, link, connection, sides).map(titled),
      live: true,
    };
  },

  async history({ params, query, services }) {
    const user = findUser(services, params);
    const { before, at } = query;
    const page = await recordedOf(services, user, { before, limit: pageSize });
    const moment = at === undefined ? null : await momentAt(services, user, at);
    const entries = page.recorded.map(({ entry, image }) => ({
      ...entry,
      before: image?.before ?? null,
      after: image?.after ?? null,
    }));
    return { entries, more: page.more, moment };
  },

  async changeLink({ params, body, caller, services }) {
    const user = findUser(services, params);
    const link = needLink(services, user);
    const { setAside, ...change } = defined(body);
    const again = setAside === false ? { lastError: null } : {};
    await services.store.commit([put('links', link.id, { ...link, ...change, ...again })]);
    await note(services, user, { type: 'settings', by: caller.actor, fields: Object.keys(body) });
    return fromStore(services, findUser(services, params));
  },

  async unlink({ params, caller, services }) {
    const user = findUser(services, params);
    const link = needLink(services, user);
    const row = services.store.data.accounts[accountKey(link.cms)];
    const parted = { how: 'unlinked' as const, at: new Date(services.now()).toISOString() };
    const forgotten = row ? [put('accounts', accountKey(link.cms), { ...row, note: null, parted })] : [];
    await services.store.commit([del('links', link.id), ...forgotten]);
    await note(services, user, { type: 'unlink', by: caller.actor, fields: [] });
    return {};
  },

  async explain({ params, body, services }) {
    const saved = findConnection(services, params['id']);
    refusePaused(saved);
    const connection = await changedConnection(services, saved, body);
    const sides = await services.directories.sidesOf(saved);
    const ticks = ticksOf(connection, 'manual');
    const { cms, pair, plan } = await lookAt(services, {
      connection,
      sides,
      name: nameOnSite(services, params),
      ticks,
    });
    const why = plan.aside?.why;
    return {
      user: { handle: cms.handle, login: cms.login, email: cms.email },
      inScope: why !== 'excluded' && why !== 'protected' && plan.outside !== true,
      verdict: verdictOf(plan),
      problem: pair.problem,
      rules: explainRules(cms, connection),
      okta: pair.okta ? { id: pair.okta.ref.id, login: pair.okta.login, state: pair.okta.state } : null,
      source: explainSource(cms, connection),
      filter: explainFilter(pair, connection),
    };
  },
};

async function fromStore(services: Services, user: KnownUser): Promise<UserAnswer> {
  const { connection, cms, link } = user;
  const context = statusContext(services, connection);
  const partner = user.okta ?? (cms ? (knownOf(cms, services.store, connection).partner ?? null) : null);
  const about = { connection: connection.id, subjects: idsOf(user) };
  // Only the newest is shown, so the record is read no further back than that.
  const tried = await services.activity.query({ ...about, tried: true, limit: 1 });
  return {
    status: cms ? statusOfRow(cms, context) : unknownRow(''),
    cms: cms ? sideOf(services, connection, 'cms', { row: cms }) : null,
    okta: partner ? sideOf(services, connection, 'okta', { row: partner }) : null,
    link: link ? linkView(link) : null,
    fields: fieldsFromStore(link, connection).map(titled),
    live: false,
    last: tried.entries[0] ?? null,
  };
}

function linkView(link: Link): NonNullable<UserAnswer['link']> {
  const { id, origin, since, by, syncedAt, frozen, ignored, stoppedBy, stoppedAt, lastError } = link;
  const failedTries = lastError?.tries ?? 0;
  const setAside = isSetAside(undefined, link);
  return { id, origin, since, by: by.name, syncedAt, frozen, ignored, stoppedBy, stoppedAt, failedTries, setAside };
}

function sideOf(
  services: Services,
  connection: Connection,
  side: Side,
  read: { row: AccountRow } | { account: Account; groups: Map<string, string> },
): NonNullable<UserAnswer['cms']> {
  const settings = connection[side];
  const seen = 'row' in read ? read.row : read.account;
  const { ref, handle, login, email, displayName, state, detail, guarded } = seen;
  const descriptor = settings ? services.directories.descriptor(settings.kind) : null;
  return {
    ref,
    handle,
    login,
    email,
    displayName,
    state,
    detail,
    guarded,
    url: settings && descriptor ? descriptor.accountUrl(settings.url, ref.id, handle) : null,
    ...('row' in read
      ? { groups: null, attributes: null, seenAt: read.row.seenAt }
      : {
          groups: read.account.groups?.map((id) => ({ id, name: read.groups.get(id) ?? id })) ?? null,
          attributes: visible(read.account, side, connection),
          seenAt: read.account.readAt,
        }),
  };
}

function visible(account: Account, side: Side, { mapping }: Connection): Account['attributes'] {
  const hidden = new Set(mapping.filter((rule) => rule.sensitive).map((rule) => rule[side]));
  return Object.fromEntries(Object.entries(account.attributes).filter(([name]) => !hidden.has(name)));
}

/** Names of roles and groups that were read before, by id. */
async function groupNames({ store }: Services, { cms, okta }: Connection): Promise<Map<string, string>> {
  const places = new Set([cms?.id, okta?.id]);
  const rows = Object.values(store.data.groups).filter((row) => places.has(row.directory));
  return new Map(rows.map((row) => [row.id, row.name]));
}

function titled(state: FieldState): UserAnswer['fields'][number] {
  const words = state.field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return { ...state, title: words.charAt(0).toUpperCase() + words.slice(1) };
}

export function findUser(services: Services, params: Call<'user'>['params']): KnownUser {
  const connection = findConnection(services, params['id']);
  const name = params['user'] ?? '';
  const { store } = services;
  const accounts = {
    byHandle: store.accounts.byHandle.bind(store.accounts),
    byLogin: store.accounts.byLogin.bind(store.accounts),
    byEmail: store.accounts.byEmail.bind(store.accounts),
    byId: (directory: string, id: string) => store.data.accounts[accountKey({ directory, id })],
  };
  for (const side of ['cms', 'okta'] as const) {
    const place = connection[side]?.id;
    const [row, other] = place === undefined ? [] : rowsNamed(name, place, accounts);
    if (other) throw new SyncError('ambiguous', `"${name}" means more than one account.`);
    if (!row) continue;
    const link = store.links.of(connection.id, row.ref) ?? null;
    const partner = link ? (store.data.accounts[accountKey(link[side === 'cms' ? 'okta' : 'cms'])] ?? null) : null;
    return side === 'cms'
      ? { connection, cms: row, okta: partner, link }
      : { connection, cms: partner, okta: row, link };
  }
  throw new SyncError('not_found', `Rollcall has not read an account "${name}" yet.`, {
    next: 'Sync the user, or read both sides once, then look again.',
  });
}

/** How the site names the user: what the store knows first, so that an Okta login leads to its partner. */
function nameOnSite(services: Services, params: Call<'user'>['params']): string {
  const name = params['user'] ?? '';
  try {
    return findUser(services, params).cms?.ref.id ?? name;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'not_found') return name;
    throw error;
  }
}

/** While a connection is paused neither side is asked: a sign-in that was refused once is not tried by a page. */
export function refusePaused({ name, mode, pausedFor }: Connection): void {
  if (!pausedFor && mode !== 'paused') return;
  const why = pausedFor ? ` because a sign-in was refused (${pausedFor})` : '';
  const next = pausedFor ? 'Enter the credential again, then test the connection.' : 'Let the connection go on first.';
  throw new SyncError('paused', `The connection "${name}" is paused${why}.`, { next });
}

function needLink(services: Services, { link }: KnownUser): Link {
  if (!link)
    throw new SyncError('not_found', 'This user is not linked with anybody in Okta.', { next: 'Sync the user first.' });
  const job = services.engine.busyWith(link.cms.id);
  if (job)
    throw new SyncError('locked', `Run ${job} is writing this user right now.`, { next: 'Try again in a moment.' });
  return link;
}

async function note(
  services: Services,
  { connection, cms, okta, link }: KnownUser,
  what: { type: Entry['type']; by: Entry['by']; fields: string[] },
): Promise<void> {
  const now = new Date(services.now()).toISOString();
  const about = { id: services.newId(), connection: connection.id, job: null, by: what.by, now, problem: null };
  const entry = runEntry(what.type, { ...about, outcome: 'done', fields: what.fields });
  const subject = {
    cms: link?.cms.id ?? cms?.ref.id ?? null,
    okta: link?.okta.id ?? okta?.ref.id ?? null,
    group: null,
  };
  await services.activity.append({ ...entry, subject }, null);
}

interface RecordPage {
  recorded: Recorded[];
  more: boolean;
}

/** The ids under which the record may name a user. */
function idsOf({ cms, okta, link }: KnownUser): string[] {
  return [cms?.ref.id ?? link?.cms.id, okta?.ref.id ?? link?.okta.id].filter((id) => id !== undefined);
}

/** What the record holds about a user under either id, newest first. */
async function recordedOf(
  { activity }: Services,
  user: KnownUser,
  page: { before?: string | undefined; limit: number },
): Promise<RecordPage> {
  const last = page.before === undefined ? null : await activity.get(page.before);
  if (page.before !== undefined && !last) throw noEntry(page.before);
  // Entries of one moment lie on both sides of the last one shown.
  const about = { connection: user.connection.id, subjects: idsOf(user) };
  const filter = { ...about, until: last?.at, limit: page.limit + sameMoment };
  const found = (await activity.query(defined(filter))).entries;
  const behind = last ? found.slice(found.findIndex((entry) => entry.id === last.id) + 1) : found;
  const entries = behind.slice(0, page.limit);
  const images = await activity.images(entries);
  const recorded = entries.map((entry) => ({ entry, image: images.get(entry.id) ?? null }));
  return { recorded, more: behind.length > page.limit };
}

/** How many entries of one user may share one millisecond. */
const sameMoment = 20;

function noEntry(id: string): SyncError {
  return new SyncError('not_found', `The activity has no entry "${id}".`, { next: 'Start from the newest entry.' });
}

/** How many entries of one user time travel goes back through. */
const farthest = 1000;

async function momentAt(services: Services, user: KnownUser, at: string): Promise<UserMoment> {
  const time = Date.parse(at);
  if (Number.isNaN(time)) {
    const text = `"${at}" is not a time.`;
    throw new SyncError('invalid', text, {
      field: 'at',
      next: 'Give it as 2026-01-31T14:05:00Z.',
    } satisfies Partial<Problem>);
  }
  const { recorded } = await recordedOf(services, user, { limit: farthest });
  const present = Object.fromEntries(
    fieldsFromStore(user.link, user.connection)
      .filter((field) => field.stands !== 'unread' && !field.sensitive)
      .map((field) => [field.field, field.okta]),
  );
  const state = user.okta ? { state: user.okta.state } : {};
  const iso = new Date(time).toISOString();
  return { at: iso, ...momentOf(iso, recorded, { ...present, ...state }, user.connection) };
}

type UserMoment = NonNullable<Awaited<ReturnType<Handlers['history']>>['moment']>;
