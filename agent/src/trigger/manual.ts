import type { Actor, RunRequest, Scope } from '@rollcall/shared';

/** A person asks, by a click in a paired browser or by a command. */
export interface ManualAsk {
  connection: string;
  by: Actor;
  /** A browser is paired, a command is not. */
  fromBrowser: boolean;
  /** The CMS account that is signed in at the page, where the page tells. */
  cmsUser: string | undefined;
  scope: Scope;
  mode: RunRequest['mode'];
  operations: RunRequest['operations'];
}

/** What a person asked for, as the engine takes it. */
export function manualRequest({ by, cmsUser, fromBrowser, ...ask }: ManualAsk): RunRequest {
  return {
    ...ask,
    trigger: fromBrowser ? 'manual' : 'cli',
    by: cmsUser === undefined ? by : { ...by, cmsUser },
    deadline: null,
    secretSlot: null,
    desired: null,
  };
}
