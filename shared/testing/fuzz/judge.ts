import * as z from 'zod';
import type { Case } from './cases.ts';
import type { Operation } from './operations.ts';
import type { Reply } from './sender.ts';

/** What any request may be answered, whatever its endpoint describes: the order of checks comes before the endpoint. */
const REFUSALS = new Set([400, 401, 403, 404, 405, 408, 413, 415, 429]);
const Refusal = z.object({ detail: z.string().min(1), retry_after: z.int().optional() });
const MAY_RETRY = new Set([429, 503]);
const PAGE = /^(?:text\/html|text\/css|text\/javascript|image\/svg\+xml|font\/woff2)/;

/** Says what is wrong with an answer, by the description of its endpoint; null when it is as described. */
export function createJudge(operations: readonly Operation[]): (sent: Case, reply: Reply) => string | null {
  const routes = operations.map((operation) => ({ operation, pattern: toPattern(operation.path) }));

  function find({ method, path }: Case): Operation | undefined {
    const plain = path.split('?')[0] ?? '';
    const wanted = method === 'HEAD' ? 'GET' : method;
    // What has no parameter comes before what has one.
    return routes
      .filter(({ operation, pattern }) => operation.method === wanted && pattern.test(plain))
      .map(({ operation }) => operation)
      .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
  }

  return (sent, reply) => {
    const operation = find(sent);
    const { status } = reply;
    const isDescribed = operation?.answers.has(status) ?? false;
    if (sent.isValid && (!isDescribed || status === 400)) return `answers ${status} to a request that is as described`;
    if (status >= 400 && !REFUSALS.has(status) && !isDescribed) return `answers ${status}, which is not described`;
    if (
      MAY_RETRY.has(status) &&
      !operation?.name.includes('test-alert') &&
      !(Number(reply.headers['retry-after']) > 0)
    ) {
      return `answers ${status} without Retry-After`;
    }
    return judgeBody(sent, reply, operation);
  };
}

function judgeBody(
  { method }: Case,
  { status, headers, body }: Reply,
  operation: Operation | undefined,
): string | null {
  if (method === 'HEAD' || status === 204) return body === '' ? null : `answers ${status} with a body`;
  const type = headers['content-type'] ?? '';
  const described = operation?.answers.get(status);
  if (status >= 400) return judgeJson(type, body, described?.schema ?? Refusal) ?? judgeJson(type, body, Refusal);
  if (!operation)
    return status === 200 && PAGE.test(type) ? null : `answers ${status} as ${type}, where nothing is described`;
  if (described === undefined) return `answers ${status}, which is not described`;
  if (described === null) return judgeJson(type, body, z.unknown());
  const { types, schema } = described;
  if (!types.some((known) => type.startsWith(known))) return `answers as ${type}, described as ${types.join(' or ')}`;
  return types.includes('application/json') ? judgeJson(type, body, schema) : null;
}

function judgeJson(type: string, body: string, schema: z.ZodType): string | null {
  if (type !== 'application/json; charset=utf-8') return `answers JSON as ${type}`;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return 'answers what is no JSON';
  }
  const { success, error } = schema.safeParse(value);
  return success ? null : `answers what is not as described: ${z.prettifyError(error)}`;
}

function toPattern(path: string): RegExp {
  const parts = path.split(/\{\w+\}/).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}
