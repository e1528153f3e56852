import type { UsersAnswer } from '@rollcall/shared/api';
import type { BadgeStatus } from '@rollcall/shared/status';

export type Counts = NonNullable<UsersAnswer['counts']>;

/** Badges that make up one figure of the overview; the groups are disjoint and hold every badge. */
export const groups = {
  agree: ['active', 'staged', 'invited', 'suspended', 'deactivated', 'syncing'],
  differs: ['differs'],
  notInOkta: ['notInOkta'],
  found: ['found'],
  activeInOkta: ['activeInOkta'],
  waits: ['failed', 'held', 'conflict'],
  left: ['excluded', 'protected', 'unknown', 'checking'],
} as const satisfies Record<string, readonly BadgeStatus[]>;

export type Group = keyof typeof groups;

/** What somebody should look at: the summary's own part of that name. */
export const needLook: readonly BadgeStatus[] = ['activeInOkta', 'failed', 'held', 'conflict', 'differs', 'found'];

export function countOf(counts: Counts | null, statuses: readonly BadgeStatus[]): number {
  return statuses.reduce((sum, status) => sum + (counts?.[status] ?? 0), 0);
}

/** In the order of what presses most. */
const order: readonly BadgeStatus[] = [
  'activeInOkta',
  'failed',
  'held',
  'conflict',
  'differs',
  'found',
  'notInOkta',
  'staged',
  'invited',
  'active',
  'suspended',
  'deactivated',
  'excluded',
  'protected',
  'unknown',
  'checking',
  'syncing',
];

/** Badges that some user has, and the one that is asked for now. */
export function present(counts: Counts | null, wanted: string | null): BadgeStatus[] {
  return order.filter((status) => (counts?.[status] ?? 0) > 0 || status === wanted);
}
