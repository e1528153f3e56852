import type { ConnectionAnswer } from '@rollcall/shared/api';

export type Ticks = ConnectionAnswer['methods']['manual'];
export type Operation = Ticks['operations'][number];

export const operations = ['read', 'create', 'update', 'deactivate', 'delete'] as const;

/** Operations that look at both sides first, and so can't be without Read. */
const reading: readonly Operation[] = ['create', 'deactivate', 'delete'];

/** Those of the ticked operations that need Read. */
export function needRead(ticked: readonly Operation[]): Operation[] {
  return reading.filter((operation) => ticked.includes(operation));
}

/** The operations with one ticked or not; Read comes along where another needs it. */
export function withTick(ticked: readonly Operation[], operation: Operation, on: boolean): Operation[] {
  const wanted = new Set(ticked);
  if (on) wanted.add(operation);
  else wanted.delete(operation);
  if (needRead([...wanted]).length > 0) wanted.add('read');
  return operations.filter((each) => wanted.has(each));
}
