import type { Account, Action, Attrs, Connection, Effect, Operation, PlanItem, Reason, State } from '@rollcall/shared';

import type { Capabilities, Fields } from '../directory/directory.ts';
import type { Comparison } from './compare.ts';
import { accountHash, hashOf } from './hash.ts';
import { mappedOktaNames } from './map.ts';
import type { Mapped } from './map.ts';
import type { Pair } from './match.ts';

export interface PlanContext {
  connection: Connection;
  okta: { fields: Fields; capabilities: Capabilities };
  /** Operations that a person asked for by name. */
  operations: readonly Action[];
  ticks: readonly Operation[];
  /** The complete Okta listing or a live question stands behind every missing partner. */
  absenceProven: boolean;
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

/** An Okta account to write to; its CMS account may be gone. */
export interface Target {
  cms: Account | null;
  okta: Account;
  pair: Pair;
  context: PlanContext;
}

export function draft(action: Action, target: { cms: Account | null; okta: Account | null; pair: Pair }): DraftItem {
  const cms = target.cms?.ref ?? target.pair.link?.cms ?? null;
  return {
    id: hashOf([action, cms, target.okta?.ref ?? null]).slice(0, 16),
    action,
    side: 'okta',
    subject: {
      cms,
      okta: target.okta?.ref ?? null,
      group: null,
      label: target.cms?.displayName ?? target.cms?.login ?? target.okta?.login ?? 'unknown',
      handle: target.cms?.handle ?? null,
    },
    before: null,
    after: null,
    knownAfter: [],
    drift: [],
    reason: 'changed',
    source: 'cms',
    expect: null,
    sourceExpect: null,
    needs: [],
    secret: 'none',
    effects: [],
    undo: 'full',
  };
}

function expectOf({ okta, context }: Target): string {
  return accountHash(okta, mappedOktaNames(context.connection));
}

function effectsOf(action: Action, context: PlanContext): Effect[] {
  return [...(context.okta.capabilities.effects[action] ?? [])];
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

export function updateItems(existing: Existing, comparison: Comparison, stateItem: DraftItem | null): DraftItem[] {
  const drift = leftAlone(comparison);
  // Okta refuses to edit a deactivated user: the activation goes first, and the hash is then that of a moved target.
  const wakes = stateItem !== null && existing.okta.state === 'deactivated';
  return [comparison.writeIdentity, comparison.write]
    .filter((values) => Object.keys(values).length > 0)
    .map((values) => ({
      ...draft('update', existing),
      id: hashOf(['update', existing.cms.ref, Object.keys(values).sort()]).slice(0, 16),
      before: pick(existing.okta.attributes, Object.keys(values)),
      after: values,
      drift,
      reason: existing.pair.named ? ('asked' as const) : ('changed' as const),
      expect: expectOf(existing),
      needs: wakes ? [stateItem.id] : [],
    }));
}

export function changeStateItem(target: Target, step: { action: Action; to: State; reason: Reason }): DraftItem {
  const { okta, context } = target;
  const removes = step.action === 'deactivate';
  return {
    ...draft(step.action, target),
    before: { state: okta.state },
    after: { state: step.to },
    reason: step.reason,
    expect: expectOf(target),
    effects: effectsOf(step.action === 'invite' ? 'activate' : step.action, context),
    // App assignments and, from a staged user, the staged state do not come back.
    undo: removes ? 'partial' : 'full',
  };
}

export function deleteItem(target: Target, reason: Reason): DraftItem {
  return {
    ...draft('delete', target),
    before: { ...target.okta.attributes, state: target.okta.state },
    after: null,
    reason,
    expect: expectOf(target),
    effects: effectsOf('delete', target.context),
    undo: 'none',
  };
}

function pick(attributes: Attrs, names: readonly string[]): Attrs {
  return Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
}

function leftAlone({ drift, stays, conflicts }: Comparison): string[] {
  return [...drift, ...stays, ...conflicts].map((each) => each.field);
}
