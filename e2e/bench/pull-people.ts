import { z } from 'zod';

/** Users of the org with the names of their groups, as the process that pulls is told them. */
export const pullPeople = z.array(z.object({ id: z.string(), login: z.string(), groups: z.array(z.string()) }));

/** What the plan of a pull took, and a look for what moved after it was applied; `overIdle` in bytes. */
export interface PullReport {
  items: number;
  cpuMs: number;
  ms: number;
  overIdle: number;
  /** Calls of the look, and what it took, in ms; null where it read everybody after all. */
  delta: { calls: number; cpuMs: number } | null;
  problem: string | null;
}
