import type { AttributeDefinition } from '../model.ts';
import type { Org } from '../org.ts';
import type { State } from '../store/state.ts';
import { baseAttributes } from './base-attributes.ts';

/** The id of the org's default user type: stable for an org, with Okta's prefix. */
export function userTypeId(org: Pick<Org, 'identity'>): string {
  return `oty${org.identity.id.slice(3)}`;
}

type Definitions = Readonly<Record<string, AttributeDefinition>>;

/** The base attributes with what the org has changed about them, such as the login's pattern. */
export function baseOf(state: Pick<State, 'attributes'>): Definitions {
  const { base } = state.attributes;
  return Object.fromEntries(
    Object.entries(baseAttributes).map(([name, definition]) => [name, { ...definition, ...base[name] }]),
  );
}

/** The user schema as `GET /api/v1/meta/schemas/user/default` answers it. */
export function toSchema(org: Org, origin: string): Record<string, unknown> {
  const id = `${origin}/meta/schemas/user/osc${org.identity.id.slice(3)}`;
  return {
    id,
    $schema: 'http://json-schema.org/draft-04/schema#',
    name: 'user',
    title: 'User',
    description: 'Okta user profile template with default permission settings',
    type: 'object',
    definitions: {
      custom: section('#custom', org.state.attributes.custom),
      base: section('#base', baseOf(org.state)),
    },
    properties: { profile: { allOf: [{ $ref: '#/definitions/custom' }, { $ref: '#/definitions/base' }] } },
    _links: {
      self: { rel: 'self', href: `${origin}/api/v1/meta/schemas/user/default`, method: 'GET' },
      type: { rel: 'type', href: `${origin}/api/v1/meta/types/user/${userTypeId(org)}`, method: 'GET' },
    },
  };
}

function section(id: string, definitions: Definitions): Record<string, unknown> {
  const required = Object.keys(definitions).filter((name) => definitions[name]?.required === true);
  return { id, type: 'object', properties: definitions, required };
}
