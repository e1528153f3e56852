import type { Connection } from '@rollcall/shared';
/** Which sites automatic sync leaves in peace for a while. */
export interface SiteRest {
  /** To be called when a look at the site is over: a slow or failing one brings a rest. */
  looked(connection: Connection, outcome: 'answered' | 'failed'): void;
  /** Why the site is left in peace now, as a sentence; null when it may be asked. */
  why(connection: Connection): string | null;
}
export interface SiteRestDeps {
  now: () => number;
  /** Mean time to answer since it was last asked, in milliseconds; null when nothing was. */
  answerTime: (url: string) => number | null;
}
export declare function createSiteRest({ now, answerTime }: SiteRestDeps): SiteRest;
