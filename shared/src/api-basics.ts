import { z } from 'zod';

/** Pieces that several messages of the local API share. */

/** The schemas of texts that the agent itself writes for people; what others wrote, such as names, never is one. */
export const sentences = z.registry();
/** One text of the agent: it answers it in the language that the request asks for. */
export const sentence = z.string().register(sentences);

export const time = z.iso.datetime();
export const value = z.union([z.string(), z.array(z.string()), z.number(), z.boolean(), z.null()]);
export const attrs = z.record(z.string(), value);
export const side = z.enum(['cms', 'okta']);
export const state = z.enum(['staged', 'active', 'suspended', 'deactivated']);
const someone = z.object({ id: z.string(), cmsUser: z.string().optional() });
export const actor = z.discriminatedUnion('kind', [
  someone.extend({ kind: z.enum(['client', 'cli']), name: z.string() }),
  /** These are named by Rollcall itself. */
  someone.extend({ kind: z.enum(['schedule', 'scimToken', 'system']), name: sentence }),
]);
export const ref = z.object({ directory: z.string(), id: z.string() });

export const problemSchema = z.object({
  code: z.string(),
  title: sentence,
  detail: sentence,
  next: sentence,
  help: z.string(),
  scope: z.enum(['item', 'run']),
  retry: z.enum(['never', 'later', 'after']),
  retryAt: time.nullable(),
  status: z.number().nullable(),
  requestId: z.string().nullable(),
  field: z.string().nullable(),
});

export const difference = z.object({ field: z.string(), cms: value, okta: value });

export const action = z.enum([
  'link',
  'unlink',
  'create',
  'update',
  'activate',
  'invite',
  'suspend',
  'resume',
  'deactivate',
  'delete',
  'setPassword',
  'grantGroup',
  'revokeGroup',
  'createGroup',
  'renameGroup',
  'deleteGroup',
]);

export type ProblemAnswer = z.infer<typeof problemSchema>;
