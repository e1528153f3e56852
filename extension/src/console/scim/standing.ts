import type { ConnectionAnswer } from '@rollcall/shared/api';
import type { ScimAnswer } from '@rollcall/shared/api-scim';

/** What keeps Okta's requests from having an effect, the most blocking first. */
export type Obstacle = 'off' | 'paused' | 'direction' | 'report' | 'operations' | 'port' | 'public' | 'reach';

/** The first thing that is in the way of Okta; null when nothing is known to be. */
export function obstacleOf(connection: ConnectionAnswer, { address, reach, tokens }: ScimAnswer): Obstacle | null {
  const { methods, direction, mode, scim } = connection;
  if (!methods.scim.on) return 'off';
  if (mode === 'paused') return 'paused';
  if (direction === 'cmsToOkta') return 'direction';
  if (mode === 'report') return 'report';
  if (!methods.scim.operations.some((operation) => operation !== 'read')) return 'operations';
  // Okta in a network of its own, or a practice org, may call at the address on this computer.
  if (scim.publicUrl === null && !tokens.some(({ seenOkta }) => seenOkta)) return 'public';
  if (reach !== null && !reach.ok) return 'reach';
  // Without an active token nothing uses the port, which then is closed on purpose.
  const isWanted = tokens.some(({ state, expired }) => state === 'active' && !expired);
  return isWanted && address === null ? 'port' : null;
}
