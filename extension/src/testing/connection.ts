import type { ConnectionAnswer } from '@rollcall/shared/api';

const ticks = { on: false, operations: [] };
const brake = { floor: 0, count: 0, percent: 0 };

/** A live connection of one site without any automatism. */
export function connectionAnswerOf(change: Partial<ConnectionAnswer> = {}): ConnectionAnswer {
  return {
    id: 'c1',
    name: 'Harbor',
    colour: 'live',
    mode: 'live',
    pausedFor: null,
    direction: 'cmsToOkta',
    scope: { filter: null, groups: [], exclude: [], skipProtected: true },
    protect: { names: [], roles: [] },
    match: { cms: 'mail', okta: 'login', adopt: 'ask', onAdopt: 'linkOnly' },
    mapping: [],
    methods: { manual: ticks, automatic: ticks, scheduled: ticks, scim: ticks, pull: ticks },
    newInOkta: 'staged',
    password: 'none',
    onBlock: 'deactivate',
    onCmsDelete: 'nothing',
    onOktaStop: 'nothing',
    groupMaps: [],
    pull: null,
    scim: {
      publicUrl: null,
      syncPassword: false,
      invite: false,
      custom: [],
      onUnassign: 'block',
      onGroupUnlink: 'keep',
    },
    brakes: { create: brake, update: brake, deactivate: brake, delete: brake, revokeGroup: brake, mail: brake },
    shrinkPercent: 5,
    canary: 0,
    share: 50,
    cms: null,
    okta: null,
    updated: '2026-01-15T10:00:00.000Z',
    by: { kind: 'cli', id: 'x', name: 'x' },
    ...change,
  };
}
