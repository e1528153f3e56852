import type { Json } from '@rollcall/shared';

import type { Attribute, ResourceType, Schema } from './attribute.ts';
import type { Resource } from './filter-match.ts';
import { largestPage, usualPage } from './query.ts';
import { listUrn } from './render.ts';

const core = 'urn:ietf:params:scim:schemas:core:2.0';
/** Most operations of one Bulk request, and its largest body in bytes. */
export const bulkLimits = { maxOperations: 100, maxPayloadSize: 1024 * 1024 } as const;

/** What this server can do (RFC 7643 section 5, RFC 9865 section 4); passwords are taken where a connection wants them. */
export function providerConfig({ base, changePassword }: { base: string; changePassword: boolean }): Resource {
  return {
    schemas: [`${core}:ServiceProviderConfig`],
    patch: { supported: true },
    bulk: { supported: true, ...bulkLimits },
    filter: { supported: true, maxResults: largestPage },
    changePassword: { supported: changePassword },
    sort: { supported: true },
    etag: { supported: true },
    pagination: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: usualPage,
      maxPageSize: largestPage,
    },
    authenticationSchemes: [
      {
        type: 'oauthbearertoken',
        name: 'Bearer token',
        description: 'A token that Rollcall made, in the Authorization header.',
        specUri: 'https://www.rfc-editor.org/rfc/rfc6750',
        primary: true,
      },
    ],
    meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
  };
}

export function resourceTypeDocument(type: ResourceType, base: string): Resource {
  return {
    schemas: [`${core}:ResourceType`],
    id: type.name,
    name: type.name,
    description: type.description,
    endpoint: type.endpoint,
    schema: type.schema.id,
    schemaExtensions: type.extensions.map(({ id }) => ({ schema: id, required: false })),
    meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${type.name}` },
  };
}

export function schemaDocument({ id, name, description, attributes }: Schema, base: string): Resource {
  return {
    schemas: [`${core}:Schema`],
    id,
    name,
    description,
    attributes: attributes.map(attributeDocument),
    meta: { resourceType: 'Schema', location: `${base}/Schemas/${id}` },
  };
}

/** Each schema once, extensions included. */
export function schemasOf(types: readonly ResourceType[]): Schema[] {
  return [
    ...new Map(
      types.flatMap(({ schema, extensions }) => [schema, ...extensions]).map((each) => [each.id, each]),
    ).values(),
  ];
}

export function listOf(resources: Resource[]): Resource {
  return {
    schemas: [listUrn],
    totalResults: resources.length,
    itemsPerPage: resources.length,
    startIndex: 1,
    Resources: resources,
  };
}

function attributeDocument({ subAttributes, canonicalValues, referenceTypes, ...rest }: Attribute): Json {
  return {
    ...rest,
    ...(canonicalValues ? { canonicalValues: [...canonicalValues] } : {}),
    ...(referenceTypes ? { referenceTypes: [...referenceTypes] } : {}),
    ...(subAttributes ? { subAttributes: subAttributes.map(attributeDocument) } : {}),
  };
}
