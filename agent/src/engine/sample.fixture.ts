import fc from 'fast-check';
import type { Account, Attrs, Connection, Link, State } from '@rollcall/shared';
import { systemActor } from '@rollcall/shared';

import { cmsShape, oktaShape } from '../directory/memory/shape.ts';
import { defaultSettings } from './default-mapping.ts';
import { nobody } from './match.ts';
import type { Pair } from './match.ts';
import { noGroups } from './observe-groups.ts';
import type { PlanContext } from './plan-items.ts';

/** Accounts, links and connections for the engine's tests. */

export const now = '2026-01-15T09:00:00.000Z';

export function cmsAccount(uid: number, change: Partial<Account> & { attributes?: Attrs } = {}): Account {
  const login = change.login ?? `user${uid}`;
  const email = change.email === undefined ? `${login}@harbor.example` : change.email;
  return {
    ref: { directory: 'cms', id: `u-${uid}` },
    handle: String(uid),
    login,
    displayName: `Given${uid} Family${uid}`,
    state: 'active',
    detail: null,
    groups: [],
    guarded: [],
    createdAt: now,
    changedAt: now,
    readAt: now,
    version: null,
    ...change,
    email,
    attributes: { name: login, mail: email, field_department: 'Research', ...change.attributes },
  };
}

export function oktaAccount(id: number, change: Partial<Account> & { attributes?: Attrs } = {}): Account {
  const login = change.login ?? `user${id}@harbor.example`;
  return {
    ref: { directory: 'okta', id: `00u${id}` },
    handle: null,
    login,
    email: login,
    displayName: null,
    state: 'active',
    detail: 'ACTIVE',
    groups: null,
    guarded: [],
    createdAt: now,
    changedAt: now,
    readAt: now,
    version: null,
    ...change,
    attributes: {
      login,
      email: login,
      firstName: `Given${id}`,
      lastName: `Family${id}`,
      department: 'Research',
      ...change.attributes,
    },
  };
}

export function linkOf(cms: Account, okta: Account, change: Partial<Link> = {}): Link {
  return {
    id: `l-${cms.ref.id}`,
    connection: 'c1',
    cms: cms.ref,
    okta: okta.ref,
    origin: 'created',
    createdSide: 'okta',
    by: systemActor,
    since: now,
    base: { login: okta.login, email: okta.email, department: okta.attributes['department'] ?? null },
    baseState: { cms: cms.state, okta: okta.state },
    hash: { cms: '', okta: '' },
    syncedAt: now,
    stoppedBy: null,
    stoppedAt: null,
    ignored: [],
    frozen: false,
    differences: [],
    conflict: false,
    lastError: null,
    ...change,
  };
}

export function connectionOf(change: Partial<Connection> = {}): Connection {
  const rule = (cms: string, okta: string, apply: 'create' | 'always' = 'always') => ({
    cms,
    okta,
    toOkta: null,
    toCms: null,
    owner: 'cms' as const,
    apply,
    sensitive: false,
  });
  const side = (id: string) => ({
    id,
    kind: 'memory',
    url: `https://${id}.example`,
    auth: 'none',
    secretRef: null,
    account: null,
    identity: null,
    options: {},
  });
  return {
    id: 'c1',
    name: 'Harbor',
    colour: 'test',
    pausedFor: null,
    ...defaultSettings(),
    mode: 'live',
    cms: side('cms'),
    okta: side('okta'),
    mapping: [
      rule('mail', 'login'),
      rule('mail', 'email'),
      rule('@firstName', 'firstName', 'create'),
      rule('@lastName', 'lastName', 'create'),
      rule('field_department', 'department'),
    ],
    updated: now,
    by: systemActor,
    ...change,
  };
}

export function contextOf(change: Partial<PlanContext> = {}): PlanContext {
  return {
    connection: connectionOf(),
    cms: cmsShape,
    okta: oktaShape,
    trigger: 'manual',
    listed: { cms: true, okta: true },
    groups: noGroups,
    operations: [],
    ticks: ['read', 'create', 'update', 'deactivate', 'delete'],
    absenceProven: true,
    ...change,
  };
}

export function pairOf(change: Partial<Pair>): Pair {
  return { ...nobody, ...change };
}

const states: State[] = ['staged', 'active', 'suspended', 'deactivated'];
const word = fc.constantFrom('Research', 'Sales', '', 'Größe', 'O’Brien', '山田');

/** Any pair that matching can bring about: new, found, linked, and gone on either side. */
export const anyPair = (uid: number): fc.Arbitrary<Pair> =>
  fc
    .record({
      cmsState: fc.constantFrom<State>('active', 'deactivated'),
      oktaState: fc.constantFrom(...states),
      baseCms: fc.constantFrom<State>('active', 'deactivated'),
      baseOkta: fc.constantFrom(...states),
      department: word,
      oktaDepartment: word,
      base: fc.option(word),
      renamed: fc.boolean(),
      kind: fc.constantFrom('new', 'found', 'linked', 'goneCms', 'goneOkta'),
      origin: fc.constantFrom<Link['origin']>('created', 'adopted'),
      stoppedBy: fc.constantFrom<Link['stoppedBy']>(null, 'cms', 'okta'),
      named: fc.boolean(),
    })
    .map((made) => {
      const cms = cmsAccount(uid, { state: made.cmsState, attributes: { field_department: made.department } });
      const okta = oktaAccount(uid, {
        state: made.oktaState,
        detail: made.oktaState === 'active' ? 'ACTIVE' : null,
        attributes: { department: made.oktaDepartment === '' ? null : made.oktaDepartment },
        ...(made.renamed ? { login: `old${uid}@harbor.example` } : {}),
      });
      const base = made.base === null ? {} : { base: { login: okta.login, email: okta.email, department: made.base } };
      const link = linkOf(cms, okta, {
        ...base,
        origin: made.origin,
        stoppedBy: made.stoppedBy,
        baseState: { cms: made.baseCms, okta: made.baseOkta },
      });
      switch (made.kind) {
        case 'new':
          return pairOf({ cms, named: made.named });
        case 'found':
          return pairOf({ cms, okta, found: true, named: made.named });
        case 'goneCms':
          return pairOf({ okta, link, gone: { cms: true, okta: false }, named: made.named });
        case 'goneOkta':
          return pairOf({ cms, link, gone: { cms: false, okta: true }, named: made.named });
        default:
          return pairOf({ cms, okta, link, named: made.named });
      }
    });

export const anyPairs: fc.Arbitrary<Pair[]> = fc
  .integer({ min: 0, max: 12 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_each, index) => anyPair(index + 1))));
