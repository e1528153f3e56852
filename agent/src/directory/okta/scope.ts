import { SyncError } from '@rollcall/shared';

/** What Rollcall asks a service app's rights for, the fullest first; each is one right that may be missing. */
const ladders: readonly (readonly string[])[] = [
  ['okta.users.manage', 'okta.users.read'],
  ['okta.groups.manage', 'okta.groups.read'],
  ['okta.schemas.read', 'okta.schemas.manage'],
  ['okta.orgs.read', 'okta.orgs.manage'],
  ['okta.policies.read', 'okta.policies.manage'],
  ['okta.logs.read'],
];

/** Scopes that the app has, as found out by asking. */
export type Granted = readonly string[];

/**
 * Gets a token with as many of the wanted scopes as the app was granted. Okta refuses a request that names one scope
 * too many without saying which, so after such a refusal each right is asked for alone, once.
 */
export async function wishes<T>(
  known: Granted | null,
  request: (scope: string) => Promise<T>,
): Promise<{ token: T; granted: Granted }> {
  const wanted = known ?? ladders.flatMap((ladder) => ladder.slice(0, 1));
  try {
    return { token: await request(wanted.join(' ')), granted: wanted };
  } catch (error) {
    if (!isInvalidScope(error)) throw error;
  }
  const granted: string[] = [];
  for (const ladder of ladders) granted.push(...(await firstGranted(ladder, request)));
  if (!granted.some((scope) => scope.startsWith('okta.users.')))
    throw new SyncError('forbidden', 'The service app has no scope for users.', {
      next: 'Grant the app okta.users.manage under "Okta API Scopes", then test again.',
    });
  return { token: await request(granted.join(' ')), granted };
}

async function firstGranted<T>(ladder: readonly string[], request: (scope: string) => Promise<T>): Promise<string[]> {
  for (const scope of ladder) {
    try {
      await request(scope);
      return [scope];
    } catch (error) {
      if (!isInvalidScope(error)) throw error;
    }
  }
  return [];
}

function isInvalidScope(error: unknown): boolean {
  return error instanceof SyncError && error.problem.field === 'scope';
}
