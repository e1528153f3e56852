import { z } from 'zod';

/** Pieces that several messages of the local API share. */

export const time = z.iso.datetime();
export const value = z.union([z.string(), z.array(z.string()), z.number(), z.boolean(), z.null()]);
export const attrs = z.record(z.string(), value);
export const side = z.enum(['cms', 'okta']);
export const state = z.enum(['staged', 'active', 'suspended', 'deactivated']);
export const actor = z.object({
  kind: z.enum(['client', 'schedule', 'scimToken', 'cli', 'system']),
  id: z.string(),
  name: z.string(),
  cmsUser: z.string().optional(),
});
export const ref = z.object({ directory: z.string(), id: z.string() });

export const problemSchema = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  next: z.string(),
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
