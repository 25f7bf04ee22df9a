/** What is read here of an OpenAPI 3.1 description. */
export interface Description {
  info: { title: string };
  components: { responses: Record<string, Answer> };
  paths: Record<string, Record<string, Operation>>;
}

export interface Operation {
  summary?: string;
  description?: string;
  security: readonly Record<string, unknown>[];
  parameters?: readonly Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Answer | { $ref: string }>;
}

export interface Parameter {
  name: string;
  in: 'query' | 'path';
  required: boolean;
  description?: string;
  schema: Schema;
}

export interface Answer {
  description: string;
  content?: Record<string, Content>;
}

export interface Content {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

/** What is read here of a JSON schema. */
export interface Schema {
  type?: string | readonly string[];
  format?: string;
  description?: string;
  default?: string | number | boolean;
  enum?: readonly unknown[];
  anyOf?: readonly Schema[];
  properties?: Record<string, Schema>;
  required?: readonly string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** An operation with where it is. */
export interface Endpoint {
  /** `GET` and so on. */
  method: string;
  path: string;
  operation: Operation;
}

/** All operations, those of the service itself before those that every service has. */
export function endpointsOf({ paths }: Description): Endpoint[] {
  const endpoints = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );
  const isShared = ({ path }: Endpoint): boolean => SHARED_PATHS.has(path);
  return [...endpoints.filter((endpoint) => !isShared(endpoint)), ...endpoints.filter(isShared)];
}

const SHARED_PATHS = new Set(['/api/session', '/health', '/api/openapi.json']);

/** The values that a content gives as examples. */
export function examplesOf(content: Content | undefined): unknown[] {
  if (content?.example !== undefined) return [content.example];
  return Object.values(content?.examples ?? {}).map(({ value }) => value);
}

/** The JSON of a body or an answer, where it has one. */
export function jsonOf(content: Record<string, Content> | undefined): Content | undefined {
  return content?.['application/json'];
}
