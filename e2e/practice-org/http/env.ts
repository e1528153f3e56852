import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { z } from 'zod';
import type { Caller, Resource, Right } from '../access/caller.ts';
import { OktaError } from '../okta-error.ts';

/** What every handler finds in its context; the bindings are empty when the app is called without a socket. */
export interface Env {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string; caller: Caller };
}

/** Parses a JSON body; anything that is not JSON of the wanted shape answers E0000003. */
export async function readBody<T extends z.ZodType>(c: Context<Env>, schema: T): Promise<z.infer<T>> {
  let body: unknown;
  try {
    body = JSON.parse(await c.req.text());
  } catch {
    throw new OktaError('E0000003');
  }
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new OktaError('E0000003');
  return parsed.data;
}

/** A query parameter; undefined when absent or blank. */
export function readText(c: Context<Env>, name: string): string | undefined {
  const text = c.req.query(name);
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** A boolean query parameter; undefined when absent. Throws E0000002 for other words. */
export function readFlag(c: Context<Env>, name: string): boolean | undefined {
  const value = readText(c, name);
  if (value === undefined) return undefined;
  if (!/^(?:true|false)$/i.test(value)) throw new OktaError('E0000002', { args: [name] });
  return value.toLowerCase() === 'true';
}

/** Lets a request pass when the caller's role and scope grant the right; E0000006 otherwise. */
export function allow(resource: Resource, right: Right): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (!c.get('caller').may(resource, right)) throw new OktaError('E0000006');
    await next();
  };
}

/** Scheme, host and port the client used; links must lead back the same way. */
export function originOf(c: Context<Env>): string {
  return new URL(c.req.url).origin;
}
