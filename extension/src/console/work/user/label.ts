import type { UserAnswer } from '@rollcall/shared/api-user';

/** How the user is called: display name of the site, else of Okta, else the login that was asked for. */
export function labelOf({ cms, okta, status }: UserAnswer, name: string): string {
  return cms?.displayName ?? status.label ?? okta?.displayName ?? cms?.login ?? okta?.login ?? name;
}

/** How the agent finds the user for a run: the number of the site's page, else the login. */
export function nameOf({ cms }: UserAnswer, name: string): string {
  return cms?.handle ?? cms?.login ?? name;
}
