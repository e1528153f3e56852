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
  /** What the query string may hold; without it the query is not looked at. */
  query?: z.ZodType;
  body: z.ZodType | null;
  /** Refuses keys of the body that the schema does not know, so that no change is lost by a slip. */
  strict?: true;
  answer: z.ZodType;
}
