import * as z from 'zod';

/** The part of JSON Schema that our descriptions use. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  propertyNames?: Schema;
  additionalProperties?: Schema | boolean;
}

/** A part of a request's address. */
export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  schema: Schema;
}

/** An endpoint as the description tells it. */
export interface Operation {
  /** `GET /api/errors/{id}` */
  name: string;
  method: string;
  path: string;
  parameters: readonly Parameter[];
  body: Schema | null;
  /** Every status that it is said to answer, with what the body must be; null where none is described. */
  answers: ReadonlyMap<number, Content | null>;
}

/** The body of an answer. */
export interface Content {
  /** Any of these. */
  types: readonly string[];
  schema: z.ZodType;
}

interface Described {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

/** An OpenAPI description, as far as it is looked at. */
export interface Description {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

/**
 * The endpoints of a description.
 *
 * @throws Error when it refers to what it does not have
 */
export function readOperations({ paths, components }: Description): Operation[] {
  const whole = (schema: Schema): Schema => resolve(schema, components.schemas);
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody, responses }]) => {
      const body = requestBody?.content['application/json']?.schema;
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        parameters: parameters.map((parameter) => ({ ...parameter, schema: whole(parameter.schema) })),
        body: body ? whole(body) : null,
        answers: new Map(
          Object.entries(responses).map(([status, { content = {} }]) => [Number(status), readContent(content, whole)]),
        ),
      };
    }),
  );
}

function readContent(content: Record<string, { schema: Schema }>, whole: (schema: Schema) => Schema): Content | null {
  const [first] = Object.values(content);
  if (!first) return null;
  const { schema } = first;
  return {
    types: Object.keys(content),
    schema: z.fromJSONSchema(whole(schema) as Parameters<typeof z.fromJSONSchema>[0]),
  };
}

/** Puts in place of every reference what it refers to. */
function resolve(schema: Schema, known: Record<string, Schema>): Schema {
  if (typeof schema !== 'object' || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((part: Schema) => resolve(part, known)) as Schema;
  if (schema.$ref !== undefined) {
    const found = known[schema.$ref.replace('#/components/schemas/', '')];
    if (!found) throw new Error(`the description has no ${schema.$ref}`);
    return resolve(found, known);
  }
  return Object.fromEntries(Object.entries(schema).map(([key, part]) => [key, resolve(part as Schema, known)]));
}
