import { z } from 'zod';

/** Users of the org with the names of their groups, as the process that pulls is told them. */
export const pullPeople = z.array(z.object({ id: z.string(), login: z.string(), groups: z.array(z.string()) }));

/** What the plan of a pull took; `overIdle` in bytes. */
export interface PullReport {
  items: number;
  cpuMs: number;
  ms: number;
  overIdle: number;
  problem: string | null;
}
