import type {
  Account,
  AccountRow,
  Actor,
  Connection,
  DirectoryGroup,
  Entry,
  GroupMap,
  Image,
  ItemResult,
  Job,
  Link,
  PlanItem,
  Problem,
  RowNote,
  Step,
} from '@rollcall/shared';

import type { DraftEntry } from '../store/activity-chain.ts';
import { accountKey, del, put, resultKey } from '../store/data.ts';
import type { Change } from '../store/data.ts';
import type { Store } from '../store/store.ts';
import { settleUndone } from './accepted.ts';
import { isGroupItem } from './apply-group.ts';
import { isOff } from './compare-state.ts';
import { accountHash } from './hash.ts';
import { mappedCmsNames, mappedNames } from './map.ts';
import { doneMembership, failedMembership, isPushedItem } from './membership.ts';
import type { Sides } from './observe.ts';
import { groupField } from './plan-groups.ts';
import { countsAgainst } from './quarantine.ts';
import { settleLink } from './settle.ts';

export interface RecordContext {
  store: Store;
  connection: Connection;
  sides: Sides;
  job: Job;
  now: string;
  newId: () => string;
  /** The item is of a pull's plan. */
  isPull: boolean;
}

/** The row of an account as just read, with what is known of it kept. */
export function rowOf(
  account: Account,
  context: { store: Store; connection: Connection; side: 'cms' | 'okta' },
): AccountRow {
  const before = context.store.data.accounts[accountKey(account.ref)];
  const mapped = mappedNames(context.connection, context.side);
  return {
    ref: account.ref,
    handle: account.handle,
    login: account.login,
    email: account.email,
    displayName: account.displayName,
    state: account.state,
    detail: account.detail,
    guarded: account.guarded,
    hash: accountHash(account, mapped),
    seenAt: account.readAt,
    sweep: before?.sweep ?? 0,
    missing: 0,
    absentAt: before?.absentAt ?? null,
    note: before?.note ?? null,
    ...(isOff(account.state) ? { offAt: offSince(before) ?? account.readAt } : {}),
    ...(before?.parted ? { parted: before.parted } : {}),
    ...knownOf(account, context.store),
    ...(before?.scim ? { scim: before.scim } : {}),
  };
}

/** When the account was first seen switched off; null where it last was not. */
function offSince(before: AccountRow | undefined): string | null {
  return before && isOff(before.state) ? (before.offAt ?? before.seenAt) : null;
}

/** What SCIM answers from: the values that a connection which it uses has mapped, without sensitive ones. */
function knownOf({ ref, attributes, createdAt, changedAt }: Account, { data }: Store): Pick<AccountRow, 'known'> {
  const served = Object.values(data.connections).filter(
    ({ cms, methods }) => cms?.id === ref.directory && methods.scim.on,
  );
  if (served.length === 0) return {};
  const names = served.flatMap((connection) =>
    mappedCmsNames({ ...connection, mapping: connection.mapping.filter((rule) => !rule.sensitive) }),
  );
  const values = names.flatMap((name) => (attributes[name] === undefined ? [] : [[name, attributes[name]] as const]));
  return { known: { attributes: Object.fromEntries(values), createdAt, changedAt } };
}

/** Everything that a successful item changes in the store, to be committed at once with its result. */
export function doneChanges(
  item: PlanItem,
  read: { cms: Account | null; okta: Account | null; group?: DirectoryGroup },
  context: RecordContext,
): Change[] {
  const { connection, store } = context;
  const changes: Change[] = doneMembership(store, item, read.group);
  if (read.cms) {
    const { parted: _parted, ...row } = rowOf(read.cms, { store, connection, side: 'cms' });
    changes.push(
      put('accounts', accountKey(row.ref), { ...row, note: null, absentAt: null, ...partedBy(item, context) }),
    );
  }
  if (read.okta) {
    const row = rowOf(read.okta, { store, connection, side: 'okta' });
    changes.push(put('accounts', accountKey(row.ref), row));
  }
  const link = linkAfter(item, read, context);
  if (link) changes.push(put('links', link.id, context.isPull ? { ...link, pulled: true } : link));
  const gone = item.action === 'delete' && read[item.side] === null ? item.subject[item.side] : null;
  const apart = gone ?? (item.action === 'unlink' ? item.subject.okta : null);
  const former = apart && store.links.of(connection.id, apart);
  if (former) changes.push(del('links', former.id));
  if (gone) changes.push(del('accounts', accountKey(gone)));
  return changes;
}

/** Whoever was deleted or taken apart by a person is not made or linked again by the next run. */
function partedBy({ action, reason }: PlanItem, { now }: RecordContext): Pick<AccountRow, 'parted'> {
  if (action === 'unlink') return { parted: { how: 'unlinked', at: now } };
  return action === 'delete' && reason === 'asked' ? { parted: { how: 'deleted', at: now } } : {};
}

function linkAfter(
  item: PlanItem,
  read: { cms: Account | null; okta: Account | null },
  context: RecordContext,
): Link | null {
  const { connection, store, sides, now } = context;
  if (item.action === 'unlink') return null;
  if (!read.okta) {
    if (item.side !== 'cms') return null;
    return item.subject.okta ? linkOfGone(item, read.cms, context) : linkOfWanted(item, read.cms, context);
  }
  const cmsRef = read.cms?.ref ?? item.subject.cms;
  const former = cmsRef ? store.links.of(connection.id, cmsRef) : undefined;
  const replaced = former && former.okta.id !== read.okta.ref.id;
  if (!read.cms) return former ? { ...former, ...stopped(item, former, now), syncedAt: now, lastError: null } : null;
  const link =
    former && !replaced ? former : newLink(item, { cms: read.cms, okta: read.okta }, { ...context, id: former?.id });
  // What was written to the site is agreed on once both sides are compared: `after` has its names, not Okta's.
  const written = item.action === 'update' && item.side === 'okta' ? { ...link.base, ...item.after } : link.base;
  // The owner's word stays the agreed one, so that what was undone is not due again.
  const groups = item.reason === 'undo' ? {} : groupsAfter(item, link, connection);
  const basis = {
    ...link,
    ...groups,
    ...stopped(item, link, now),
    base: written,
    lastError: null,
    ...leftBehind(item, read),
  };
  const pair = { cms: read.cms, okta: read.okta, connection };
  const kept = item.reason === 'undo' ? settleUndone(basis, item, { ...pair, fields: sides.okta.fields }) : basis;
  return settleLink({ ...pair, link: kept, places: sides, now });
}

/** Whoever lost the access for having left a group is not off in Okta, and nothing follows from it there. */
function leftBehind(
  { action, reason }: PlanItem,
  { cms, okta }: { cms: Account | null; okta: Account | null },
): Partial<Pick<Link, 'baseState'>> {
  const applies =
    (action === 'deactivate' || action === 'delete') && reason === 'leftGroup' && cms !== null && okta !== null;
  return applies ? { baseState: { cms: cms.state, okta: okta.state } } : {};
}

/** A membership that was just given or taken is agreed on, and a new account begins with none. */
function groupsAfter(
  item: PlanItem,
  link: Link,
  { groupMaps }: Connection,
): Partial<Pick<Link, 'groups' | 'differences'>> {
  const set = (maps: readonly GroupMap[], value: boolean) => ({
    groups: { ...link.groups, ...Object.fromEntries(maps.map((map) => [map.group, value])) },
  });
  if (item.action === 'create') return groupMaps.length > 0 ? set(groupMaps, false) : {};
  if (!isGroupItem(item)) return {};
  const map = groupMaps.find((each) => (item.side === 'okta' ? each.group : each.role) === item.subject.group);
  if (!map) return {};
  const differences = link.differences.filter((each) => each.field !== groupField(map));
  return { ...set([map], item.action === 'grantGroup'), differences };
}

/** The link of an account that lost its access on the site because Okta no longer has its user. */
function linkOfGone(item: PlanItem, cms: Account | null, { connection, store, now }: RecordContext): Link | null {
  const former = cms ? store.links.of(connection.id, cms.ref) : undefined;
  if (!cms || !former) return null;
  const baseState = { cms: cms.state, okta: 'deactivated' as const };
  return { ...former, ...stopped(item, former, now), baseState, differences: [], syncedAt: now, lastError: null };
}

/** The link of an account that was written on Okta's word, without asking Okta: only this side's state is known anew. */
function linkOfWanted(item: PlanItem, cms: Account | null, { connection, store, now }: RecordContext): Link | null {
  const former = cms ? store.links.of(connection.id, cms.ref) : undefined;
  if (!cms || !former) return null;
  const baseState = { ...former.baseState, cms: cms.state };
  return { ...former, ...stopped(item, former, now), baseState, syncedAt: now, lastError: null };
}

function newLink(
  item: PlanItem,
  read: { cms: Account; okta: Account },
  context: RecordContext & { id: string | undefined },
): Link {
  const created = item.action === 'create';
  const { state: _state, ...written } = item.after ?? {};
  return {
    id: context.id ?? context.newId(),
    connection: context.connection.id,
    cms: read.cms.ref,
    okta: read.okta.ref,
    origin: created ? 'created' : 'adopted',
    createdSide: created ? item.side : null,
    by: context.job.request.by,
    since: context.now,
    // What a create leaves empty is agreed to be empty: filling it in later is then a change of the site.
    base: created && item.side === 'okta' ? { ...blank(context.connection), ...written } : {},
    baseState: { cms: read.cms.state, okta: read.okta.state },
    hash: { cms: '', okta: '' },
    syncedAt: context.now,
    stoppedBy: null,
    stoppedAt: null,
    ignored: [],
    frozen: false,
    differences: [],
    conflict: false,
    lastError: null,
  };
}

function blank(connection: Connection): Record<string, null> {
  return Object.fromEntries(connection.mapping.map((rule) => [rule.okta, null]));
}

function stopped(item: PlanItem, link: Link, now: string): Pick<Link, 'stoppedBy' | 'stoppedAt'> {
  switch (item.action) {
    case 'suspend':
    case 'deactivate':
    // Of an account that is left over, its site has only blocked it.
    case 'delete':
      return { stoppedBy: item.source, stoppedAt: now };
    case 'activate':
    case 'resume':
      return { stoppedBy: null, stoppedAt: null };
    default:
      return { stoppedBy: link.stoppedBy, stoppedAt: link.stoppedAt };
  }
}

/** What a failed, held or refused item leaves on the account's row and link, so that its badge can say why. */
export function failureChanges(
  item: PlanItem,
  outcome: ItemResult['outcome'],
  problem: Problem,
  context: RecordContext,
): Change[] {
  const { store, now, connection, job } = context;
  const membership = failedMembership(store, item, problem);
  const ref = item.subject.cms;
  const row = ref ? store.data.accounts[accountKey(ref)] : undefined;
  if (!ref || !row) return membership;
  const kind: RowNote['kind'] = outcome === 'held' ? 'held' : outcome === 'refused' ? 'protected' : 'failed';
  const link = store.links.of(connection.id, ref);
  const before = link ? link.lastError?.tries : row.note?.tries;
  // A role is tried again by itself, and keeps nobody from being synced.
  const tries = (before ?? 0) + (countsAgainst(problem) && !isPushedItem(item) ? 1 : 0);
  const note: RowNote = { kind, problem, plan: job.plan, at: now, ...(kind === 'failed' ? { tries } : {}) };
  const changes: Change[] = [...membership, put('accounts', accountKey(ref), { ...row, note })];
  if (link && kind === 'failed') {
    changes.push(put('links', link.id, { ...link, lastError: { code: problem.code, at: now, tries } }));
  }
  return changes;
}

export function resultChange(job: Job, result: ItemResult): Change {
  return put('results', resultKey(job.id, result.item), result);
}

/** The activity entry of an item; its id is made from job and item, so that writing it twice writes it once. */
export function entryOf(
  item: PlanItem,
  outcome: { result: ItemResult; evidence: Entry['evidence']; steps: Step[] },
  context: { connection: Connection; job: Job; now: string },
): DraftEntry {
  const { result, evidence, steps } = outcome;
  return {
    id: entryId(context.job, item.id),
    at: context.now,
    connection: context.connection.id,
    job: context.job.id,
    item: item.id,
    by: context.job.request.by,
    trigger: context.job.request.trigger,
    type: item.action,
    side: item.side,
    outcome: result.outcome === 'moved' ? 'refused' : result.outcome,
    evidence,
    subject: {
      cms: item.subject.cms?.id ?? null,
      okta: item.subject.okta?.id ?? null,
      group: item.subject.group,
    },
    fields: Object.keys(item.after ?? {}).filter((name) => name !== 'state' || item.action !== 'update'),
    problem: result.problem,
    steps,
  };
}

/** Values before and after, with those of sensitive attributes left out. */
export function imageOf(item: PlanItem, context: { connection: Connection; job: Job }): Image {
  const sensitive = new Set(context.connection.mapping.filter((rule) => rule.sensitive).map((rule) => rule[item.side]));
  const visible = (values: PlanItem['after']) =>
    values === null ? null : Object.fromEntries(Object.entries(values).filter(([name]) => !sensitive.has(name)));
  return { entry: entryId(context.job, item.id), before: visible(item.before), after: visible(item.after) };
}

export function entryId(job: Pick<Job, 'id'>, item: string): string {
  return `${job.id}/${item}`;
}

/** An entry about a whole run or about settings, which concerns no single account. */
export function runEntry(
  type: Entry['type'],
  about: {
    id: string;
    connection: string;
    job: Job | null;
    by: Actor;
    now: string;
    outcome: Entry['outcome'];
    problem: Problem | null;
    fields?: string[];
  },
): DraftEntry {
  return {
    id: about.id,
    at: about.now,
    connection: about.connection,
    job: about.job?.id ?? null,
    item: null,
    by: about.by,
    trigger: about.job?.request.trigger ?? 'manual',
    type,
    outcome: about.outcome,
    evidence: 'none',
    subject: { cms: null, okta: null, group: null },
    fields: about.fields ?? [],
    problem: about.problem,
    steps: [],
  };
}
