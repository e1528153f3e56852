import { routes } from '@rollcall/shared/routes';
import type { Route } from '@rollcall/shared/route';
import { problemSchema } from '@rollcall/shared/api-basics';
import { z } from 'zod';

import { version } from '../version.ts';

type JsonSchema = object;

/** The table of routes as an OpenAPI 3.1 document. */
export function openApiDocument(): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Rollcall local API', version },
    servers: [{ url: 'http://127.0.0.1:21470' }],
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  };
}

function operation(operationId: string, route: Route): Record<string, unknown> {
  const places = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true }));
  const asked = Object.keys(queryOf(route)).map((name) => ({ name, in: 'query', required: false }));
  const parameters = [...places, ...asked].map((each) => ({ ...each, schema: { type: 'string' } }));
  return {
    operationId,
    summary: route.summary,
    parameters,
    'x-role': route.role,
    ...(route.role === 'none' ? { security: [] } : {}),
    ...(route.body ? { requestBody: { content: json(schemaOf(route.body, 'input')) } } : {}),
    responses: {
      200: { description: 'Done', content: json(schemaOf(route.answer, 'output')) },
      default: {
        description: 'What went wrong',
        content: { 'application/problem+json': { schema: schemaOf(problemSchema, 'output') } },
      },
    },
  };
}

function queryOf({ query }: Route): object {
  return query instanceof z.ZodObject ? query.shape : {};
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  return z.toJSONSchema(schema, { io, unrepresentable: 'any' });
}

function json(schema: JsonSchema) {
  return { 'application/json': { schema } };
}
