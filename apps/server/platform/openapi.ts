import { errorCatalog } from '@anyuan/contracts/errors.ts';
import type { Route } from '@anyuan/contracts/routes/route.ts';
import { z } from 'zod';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 of the routes, from the same contracts that parse the requests. */
export function openApi(routes: Readonly<Record<string, Route>>): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Anyuan 安园',
      version: '1',
      description:
        'Session cookie `anyuan` for people (every non-GET also needs the header `x-anyuan: 1`); ' +
        '`Authorization: Bearer <terminalId>.<secret>` for terminals.',
    },
    paths,
    components: {
      schemas: { Error: errorSchema() },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'anyuan' },
        terminal: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(name: string, route: Route): Json {
  const ok =
    route.raw === 'out'
      ? { 'audio/wav': {} }
      : { 'application/json': { schema: jsonSchema(route.reply, 'output') } };
  const hasBody = route.method !== 'GET' && !isEmptyBody(route);
  const body =
    route.raw === 'in'
      ? { 'audio/wav': {} }
      : { 'application/json': { schema: jsonSchema(route.body, 'input') } };
  return {
    operationId: name,
    summary: route.summary,
    'x-access': route.access,
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(hasBody ? { requestBody: { required: true, content: body } } : {}),
    ...(route.access === 'public'
      ? {}
      : { security: [{ [route.access === 'terminal' ? 'terminal' : 'session']: [] }] }),
    responses: {
      200: { description: 'Done', content: ok },
      default: {
        description: 'Refused, with a code and advice',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    },
  };
}

function isEmptyBody(route: Route): boolean {
  return route.raw !== 'in' && route.body.safeParse(undefined).success;
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): Json[] {
  const { properties = {}, required = [] } = jsonSchema(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, value]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: value,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest as Json;
}

function errorSchema(): Json {
  return {
    type: 'object',
    properties: {
      error: {
        type: 'object',
        properties: {
          code: { enum: Object.keys(errorCatalog) },
          zh: { type: 'string' },
          en: { type: 'string' },
          detail: { type: 'object' },
        },
        required: ['code', 'zh', 'en'],
      },
    },
    required: ['error'],
  };
}
