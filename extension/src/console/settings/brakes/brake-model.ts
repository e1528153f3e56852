import type { ConnectionAnswer } from '@rollcall/shared/api';

export type BrakeName = keyof ConnectionAnswer['brakes'];
export type Brake = ConnectionAnswer['brakes'][BrakeName];

export const brakeNames: readonly BrakeName[] = ['create', 'update', 'deactivate', 'delete', 'revokeGroup', 'mail'];

/** How many a run may change before it waits: the lower of count and percent of the linked users, at least the floor. */
export function limitOf({ floor, count, percent }: Brake, linked: number): number {
  return Math.max(floor, Math.min(count, Math.floor((percent / 100) * linked)));
}

/** Which of the three figures decides now. */
export function deciding(brake: Brake, linked: number): keyof Brake {
  const limit = limitOf(brake, linked);
  const share = Math.floor((brake.percent / 100) * linked);
  if (limit === brake.floor && Math.min(brake.count, share) < brake.floor) return 'floor';
  return share < brake.count ? 'percent' : 'count';
}
