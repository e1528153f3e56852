import type { Json } from '@rollcall/shared';

/** What a request leaves on its way through the server, for the record of it. */
declare module 'hono' {
  interface ContextVariableMap {
    /** The body, once it was read. */
    scimBody: Json;
    /** The body of the answer. */
    scimText: string;
    /** Id of the token that let it in. */
    scimToken: string;
    /** Id of the plan that it was carried out by, or that waits because of it. */
    scimPlan: string;
  }
}
