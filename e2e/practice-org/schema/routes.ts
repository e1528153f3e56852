import { Hono } from 'hono';
import { z } from 'zod';
import { allow, originOf, readBody, type Env } from '../http/env.ts';
import type { AttributeDefinition } from '../model.ts';
import { notFound, validationFailed } from '../okta-error.ts';
import type { Org } from '../org.ts';
import type { Attributes } from '../store/change.ts';
import { changeUser } from '../users/change.ts';
import { baseAttributes } from './base-attributes.ts';
import { baseChangeSchema, definitionSchema } from './definition.ts';
import { toSchema, userTypeId } from './schema.ts';

const changeSchema = z.object({
  definitions: z.object({
    custom: z.object({ properties: z.record(z.string(), definitionSchema.nullable()).optional() }).optional(),
    base: z.object({ properties: z.record(z.string(), baseChangeSchema).optional() }).optional(),
  }),
});

const mostUnique = 5;

/** The user schema and its one type below `/api/v1/meta`. */
export function schemaRoutes(org: Org): Hono<Env> {
  const app = new Hono<Env>();

  app.get('/schemas/user/default', allow('schemas', 'read'), (c) => c.json(toSchema(org, originOf(c))));

  app.post('/schemas/user/default', allow('schemas', 'manage'), async (c) => {
    const { definitions } = await readBody(c, changeSchema);
    const before = org.state.attributes;
    const custom = changedCustom(before.custom, definitions.custom?.properties ?? {});
    const base = changedBase(before.base, definitions.base?.properties ?? {});
    org.state.commit({ kind: 'attributes', custom, base });
    dropValues(
      org,
      Object.keys(before.custom).filter((name) => custom[name] === undefined),
    );
    return c.json(toSchema(org, originOf(c)));
  });

  app.get('/types/user', allow('schemas', 'read'), (c) => c.json([toType(org, originOf(c))]));

  app.get('/types/user/:id', allow('schemas', 'read'), (c) => {
    const id = c.req.param('id');
    if (id !== userTypeId(org) && id !== 'default') throw notFound(id, 'UserType');
    return c.json(toType(org, originOf(c)));
  });

  return app;
}

type CustomChange = Readonly<Record<string, AttributeDefinition | null>>;

/** Null removes an attribute. Throws E0000001 for names, types and counts Okta refuses. */
function changedCustom(before: Attributes['custom'], change: CustomChange): Attributes['custom'] {
  for (const [name, definition] of Object.entries(change)) {
    if (!/^[A-Za-z_]\w*$/.test(name))
      throw validationFailed([
        `${name}: Invalid property name. It can contain only alphanumeric characters and underscores, and cannot start with a number.`,
      ]);
    if (Object.hasOwn(baseAttributes, name)) throw validationFailed([`${name}: A base attribute has this name`]);
    const known = Object.hasOwn(before, name) ? before[name] : undefined;
    if (definition !== null && known !== undefined && known.type !== definition.type)
      throw validationFailed([`${name}: The type of an attribute cannot be changed`]);
  }
  const next = Object.entries({ ...before, ...change }).flatMap(([name, definition]) =>
    definition === null ? [] : [[name, stored(definition)] as const],
  );
  if (next.filter(([, definition]) => definition.unique !== undefined).length > mostUnique)
    throw validationFailed([`unique: At most ${mostUnique} attributes can be unique`]);
  return Object.fromEntries(next);
}

/** An attribute as the schema shows it: `unique: true` is answered as a finished validation. */
function stored({ unique, ...definition }: AttributeDefinition): AttributeDefinition {
  const isUnique = unique !== undefined && unique !== false && unique !== 'NOT_UNIQUE';
  return {
    mutability: 'READ_WRITE',
    scope: 'NONE',
    permissions: [{ principal: 'SELF', action: 'READ_ONLY' }],
    master: { type: 'PROFILE_MASTER' },
    ...definition,
    ...(isUnique ? { unique: 'UNIQUE_VALIDATED' } : {}),
  };
}

function changedBase(before: Attributes['base'], change: Attributes['base']): Attributes['base'] {
  const unknown = Object.keys(change).find((name) => !Object.hasOwn(baseAttributes, name));
  if (unknown !== undefined) throw validationFailed([`${unknown}: There is no base attribute of this name`]);
  return { ...before, ...change };
}

/** A removed attribute takes its values along. */
function dropValues(org: Org, names: readonly string[]): void {
  if (names.length === 0) return;
  for (const user of org.state.users.after(0)) {
    const kept = Object.entries(user.profile).filter(([name]) => !names.includes(name));
    if (kept.length < Object.keys(user.profile).length) changeUser(org, user, { profile: Object.fromEntries(kept) });
  }
}

function toType(org: Org, origin: string): Record<string, unknown> {
  return {
    id: userTypeId(org),
    name: 'user',
    displayName: 'User',
    description: 'Okta user profile template with default permission settings',
    default: true,
    _links: { self: { rel: 'self', href: `${origin}/api/v1/meta/types/user/${userTypeId(org)}`, method: 'GET' } },
  };
}
