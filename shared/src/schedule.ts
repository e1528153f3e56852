import type { Time } from './json.ts';

/** When a connection runs by itself. `cron` is a five-field expression in the time zone `zone`. */
export interface Schedule {
  id: string;
  connection: string;
  cron: string;
  zone: string;
  /** The last two pull with the connection's own pull settings, `pullDelta` with the strategy `delta`. */
  kind: 'incremental' | 'full' | 'pull' | 'pullDelta';
  mode: 'plan' | 'apply';
  on: boolean;
  /** Due times up to here count no more: when it was made, switched on or given other times. */
  since: Time;
  lastDue: Time | null;
  lastJob: string | null;
  /** A due time whose run is not known to have started; null when there is none. */
  pending: Time | null;
}
