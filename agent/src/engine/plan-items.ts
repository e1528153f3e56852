import type {
  Account,
  AccountRef,
  Action,
  Attrs,
  Connection,
  Effect,
  Operation,
  PlanItem,
  Reason,
  Side,
  State,
  Trigger,
} from '@rollcall/shared';

import type { Comparison } from './compare.ts';
import type { StateChange } from './compare-state.ts';
import { otherSide } from './direction.ts';
import type { Places } from './direction.ts';
import { accountHash, hashOf } from './hash.ts';
import { mappedNames } from './map.ts';
import type { Mapped } from './map.ts';
import type { Pair } from './match.ts';
import type { KnownGroups } from './observe-groups.ts';

export interface PlanContext extends Places {
  connection: Connection;
  /** Only a pull, SCIM or a person makes accounts on the CMS. */
  trigger: Trigger;
  /** Operations that a person asked for by name. */
  operations: readonly Action[];
  ticks: readonly Operation[];
  /** The complete Okta listing or a live question stands behind every missing partner. */
  absenceProven: boolean;
  /** The mapped groups and roles. */
  groups: KnownGroups;
  /** Whether a pushed group gives an account of the CMS this role, whatever Okta's own groups say; missing = none does. */
  isPushed?: (account: AccountRef, role: string) => boolean;
  /** Whether that side was listed to its end: only then does a link's missing account count as deleted. */
  listed: Record<Side, boolean>;
}

/** An item before it has its place in the plan. */
export type DraftItem = Omit<PlanItem, 'seq' | 'verdict'>;

/** A pair that is there on both sides. */
export interface Existing {
  cms: Account;
  okta: Account;
  pair: Pair;
  mapped: Mapped;
  context: PlanContext;
}

/** A pair of which one side is to be written to; the other account may be gone. */
export interface Target {
  cms: Account | null;
  okta: Account | null;
  pair: Pair;
  context: PlanContext;
}

export function draft(action: Action, target: Omit<Target, 'context'>, side: Side = 'okta'): DraftItem {
  const cms = target.cms?.ref ?? target.pair.link?.cms ?? null;
  const okta = target.okta?.ref ?? (side === 'cms' ? (target.pair.link?.okta ?? null) : null);
  return {
    id: hashOf([action, cms, okta, ...(side === 'cms' ? [side] : [])]).slice(0, 16),
    action,
    side,
    subject: {
      cms,
      okta,
      group: null,
      label: target.cms?.displayName ?? target.cms?.login ?? target.okta?.login ?? 'unknown',
      handle: target.cms?.handle ?? null,
    },
    before: null,
    after: null,
    knownAfter: [],
    drift: [],
    reason: 'changed',
    source: otherSide(side),
    expect: null,
    sourceExpect: null,
    needs: [],
    secret: 'none',
    effects: [],
    undo: 'full',
  };
}

function expectOf(target: Target, side: Side = 'okta'): string | null {
  const account = target[side];
  return account && accountHash(account, mappedNames(target.context.connection, side));
}

function effectsOf(action: Action, context: PlanContext, side: Side = 'okta'): Effect[] {
  return [...(context[side].capabilities.effects[action] ?? [])];
}

export function createItem(cms: Account, pair: Pair, mapped: Mapped, context: PlanContext): DraftItem {
  const state: State = context.connection.newInOkta === 'staged' ? 'staged' : 'active';
  const values = Object.fromEntries(Object.entries(mapped.values).filter(([, value]) => value !== null));
  return {
    ...draft('create', { cms, okta: null, pair }),
    after: { ...values, state },
    knownAfter: ['id'],
    reason: pair.gone.okta ? 'asked' : 'new',
    // Without a password Okta invites an active user by mail.
    effects: state === 'staged' ? [] : effectsOf('activate', context),
    undo: 'partial',
  };
}

/** Whether a new CMS account gets the CMS's own mail with a link to choose a password. */
function invites({ connection, trigger, cms }: PlanContext): boolean {
  return trigger === 'scim' && connection.scim.invite && cms.capabilities.invite;
}

/** A new CMS account without a password; whoever gets no mail and is to sign in there asks for one on the site. */
export function createCmsItem(okta: Account, pair: Pair, values: Attrs, context: PlanContext): DraftItem {
  return {
    ...draft('create', { cms: null, okta, pair }, 'cms'),
    after: { ...values, state: 'active' },
    knownAfter: ['id'],
    reason: 'new',
    effects: [...effectsOf('create', context, 'cms'), ...(invites(context) ? (['cmsMail'] as const) : [])],
    undo: 'partial',
  };
}

export function linkItem({ cms, okta, pair, context }: Existing, comparison: Comparison): DraftItem {
  const target = { cms, okta, pair, context };
  return {
    ...draft('link', target),
    before: { login: okta.login, state: okta.state },
    after: { login: okta.login, state: okta.state },
    drift: leftAlone(comparison),
    reason: pair.named ? 'asked' : 'new',
    expect: expectOf(target),
  };
}

/** Writes to one side, what decides who can sign in apart from the rest. */
export function updateItems(
  existing: Existing,
  comparison: Comparison,
  side: Side,
  stateItem: DraftItem | null,
): DraftItem[] {
  const drift = leftAlone(comparison);
  const account = existing[side];
  const { writeIdentity, write } = side === 'okta' ? comparison : comparison.toCms;
  // Okta refuses to edit a deactivated user: the activation goes first, and the hash is then that of a moved target.
  const wakes = stateItem?.side === side && account.state === 'deactivated';
  return [writeIdentity, write]
    .filter((values) => Object.keys(values).length > 0)
    .map((values) => ({
      ...draft('update', existing, side),
      id: hashOf(['update', existing.cms.ref, Object.keys(values).sort(), ...(side === 'cms' ? [side] : [])]).slice(
        0,
        16,
      ),
      before: pick(account.attributes, Object.keys(values)),
      after: values,
      drift,
      reason: existing.pair.named ? ('asked' as const) : ('changed' as const),
      expect: expectOf(existing, side),
      needs: wakes ? [stateItem.id] : [],
    }));
}

export function changeStateItem(
  target: Target,
  step: Pick<StateChange, 'side' | 'action' | 'to' | 'reason'>,
): DraftItem {
  const { side } = step;
  const present: State | null = target[side]?.state ?? null;
  const removes = step.action === 'deactivate';
  return {
    ...draft(step.action, target, side),
    before: { state: present },
    after: { state: step.to },
    reason: step.reason,
    expect: expectOf(target, side),
    effects: effectsOf(step.action === 'invite' ? 'activate' : step.action, target.context, side),
    // App assignments and, from a staged user, the staged state do not come back; on the site all of it does.
    undo: removes && side === 'okta' ? 'partial' : 'full',
  };
}

export function deleteItem(target: Target, reason: Reason, side: Side = 'okta'): DraftItem {
  const account = target[side];
  return {
    ...draft('delete', target, side),
    before: account && { ...account.attributes, state: account.state },
    after: null,
    reason,
    expect: expectOf(target, side),
    effects: effectsOf('delete', target.context, side),
    undo: 'none',
  };
}

function pick(attributes: Attrs, names: readonly string[]): Attrs {
  return Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
}

function leftAlone({ drift, stays, conflicts }: Comparison): string[] {
  return [...drift, ...stays, ...conflicts].map((each) => each.field);
}
