import type { Actor, Job, RunRequest, Scope } from '@rollcall/shared';

/** Who acts when automatic sync does. */
export const automaticActor: Actor = { kind: 'system', id: 'automatic', name: 'Automatic sync' };

/** A run that automatic sync asks for: with its ticks, and with no person's word. */
export function automaticRequest(connection: string, scope: Scope, mode: Job['request']['mode']): RunRequest {
  return {
    connection,
    trigger: 'event',
    by: automaticActor,
    scope,
    mode,
    operations: [],
    deadline: null,
    secretSlot: null,
    desired: null,
  };
}
