import { SyncError } from '@rollcall/shared';
import type { PullSettings } from '@rollcall/shared';

import { openKeyring } from '../../secret/keyring.ts';
import type { Keyring } from '../../secret/keyring.ts';
import { Secret } from '../../secret/secret.ts';

export type OpenKeyring = (service: string) => Promise<Pick<Keyring, 'get'>>;
type InKeyring = Extract<PullSettings['okta']['token'], { in: 'keyring' }>;

/**
 * The API token that `secure_api_token_key` names: the keyring's entry of that service for the host as it is written in the
 * file. Throws `not_configured` where there is no keyring or no such entry.
 */
export async function tokenInKeyring({ service, user }: InKeyring, open: OpenKeyring = openKeyring): Promise<Secret> {
  const entry = `service "${service}", user "${user}"`;
  const missing = (text: string, cause?: unknown) =>
    new SyncError('not_configured', text, { next: `Store the token in the keyring under ${entry}.`, cause });
  const token = await open(service)
    .then((keyring) => keyring.get(user))
    .catch((error: unknown) => {
      throw missing('The keyring of this computer can’t be read.', error);
    });
  if (token === null || token === '') throw missing(`The keyring has no token under ${entry}.`);
  return new Secret(token);
}
