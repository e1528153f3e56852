import type { Time } from './json.ts';

/** When a connection runs by itself. `cron` is a five-field expression in the time zone `zone`. */
export interface Schedule {
  id: string;
  connection: string;
  cron: string;
  zone: string;
  kind: 'incremental' | 'full';
  mode: 'plan' | 'apply';
  on: boolean;
  lastDue: Time | null;
  lastJob: string | null;
}
