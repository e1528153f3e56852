import { z } from 'zod';

const role = z.object({ id: z.string(), meta: z.object({ drupal_internal__target_id: z.string() }).optional() });

/** A user as JSON:API answers it; which attributes are there depends on what the caller may see. */
export const userResource = z.object({
  id: z.string(),
  attributes: z.record(z.string(), z.unknown()).default({}),
  relationships: z.object({ roles: z.object({ data: z.array(role) }).optional() }).default({}),
});
export type UserResource = z.infer<typeof userResource>;

/** Status and mail are what only somebody with “administer users” sees; a row without them was read as a stranger. */
export function isWhole({ attributes }: UserResource): boolean {
  return 'status' in attributes && 'mail' in attributes;
}

/** The role machine names of a user; null when they were not read. */
export function rolesOf({ relationships }: UserResource): { name: string; uuid: string }[] | null {
  return (
    relationships.roles?.data.flatMap(({ id, meta }) =>
      meta === undefined ? [] : [{ name: meta.drupal_internal__target_id, uuid: id }],
    ) ?? null
  );
}

export const userDocument = z.object({ data: userResource });

/** `omitted` is there when rows were left out because the caller may not see them. */
const meta = z.object({ omitted: z.unknown().optional() }).default({});

export const userList = z.object({
  data: z.array(userResource),
  links: z.object({ next: z.unknown().optional() }).default({}),
  meta,
});
export type UserList = z.infer<typeof userList>;

export const roleList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.object({
        drupal_internal__id: z.string(),
        label: z.string(),
        is_admin: z.boolean().nullable().default(false),
        permissions: z.array(z.string()).default([]),
      }),
    }),
  ),
  links: z.object({ next: z.unknown().optional() }).default({}),
  meta,
});

export const fieldList = z.object({
  data: z.array(
    z.object({
      attributes: z.object({
        field_name: z.string(),
        label: z.string(),
        required: z.boolean().default(false),
        field_type: z.string(),
      }),
    }),
  ),
  meta,
});

export const fieldStorageList = z.object({
  data: z.array(
    z.object({
      attributes: z.object({
        field_name: z.string(),
        cardinality: z.number().default(1),
        // PHP prints an empty map as a list.
        settings: z.union([z.object({ max_length: z.number().optional() }), z.tuple([])]).default([]),
      }),
    }),
  ),
  meta,
});

/** What `GET /jsonapi` says about the caller; no `me` means an anonymous visitor. */
export const entryDocument = z.object({
  meta: z
    .object({
      links: z.object({ me: z.object({ meta: z.object({ id: z.string() }) }).optional() }).default({}),
      /** Set by a browser that reads a site whose JSON:API is off by its edit forms. */
      forms: z.boolean().default(false),
    })
    .default({ links: {}, forms: false }),
});

/** Answer of `POST /user/login?_format=json`. */
export const loginAnswer = z.object({
  current_user: z.object({ name: z.string().optional() }).default({}),
  csrf_token: z.string(),
  logout_token: z.string().optional(),
});

/** Errors of JSON:API, and the one message of Drupal's other JSON routes. */
export const errorDocument = z.object({
  message: z.string().optional(),
  errors: z
    .array(
      z.object({
        detail: z.string().optional(),
        title: z.string().optional(),
        source: z.object({ pointer: z.string().optional() }).optional(),
      }),
    )
    .default([]),
});

/** The document in `text`, or null when it is none of that shape. */
export function parseAs<T>(schema: z.ZodType<T>, text: string): T | null {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(json);
  return parsed.success ? parsed.data : null;
}
