import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { readBody, type Env } from '../http/env.ts';

/** The org's password import inline hook: https://developer.okta.com/docs/reference/password-hook/ */
export interface ImportHook {
  /** `PUT` and `DELETE` set and forget where the hook calls. No token is asked. */
  readonly routes: Hono<Env>;
  /** Whether the service took what was typed; false without a hook, and for anything but a good answer in three seconds. */
  ask(typed: { username: string; password: string }): Promise<boolean>;
}

const targetSchema = z.object({
  url: z.url({ protocol: /^https?$/u, hostname: /^(?:127\.0\.0\.1|localhost)$/u }),
  header: z.string().default('Authorization'),
  secret: z.string(),
});

const answerSchema = z.object({
  commands: z.array(
    z.object({ type: z.literal('com.okta.action.update'), value: z.object({ credential: z.string() }) }),
  ),
});

const answerWithin = 3_000;

export function createImportHook(fetch: typeof globalThis.fetch = globalThis.fetch): ImportHook {
  let target: z.infer<typeof targetSchema> | null = null;
  const routes = new Hono<Env>();
  routes.put('/', async (c) => {
    target = await readBody(c, targetSchema);
    return c.body(null, 204);
  });
  routes.delete('/', (c) => {
    target = null;
    return c.body(null, 204);
  });
  return {
    routes,
    async ask(typed) {
      if (target === null) return false;
      const { url, header, secret } = target;
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json', [header]: secret },
        body: JSON.stringify(eventOf(typed)),
        signal: AbortSignal.timeout(answerWithin),
      }).catch(() => null);
      if (answer?.status !== 200) return false;
      const told = answerSchema.safeParse(await answer.json().catch(() => null));
      return told.success && told.data.commands.some(({ value }) => value.credential === 'VERIFIED');
    },
  };
}

function eventOf(credential: { username: string; password: string }): unknown {
  return {
    eventId: randomUUID(),
    eventTime: new Date().toISOString(),
    eventType: 'com.okta.user.credential.password.import',
    eventTypeVersion: '1.0',
    contentType: 'application/json',
    cloudEventVersion: '0.1',
    data: { context: { credential }, action: { credential: 'UNVERIFIED' } },
  };
}
