import { SyncError } from '@rollcall/shared';

/** Calls that can be made to fail. */
export type MemoryCall =
  | 'check'
  | 'identify'
  | 'list'
  | 'get'
  | 'find'
  | 'findNamed'
  | 'create'
  | 'update'
  | 'setState'
  | 'remove'
  | 'setPassword'
  | 'passwordPolicy'
  | 'hasPassword'
  | 'importHash'
  | 'verifyPassword'
  | 'changesSince'
  | 'movesSince'
  | 'invite'
  | 'groups';

/** An error to throw instead of working; `after` throws it when the work is done, as a cut connection does. */
export interface MemoryFault {
  error?: SyncError;
  after?: boolean;
  delayMs?: number;
}

/** Faults that wait for their call, first come first served. */
export class MemoryFaults {
  readonly #waiting = new Map<MemoryCall, MemoryFault[]>();

  add(call: MemoryCall, fault: MemoryFault, times = 1): void {
    const waiting = this.#waiting.get(call) ?? [];
    for (let index = 0; index < times; index++) waiting.push(fault);
    this.#waiting.set(call, waiting);
  }

  clear(): void {
    this.#waiting.clear();
  }

  take(call: MemoryCall): MemoryFault {
    return this.#waiting.get(call)?.shift() ?? {};
  }
}

/** Throws `cancelled` once the caller has given up. */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new SyncError('cancelled', 'The run was cancelled.');
}
