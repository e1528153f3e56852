import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ScimAnswer } from '@rollcall/shared/api-scim';

const guideSteps = ['on', 'address', 'token', 'app', 'integration', 'toApp', 'assign', 'push'] as const;
export type GuideStep = (typeof guideSteps)[number];

/** `unseen` happens on Okta's screens alone: the agent can't tell whether it was done. */
export type Stands = 'done' | 'now' | 'open' | 'unseen';

/** How each step stands by what the agent has seen; the first open one is the one to do now. */
export function guideOf(connection: ConnectionAnswer, state: ScimAnswer): { key: GuideStep; stands: Stands }[] {
  const { methods, direction, scim } = connection;
  const isSeen = state.tokens.some(({ seenOkta }) => seenOkta);
  const done: Record<GuideStep, boolean | null> = {
    on: methods.scim.on && direction !== 'cmsToOkta',
    // Okta's own call proves the way better than any look of ours.
    address: isSeen || (scim.publicUrl !== null && state.reach?.ok === true),
    token: state.tokens.length > 0,
    // Who calls has the application.
    app: isSeen || null,
    integration: isSeen,
    toApp: state.users > 0 || null,
    assign: state.users > 0,
    push: state.groups > 0,
  };
  const first = guideSteps.find((key) => done[key] === false);
  return guideSteps.map((key) => ({
    key,
    stands: done[key] === null ? 'unseen' : done[key] ? 'done' : key === first ? 'now' : 'open',
  }));
}
