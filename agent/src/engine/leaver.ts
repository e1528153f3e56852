import type { AccountRow, Connection, Link, Side, Time } from '@rollcall/shared';
import type { LeaverProof, LeaverRow, LeaverSide, OpenReason } from '@rollcall/shared/api-leaver';

import { isOff } from './compare-state.ts';
import { writesTo } from './direction.ts';
import type { Sweep } from './sweep.ts';

export type OffProof = Extract<LeaverProof, { kind: 'entry' }>;

/** What is known of a user who may have left. */
export interface LeaverInput {
  connection: Connection;
  link: Link | null;
  /** The account's id on each side; null where there never was one. */
  ids: Record<Side, string | null>;
  rows: Record<Side, AccountRow | null>;
  /** The last complete list of each side. */
  sweeps: Record<Side, Sweep | null>;
  /** Rollcall's own switch-off of each side, where it did not switch on again since. */
  proofs: Record<Side, OffProof | null>;
}

/** The row of a user who lost access on at least one side; null for anybody else. Pure. */
export function leaverOf(input: LeaverInput): LeaverRow | null {
  const cms = sideOf(input, 'cms');
  const okta = sideOf(input, 'okta');
  if ((cms?.at ?? null) === null && (okta?.at ?? null) === null) return null;
  const named = input.rows.cms ?? input.rows.okta;
  return {
    key: [input.ids.cms ?? '', input.ids.okta ?? ''].join('/'),
    login: named?.login ?? null,
    label: named?.displayName ?? named?.login ?? null,
    mail: named?.email ?? null,
    handle: input.rows.cms?.handle ?? null,
    linked: input.link !== null,
    stoppedBy: input.link?.stoppedBy ?? null,
    stoppedAt: input.link?.stoppedAt ?? null,
    cms,
    okta,
    minutes: minutesBetween(cms?.at ?? null, okta?.at ?? null),
    ...openness(input, { cms, okta }),
  };
}

/** Times of both losses, earliest first. */
export function lossesOf({ cms, okta }: Pick<LeaverRow, 'cms' | 'okta'>): Time[] {
  return [cms?.at, okta?.at].filter((at) => at !== null && at !== undefined).toSorted();
}

function sideOf(input: LeaverInput, side: Side): LeaverSide | null {
  const id = input.ids[side];
  if (id === null) return null;
  const row = input.rows[side];
  const state = stateOf(input, side);
  const proof = state === 'gone' || (state !== 'unread' && isOff(state)) ? proofOf(input, side, state) : null;
  return { id, state, seenAt: row ? lastSeen(row, input.sweeps[side]) : null, at: proof?.at ?? null, proof };
}

function stateOf({ rows, proofs }: LeaverInput, side: Side): LeaverSide['state'] {
  const row = rows[side];
  if (row) return row.missing === 2 ? 'gone' : row.state;
  return proofs[side]?.type === 'delete' ? 'gone' : 'unread';
}

/** A complete list stands for every account that it showed unchanged: its time is kept once for all of them. */
function lastSeen(row: AccountRow, sweep: Sweep | null): Time {
  return row.missing === 0 && sweep !== null && sweep.at > row.seenAt ? sweep.at : row.seenAt;
}

function proofOf({ link, rows, proofs }: LeaverInput, side: Side, state: LeaverSide['state']): LeaverProof | null {
  const proof = proofs[side];
  const row = rows[side];
  if (proof && holds(proof, link, row)) return proof;
  if (!row) return null;
  if (state === 'gone') return { kind: 'missing', at: row.missingAt ?? row.seenAt };
  return { kind: 'seen', at: row.offAt ?? row.seenAt };
}

/** Whether the side is still off because of that switch-off, and not because of a later one by others. */
function holds({ type, at }: OffProof, link: Link | null, row: AccountRow | null): boolean {
  if (type === 'delete') return true;
  // A link without a stop was seen with access on both sides since.
  return link === null ? (row?.offAt ?? at) <= at : link.stoppedAt !== null;
}

function minutesBetween(one: Time | null, other: Time | null): number | null {
  if (one === null || other === null) return null;
  return Math.floor(Math.abs(Date.parse(one) - Date.parse(other)) / 60_000);
}

type Openness = Pick<LeaverRow, 'open' | 'openSide' | 'reason' | 'detail'>;

/** Whether a side still lets the user in. A staged user has no access, and of an unread account nobody can say. */
function openness(input: LeaverInput, sides: Record<Side, LeaverSide | null>): Openness {
  for (const side of ['okta', 'cms'] as const) {
    const state = sides[side]?.state;
    if (state !== 'active' && state !== 'unread') continue;
    const reason = state === 'unread' ? 'unread' : reasonOf(input, side);
    return { open: true, openSide: side, reason, detail: input.rows.cms?.note?.problem.detail ?? null };
  }
  return { open: false, openSide: null, reason: null, detail: null };
}

function reasonOf({ link, rows, connection }: LeaverInput, side: Side): OpenReason {
  if (link?.frozen) return 'frozen';
  if (link?.ignored.includes('state')) return 'accepted';
  return rows.cms?.note?.kind ?? (writesTo(connection, side) ? 'pending' : 'oneWay');
}
