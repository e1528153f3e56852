/** Who or what asked for a run. */
export interface Actor {
  kind: 'client' | 'schedule' | 'scimToken' | 'cli' | 'system';
  id: string;
  name: string;
  /** The CMS account signed in at the page where the click was made, where known. */
  cmsUser?: string;
}

/** What started a run. */
export type Trigger = 'manual' | 'event' | 'schedule' | 'scim' | 'pull' | 'cli' | 'resume' | 'undo';

/** Rollcall acting by itself, such as at start-up. */
export const systemActor: Actor = { kind: 'system', id: 'system', name: 'Rollcall' };
