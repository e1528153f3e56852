import { arch, platform, release } from 'node:os';
import { SyncError } from '@rollcall/shared';
import type { Connection, DirectorySettings, Entry, Job, PullSettings } from '@rollcall/shared';
import type { BundleAnswer } from '@rollcall/shared/api-setting';
import { bundleText } from '@rollcall/shared/api-setting';

import { inTurns } from '../engine/turns.ts';
import type { Services } from '../services.ts';
import { version } from '../version.ts';
import { healthOf } from './health.ts';
import { lastTestOf } from './last-test.ts';
import { createMask } from './mask.ts';
import type { Mask } from './mask.ts';

const mostRuns = 20;
const mostLines = 200;

/**
 * Everything that a request for help needs and nothing that is secret or names a person, as the very text that leaves.
 * `wanted` narrows it to one connection; null takes all.
 */
export async function makeBundle(services: Services, wanted: string | null): Promise<BundleAnswer> {
  const { store } = services;
  const all = Object.values(store.data.connections);
  const connections = wanted === null ? all : all.filter(({ id }) => id === wanted);
  if (wanted !== null && connections.length === 0) {
    throw new SyncError('not_found', `There is no connection "${wanted}".`, {
      scope: 'run',
      next: 'Run "rollcall connection list" to see the connections.',
    });
  }
  const mask = await maskFor(services);
  const isWanted = (connection: string) => wanted === null || connection === wanted;
  const jobs = Object.values(store.data.jobs)
    .filter((job) => isWanted(job.request.connection))
    .toSorted((a, b) => b.created.localeCompare(a.created))
    .slice(0, mostRuns);
  const { entries } = await services.activity.query({
    limit: mostLines,
    ...(wanted === null ? {} : { connection: wanted }),
  });
  const { lines } = await healthOf(services);
  const health = lines
    .filter(({ connection }) => connection === null || isWanted(connection))
    .map(({ id, ok, warning, text, next }) => ({
      id,
      ok,
      warning,
      text: mask.prose(text),
      next: next && mask.prose(next),
    }));
  const files = [
    readable('about.json', aboutOf(services)),
    file('health.json', health),
    readable(
      'connections.json',
      connections.map((connection) => connectionOf(connection, mask)),
    ),
    readable('counts.json', await countsOf(services, connections)),
    file(
      'runs.json',
      jobs.map((job) => runOf(services, job)),
    ),
    file(
      'activity.json',
      entries.map((entry) => entryOf(entry, mask)),
    ),
  ];
  return { files, bytes: Buffer.byteLength(bundleText(files)) };
}

/** One line of JSON for each thing, so that the preview can be read line by line. */
function file(name: string, things: readonly object[]): { name: string; text: string } {
  return { name, text: things.map((thing) => `${JSON.stringify(thing)}\n`).join('') };
}

function readable(name: string, things: object): { name: string; text: string } {
  return { name, text: `${JSON.stringify(things, null, 1)}\n` };
}

/** Knows everybody and every place that the store knows, also who signs in; linked accounts are one person. */
async function maskFor({ store, home }: Services): Promise<Mask> {
  const { connections, clients } = store.data;
  const mask = createMask();
  mask.word(home, 'state folder');
  for (const { id, name, cms, okta } of Object.values(connections)) {
    mask.word(name, `connection ${id}`);
    for (const account of [cms?.account, okta?.account]) if (account) mask.person([account]);
    // A test tells whom it was signed in as, which need not be what was entered.
    const tested = lastTestOf(store, id);
    for (const check of [tested?.cms, tested?.okta])
      if (check?.account) mask.person([check.account.login, check.account.id], check.account.displayName);
  }
  Object.values(clients).forEach(({ id, name }, index) => {
    for (const text of [id, name]) mask.word(text, `browser ${index + 1}`);
  });
  const partners = new Map(Object.values(store.data.links).map((link) => [link.okta.id, link.cms.id]));
  await inTurns(
    [...store.walk('accounts')].map(([, row]) => row),
    ({ ref, login, email, displayName }) => mask.person([partners.get(ref.id), ref.id, login, email], displayName),
  );
  return mask;
}

function aboutOf({ agentId, now, store }: Services) {
  const { generation, snapshotBytes, logBytes, loadMs } = store.stats();
  return {
    made: new Date(now()).toISOString(),
    rollcall: version,
    agent: agentId,
    node: process.versions.node,
    system: `${platform()} ${release()} ${arch()}`,
    store: { mode: store.mode, generation, snapshotBytes, logBytes, loadMs: Math.round(loadMs) },
  };
}

/** Settings with roles and field names, which say how a connection works; who is left out or protected is only counted. */
function connectionOf(connection: Connection, mask: Mask) {
  const { name: _name, by: _by, cms, okta, scope, scim, pull, protect, mapping, ...settings } = connection;
  return {
    ...settings,
    cms: placeOf(cms, mask),
    okta: placeOf(okta, mask),
    scim: { ...scim, publicUrl: scim.publicUrl && mask.text(scim.publicUrl) },
    pull: pull && pullOf(pull, mask),
    scope: { ...scope, filter: scope.filter && mask.expression(scope.filter), exclude: scope.exclude.length },
    protect: { names: protect.names.length, roles: protect.roles },
    mapping: mapping.map(({ toOkta, toCms, ...rule }) => ({
      ...rule,
      toOkta: toOkta && mask.expression(toOkta),
      toCms: toCms && mask.expression(toCms),
    })),
  };
}

/** How users are pulled, without paths and patterns, which can name people; who is left out is only counted. */
function pullOf({ okta, filter, rules, attributes, exclude, defaults, ...settings }: PullSettings, mask: Mask) {
  const { targetOnlyUserFile: _file, targetOnlyUserList: _list, ...told } = defaults;
  const { targetOnlyUsers, userFilter, users, targetUsers, ...options } = told;
  const texts = (values: Record<string, string | null>) =>
    Object.fromEntries(Object.entries(values).map(([name, text]) => [name, text && mask.expression(text)]));
  return {
    ...settings,
    okta: { url: mask.text(okta.url), token: okta.token.in, groupFilter: mask.expression(okta.groupFilter) },
    filter: mask.expression(filter.cel),
    attributes: texts({ ...attributes }),
    rules: rules.map(({ when, set, ...rule }) => ({ ...rule, when: when && mask.expression(when), set: texts(set) })),
    exclude: { users: exclude.users.length, roles: exclude.roles },
    defaults: {
      ...options,
      users: users.kind,
      targetUsers: targetUsers.kind,
      targetOnlyUsers: targetOnlyUsers?.length ?? null,
      userFilter: userFilter !== null,
    },
  };
}

function placeOf(settings: DirectorySettings | null, mask: Mask) {
  if (!settings) return null;
  const { kind, url, auth, account, identity, secretRef, options } = settings;
  return {
    kind,
    url: mask.text(url),
    auth,
    account: account && mask.of(account),
    pinned: identity !== null,
    credentialKept: secretRef !== null,
    options: Object.keys(options),
  };
}

async function countsOf({ store, summaries, now }: Services, connections: readonly Connection[]) {
  const notes: Record<string, number> = {};
  await inTurns(
    [...store.walk('accounts')].map(([, row]) => row),
    ({ note }) => {
      if (note) notes[`${note.kind} ${note.problem.code}`] = (notes[`${note.kind} ${note.problem.code}`] ?? 0) + 1;
    },
  );
  const status = Object.fromEntries(connections.map((connection) => [connection.id, summaries.of(connection, now())]));
  return { stored: store.stats().counts, notes, status };
}

function runOf({ engine }: Services, job: Job) {
  const { id, request, state, plan, total, done, failed, held, skipped, created, started, ended, error } = job;
  const codes: Record<string, number> = {};
  for (const { outcome, problem } of engine.results(id)) {
    const key = problem ? `${outcome} ${problem.code}` : outcome;
    codes[key] = (codes[key] ?? 0) + 1;
  }
  const { connection, trigger, mode, scope } = request;
  const times = { created, started, ended };
  const counts = { total, done, failed, held, skipped };
  const head = { id, connection, trigger, by: request.by.kind, mode, over: scope.kind, state, plan };
  return { ...head, ...counts, ...times, error: error?.code ?? null, results: codes };
}

/** A line of the activity without values and without words of other systems, which could hold some. */
function entryOf(entry: Entry, mask: Mask) {
  const { at, connection, job, by, trigger, type, outcome, evidence, subject, fields, problem, steps } = entry;
  const who = subject.cms ?? subject.okta;
  return {
    at,
    connection,
    job,
    by: by.kind,
    trigger,
    type,
    outcome,
    evidence,
    who: who && mask.of(who),
    group: subject.group,
    fields,
    problem: problem && {
      code: problem.code,
      status: problem.status,
      requestId: problem.requestId,
      field: problem.field,
      retry: problem.retry,
    },
    steps: steps.map(({ name, ms, status, requestId }) => ({ name, ms, status, requestId })),
  };
}
