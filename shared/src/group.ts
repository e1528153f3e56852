import type { Guarded } from './account.ts';

/** An Okta group or a CMS role as its directory holds it. */
export interface DirectoryGroup {
  id: string;
  name: string;
  description: string | null;
  /** Okta's OKTA_GROUP, APP_GROUP or BUILT_IN; `role` for a CMS role. */
  kind: string;
  /** Members may be changed through the API. */
  writable: boolean;
  /** Grants power over users or permissions; true as well when its permissions cannot be read. */
  privileged: boolean;
  guarded: Guarded[];
}
