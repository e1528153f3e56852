import type { z } from 'zod';
import type { ClientRole } from './client.ts';

/** One line of the local API's table. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `{name}` for parameters. */
  path: string;
  /** Least role that may call it; `none` is open to an unpaired extension. */
  role: ClientRole | 'none';
  summary: string;
  body: z.ZodType | null;
  answer: z.ZodType;
}
