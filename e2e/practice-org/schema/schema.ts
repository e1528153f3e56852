import type { Org } from '../org.ts';

/** The id of the org's default user type: stable for an org, with Okta's prefix. */
export function userTypeId(org: Pick<Org, 'identity'>): string {
  return `oty${org.identity.id.slice(3)}`;
}
